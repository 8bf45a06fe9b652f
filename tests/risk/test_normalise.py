"""Phone spelling, disguise and strange characters are read as plain words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.risk import RiskDetector
from bot.risk.detector import CONTENT
from bot.risk.lexicon import SpellingFile, load, read
from bot.risk.normalise import BOUNDARY, Normaliser
from bot.risk.two_stage import check_lines


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    spelling = read(CONTENT / "spelling.yml", SpellingFile)
    known = {w for group in load(CONTENT).phrases.values() for p in group for w in p.words}
    return Normaliser(spelling.expand, spelling.risk_words, spelling.ordinary, known)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I can't", "i can not"),
        ("I can\u2019t", "i can not"),
        ("dont wanna", "do not want to"),
        ("my slef", "myself"),
        ("k i l l me", "kill me"),
        ("s.u.i.c.i.d.e", "suicide"),
        ("k1ll", "kill"),
        ("k*ll", "kill"),
        ("killmyself", "kill myself"),
        ("suicdal", "suicidal"),
        ("seisure", "seizure"),
        ("overdosd", "overdosed"),
        ("diiiie", "die"),
        ("\uff4b\uff49\uff4c\uff4c", "kill"),
        ("ki\u200bll", "kill"),
        ("3days", "3 days"),
        ("10mg", "10 mg"),
        ("leisure", "leisure"),
        ("overdue", "overdue"),
        ("poignant", "poignant"),
        ("therapist", "therapist"),
    ],
)
def test_plain_words(normaliser: Normaliser, text: str, plain: str) -> None:
    words = [word.text for word in normaliser.words(text)]
    assert [word for word in words if word != BOUNDARY] == plain.split()


def test_every_word_knows_where_it_stood(normaliser: Normaliser) -> None:
    text = "Oh \U0001f622 I  can\u2019t \ufb01nd it"
    places = [text[word.start : word.end] for word in normaliser.words(text)[1:-1]]
    assert places == ["Oh", "I", "can\u2019t", "can\u2019t", "\ufb01nd", "it"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_string_is_refused(detector: RiskDetector, text: str) -> None:
    verdict = detector.check(text, [text])
    assert verdict is None or verdict.span in text


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x07\x1b[31m", "\U0001f480" * 500, "\ud800", "a" * 20_000, "?!." * 5_000]
)
def test_strange_strings_are_taken(detector: RiskDetector, text: str) -> None:
    assert detector.check(text) is None


@pytest.mark.parametrize("filler", ["I like my garden. ", "and the bus went by ", "lorem ", "\n"])
def test_the_end_of_a_long_message_is_read(detector: RiskDetector, filler: str) -> None:
    verdict = detector.check(filler * (20_000 // len(filler)) + "I am going to kill myself")
    assert verdict is not None and verdict.tier == "emergency"


def test_lines_come_back_in_order(detector: RiskDetector) -> None:
    first, second = check_lines(detector, ["hello\n", "I want to die\n"])
    empty = dict.fromkeys(("tier", "category", "rule", "span"))
    assert first == {"text": "hello", **empty}
    assert (second["text"], second["tier"]) == ("I want to die", "urgent")
