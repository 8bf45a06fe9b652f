"""Illustrative plans: steps that are never larger than chosen without saying so, and that end.

The course is counted without rounding. At each step the dose is rounded up to what can be made, so
that a plan is never below its course; where that changes nothing the dose is held. Where products
force a step larger than the chosen rate, the step says so and offers choices: nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from bot.taper.content import Note, percent_over, percent_shown, rate_for, read_words, shown
from bot.taper.equivalents import REFERENCE
from bot.taper.request import (
    MOST_HOLD_DAYS,
    Hold,
    Request,
    check_rate,
    check_request,
    faster_than_usual,
)
from bot.taper.rounding import Dispenser, Portion
from bot.taper.taken import IntakeError, Taken

__all__ = ["Hold", "Plan", "Request", "Step", "continue_from", "make_plan", "weeks_by_basis"]

DAYS_A_WEEK = 7
HUNDRED = Decimal(100)
Z_DRUGS = ("zolpidem", "zaleplon", "zopiclone")
ALWAYS = ("base_matters", "symptoms_first", "no_skipping", "lower_is_a_goal", "short_use_only")


@dataclass(frozen=True)
class Step:
    """One dose of a plan; amounts in mg a day.

    `days` is how long it is taken, None for the last. `target_mg` is the course without rounding,
    `dose_mg` what can be made. `portion` is None where the dose is zero, or where the dose now
    cannot be made from the products. The percentages are exact, of the dose before and of the
    starting dose. `warnings` ask for a choice; `notes` say why a dose is held.
    """

    number: int
    starts_on: date
    days: int | None
    target_mg: Decimal
    dose_mg: Decimal
    portion: Portion | None
    cut_mg: Decimal
    percent_of_current: Decimal
    percent_of_starting: Decimal
    warnings: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Plan:
    """An illustration for a prescriber's decision.

    Step 0 is the dose now; the last step is the goal, on `ends_on`, after `weeks` (begun weeks
    count). `weeks_by_basis` has the length without rounding for both bases (facts 1.9). `warnings`
    and `notes` are about the whole plan.
    """

    request: Request
    steps: tuple[Step, ...]
    weeks: int
    ends_on: date
    weeks_by_basis: dict[str, int]
    warnings: tuple[Note, ...]
    notes: tuple[Note, ...]

    def step_on(self, day: date) -> Step:
        """The step that is taken on a day; the first one for earlier days."""
        begun = [step for step in self.steps if step.starts_on <= day]
        return begun[-1] if begun else self.steps[0]


@dataclass(frozen=True)
class _Change:
    day: date
    target_mg: Decimal
    dose_mg: Decimal


def make_plan(request: Request) -> Plan:
    """The plan for a request, or `IntakeError` with the field and what to do."""
    check_request(request)
    dispenser = Dispenser(request.forms, request.dose_mg, request.halves, request.smallest_ml)
    stop = _stop_below(request, dispenser)
    changes = list(_changes(request, dispenser, stop))
    for hold in request.holds:
        if not 0 <= hold.step < len(changes) - 1:
            raise IntakeError.of("holds", "holds_step", step=hold.step)
    steps = tuple(_steps(request, dispenser, stop, changes))
    ends_on = steps[-1].starts_on
    return Plan(
        request=request,
        steps=steps,
        weeks=_begun_weeks((ends_on - request.starts_on).days),
        ends_on=ends_on,
        weeks_by_basis=weeks_by_basis(
            request.dose_mg,
            request.percent,
            request.interval_days,
            stop,
            request.goal_mg,
            request.base_mg,
        ),
        warnings=tuple(_plan_warnings(request, steps)),
        notes=tuple(_plan_notes(request)),
    )


def weeks_by_basis(
    start_mg: Decimal,
    percent: Decimal,
    interval_days: int,
    stop_below_mg: Decimal,
    goal_mg: Decimal = Decimal(0),
    base_mg: Decimal | None = None,
) -> dict[str, int]:
    """The weeks of a course without rounding, by basis, begun weeks counted (facts 1.9).

    With "current" down to `stop_below_mg`, or to the goal where that is higher; with "starting"
    down to the goal, in shares of `base_mg` (by default of `start_mg`).
    """
    lowest, steps, dose = max(stop_below_mg, goal_mg), 0, start_mg
    while dose > lowest:
        dose -= dose * percent / HUNDRED
        steps += 1
    cut = (base_mg or start_mg) * percent / HUNDRED
    equal = -((goal_mg - start_mg) // cut) if (start_mg - goal_mg) % cut == 0 else None
    equal = equal if equal is not None else (start_mg - goal_mg) // cut + 1
    return {
        "current": _begun_weeks(steps * interval_days),
        "starting": _begun_weeks(int(equal) * interval_days),
    }


def continue_from(
    plan: Plan,
    today: date,
    dose_now_mg: Decimal,
    percent: Decimal | None = None,
    interval_days: int | None = None,
    pause_days: int = 0,
    increase: bool = False,
    lower: bool = False,
) -> Request:
    """A request that goes on from today with the dose taken now: pause, slow down, or go on.

    The pace can be kept or slowed, never raised, and holds that were asked for stay. A dose above
    the plan's needs `increase`, one below it `lower`: both only when a person says so. Raises
    `IntakeError`; from `make_plan` too.
    """
    request = plan.request
    _check_day_and_dose(plan, today, dose_now_mg, increase, lower)
    slower = request.percent if percent is None else percent
    interval = request.interval_days if interval_days is None else interval_days
    check_rate(slower, interval, request.basis)
    if slower > request.percent:
        said = percent_shown(request.percent)
        raise IntakeError.of("percent", "slower_percent", percent=said)
    if interval < request.interval_days:
        raise IntakeError.of("interval_days", "slower_interval", days=request.interval_days)
    if not 0 <= pause_days <= MOST_HOLD_DAYS:
        raise IntakeError.of("pause_days", "pause_range")
    fresh = replace(
        request,
        taken=Taken(request.taken.medicine, dose_now_mg, request.taken.form),
        percent=slower,
        interval_days=interval,
        starts_on=today,
        starting_mg=request.base_mg,
        holds=(),
        smallest_step_mg=_below(request.smallest_step_mg, dose_now_mg),
        stop_below_mg=_below(request.stop_below_mg, dose_now_mg),
    )
    return replace(fresh, holds=_holds_kept(plan, fresh, today, pause_days))


def _check_day_and_dose(
    plan: Plan, today: date, dose_now: Decimal, increase: bool, lower: bool
) -> None:
    if today < plan.request.starts_on:
        raise IntakeError.of("today", "today_before_plan", given=today)
    if not (dose_now.is_finite() and dose_now >= 0):
        raise IntakeError.of("dose_now", "dose_negative")
    planned = plan.step_on(today).dose_mg
    if dose_now > planned and not increase:
        given = shown(dose_now)
        raise IntakeError.of("dose_now", "dose_now_higher", confirmable=True, given=given)
    if dose_now < planned and not lower:
        given = shown(dose_now)
        raise IntakeError.of("dose_now", "dose_now_lower", confirmable=True, given=given)
    if dose_now <= plan.request.goal_mg:
        raise IntakeError.of("dose_now", "dose_now_reached")


def _below(amount: Decimal | None, dose: Decimal) -> Decimal | None:
    return amount if amount is not None and amount < dose else None


def _holds_kept(plan: Plan, fresh: Request, today: date, pause_days: int) -> tuple[Hold, ...]:
    """The asked holds that still lie ahead, and what is left of the one that has begun."""
    ahead = make_plan(fresh).steps
    if len(ahead) == 1:
        return ()
    now = plan.step_on(today)
    first = pause_days
    if any(hold.step == now.number for hold in plan.request.holds) and now.days is not None:
        left = (now.starts_on + timedelta(now.days) - today).days
        first += max(0, left - (ahead[0].days or 0))
    days = {0: min(first, MOST_HOLD_DAYS)} if first else {}
    for hold in plan.request.holds:
        if hold.step > now.number:
            step = min(hold.step - now.number, len(ahead) - 2)
            days[step] = min(days.get(step, 0) + hold.days, MOST_HOLD_DAYS)
    return tuple(Hold(step, length) for step, length in sorted(days.items()))


def _stop_below(request: Request, dispenser: Dispenser) -> Decimal:
    if request.stop_below_mg is not None:
        return request.stop_below_mg
    if request.taken.medicine == REFERENCE:
        line = rate_for("last_step").mg
        assert line is not None
        return line
    return dispenser.smallest()


def _course(request: Request, stop: Decimal) -> Iterator[Decimal]:
    """The doses of the course without rounding, one for each interval, down to the goal."""
    dose, goal = request.dose_mg, request.goal_mg
    equal_cut = request.base_mg * request.percent / HUNDRED
    while dose > (max(stop, goal) if request.basis == "current" else goal):
        cut = dose * request.percent / HUNDRED if request.basis == "current" else equal_cut
        dose = max(dose - cut, goal)
        yield dose
    if dose > goal:
        yield goal


def _changes(request: Request, dispenser: Dispenser, stop: Decimal) -> Iterator[_Change]:
    """The doses that differ from the one before, with the day of each; first the dose now."""
    held = {hold.step: timedelta(hold.days) for hold in request.holds}
    interval = timedelta(request.interval_days)
    dose, number = request.dose_mg, 0
    yield _Change(request.starts_on, dose, dose)
    day = request.starts_on + held.get(0, timedelta())
    for target in _course(request, stop):
        day += interval
        made = dispenser.at_least(target)
        if made is None or made >= dose:
            continue
        small = request.smallest_step_mg
        if small is not None and dose - made < small and target > request.goal_mg:
            continue
        dose, number = made, number + 1
        yield _Change(day, target, dose)
        day += held.get(number, timedelta())


def _steps(
    request: Request, dispenser: Dispenser, stop: Decimal, changes: list[_Change]
) -> Iterator[Step]:
    before = changes[0].dose_mg
    for number, change in enumerate(changes):
        last = number == len(changes) - 1
        days = None if last else (changes[number + 1].day - change.day).days
        cut = before - change.dose_mg
        yield Step(
            number=number,
            starts_on=change.day,
            days=days,
            target_mg=change.target_mg,
            dose_mg=change.dose_mg,
            portion=dispenser.portion(change.dose_mg) if change.dose_mg else None,
            cut_mg=cut,
            percent_of_current=cut * HUNDRED / before,
            percent_of_starting=cut * HUNDRED / request.base_mg,
            warnings=tuple(_step_warnings(request, stop, before, cut)),
            notes=tuple(_step_notes(request, number, days)),
        )
        before = change.dose_mg


def _step_warnings(
    request: Request, stop: Decimal, before: Decimal, cut: Decimal
) -> Iterator[Note]:
    words = read_words()
    ceiling = rate_for("ceiling").percent
    assert ceiling
    base = before if request.basis == "current" else request.base_mg
    to_nothing = cut == before
    # One last step down from the chosen last dose is part of the course, not of the rounding.
    meant = to_nothing and request.basis == "current" and before <= stop
    if cut * HUNDRED > request.percent * base and not meant:
        yield words.note(
            "faster",
            percent=percent_over(cut * HUNDRED / base, request.percent),
            chosen=percent_shown(request.percent),
            basis=words.label(f"of_{request.basis}"),
        )
    if cut * HUNDRED > ceiling[1] * before and not meant:
        yield words.note("above_ceiling", percent=percent_shown(cut * HUNDRED / before))
    if to_nothing:
        yield words.note("last_step", cut=shown(cut))


def _step_notes(request: Request, number: int, days: int | None) -> Iterator[Note]:
    asked = next((hold.days for hold in request.holds if hold.step == number), 0)
    if asked:
        yield read_words().note("asked_hold", days=asked)
    if days is not None and days - asked > request.interval_days:
        yield read_words().note("held", days=days)


def _plan_warnings(request: Request, steps: tuple[Step, ...]) -> Iterator[Note]:
    words = read_words()
    if faster_than_usual(request.percent, request.interval_days):
        yield words.note("faster_than_usual")
    if steps[0].portion is None:
        yield words.note("cannot_be_made")
    end = steps[-1].dose_mg
    if end != request.goal_mg:
        yield words.note("goal_rounded", goal=shown(request.goal_mg), dose=shown(end))
    kinds = {form.kind for form in request.forms}
    if "modified_release" in kinds and len(kinds) > 1:
        yield words.note("mixed_release")


def _plan_notes(request: Request) -> Iterator[Note]:
    words = read_words()
    yield from map(words.note, ALWAYS)
    if request.taken.medicine in Z_DRUGS:
        yield words.note("z_drug")
    if any(form.kind == "modified_release" for form in request.forms):
        yield words.note("modified_release")
    if request.halves and any(form.splittable for form in request.forms):
        yield words.note("halves")
    for note in dict.fromkeys(form.note for form in request.forms if form.note):
        if note != "gb_diazepam_half" or request.halves:
            yield words.note(note)


def _begun_weeks(days: int) -> int:
    return -(-days // DAYS_A_WEEK)
