"""The staff page `/referrals`: the queue, one referral, and what is done to it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.records.models import Conversation
from bot.records.staff import Staff
from bot.referrals import queue
from bot.referrals.outbox import backlog
from bot.referrals.queue import ReferralError
from bot.referrals.wording import load_wording
from bot.web.site import Site
from bot.web.staff import SignedOut, signed_in

logger = logging.getLogger(__name__)

ROLES = ("clinician", "admin")
# How many messages before a flagged one are shown: those that the detector reads with it.
BEFORE = 3


async def show_queue(request: Request) -> Response:
    """The page."""
    return await _queue(request, "referrals.html")


async def show_queue_part(request: Request) -> Response:
    """The part of the page that is fetched again and again."""
    return await _queue(request, "_queue.html")


async def _queue(request: Request, template: str) -> Response:
    site: Site = request.app.state.site
    try:
        staff = await signed_in(request, *ROLES)
        values, status = {"staff": staff, **await run_in_threadpool(_read_queue, site)}, 200
    except SQLAlchemyError:
        # The page must say that it cannot see, and not look as if nobody waited.
        values, status = {"broken": True}, 503
    values |= {
        "wording": load_wording(),
        "watched": site.settings.channels,
        "outside": len(await run_in_threadpool(site.spool.conversations)),
    }
    return site.templates.TemplateResponse(
        request, template, {**values, **site.page_values()}, status_code=status
    )


def _read_queue(site: Site) -> dict[str, Any]:
    with site.records.session() as session:
        waiting = queue.open_referrals(session)
        closed = queue.closed_referrals(session)
        for referral in (*waiting, *closed):
            # Loaded here, because the page is made after the session is over.
            _ = referral.claimer
        return {
            "broken": False,
            "waiting": waiting,
            "closed": closed,
            "figures": queue.figures(session),
            "backlog": backlog(session),
            "minutes": queue.minutes,
        }


async def show_one(request: Request) -> Response:
    """One referral, with the words that raised it and its trail."""
    return await _one(request, await signed_in(request, *ROLES))


async def _one(
    request: Request, staff: Staff, problem: str = "", written: str = "", status: int = 200
) -> Response:
    site: Site = request.app.state.site
    try:
        values = await run_in_threadpool(_read_one, site, request.path_params["id"], staff)
    except LookupError:
        raise HTTPException(404) from None
    values |= {"problem": problem, "written": written, "staff": staff, "wording": load_wording()}
    return site.templates.TemplateResponse(
        request, "referral.html", {**values, **site.page_values()}, status_code=status
    )


def _read_one(site: Site, referral_id: int, staff: Staff) -> dict[str, Any]:
    _look(site, referral_id, staff)
    with site.records.session() as session:
        # Asked first, so that all up to it is on the page.
        seen = queue.last_written(session, referral_id)
        referral = queue.find(session, referral_id)
        conversation = (
            session.get(Conversation, referral.conversation_id)
            if referral.conversation_id
            else None
        )
        for event in referral.trail:
            _ = event.staff
        _ = referral.claimer
        said = queue.words_of(session, referral)
        return {
            "referral": referral,
            "seen": seen,
            "said": _around_flags(said),
            "place": site.country(conversation.country) if conversation else None,
            "minutes": queue.minutes,
        }


def _look(site: Site, referral_id: int, staff: Staff) -> None:
    """Note the first look; the words are shown also where the database takes nothing."""
    try:
        with site.records.session() as session:
            queue.look(session, referral_id, staff)
    except SQLAlchemyError as error:
        logger.error("A first look was not noted: %s", type(error).__name__)


def _around_flags(said: list[queue.Said]) -> list[queue.Said]:
    """The flagged messages and the few before each; the rest of the talk is not staff's to read."""
    shown = {
        place
        for at, message in enumerate(said)
        if message.tier
        for place in range(max(0, at - BEFORE), at + 1)
    }
    return [said[place] for place in sorted(shown)]


Step = Callable[[Session, int, Staff, dict[str, str]], None]


def _claim(session: Session, referral_id: int, staff: Staff, form: dict[str, str]) -> None:
    queue.claim(session, referral_id, staff)


def _release(session: Session, referral_id: int, staff: Staff, form: dict[str, str]) -> None:
    queue.release(session, referral_id, staff)


def _note(session: Session, referral_id: int, staff: Staff, form: dict[str, str]) -> None:
    queue.add_note(session, referral_id, staff, form.get("text", ""))


def _close(session: Session, referral_id: int, staff: Staff, form: dict[str, str]) -> None:
    outcomes = set(load_wording().outcome_titles)
    text = form.get("text", "")
    seen = _number(form.get("seen", ""))
    queue.close(session, referral_id, staff, form.get("outcome", ""), text, outcomes, seen)


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


STEPS: dict[str, Step] = {"claim": _claim, "release": _release, "note": _note, "close": _close}


async def do_step(request: Request) -> Response:
    """Claim, give back, note or close; what cannot be done is said on the page, words kept."""
    # Read before anybody is known to be signed in: no files are taken.
    sent = await request.form(max_files=0)
    form = {key: str(value) for key, value in sent.items()}
    try:
        return await _try_step(request, await signed_in(request, *ROLES), form)
    except SignedOut:
        if not form.get("text", "").strip():
            raise
        return _give_back(request, form, 401)
    except SQLAlchemyError:
        return _give_back(request, form, 503)


async def _try_step(request: Request, staff: Staff, form: dict[str, str]) -> Response:
    site: Site = request.app.state.site
    referral_id = request.path_params["id"]
    step = STEPS[request.url.path.rpartition("/")[2]]
    try:
        await run_in_threadpool(_do, site, step, referral_id, staff, form)
    except LookupError:
        raise HTTPException(404) from None
    except ReferralError as error:
        return await _one(request, staff, str(error), form.get("text", ""), 409)
    return RedirectResponse(f"/referrals/{referral_id}", 303)


def _give_back(request: Request, form: dict[str, str], status: int) -> Response:
    """What was typed, to be sent again: nothing a clinician wrote is lost."""
    site: Site = request.app.state.site
    values = {
        "form": form,
        "signed_out": status == 401,
        "referral_id": request.path_params["id"],
        "wording": load_wording(),
        **site.page_values(),
    }
    return site.templates.TemplateResponse(
        request, "not_kept.html", values, status, {"Cache-Control": "no-store"}
    )


def _do(site: Site, step: Step, referral_id: int, staff: Staff, form: dict[str, str]) -> None:
    with site.records.session() as session:
        step(session, referral_id, staff, form)


routes = [
    Route("/referrals", show_queue),
    Route("/referrals/queue", show_queue_part),
    Route("/referrals/{id:int}", show_one),
    *(Route("/referrals/{id:int}/" + step, do_step, methods=["POST"], name=step) for step in STEPS),
]
