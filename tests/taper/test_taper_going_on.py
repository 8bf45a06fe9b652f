"""Pause, slow down, go on from today: never faster, and up only when a person says so."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from taper_requests import START, Ask, requests

from bot.taper.plan import Hold, Plan, continue_from, make_plan
from bot.taper.taken import IntakeError

D = Decimal
# Step 3 of the plain plan: 7 mg, from 27 April.
LATER = date(2026, 4, 30)


def on(plan: Plan, day: date) -> Decimal:
    return plan.step_on(day).dose_mg


def test_a_plan_goes_on_from_today_with_the_dose_now(ask: Ask) -> None:
    plan = make_plan(ask())
    request = continue_from(plan, LATER, D(7))
    assert (request.dose_mg, request.starts_on, request.percent) == (7, LATER, 10)
    again = make_plan(request)
    assert again.steps[1].starts_on >= LATER + timedelta(14)
    assert again.steps[-1].dose_mg == 0 and again.ends_on >= plan.ends_on


def test_a_pause_moves_the_next_step(ask: Ask) -> None:
    plan = make_plan(ask())
    now = make_plan(continue_from(plan, LATER, D(7)))
    paused = make_plan(continue_from(plan, LATER, D(7), pause_days=42))
    assert paused.steps[1].starts_on - now.steps[1].starts_on == timedelta(42)


def test_slowing_down_makes_it_longer(ask: Ask) -> None:
    plan = make_plan(ask())
    slower = make_plan(continue_from(plan, LATER, D(7), percent=D(5), interval_days=28))
    assert slower.ends_on > make_plan(continue_from(plan, LATER, D(7))).ends_on


def test_equal_steps_stay_equal_when_a_plan_goes_on(ask: Ask) -> None:
    plan = make_plan(ask(basis="starting", halves=True))
    request = continue_from(plan, date(2026, 4, 30), D(6))
    again = make_plan(continue_from(make_plan(request), date(2026, 6, 1), D(4)))
    assert request.base_mg == again.request.base_mg == 10
    assert [step.cut_mg for step in again.steps[1:]] == [1, 1, 1, 1]
    assert again.steps[1].percent_of_starting == 10


def test_a_dose_that_went_up_is_taken_only_when_said(ask: Ask) -> None:
    plan = make_plan(ask())
    with pytest.raises(IntakeError) as caught:
        continue_from(plan, LATER, D(8))
    assert (caught.value.field, caught.value.confirmable) == ("dose_now", True)
    assert continue_from(plan, LATER, D(8), increase=True).dose_mg == 8


def test_a_dose_below_the_plan_is_taken_only_when_said(ask: Ask) -> None:
    plan = make_plan(ask())
    with pytest.raises(IntakeError) as caught:
        continue_from(plan, LATER, D(1), increase=True)
    assert (caught.value.field, caught.value.confirmable) == ("dose_now", True)
    assert continue_from(plan, LATER, D(5), lower=True).dose_mg == 5


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("percent", {"percent": D(11)}),
        ("percent", {"percent": D(30)}),
        ("percent", {"percent": D(0)}),
        ("interval_days", {"interval_days": 13}),
        ("interval_days", {"interval_days": 100}),
        ("pause_days", {"pause_days": -1}),
        ("pause_days", {"pause_days": 366}),
        ("today", {"today": date(2026, 3, 1)}),
        ("dose_now", {"dose_now_mg": D(-1)}),
        ("dose_now", {"dose_now_mg": D("NaN")}),
        ("dose_now", {"dose_now_mg": D(0), "lower": True}),
    ],
)
def test_going_on_refuses_what_is_faster_or_makes_no_sense(
    ask: Ask, field: str, changes: dict[str, Any]
) -> None:
    given_now = {"today": LATER, "dose_now_mg": D(7), **changes}
    with pytest.raises(IntakeError) as caught:
        continue_from(make_plan(ask()), **given_now)
    assert caught.value.field == field


def test_holds_that_lie_ahead_are_kept(ask: Ask) -> None:
    plan = make_plan(ask(holds=(Hold(0, 5), Hold(4, 60))))
    today = plan.steps[3].starts_on + timedelta(1)
    request = continue_from(plan, today, D(7))
    assert request.holds == (Hold(1, 60),)


def test_a_hold_that_has_begun_is_not_cut_short(ask: Ask) -> None:
    plan = make_plan(ask(holds=(Hold(3, 60),)))
    today = plan.steps[3].starts_on + timedelta(1)
    again = make_plan(continue_from(plan, today, D(7)))
    assert again.steps[1].starts_on >= plan.steps[4].starts_on


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_going_on_is_never_below_the_plan_that_it_goes_on_from(data: st.DataObject) -> None:
    request = data.draw(requests(smallest_steps=False, goals=False))
    plan = make_plan(request)
    day = request.starts_on + timedelta(data.draw(st.integers(0, (plan.ends_on - START).days - 1)))
    dose = on(plan, day)
    pause = data.draw(st.integers(0, 60))
    again = make_plan(continue_from(plan, day, dose, pause_days=pause))
    for step in (*plan.steps, *again.steps):
        if step.starts_on >= day:
            assert on(again, step.starts_on) >= on(plan, step.starts_on)
