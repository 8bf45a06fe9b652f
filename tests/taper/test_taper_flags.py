"""When specialist advice comes first."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.taper.equivalents import Equivalents
from bot.taper.flags import COUNTED, flags, questions, read_flags
from bot.taper.taken import Taken

TABLE = Equivalents.from_content()


def raised(*taken: tuple[str, str], answers: tuple[str, ...] = ()) -> list[str]:
    lines = [Taken(medicine, Decimal(mg)) for medicine, mg in taken]
    total = TABLE.total(lines, "street_supply" in answers)
    return [flag.id for flag in flags(lines, total, set(answers))]


@pytest.mark.parametrize(
    ("taken", "answers", "expected"),
    [
        ([("diazepam", "15")], (), []),
        ([("diazepam", "15.5")], (), ["over_15"]),
        ([("diazepam", "40")], (), ["over_15"]),
        ([("diazepam", "40.5")], (), ["over_40"]),
        ([("alprazolam", "2")], (), ["over_15"]),
        ([("alprazolam", "2.5")], (), ["over_40"]),
        ([("lorazepam", "3"), ("temazepam", "20")], (), ["over_40"]),
        ([("diazepam", "31")], ("alcohol",), ["over_30_with_others", "over_15", "alcohol"]),
        ([("diazepam", "30")], ("opioids",), ["over_15", "opioids"]),
        ([("diazepam", "31")], ("age_65",), ["over_15", "age_65"]),
        ([("bromazolam", "1")], (), ["street_supply"]),
        ([("bromazolam", "1"), ("diazepam", "50")], (), ["over_40", "street_supply"]),
        ([("alprazolam", "4")], ("street_supply",), ["street_supply"]),
        ([("eszopiclone", "3")], (), []),
        ([("clobazam", "10")], ("not_for_fits",), []),
        ([("clobazam", "10")], ("for_fits",), ["for_fits"]),
        ([("diazepam", "5")], ("pregnancy", "liver"), ["pregnancy", "liver"]),
    ],
)
def test_flags_follow_from_sums_and_answers(
    taken: list[tuple[str, str]], answers: tuple[str, ...], expected: list[str]
) -> None:
    assert raised(*taken, answers=answers) == expected


def test_every_answer_but_one_raises_its_flag() -> None:
    for flag in questions():
        found = raised(("diazepam", "5"), answers=(flag.id,))
        assert found == ([] if flag.id == "not_for_fits" else [flag.id])


def test_these_reasons_for_advice_can_be_ticked() -> None:
    asked = {flag.id for flag in questions()}
    assert asked.isdisjoint(COUNTED)
    assert {
        "for_fits", "pregnancy", "past_withdrawal_seizure", "opioids", "alcohol", "age_65", "liver",
        "lung", "unstable_mind", "street_supply", "under_4_weeks", "no_support", "palliative",
        "harm_now", "severe_now", "bipolar_sleep", "cognitive",
    } <= asked  # fmt: skip


def test_no_plan_is_drawn_for_fits_and_for_street_products() -> None:
    assert {flag.id for flag in read_flags() if flag.no_plan} == {"for_fits", "street_supply"}


def test_a_flag_shows_the_weakest_label_of_its_facts() -> None:
    labels = {flag.id: flag.evidence for flag in read_flags()}
    assert labels["past_withdrawal_seizure"] == "GK" and labels["opioids"] == "CALC"
    assert labels["palliative"] == "SEEN-2ND" and labels["severe_now"] == "SEEN-2ND"
