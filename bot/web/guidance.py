"""The library `/guidance`: anyone may browse, search and read; a few passages are for staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.guidance.lookup import Answer, answer_from, labels
from bot.guidance.search import MARK, UNMARK, Hit, search
from bot.records.guidance import GuidancePassage
from bot.web.conversations import site_of
from bot.web.site import Site
from bot.web.staff import SignedOut, signed_in

LONGEST_SHOWN = 200
MOST_HITS = 10


@dataclass(frozen=True)
class Found:
    """A hit as the page lists it; `pieces` are (text, whether it was searched for)."""

    passage: GuidancePassage
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Shown:
    """One passage with what its page shows around it."""

    passage: GuidancePassage
    answer: Answer
    labels: dict[str, str]
    siblings: list[GuidancePassage] = field(default_factory=list)


async def library(request: Request) -> Response:
    """The topics, or what a search found."""
    site = site_of(request)
    query = " ".join(request.query_params.get("q", "").split())
    try:
        staff = await _is_staff(request)
        values = await run_in_threadpool(_browse, site, query, staff)
    except SQLAlchemyError:
        return _broken(request, query)
    return _page(request, "guidance.html", {"query": query[:LONGEST_SHOWN], **values})


async def passage(request: Request) -> Response:
    """One passage at its address."""
    site = site_of(request)
    try:
        staff = await _is_staff(request)
        shown = await run_in_threadpool(_read, site, str(request.path_params["id"]), staff)
    except SQLAlchemyError:
        return _broken(request, "")
    if shown is None:
        return _page(request, "guidance_missing.html", {"query": ""}, 404)
    if shown.passage.staff_only and not staff:
        raise SignedOut
    return _page(request, "guidance_passage.html", {"shown": shown})


async def _is_staff(request: Request) -> bool:
    try:
        await signed_in(request)
    except SignedOut:
        return False
    return True


def _browse(site: Site, query: str, staff: bool) -> dict[str, Any]:
    with site.records.session() as session:
        words = labels(session)
        if query:
            medicine = site.service.library.medicine(query)
            hits = search(
                session,
                site.service.library.expanded(query),
                country=site.settings.country,
                medicine=medicine,
                limit=MOST_HITS,
                staff=staff,
                any_case=medicine is None,
            )
            return {"labels": words, "found": [_found(hit) for hit in hits]}
        rows = session.scalars(select(GuidancePassage).order_by(GuidancePassage.title)).all()
    shown = [row for row in rows if staff or not row.staff_only]
    return {
        "labels": words,
        "found": None,
        "for_patients": _first_of_each([r for r in shown if r.audience == "patient"]),
        "for_clinicians": _first_of_each([r for r in shown if r.audience == "clinician"]),
    }


def _first_of_each(rows: list[GuidancePassage]) -> list[GuidancePassage]:
    """One passage of each topic: that for everybody, where there is one."""
    by_topic = groupby(sorted(rows, key=lambda row: row.topic), key=lambda row: row.topic)
    firsts = [min(group, key=_particular) for _, group in by_topic]
    return sorted(firsts, key=lambda row: row.title.lower())


def _particular(row: GuidancePassage) -> tuple[bool, bool, str]:
    return bool(row.medicines), bool(row.countries), row.id


def _read(site: Site, passage_id: str, staff: bool) -> Shown | None:
    with site.records.session() as session:
        row = session.get(GuidancePassage, passage_id) if "\x00" not in passage_id else None
        if row is None:
            return None
        same = session.scalars(
            select(GuidancePassage).where(
                GuidancePassage.topic == row.topic, GuidancePassage.id != row.id
            )
        )
        siblings = sorted((s for s in same if staff or not s.staff_only), key=_particular)
        return Shown(row, answer_from(session, row), labels(session), siblings)


def _found(hit: Hit) -> Found:
    pieces = []
    for number, part in enumerate(hit.snippet.split(MARK)):
        marked, _, plain = part.rpartition(UNMARK) if number else ("", "", part)
        pieces += [(marked, True), (plain, False)]
    return Found(hit.passage, [piece for piece in pieces if piece[0]])


def _broken(request: Request, query: str) -> Response:
    """The library cannot be read: say so, and lose nothing of what was typed."""
    values = {"query": query[:LONGEST_SHOWN]}
    return _page(request, "guidance_broken.html", values, 503, {"Retry-After": "60"})


def _page(
    request: Request,
    template: str,
    values: dict[str, Any],
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    site = site_of(request)
    return site.templates.TemplateResponse(
        request, template, {**site.page_values(), **values}, status_code=status, headers=headers
    )


routes = [
    Route("/guidance", library),
    Route("/guidance/{id:path}", passage),
]
