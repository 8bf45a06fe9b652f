"""What is typed is read exactly, or comes back with the field, what is wrong and what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.language.medicines import MedicineFinder
from bot.taper.content import CONTENT
from bot.taper.equivalents import Equivalents
from bot.taper.forms import Forms
from bot.taper.intake import (
    IntakeError,
    read_date,
    read_interval,
    read_mg,
    read_percent,
    read_taken,
)
from bot.taper.taken import Taken

FINDER = MedicineFinder.from_content(CONTENT / "medicines" / "names.csv")
TABLE = Equivalents.from_content()
FORMS = Forms.from_content()
DROPS, LIQUID, TABLETS = "au-clonazepam-drops-0.1", "gb-diazepam-liquid-0.4", "us-diazepam-unit-5"


def read(medicine: str, dose: str, form: str | None = None, confirmed: bool = False) -> Taken:
    return read_taken(FINDER, TABLE, medicine, dose, form, confirmed, FORMS)


def refused(
    medicine: str, dose: str, form: str | None = None, confirmed: bool = False
) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read(medicine, dose, form, confirmed)
    return caught.value


@pytest.mark.parametrize(
    ("medicine", "dose", "form", "generic", "mg"),
    [
        ("diazepam", "7.5 mg", None, "diazepam", "7.5"),
        ("Valium", "500 micrograms", None, "diazepam", "0.5"),
        ("XANAX", "0.25", None, "alprazolam", "0.25"),
        ("Imovane", "2,5 mg", None, "zopiclone", "2.5"),
        ("alprazolam", "250mcg", None, "alprazolam", "0.25"),
        ("alprazolam", "125 µg", None, "alprazolam", "0.125"),
        ("alprazolam", "125 \u03bcg", None, "alprazolam", "0.125"),
        ("diazepam", ".5 mg", None, "diazepam", "0.5"),
        ("diazepam", "  10   MG  a day ", None, "diazepam", "10"),
        ("diazepam", "10 mg daily", None, "diazepam", "10"),
        ("diazepam", "5 milligrams", None, "diazepam", "5"),
        ("clonazepam", "10 drops", DROPS, "clonazepam", "1"),
        ("clonazepam", "0.4 mL", DROPS, "clonazepam", "1"),
        ("diazepam", "5 mL", LIQUID, "diazepam", "2"),
        ("diazepam", "1.5 tablets", TABLETS, "diazepam", "7.5"),
        ("diazepam tablets", "5 mg", None, "diazepam", "5"),
        ("Valium (diazepam)", "5 mg", None, "diazepam", "5"),
        ("bromazolam", "2 mg", None, "bromazolam", "2"),
    ],
)
def test_a_line_is_read(medicine: str, dose: str, form: str | None, generic: str, mg: str) -> None:
    assert read(medicine, dose, form) == Taken(generic, Decimal(mg), form)


@pytest.mark.parametrize(
    ("medicine", "suggestions", "confirmable"),
    [
        ("", (), False),
        ("   ", (), False),
        ("diazapam", ("diazepam",), True),
        ("lorazepan", ("lorazepam", "lormetazepam"), True),
        ("clonazapam", ("clonazepam", "clobazam"), True),
        ("sertraline", (), False),
        ("carbamazepine", (), False),
        ("clonidine", (), False),
        ("quetiapine and diazepam", (), False),
        ("diazepam and sertraline", ("diazepam",), True),
        ("benzos", (), False),
        ("diazepam and temazepam", ("diazepam", "temazepam"), False),
        ("diazepam 5 mg", ("diazepam",), False),
        ("Zantac", (), False),
    ],
)
def test_a_name_that_is_not_certain_is_never_taken(
    medicine: str, suggestions: tuple[str, ...], confirmable: bool
) -> None:
    error = refused(medicine, "5 mg")
    assert error.field == "medicine" and error.message
    assert error.suggestions == suggestions
    assert error.confirmable is confirmable


def test_a_name_far_off_gets_names_that_come_near() -> None:
    assert "temazepam" in refused("temmmazepamm", "10 mg").suggestions


def test_a_name_that_may_be_meant_is_taken_once_it_is_confirmed() -> None:
    assert read("lorazepan", "1 mg", confirmed=True).medicine == "lorazepam"
    assert refused("carbamazepine", "200 mg", confirmed=True).field == "medicine"


@pytest.mark.parametrize(
    ("dose", "form", "said"),
    [
        ("", None, "amount taken in one day"),
        ("abc", None, "cannot be read as one amount"),
        ("five mg", None, "cannot be read as one amount"),
        ("5-10 mg", None, "cannot be read as one amount"),
        ("nan", None, "cannot be read as one amount"),
        ("inf mg", None, "cannot be read as one amount"),
        ("1e3", None, "cannot be read as one amount"),
        ("\u0663 mg", None, "cannot be read as one amount"),
        ("-5 mg", None, "below zero"),
        ("\u22125 mg", None, "below zero"),
        ("0", None, "zero"),
        ("0.0 mg", None, "zero"),
        ("0.0001 mg", None, "less than one microgram"),
        ("0.12345 mg", None, "decimal places"),
        ("5 mg 250 micrograms", None, "mixes units"),
        ("5 mg + 5 mg", None, "total for one day"),
        ("5 mg twice a day", None, "total for one day"),
        ("5mg x 2", None, "total for one day"),
        ("10 mg nocte", None, "total for one day"),
        ("1,000 mg", None, "two ways"),
        ("1.000,5 mg", None, "two ways"),
        ("5 g", None, "not a unit"),
        ("5 stone", None, "not a unit"),
        ("10 drops", None, "choose the product first"),
        ("5 mL", None, "choose the product first"),
        ("2 tablets", None, "choose the product first"),
        ("10 drops", TABLETS, "do not fit"),
        ("5 mL", TABLETS, "do not fit"),
        ("2 tablets", LIQUID, "do not fit"),
        ("10 drops", LIQUID, "do not fit"),
        ("99999 mg", None, "cannot be a dose"),
    ],
)
def test_an_amount_that_cannot_be_meant_is_asked_for_again(
    dose: str, form: str | None, said: str
) -> None:
    error = refused("diazepam", dose, form, confirmed=True)
    assert (error.field, error.confirmable) == ("dose", False)
    assert said in error.message


def test_a_dose_far_above_the_sources_is_taken_only_when_confirmed() -> None:
    error = refused("diazepam", "600 mg")
    assert (error.field, error.confirmable) == ("dose", True)
    assert read("diazepam", "600 mg", confirmed=True).daily_mg == 600
    assert refused("alprazolam", "25").confirmable
    assert read("diazepam", "200 mg").daily_mg == 200
    assert not refused("alprazolam", "250", confirmed=True).confirmable


def test_a_product_of_another_medicine_is_refused_with_those_that_fit() -> None:
    error = refused("diazepam", "5 mg", "us-alprazolam-tablet-1")
    assert error.field == "form" and TABLETS in error.suggestions
    assert refused("diazepam", "5 mg", "no such").field == "form"


@pytest.mark.parametrize(
    ("text", "days"),
    [("2w", 14), ("14", 14), ("14 days", 14), ("every 2 weeks", 14), ("fortnight", 14),
     ("4 wks", 28), ("1 week", 7), ("every 10 days", 10)],
)  # fmt: skip
def test_a_length_of_time_is_read(text: str, days: int) -> None:
    assert read_interval(text) == days


@pytest.mark.parametrize("text", ["", "1 month", "-2w", "soon", "2.5 w", "9999", "every"])
def test_a_length_of_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_interval(text)
    assert caught.value.field == "interval_days"


@pytest.mark.parametrize(("text", "value"), [("10", "10"), ("7,5 %", "7.5"), ("12.5%", "12.5")])
def test_a_percentage_is_read(text: str, value: str) -> None:
    assert read_percent(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "ten", "-5", "1e2", "10 mg", "1,000"])
def test_a_percentage_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_percent(text)
    assert caught.value.field == "percent"


@pytest.mark.parametrize(
    ("text", "value"), [("0", "0"), ("0.5", "0.5"), ("0,5 mg", "0.5"), ("250 micrograms", "0.25")]
)
def test_an_amount_is_read(text: str, value: str) -> None:
    assert read_mg(text, "goal_mg") == Decimal(value)


@pytest.mark.parametrize("text", ["", "-1", "some", "5 drops", "1,000", "nan"])
def test_an_amount_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_mg(text, "goal_mg")
    assert caught.value.field == "goal_mg"


TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-02-30", "09/03/2026", "1926-03-02", "2126-01-01"]
)
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_date(text, "starts_on", TODAY)
    assert caught.value.field == "starts_on"


def test_a_date_is_read() -> None:
    assert read_date(" 2026-03-09 ", "starts_on", TODAY) == date(2026, 3, 9)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
@example("diazepam", "1" * 500)
@example("{medicine}", "{given} mg")
@example("diazepam", "0." + "0" * 300 + "1 mg")
def test_any_text_is_read_or_refused_in_words(medicine: str, dose: str) -> None:
    for name in (medicine, "diazepam"):
        try:
            assert Decimal("0.001") <= read(name, dose).daily_mg <= 10_000
        except IntakeError as error:
            assert error.field in ("medicine", "dose") and error.message
