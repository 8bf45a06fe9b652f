"""The staff page `/planner`: an illustrative taper plan, its papers and its calendar.

The address holds everything that was asked, so it can be shared and printed. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.risk import countries
from bot.taper.content import read_words
from bot.taper.flags import questions
from bot.taper.plan import Plan
from bot.web import planner_onward as onward
from bot.web.planner_form import Asked, Fault, Values, forms, one, read_asked
from bot.web.planner_result import FILTERS, Drawn, draw
from bot.web.site import Site
from bot.web.staff import SignedOut, signed_in

ROLES = ("clinician", "admin")
PATH = "/planner"
# Values that a button of the form adds to the address once.
ONCE = ("add", "onward", "for", *onward.FIELDS.values(), onward.CONFIRM)

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Offer:
    """A link that mends a fault: what it says, and the address with everything else as typed."""

    words: str
    address: str


def for_staff(handler: Handler) -> Handler:
    """Let clinicians and admins in; after signing in they come back to all that was asked."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        try:
            request.state.staff = await signed_in(request, *ROLES)
        except SignedOut:
            here = f"{request.url.path}?{request.url.query}".rstrip("?")
            return RedirectResponse(f"/sign-in?next={quote(here)}", 303)
        return await handler(request)

    return guarded


def values_of(request: Request) -> Values:
    """What the address holds."""
    query = request.query_params
    return {name: query.getlist(name) for name in query}


def pairs_of(values: Values) -> list[tuple[str, str]]:
    """The values as they stand in an address, without those that are meant once."""
    return [(name, text) for name, texts in values.items() if name not in ONCE for text in texts]


def _drawn(request: Request) -> Drawn:
    site: Site = request.app.state.site
    return draw(read_asked(values_of(request), site.settings.country, date.today()))


@for_staff
async def show(request: Request) -> Response:
    """The page: the form, and what comes of it."""
    drawn = await run_in_threadpool(_drawn, request)
    values = values_of(request)
    slip: Fault | None = None
    if drawn.plan and onward.wanted(values):
        found = await run_in_threadpool(onward.go_on, drawn.plan, values, date.today())
        if not isinstance(found, Fault):
            address = urlencode(onward.address_of(drawn.asked, found))
            return RedirectResponse(f"{PATH}?{address}#result", 303)
        slip = found
    site: Site = request.app.state.site
    context = await run_in_threadpool(_context, drawn, values, slip)
    context |= {"staff": request.state.staff, **site.page_values()}
    status = 422 if drawn.asked.faults or slip else 200
    return site.templates.TemplateResponse(request, "planner.html", context, status_code=status)


def _context(drawn: Drawn, values: Values, slip: Fault | None) -> dict[str, Any]:
    asked, plan = drawn.asked, drawn.plan
    names = dict(countries())
    listed = [(code, names.get(code, code)) for code in forms().countries()]
    return {
        **FILTERS,
        **_plan_context(plan, values),
        "asked": asked,
        "drawn": drawn,
        "slip": slip,
        "countries": listed,
        "country_names": names,
        "questions": questions(),
        "words": read_words(),
        "address": urlencode(pairs_of(values)),
        "kept": pairs_of(values),
        "offers": {fault: _offers(fault, asked) for fault in asked.faults},
    }


def _plan_context(plan: Plan | None, values: Values) -> dict[str, Any]:
    if plan is None:
        return {}
    # The drawing library is loaded by whoever asks for a plan, and not when the server starts.
    from bot.taper.export import to_svg

    return {
        "curve": Markup(to_svg(plan)),
        "going": onward.defaults(plan, values, date.today()),
    }


def _offers(fault: Fault, asked: Asked) -> list[Offer]:
    pairs = pairs_of(asked.values)
    if fault.place == "medicine" and fault.row is not None:
        return [
            Offer(name, _address(_replaced(pairs, "medicine", fault.row, name)))
            for name in fault.suggestions
        ]
    if fault.place == "dose" and fault.row is not None and fault.confirmable:
        row = asked.rows[fault.row]
        words = f"{row.dose} of {row.medicine} a day is right"
        return [Offer(words, _address([*pairs, ("sure", row.sure)]))]
    if fault.place == "country":
        names = dict(countries())
        rest = [pair for pair in pairs if pair[0] != "country"]
        return [
            Offer(names.get(code, code), _address([*rest, ("country", code)]))
            for code in fault.suggestions
        ]
    if fault.place == "flag":
        asks = {flag.id: flag.ask or "" for flag in questions()}
        return [Offer(asks[key], _address([*pairs, ("flag", key)])) for key in fault.suggestions]
    return []


def _replaced(pairs: list[tuple[str, str]], name: str, at: int, text: str) -> list[tuple[str, str]]:
    places = [place for place, pair in enumerate(pairs) if pair[0] == name]
    return [(name, text) if place == places[at] else pair for place, pair in enumerate(pairs)]


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"{PATH}?{urlencode(pairs)}#result"


def _paper(plan_to: Callable[[Drawn, Request], Response]) -> Handler:
    @for_staff
    @wraps(plan_to)
    async def handler(request: Request) -> Response:
        drawn = await run_in_threadpool(_drawn, request)
        if drawn.plan is None:
            # The page says what is missing.
            return RedirectResponse(f"{PATH}?{urlencode(pairs_of(values_of(request)))}", 303)
        return await run_in_threadpool(plan_to, drawn, request)

    return handler


@_paper
def pdf(drawn: Drawn, request: Request) -> Response:
    """The plan on paper, `for` the patient, the prescriber or the pharmacy."""
    from bot.web.planner_paper import WRITERS

    site: Site = request.app.state.site
    reader = one(values_of(request), "for", "prescriber")
    reader = reader if reader in WRITERS else "prescriber"
    contacts = site.contacts(drawn.asked.country or site.settings.country)
    made = WRITERS[reader](drawn, contacts)
    return _file(made, "application/pdf", f"taper-plan-{reader}.pdf", "inline")


@_paper
def ics(drawn: Drawn, request: Request) -> Response:
    """The review dates for a calendar."""
    from bot.taper.export import to_ics

    assert drawn.plan
    return _file(to_ics(drawn.plan).encode(), "text/calendar; charset=utf-8", "reviews.ics")


@_paper
def csv(drawn: Drawn, request: Request) -> Response:
    """The steps as a table."""
    from bot.taper.export import to_csv

    assert drawn.plan
    return _file(to_csv(drawn.plan).encode(), "text/csv; charset=utf-8", "taper-plan.csv")


def _file(content: bytes, kind: str, name: str, way: str = "attachment") -> Response:
    headers = {"Content-Disposition": f'{way}; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


routes = [
    Route(PATH, show),
    Route(f"{PATH}.pdf", pdf),
    Route(f"{PATH}.ics", ics),
    Route(f"{PATH}.csv", csv),
]
