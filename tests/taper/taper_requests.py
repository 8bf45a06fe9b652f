"""Requests for plans: how a test builds one, and any that can be planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from bot.taper.forms import Forms
from bot.taper.request import Request
from bot.taper.taken import Taken

FORMS = Forms.from_content()
START = date(2026, 3, 2)
Ask = Callable[..., Request]
GROUPS = sorted({(f.medicine, f.country) for f in FORMS.rows()})
PERCENTS = [Decimal(p) for p in ("1", "2.5", "5", "7.5", "10", "12.5", "20", "25")]


@st.composite
def requests(draw: st.DrawFn, smallest_steps: bool = True, goals: bool = True) -> Request:
    """Any request that can be planned: doses of up to twenty of the largest product."""
    medicine, country = draw(st.sampled_from(GROUPS))
    listed = FORMS.available(medicine, country)
    forms = draw(st.lists(st.sampled_from(listed), min_size=1, unique_by=lambda f: f.id))
    largest = max(form.strength_mg for form in forms)
    dose = largest * draw(st.integers(1, 20)) * draw(st.sampled_from([Decimal(1), Decimal("0.5")]))
    percent, days = draw(st.sampled_from(PERCENTS)), draw(st.integers(7, 91))
    assume(percent * 14 <= 25 * days)
    part = st.sampled_from([Decimal("0.1"), Decimal("0.25"), Decimal("0.9")])
    return Request(
        taken=Taken(medicine, dose),
        country=country,
        forms=tuple(forms),
        percent=percent,
        basis=draw(st.sampled_from(["current", "starting"])),
        interval_days=days,
        starts_on=START,
        smallest_step_mg=draw(st.none() | part.map(lambda p: p * dose)) if smallest_steps else None,
        stop_below_mg=draw(st.none() | part.map(lambda p: p * dose)),
        goal_mg=draw(st.just(Decimal(0)) | part.map(lambda p: p * dose)) if goals else Decimal(0),
        halves=draw(st.booleans()),
        answers=frozenset({"not_for_fits"}),
    )
