"""Coaching goes on only when someone plainly says that they are safe."""

import pytest

from bot.risk import says_safe
from bot.risk.safety import help_is_near


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("im safe now, can we carry on", True),
        ("I am safe and want to go on", True),
        ("i’m ok now", True),  # noqa: RUF001
        ("yes im fine, my sister is here", True),
        ("feeling a bit calmer, lets go on", True),
        ("i feel better", True),
        ("im in danger", False),
        ("im not safe", False),
        ("i dont know if im safe", False),
        ("not sure im safe", False),
        ("i don't feel safe", False),
        ("i wish i was ok", False),
        ("what is safe", False),
        ("ok", False),
        ("yes", False),
        ("", False),
        ("i'll be fine if i take the lot", False),
    ],
)
def test_a_plain_statement_counts_and_nothing_else(text: str, safe: bool) -> None:
    assert says_safe(text) is safe


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("my sister is here with me now", "company"),
        ("the ambulance is on its way", "company"),
        ("mum is on her way", "company"),
        ("im not alone", "company"),
        ("i called lifeline", "called"),
        ("I've rung 000", "called"),
        ("nobody is with me", None),
        ("i wish my sister was here with me", None),
        ("my husband left", None),
        ("i cant call anyone", None),
        ("i dont know", None),
        ("i want to die", None),
        ("", None),
    ],
)
def test_whether_help_is_near(text: str, near: str | None) -> None:
    assert help_is_near(text) == near
