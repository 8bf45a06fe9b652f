"""What a plan is asked for, and the checks before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from bot.taper.content import percent_shown, rate_for
from bot.taper.equivalents import Equivalents
from bot.taper.flags import read_flags
from bot.taper.forms import Form, Forms
from bot.taper.rounding import SMALLEST_ML
from bot.taper.taken import IntakeError, Taken

BASES = ("current", "starting")
# Facts Q8: these two may be taken against fits, so the question is always asked.
AGAINST_FITS = ("clobazam", "clonazepam")
FOR_FITS, NOT_FOR_FITS, STREET = "for_fits", "not_for_fits", "street_supply"
LEAST_PERCENT = Decimal(1)
MOST_DAYS = 91
MOST_HOLD_DAYS = 365
SMALLEST_ML_RANGE = (Decimal("0.01"), Decimal(5))
YEARS = (2000, 2100)


@dataclass(frozen=True)
class Hold:
    """Days that a step lasts longer; step 0 is the dose now."""

    step: int
    days: int


@dataclass(frozen=True)
class Request:
    """A plan as it is asked for; all amounts are mg a day.

    `forms` are the products that can be dispensed, `percent` the size of a step, `basis` what it
    is a share of ("current" or "starting"), `interval_days` the time between steps. `starts_on` is
    the day from which the plan counts: the dose now is kept for the first interval.
    `smallest_step_mg`: smaller cuts are not made, the dose is kept instead. `stop_below_mg`: with
    basis "current" the dose from which one last step leads to a goal of zero; by default 0.5 for
    diazepam (facts 1.9) and else the smallest dose that can be made. `goal_mg` is the dose that is
    kept in the end. `halves` says that someone said that these tablets can be halved;
    `smallest_ml` is the finest mark for a liquid. `answers` are ids of the questions in flags.yml.
    `starting_mg` is the dose of which a share of the starting dose is counted; by default the dose
    now, and the first one where a plan goes on.
    """

    taken: Taken
    country: str
    forms: tuple[Form, ...]
    percent: Decimal
    basis: str
    interval_days: int
    starts_on: date
    smallest_step_mg: Decimal | None = None
    stop_below_mg: Decimal | None = None
    goal_mg: Decimal = Decimal(0)
    holds: tuple[Hold, ...] = ()
    halves: bool = False
    smallest_ml: Decimal = SMALLEST_ML
    answers: frozenset[str] = frozenset()
    starting_mg: Decimal | None = None

    @property
    def dose_mg(self) -> Decimal:
        """The dose now."""
        return self.taken.daily_mg

    @property
    def base_mg(self) -> Decimal:
        """The dose of which a share of the starting dose is counted."""
        return self.starting_mg or self.dose_mg


def check_request(request: Request) -> None:
    """Nothing, or `IntakeError` with the field and what to do."""
    _check_answers(request)
    _check_medicine(request)
    _check_forms(request)
    check_rate(request.percent, request.interval_days, request.basis)
    _check_amounts(request)
    _check_holds(request)
    if not YEARS[0] <= request.starts_on.year <= YEARS[1]:
        raise IntakeError.of("starts_on", "date_range", given=request.starts_on)


def check_rate(percent: Decimal, interval_days: int, basis: str) -> None:
    """Nothing, or `IntakeError` where a rate is out of range or above the upper limit (T6, Z1)."""
    if basis not in BASES:
        raise IntakeError.of("basis", "basis_missing", suggestions=BASES)
    ceiling = rate_for("ceiling")
    assert ceiling.percent and ceiling.days
    if not (percent.is_finite() and LEAST_PERCENT <= percent <= ceiling.percent[1]):
        raise IntakeError.of("percent", "percent_range")
    shortest = rate_for("shortest_interval").days
    assert shortest
    if not shortest[0] <= interval_days <= MOST_DAYS:
        raise IntakeError.of("interval_days", "interval_range")
    if percent * ceiling.days[1] > ceiling.percent[1] * interval_days:
        said = percent_shown(percent)
        raise IntakeError.of("percent", "rate_above_ceiling", percent=said, days=interval_days)


def faster_than_usual(percent: Decimal, interval_days: int) -> bool:
    """Whether a rate is above 5 to 10 % every 2 to 4 weeks (fact T6)."""
    usual = rate_for("usual")
    assert usual.percent and usual.days
    most = usual.percent[1]
    return percent > most or percent * usual.days[0] > most * interval_days


@cache
def table() -> Equivalents:
    """The table of equivalents, read once."""
    return Equivalents.from_content()


@cache
def _listed() -> Forms:
    return Forms.from_content()


def _check_answers(request: Request) -> None:
    flags = {flag.id: flag for flag in read_flags()}
    for answer in sorted(request.answers):
        if answer not in flags:
            raise IntakeError.of("answers", "answers_unknown", given=answer)
    if {FOR_FITS, NOT_FOR_FITS} <= request.answers:
        raise IntakeError.of("answers", "answers_both")
    for answer in flags:
        if answer in request.answers and flags[answer].no_plan:
            raise IntakeError("answers", flags[answer].text or "")
    medicine = request.taken.medicine
    if medicine in AGAINST_FITS and NOT_FOR_FITS not in request.answers:
        offered = (FOR_FITS, NOT_FOR_FITS)
        raise IntakeError.of("answers", "answers_fits", suggestions=offered, medicine=medicine)


def _check_medicine(request: Request) -> None:
    refused = table().refusal(request.taken.medicine)
    if refused:
        name, reason = refused.medicine, refused.reason
        raise IntakeError.of("medicine", "no_plan_figure", medicine=name, reason=reason)
    if not (request.dose_mg.is_finite() and request.dose_mg > 0):
        raise IntakeError.of("dose", "dose_missing")


def _check_forms(request: Request) -> None:
    medicine = request.taken.medicine
    if not request.forms:
        countries = _listed().countries()
        if request.country not in countries:
            given = request.country
            fault = "country_unknown" if given else "country_missing"
            raise IntakeError.of("country", fault, suggestions=countries, given=given)
        if not _listed().available(medicine, request.country):
            raise IntakeError.of("forms", "forms_missing", medicine=medicine)
        raise IntakeError.of("forms", "forms_none_chosen")
    for form in request.forms:
        if form.medicine != medicine:
            raise IntakeError.of("forms", "forms_other_medicine", medicine=medicine, given=form.id)
    low, high = SMALLEST_ML_RANGE
    measure = request.smallest_ml
    if not (measure.is_finite() and low <= measure <= high) or measure % low:
        raise IntakeError.of("smallest_ml", "smallest_ml_range")


def _check_amounts(request: Request) -> None:
    now = request.dose_mg
    for field in ("smallest_step_mg", "stop_below_mg"):
        amount = getattr(request, field)
        if amount is not None and not (amount.is_finite() and 0 < amount < now):
            raise IntakeError.of(field, f"{field.removesuffix('_mg')}_range")
    if not (request.goal_mg.is_finite() and 0 <= request.goal_mg < now):
        raise IntakeError.of("goal_mg", "goal_range")


def _check_holds(request: Request) -> None:
    steps = set()
    for hold in request.holds:
        if not 1 <= hold.days <= MOST_HOLD_DAYS:
            raise IntakeError.of("holds", "holds_days")
        if hold.step in steps:
            raise IntakeError.of("holds", "holds_twice", step=hold.step)
        steps.add(hold.step)
