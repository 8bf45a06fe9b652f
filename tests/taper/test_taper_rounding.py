"""What tablets, liquids and drops can make, and what they cannot."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.taper.forms import Form, Forms
from bot.taper.rounding import Dispenser, portion

FORMS = Forms.from_content()
D = Decimal


def pick(*ids: str) -> list[Form]:
    found = [FORMS.by_id(one) for one in ids]
    assert None not in found
    return found  # type: ignore[return-value]


DROPS, LIQUID = "au-clonazepam-drops-0.1", "gb-diazepam-liquid-0.4"
SLOW = "au-zolpidem-mr-12.5"
DIAZEPAM_AU = ("au-diazepam-unit-2", "au-diazepam-unit-5")


@pytest.mark.parametrize(
    ("ids", "dose", "halves", "expected"),
    [
        (DIAZEPAM_AU, "9", False, {"5": "1", "2": "2"}),
        (DIAZEPAM_AU, "8", False, {"2": "4"}),
        (DIAZEPAM_AU, "8", True, {"5": "1", "2": "1.5"}),
        (DIAZEPAM_AU, "3", False, None),
        (DIAZEPAM_AU, "3", True, {"2": "1.5"}),
        (DIAZEPAM_AU, "3.5", True, {"5": "0.5", "2": "0.5"}),
        (DIAZEPAM_AU, "0.5", True, None),
        (("us-triazolam-unit-0.125",), "0.0625", True, {"0.125": "0.5"}),
        (("us-temazepam-capsule-7.5",), "3.75", True, None),
        (("us-alprazolam-mr-1",), "0.5", True, None),
        (("us-clonazepam-odt-0.25",), "0.125", True, None),
        (("us-clobazam-film-5",), "2.5", True, None),
        ((DROPS,), "0.7", False, {"0.1": "7"}),
        ((DROPS,), "0.75", False, None),
        (("au-clonazepam-unit-0.5", DROPS), "1.3", False, {"0.5": "2", "0.1": "3"}),
        ((LIQUID,), "0.44", False, {"0.4": "1.1"}),
        (("gb-diazepam-tablet-2", LIQUID), "2.04", False, {"2": "1", "0.4": "0.1"}),
        (("au-zolpidem-mr-6.25", SLOW), "18.75", False, {"12.5": "1", "6.25": "1"}),
    ],
)  # fmt: skip
def test_a_dose_is_made_from_the_fewest_pieces(
    ids: tuple[str, ...], dose: str, halves: bool, expected: dict[str, str] | None
) -> None:
    made = portion(D(dose), pick(*ids), halves)
    if expected is None:
        assert made is None
        return
    assert made is not None
    assert {f.strength_mg: n for f, n in made.items} == {D(k): D(v) for k, v in expected.items()}
    assert made.total_mg == D(dose)


@pytest.mark.parametrize(
    ("ids", "halves", "target", "expected"),
    [
        (DIAZEPAM_AU, False, "8.1", "9"),
        (DIAZEPAM_AU, False, "3", "4"),
        (DIAZEPAM_AU, True, "0.3", "1"),
        (DIAZEPAM_AU, False, "0", "0"),
        (DIAZEPAM_AU, False, "10.5", None),
        ((LIQUID,), False, "7.29", "7.32"),
        ((DROPS,), False, "0.81", "0.9"),
        (("gb-diazepam-tablet-2", LIQUID), False, "2.01", "2.04"),
    ],
)
def test_a_target_is_rounded_up_to_what_can_be_made(
    ids: tuple[str, ...], halves: bool, target: str, expected: str | None
) -> None:
    found = Dispenser(pick(*ids), D(10), halves).at_least(D(target))
    assert found == (None if expected is None else D(expected))


def test_the_finest_mark_of_a_liquid_is_the_persons_own() -> None:
    liquid = pick("us-clonazepam-liquid-0.1")
    assert portion(D("0.11"), liquid) is not None and portion(D("0.005"), liquid) is None
    assert portion(D("0.005"), liquid, smallest_ml=D("0.05")) is not None
    assert Dispenser(liquid, D(1)).smallest() == D("0.01")


def test_a_dose_finer_than_the_count_is_not_made() -> None:
    assert portion(D("0.00000001"), pick("us-clonazepam-liquid-0.1")) is None


GROUPS = sorted({(f.medicine, f.country) for f in FORMS.rows()})


@st.composite
def some_forms(draw: st.DrawFn) -> list[Form]:
    medicine, country = draw(st.sampled_from(GROUPS))
    listed = FORMS.available(medicine, country)
    return draw(st.lists(st.sampled_from(listed), min_size=1, unique_by=lambda f: f.id))


@settings(max_examples=80, deadline=None)
@given(some_forms(), st.booleans(), st.decimals("0.1", "30", places=3))
def test_items_add_up_to_the_dose_and_whole_products_stay_whole(
    forms: list[Form], halves: bool, target: Decimal
) -> None:
    dispenser = Dispenser(forms, D(40), halves)
    dose = dispenser.at_least(target)
    if dose is None:
        return
    assert dose >= target
    made = dispenser.portion(dose)
    assert made is not None and made.total_mg == dose
    for form, count in made.items:
        step = D("0.1") if form.kind == "liquid" else D("0.5") if halves and form.splittable else 1
        assert count > 0 and count % step == 0


def test_no_product_is_called_scored_since_no_fact_says_so() -> None:
    assert {form.scored for form in FORMS.rows()} == {None}


def test_a_country_without_a_list_has_no_products() -> None:
    assert FORMS.countries() == ("AU", "GB", "US")
    assert FORMS.available("diazepam", "NZ") == ()
    assert FORMS.by_id("nothing") is None
