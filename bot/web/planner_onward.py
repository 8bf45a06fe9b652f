"""Pausing, slowing down, or going on from today: a plan that is asked for anew, never a faster one.

The new plan becomes an address of its own, so that it can be shared and gone on from in turn.
"""

from __future__ import annotations

from datetime import date

from bot.taper.content import exact
from bot.taper.intake import read_date, read_interval, read_mg, read_percent
from bot.taper.plan import Plan, continue_from
from bot.taper.request import Request
from bot.taper.taken import IntakeError
from bot.web.planner_form import Asked, Fault, Values, many, one

FIELDS = {
    "today": "on_today",
    "dose_now": "on_dose",
    "pause_days": "on_pause",
    "percent": "on_percent",
    "interval_days": "on_every",
}
PAUSE, SLOWER = "pause", "slower"
CONFIRM = "on_sure"
# Fields that going on at the same pace has no use for, and the button that each belongs to.
UNUSED = {
    "on_pause": "Press “Pause first” to wait",
    "on_percent": "Press “Slow down” for a smaller step",
    "on_every": "Press “Slow down” for more time between steps",
}


def wanted(values: Values) -> bool:
    """Whether the small form for going on was sent."""
    return bool(one(values, "onward"))


def go_on(plan: Plan, values: Values, now: date) -> Request | Fault:
    """The request for the rest of the plan, or what is wrong with the small form.

    Only what belongs to the chosen way is read: a pause for pausing, a pace for slowing down.
    `now` is the real day, by which an absurd date is told.
    """
    how = one(values, "onward")
    if how not in (PAUSE, SLOWER):
        # Enter in a field presses the first button, and what was typed must not be dropped.
        for place, remedy in UNUSED.items():
            if one(values, place):
                return Fault(place, f"{remedy}, or empty this field to go on at this pace.")
    try:
        today = read_date(one(values, "on_today"), "today", now)
        dose = read_mg(one(values, "on_dose"), "dose_now")
        percent = every = None
        if how == SLOWER:
            typed = one(values, "on_percent"), one(values, "on_every")
            percent = read_percent(typed[0]) if typed[0] else None
            every = read_interval(typed[1]) if typed[1] else None
        pause = read_interval(one(values, "on_pause")) if how == PAUSE else 0
        sure = one(values, CONFIRM) == one(values, "on_dose")
        return continue_from(plan, today, dose, percent, every, pause, sure, sure)
    except IntakeError as error:
        place = FIELDS.get(error.field, "on_today")
        if how == PAUSE and place == "on_every":
            place = "on_pause"
        return Fault(place, error.message, None, (), error.confirmable)


def address_of(asked: Asked, request: Request) -> list[tuple[str, str]]:
    """The address of the request, with the other medicines, the flags and the products as asked."""
    pairs: list[tuple[str, str]] = []
    for at, row in enumerate(asked.rows):
        dose = f"{exact(request.dose_mg)} mg" if at == asked.main else row.dose
        pairs += [("medicine", row.medicine), ("dose", dose), ("form", row.form)]
    single = {
        "main": str(asked.main),
        "country": asked.country,
        "percent": exact(request.percent),
        "basis": request.basis,
        "every": f"{request.interval_days} days",
        "start": request.starts_on.isoformat(),
        "goal": exact(request.goal_mg),
        "starting": exact(request.base_mg),
        "smallest": exact(request.smallest_step_mg) if request.smallest_step_mg else "",
        "last": exact(request.stop_below_mg) if request.stop_below_mg else "",
        "measure": asked.typed["measure"],
        "halves": "yes" if asked.halves else "",
        "liquid": "yes" if asked.liquid else "",
    }
    pairs += [pair for pair in single.items() if pair[1]]
    pairs += [("flag", flag) for flag in sorted(asked.flags)]
    pairs += [("product", product) for product in many(asked.values, "product")]
    pairs += [("sure", row.sure) for row in asked.rows if row.sure in many(asked.values, "sure")]
    for hold in request.holds:
        pairs += [("hold_step", str(hold.step)), ("hold_days", str(hold.days))]
    return pairs


def defaults(plan: Plan, values: Values, today: date) -> dict[str, str]:
    """What the small form holds: as typed, else today and the dose that the plan has for it."""
    day = max(today, plan.request.starts_on)
    return {
        "on_today": one(values, "on_today") or day.isoformat(),
        "on_dose": one(values, "on_dose") or f"{exact(plan.step_on(day).dose_mg)}",
        "on_percent": one(values, "on_percent"),
        "on_every": one(values, "on_every"),
        "on_pause": one(values, "on_pause"),
    }
