"""Whatever is written, a check raises nothing and by the rules takes no longer than 50 ms."""

from __future__ import annotations

import string
from time import perf_counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.components.risk_model import two_stage_detector
from bot.risk import TIERS, RiskDetector
from bot.settings import ROOT

pytestmark = pytest.mark.slow

LONGEST_MS = 50
CONTENT = ROOT / "content" / "risk"
WORDS = (
    "i",
    "took",
    "pills",
    "die",
    "tonight",
    "not",
    "my",
    "mum",
    "stopped",
    "and",
    "box",
    "💊",
    "ü",
)
MARKUP = (
    "<b>",
    "</script>",
    "&amp;",
    "**",
    "[x](y)",
    "{{ x }}",
    "\u202e",
    "\u0300" * 9,
    "\x00",
    "%s",
)

REPEATED = st.tuples(
    st.sampled_from(["a", "ab ", "😀", "die ", "x. ", "\n", "漢", "-"]), st.integers(0, 20_000)
).map(lambda pair: (pair[0] * pair[1])[:20_000])
message = st.one_of(
    st.text(max_size=400),
    st.text(alphabet=string.printable, max_size=2_000),
    st.lists(st.sampled_from(WORDS), max_size=300).map(" ".join),
    st.lists(st.sampled_from([*WORDS, *MARKUP, ".", "\n", "!!!"]), max_size=200).map("".join),
    REPEATED,
)


def milliseconds(detector: RiskDetector, text: str) -> float:
    """How long a check takes: the best of five where the first was slow, as machines are noisy."""
    best = float("inf")
    for _ in range(5):
        start = perf_counter()
        detector.check(text)
        best = min(best, 1000 * (perf_counter() - start))
        if best <= LONGEST_MS:
            break
    return best


def examples(count: int) -> settings:
    """So many generated messages."""
    return settings(
        max_examples=count,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )


def test_ten_thousand_messages_by_the_rules_in_time() -> None:
    detector = RiskDetector.from_content()
    # What is loaded at first use is loaded before anything is timed.
    detector.check("i want to die tonight. my mum has stopped. it is dark")
    checked = 0

    @examples(10_000)
    @given(message)
    def check(text: str) -> None:
        nonlocal checked
        checked += 1
        assert milliseconds(detector, text) <= LONGEST_MS, repr(text[:200])

    check()
    assert checked >= 10_000


def test_both_stages_take_any_message() -> None:
    detector = two_stage_detector(CONTENT)

    @examples(1_000)
    @given(message)
    def check(text: str) -> None:
        found = detector.check(text)
        assert found is None or found.tier in TIERS

    check()
