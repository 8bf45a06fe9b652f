"""Plans: durations of the fact sheet, rounding that is shown, refusals, and going on from today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from taper_requests import FORMS, Ask

from bot.taper.content import percent_over
from bot.taper.plan import Hold, Plan, make_plan, weeks_by_basis
from bot.taper.taken import IntakeError

D = Decimal


def warned(plan: Plan, number: int) -> list[str]:
    return [note.id for note in plan.steps[number].warnings]


def doses(plan: Plan) -> list[Decimal]:
    return [step.dose_mg for step in plan.steps]


# Section 1.9 of the fact sheet, all fourteen durations.
SECTION_1_9 = [
    ("10", "10", 14, 58, 20),
    ("10", "5", 28, 236, 80),
    ("20", "10", 14, 72, 20),
    ("20", "10", 28, 144, 40),
    ("20", "25", 14, 26, 8),
    ("40", "10", 7, 42, 10),
    ("40", "12.5", 14, 66, 16),
]


@pytest.mark.parametrize(("start", "percent", "days", "current", "starting"), SECTION_1_9)
def test_the_durations_are_those_of_the_fact_sheet(
    start: str, percent: str, days: int, current: int, starting: int
) -> None:
    found = weeks_by_basis(D(start), D(percent), days, D("0.5"))
    assert found == {"current": current, "starting": starting}


@pytest.mark.parametrize("basis", ["current", "starting"])
@pytest.mark.parametrize(("start", "percent", "days", "current", "starting"), SECTION_1_9)
def test_a_plan_shows_both_durations(
    ask: Ask, basis: str, start: str, percent: str, days: int, current: int, starting: int
) -> None:
    request = ask(dose=start, percent=D(percent), interval_days=days, basis=basis)
    plan = make_plan(request)
    assert plan.weeks_by_basis == {"current": current, "starting": starting}


def test_a_liquid_plan_lasts_as_long_as_its_course_and_one_last_step(ask: Ask) -> None:
    plan = make_plan(ask(country="US", forms=FORMS.available("diazepam", "US")[-2:-1]))
    assert plan.weeks == 60 and plan.ends_on == date(2026, 3, 2) + timedelta(weeks=60)
    assert doses(plan)[-2:] == [D("0.5"), 0]
    assert warned(plan, len(plan.steps) - 1) == ["last_step"]


def test_equal_steps_of_the_starting_dose(ask: Ask) -> None:
    plan = make_plan(ask(basis="starting", halves=True))
    assert doses(plan) == [D(n) for n in range(10, -1, -1)]
    assert {step.percent_of_starting for step in plan.steps[1:]} == {10}
    assert plan.steps[8].percent_of_current.quantize(D("0.1")) == D("33.3")
    assert warned(plan, 7) == [] and warned(plan, 8) == ["above_ceiling"]
    assert plan.weeks == 20


def test_what_tablets_force_is_said_on_the_step_and_not_changed(ask: Ask) -> None:
    plan = make_plan(ask())
    assert doses(plan) == [10, 9, 8, 7, 6, 5, 4, 2, 0]
    assert warned(plan, 1) == []
    note = plan.steps[2].warnings[0]
    assert note.id == "faster" and "11.1 % of the current dose" in note.text
    assert "10 % chosen" in note.text and len(note.choices) == 4
    assert warned(plan, 7) == ["faster", "above_ceiling"]
    assert warned(plan, 8) == ["faster", "above_ceiling", "last_step"]


def test_a_step_a_hair_above_the_rate_does_not_read_as_the_rate() -> None:
    assert percent_over(D("10.03"), D(10)) == "10.03"
    assert percent_over(D("10.0001"), D(10)) == "10.01"
    assert percent_over(D("11.11"), D(10)) == "11.1"


def test_a_step_that_changes_nothing_becomes_a_longer_hold_that_is_shown(ask: Ask) -> None:
    step = make_plan(ask()).steps[1]
    assert step.days == 28
    assert [note.id for note in step.notes] == ["held"] and "28 days" in step.notes[0].text


def test_halves_are_counted_only_when_someone_said_so(ask: Ask) -> None:
    assert D(3) not in doses(make_plan(ask()))
    plan = make_plan(ask(halves=True))
    assert D(3) in doses(plan)
    assert "halves" in [note.id for note in plan.notes]


def test_slow_release_products_are_never_split(ask: Ask) -> None:
    slow = tuple(f for f in FORMS.available("zolpidem", "AU") if f.kind == "modified_release")
    plan = make_plan(ask("zolpidem", "12.5", forms=slow, halves=True))
    assert doses(plan) == [D("12.5"), D("6.25"), 0]
    assert {"modified_release", "z_drug"} <= {note.id for note in plan.notes}
    assert "halves" not in {note.id for note in plan.notes}


def test_mixing_slow_and_ordinary_products_is_noted(ask: Ask) -> None:
    plan = make_plan(ask("zolpidem", "12.5"))
    assert "mixed_release" in [note.id for note in plan.warnings]


def test_drops_are_counted_whole(ask: Ask) -> None:
    forms = (FORMS.by_id("au-clonazepam-drops-0.1"),)
    plan = make_plan(ask("clonazepam", "2", forms=forms, answers=frozenset({"not_for_fits"})))
    assert doses(plan)[:4] == [2, D("1.8"), D("1.7"), D("1.5")]
    assert all(step.dose_mg % D("0.1") == 0 for step in plan.steps)


def test_micrograms_are_exact(ask: Ask) -> None:
    plan = make_plan(ask("triazolam", "0.25", country="US", halves=True))
    assert doses(plan) == [D("0.25"), D("0.1875"), D("0.125"), D("0.0625"), 0]


def test_a_smallest_step_keeps_the_dose_until_the_cut_is_large_enough(ask: Ask) -> None:
    liquid = FORMS.available("diazepam", "US")[-2:-1]
    plan = make_plan(ask(country="US", forms=liquid, smallest_step_mg=D("0.5")))
    assert all(step.cut_mg >= D("0.5") for step in plan.steps[1:])
    assert doses(plan)[-1] == 0


def test_a_lower_dose_can_be_the_goal(ask: Ask) -> None:
    plan = make_plan(ask(goal_mg=D(5)))
    assert doses(plan)[-1] == 5 and plan.steps[-1].portion is not None
    assert plan.weeks_by_basis == {"current": 14, "starting": 10}
    assert "lower_is_a_goal" in [note.id for note in plan.notes]


def test_a_goal_that_cannot_be_made_is_rounded_up_and_said(ask: Ask) -> None:
    plan = make_plan(ask(goal_mg=D(3)))
    assert doses(plan)[-1] == 4
    assert "4 mg" in next(n for n in plan.warnings if n.id == "goal_rounded").text


def test_a_dose_now_that_cannot_be_made_is_said(ask: Ask) -> None:
    plan = make_plan(ask(dose="3"))
    assert plan.steps[0].portion is None
    assert "cannot_be_made" in [note.id for note in plan.warnings]


def test_the_last_dose_can_be_named(ask: Ask) -> None:
    liquid = FORMS.available("diazepam", "US")[-2:-1]
    plan = make_plan(ask(country="US", forms=liquid, stop_below_mg=D(2)))
    assert doses(plan)[-2:] == [D("1.9"), 0] and plan.weeks == 34


def test_other_medicines_count_down_to_the_smallest_dose_that_can_be_made(ask: Ask) -> None:
    plan = make_plan(ask("temazepam", "20"))
    assert doses(plan) == [20, 10, 0]
    assert warned(plan, 2) == ["last_step"]


def test_a_dose_at_the_last_dose_has_one_step_left(ask: Ask) -> None:
    liquid = FORMS.available("diazepam", "US")[-2:-1]
    assert doses(make_plan(ask(dose="0.5", country="US", forms=liquid))) == [D("0.5"), 0]


def test_holds_lengthen_their_step_and_move_all_that_follow(ask: Ask) -> None:
    plain, held = make_plan(ask()), make_plan(ask(holds=(Hold(0, 10), Hold(2, 30))))
    assert [s.dose_mg for s in plain.steps] == [s.dose_mg for s in held.steps]
    assert held.steps[1].starts_on - plain.steps[1].starts_on == timedelta(10)
    assert held.steps[3].starts_on - plain.steps[3].starts_on == timedelta(40)
    assert "asked_hold" in [note.id for note in held.steps[2].notes]


@pytest.mark.parametrize(
    ("percent", "days", "noted"),
    [("10", 14, False), ("5", 7, False), ("10", 7, True), ("12.5", 14, True), ("20", 28, True)],
)
def test_faster_than_usual_is_noted(ask: Ask, percent: str, days: int, noted: bool) -> None:
    plan = make_plan(ask(percent=D(percent), interval_days=days))
    assert ("faster_than_usual" in [note.id for note in plan.warnings]) is noted


def test_halving_a_british_tablet_is_off_licence(ask: Ask) -> None:
    with_halves = make_plan(ask(country="GB", halves=True))
    assert "gb_diazepam_half" in [note.id for note in with_halves.notes]
    assert "gb_diazepam_half" not in [note.id for note in make_plan(ask(country="GB")).notes]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("percent", {"percent": D(30)}, "from 1 to 25"),
    ("percent", {"percent": D(0)}, "from 1 to 25"),
    ("percent", {"percent": D(-10)}, "from 1 to 25"),
    ("percent", {"percent": D("NaN")}, "from 1 to 25"),
    ("percent", {"percent": D(25), "interval_days": 7}, "ASAM, 2025"),
    ("percent", {"percent": D(13), "interval_days": 7}, "ASAM, 2025"),
    ("interval_days", {"interval_days": 1}, "7 to 91"),
    ("interval_days", {"interval_days": 0}, "7 to 91"),
    ("interval_days", {"interval_days": 92}, "7 to 91"),
    ("basis", {"basis": ""}, "current or of the starting"),
    ("basis", {"basis": "both"}, "current or of the starting"),
    ("goal_mg", {"goal_mg": D(10)}, "below the dose now"),
    ("goal_mg", {"goal_mg": D(-1)}, "below the dose now"),
    ("stop_below_mg", {"stop_below_mg": D(0)}, "above zero"),
    ("stop_below_mg", {"stop_below_mg": D(11)}, "above zero"),
    ("smallest_step_mg", {"smallest_step_mg": D(-1)}, "above zero"),
    ("smallest_step_mg", {"smallest_step_mg": D(10)}, "above zero"),
    ("smallest_ml", {"smallest_ml": D(0)}, "0.01 to 5"),
    ("smallest_ml", {"smallest_ml": D("0.005")}, "0.01 to 5"),
    ("dose", {"dose": "0"}, "amount taken"),
    ("dose", {"dose": "-5"}, "amount taken"),
    ("dose", {"dose": "NaN"}, "amount taken"),
    ("starts_on", {"starts_on": date(1926, 1, 1)}, "Check the year"),
    ("forms", {"forms": ()}, "at least one product"),
    ("forms", {"medicine": "prazepam", "forms": ()}, "No strengths of prazepam"),
    ("forms", {"forms": FORMS.available("temazepam", "AU")}, "Choose only products of diazepam"),
    ("country", {"country": "NZ", "forms": ()}, "No list of strengths"),
    ("holds", {"holds": (Hold(40, 7),)}, "no step 40"),
    ("holds", {"holds": (Hold(-1, 7),)}, "no step -1"),
    ("holds", {"holds": (Hold(1, 0),)}, "1 to 365"),
    ("holds", {"holds": (Hold(1, 7), Hold(1, 7))}, "held twice"),
    ("answers", {"answers": frozenset({"sky"})}, "sky is not one"),
    ("answers", {"answers": frozenset({"for_fits"})}, "epilepsy team"),
    ("answers", {"answers": frozenset({"street_supply"})}, "no conversion"),
    ("answers", {"answers": frozenset({"for_fits", "not_for_fits"})}, "contradict"),
    ("answers", {"medicine": "clobazam"}, "against fits"),
    ("answers", {"medicine": "clonazepam", "dose": "2"}, "against fits"),
    ("medicine", {"medicine": "bromazolam"}, "unlicensed"),
    ("medicine", {"medicine": "eszopiclone"}, "No plan is drawn"),
    ("medicine", {"medicine": "paracetamol"}, "No source"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "changes", "said"), REFUSED)
def test_what_cannot_be_planned_is_refused_at_its_field(
    ask: Ask, field: str, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(IntakeError) as caught:
        make_plan(ask(**changes))
    assert caught.value.field == field and said in caught.value.message


def test_the_ceiling_itself_is_drawn(ask: Ask) -> None:
    assert make_plan(ask(percent=D(25))).weeks == 24
    assert make_plan(ask(percent=D("12.5"), interval_days=7)).steps[-1].dose_mg == 0


def test_clonazepam_is_planned_once_it_is_said_not_to_be_for_fits(ask: Ask) -> None:
    plan = make_plan(ask("clonazepam", "2", answers=frozenset({"not_for_fits", "age_65"})))
    assert plan.steps[-1].dose_mg == 0


def test_a_request_can_be_changed_without_changing_its_plan(ask: Ask) -> None:
    plan = make_plan(ask())
    slower = make_plan(replace(plan.request, percent=D(5)))
    assert slower.weeks > plan.weeks == make_plan(ask()).weeks
