"""What holds for every plan, whatever is asked for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from taper_requests import PERCENTS, START, requests

from bot.taper.plan import Hold, Request, make_plan
from bot.taper.taken import IntakeError


@settings(max_examples=150, deadline=None)
@given(requests())
def test_no_step_is_larger_than_chosen_without_saying_so(request: Request) -> None:
    plan = make_plan(request)
    for before, step in pairwise(plan.steps):
        warned = {note.id for note in step.warnings}
        share = step.percent_of_current if request.basis == "current" else step.percent_of_starting
        if share > request.percent:
            assert warned & {"faster", "last_step"}
            assert "faster" in warned or step.dose_mg == 0
        if step.percent_of_current > 25:
            assert warned & {"above_ceiling", "last_step"}
        assert "faster" not in warned or share > request.percent
        assert step.cut_mg == before.dose_mg - step.dose_mg
        assert step.percent_of_current == step.cut_mg * 100 / before.dose_mg


@settings(max_examples=150, deadline=None)
@given(requests())
def test_doses_only_fall_and_every_plan_ends_at_its_goal(request: Request) -> None:
    plan = make_plan(request)
    doses = [step.dose_mg for step in plan.steps]
    assert doses[0] == request.dose_mg and doses == sorted(set(doses), reverse=True)
    if "goal_rounded" in {note.id for note in plan.warnings}:
        assert doses[-1] > request.goal_mg > 0
    else:
        assert doses[-1] == request.goal_mg
    assert plan.ends_on == plan.steps[-1].starts_on and plan.steps[-1].days is None


@settings(max_examples=150, deadline=None)
@given(requests())
def test_a_plan_is_never_below_its_course_and_no_step_is_short(request: Request) -> None:
    plan = make_plan(request)
    for step, following in pairwise(plan.steps):
        assert step.dose_mg >= step.target_mg
        assert step.days is not None and step.days >= request.interval_days
        assert step.starts_on + timedelta(step.days) == following.starts_on
    course, day = request.dose_mg, START
    cut = request.dose_mg * request.percent / 100
    while day < plan.ends_on:
        assert plan.step_on(day).dose_mg >= course
        course -= course * request.percent / 100 if request.basis == "current" else cut
        day += timedelta(request.interval_days)


@settings(max_examples=150, deadline=None)
@given(requests())
def test_what_is_dispensed_adds_up_to_the_dose(request: Request) -> None:
    for step in make_plan(request).steps:
        if step.portion is None:
            assert step.dose_mg == 0 or step.number == 0
            continue
        assert step.portion.total_mg == step.dose_mg
        for form, count in step.portion.items:
            halved = count % 1 != 0 and form.kind != "liquid"
            assert not halved or (request.halves and form.splittable)


@settings(max_examples=80, deadline=None)
@given(requests(), st.integers(0, 6), st.integers(1, 365))
def test_a_hold_only_ever_makes_a_plan_longer(request: Request, step: int, days: int) -> None:
    plan = make_plan(request)
    held = Request(**{**vars(request), "holds": (Hold(step, days),)})
    try:
        longer = make_plan(held)
    except IntakeError as error:
        assert error.field == "holds" and step >= len(plan.steps) - 1
        return
    assert longer.ends_on == plan.ends_on + timedelta(days)


@settings(max_examples=80, deadline=None)
@given(requests(), st.sampled_from(PERCENTS))
def test_a_smaller_share_never_ends_sooner(request: Request, percent: Decimal) -> None:
    assume(percent < request.percent)
    slower = Request(**{**vars(request), "percent": percent})
    assert make_plan(slower).ends_on >= make_plan(request).ends_on
