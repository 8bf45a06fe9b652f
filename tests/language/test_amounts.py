"""Doses, how often, how long, and the numbers of the rulers."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.amounts import find_amounts
from bot.language.ruler import ruler_number

TODAY = date(2026, 11, 24)
PIECES = """
    0 1 2,5 0,125,000 1/0 ½ 2½ mg a an and half x - to or years since 2009 march tablets one twenty
    five hundred /10 out of every hours İ ß . , ٣ times day couple quarter
"""
AMOUNT_LIKE = st.lists(st.sampled_from(PIECES.split()), max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5mg at night", [("5", "mg")]),
        ("0.5 mg twice a day", [("0.5", "mg")]),
        (".25mg", [("0.25", "mg")]),
        ("2,5 mg", [("2.5", "mg")]),
        ("0,125 mg", [("0.125", "mg")]),
        ("1,000 mcg", [("1000", "microgram")]),
        ("20\u00b5g or 20\u03bcg", [("20", "microgram"), ("20", "microgram")]),
        ("10 mls", [("10", "ml")]),
        ("ten drops in water", [("10", "drops")]),
        ("2x5mg", [("5", "mg")]),
        ("5-10mg", [("5", "mg"), ("10", "mg")]),
        ("2 or 3 tablets", [("2", "tablets"), ("3", "tablets")]),
        ("half a tablet", [("0.5", "tablets")]),
        ("1/2 tab nocte", [("0.5", "tablets")]),
        ("1 1/2 tablets", [("1.5", "tablets")]),
        ("2½ mg", [("2.5", "mg")]),
        ("two and a half tablets", [("2.5", "tablets")]),
        ("quarter of a pill", [("0.25", "tablets")]),
        ("a couple of pills", [("2", "tablets")]),
        ("a tablet each night", [("1", "tablets")]),
        ("twenty five mg", [("25", "mg")]),
        ("valium 10MG and xanax 0.5MG", [("10", "mg"), ("0.5", "mg")]),
        ("i am 5 foot 2 and have 3 kids", []),
        ("1/0 mg", []),
        ("10 magazines", []),
        ("it was tabled", []),
        ("", []),
    ],
)
def test_doses(text: str, expected: list[tuple[str, str]]) -> None:
    found = find_amounts(text, TODAY).doses
    assert [(d.value, d.unit) for d in found] == [(Decimal(v), u) for v, u in expected]
    assert all(d.surface in text for d in found)


@pytest.mark.parametrize(
    ("text", "surface", "times"),
    [
        ("5mg twice a day", "twice a day", 2),
        ("1mg 3x daily", "3x daily", 3),
        ("Three Times A Day", "Three Times A Day", 3),
        ("x2 per day", "x2 per day", 2),
        ("10mg nocte", "nocte", 1),
        ("2mg bd", "bd", 2),
        ("2mg t.d.s.", "t.d.s.", 3),
        ("one every 8 hours", "every 8 hours", 3),
        ("one every 7 hours", "every 7 hours", None),
        ("morning and night", "morning and night", 2),
        ("i take it every night", "every night", 1),
        ("5mg at night", "at night", 1),
        ("i take one before bed", "before bed", 1),
        ("i cant sleep at night", None, None),
        ("every other day", "every other day", None),
        ("a few times a week", "a few times a week", None),
        ("3 times a week", "3 times a week", None),
        ("5 days a week", "5 days a week", None),
        ("5mg prn", "prn", None),
        ("only when i need it", "when i need it", None),
        ("0 times a day", "0 times a day", None),
        ("yes", None, None),
    ],
)
def test_frequency(text: str, surface: str | None, times: int | None) -> None:
    found = find_amounts(text, TODAY)
    assert (found.frequency, found.times_per_day) == (surface, times)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("ten years", 120),
        ("about 6 months", 6),
        ("10yrs", 120),
        ("over 20 years now", 240),
        ("since 2009", 204),
        ("since march 2015", 140),
        ("started in 2016", 120),
        ("a year and a half", 18),
        ("two and a half years", 30),
        ("half a year", 6),
        ("a couple of years", 24),
        ("a decade", 120),
        ("8 weeks", 2),
        ("10 days", 0),
        ("5 to 10 years", 60),
        ("started 3 years ago", 36),
        ("10mg daily for 20 years", 240),
        ("im 72 years old, been on valium for 30 years", 360),
        ("since my husband died", None),
        ("since i was a girl", None),
        ("years and years", None),
        ("for years", None),
        ("a long time", None),
    ],
)
def test_duration(text: str, months: int | None) -> None:
    found = find_amounts(text, TODAY).duration
    assert found is not None
    assert found.months == months
    assert found.surface in text


@pytest.mark.parametrize(
    "text",
    [
        "im 72 years old",
        "married 40 years",
        "he died 3 years ago",
        "every 2 weeks",
        "see him in 2 weeks",
        "twice a day",
        "once a week",
        "i was off it for 2 years",
        "i want to taper over 6 months",
        "it was in 2009",
        "9999 years",
        "5mg",
    ],
)
def test_other_times_are_no_duration(text: str) -> None:
    found = find_amounts(text, TODAY).duration
    assert found is None or found.months is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("seven", 7),
        (" 7. ", 7),
        ("7/10", 7),
        ("7 out of ten", 7),
        ("10 out of 10", 10),
        ("ten", 10),
        ("zero", 0),
        ("0", 0),
        ("one", 1),
        ("a one i think", 1),
        ("about a 6 or 7", 6),
        ("I'd say a seven, maybe eight on a good day", 7),
        ("7 perhaps an 8", 7),
        ("two, maybe one on a bad day", 2),
        ("the driving one please", None),
        ("a 6 or a 7", 6),
        ("6-7", 6),
        ("6.5", 6),
        ("8ish", 8),
        ("maybe five", 5),
        ("between 3 and 4", 3),
        ("im a 3 today", 3),
        ("on a scale of 0 to 10 id say 4", 4),
        ("its hard to say but id say 8 because my daughter needs me", 8),
        ("i would be about a nine if my wife helped me with it", 9),
        ("probably 4, it went badly before", 4),
        ("11", None),
        ("-3", None),
        ("100", None),
        ("11/10", None),
        ("a hundred", None),
        ("in 2009", None),
        ("no one", None),
        ("one day", None),
        ("5mg", None),
        ("10 years", None),
        ("i have 2 kids", None),
        ("7pm", None),
        ("50%", None),
        ("its a 3 but could be an 8", None),
        ("6 1/2", 6),
        ("8 in 10", 8),
        ("10 definitely", 10),
        ("down to 3", None),
        ("cut from 10 to 5", None),
        ("i want to get to 0", None),
        ("since i was 9", None),
        ("my wife says 9", None),
        ("1 at night", None),
        ("awake since 4", None),
        ("not a 7", None),
        ("i wouldnt say 10", None),
        ("more than 5", None),
        ("2 out of 10 people manage it", None),
        ("what is 0", None),
        ("i take 2 tablets at night and wake up at 3", None),
        ("at 3 in the morning i wake up", None),
        ("i dont know", None),
        ("", None),
    ],
)
def test_ruler_number(text: str, expected: int | None) -> None:
    assert ruler_number(text) == expected


@given(st.one_of(st.text(st.characters(), max_size=80), AMOUNT_LIKE.map(" ".join)))
@settings(deadline=None)
def test_no_text_makes_it_fail(text: str) -> None:
    find_amounts(text, TODAY)
    assert ruler_number(text) in {None, *range(11)}


@given(AMOUNT_LIKE.map("".join))
@settings(deadline=None)
def test_glued_amounts_keep_their_words(text: str) -> None:
    found = find_amounts(text, TODAY)
    assert all(dose.surface in text for dose in found.doses)
    assert found.frequency is None or found.frequency in text


@pytest.mark.parametrize("piece", ["5mg at night for ten years ", "1 ", "a and a half ", " ", "1-"])
def test_long_texts_are_quick(piece: str) -> None:
    text = (piece * 20_000)[:20_000]

    def seconds() -> float:
        started = time.process_time()
        find_amounts(text)
        ruler_number(text)
        return time.process_time() - started

    assert min(seconds() for _ in range(5)) < 0.1
