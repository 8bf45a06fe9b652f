"""The conversations of the API; see docs/api.md."""

from __future__ import annotations

import json
import uuid
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.coaching.service import Answered
from bot.coaching.store import keep_summary, load_state, read_summary
from bot.language.sentences import clean
from bot.records.models import Conversation
from bot.records.turns import add_turn, history
from bot.referrals.opening import has_open_referral, leave_contact
from bot.risk import countries, known_country, unchecked_note
from bot.web.errors import ApiError
from bot.web.pdf import summary_pdf
from bot.web.site import Site
from bot.web.turn import forget, take_turn, undelivered

LARGEST_BODY = 200_000
LONGEST_KEY = 64
LONGEST_LINE = 2000
MOST_LINES = 60
LONGEST_CONTACT = 200


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request; an empty body is an empty object."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > LARGEST_BODY:
            raise ApiError(413, "too_large", "That is more than can be taken at once.")
    try:
        data = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ApiError(400, "not_json", "Send one JSON object.")
    return data


def site_of(request: Request) -> Site:
    """The process's shared parts."""
    site: Site = request.app.state.site
    return site


async def settings(request: Request) -> Response:
    """What a widget shows before anything is said."""
    site = site_of(request)
    chosen = site.known_country(request.query_params.get("country"))
    country = site.country(chosen)
    contacts = site.contacts(country)
    return JSONResponse(
        {
            "clinic": site.settings.clinic,
            "days": site.settings.days,
            "country": country,
            "countries": [{"code": code, "name": name} for code, name in countries()],
            "contacts_line": contacts.line(),
            "contacts": contacts.as_dicts(),
            "contacts_note": unchecked_note(contacts),
            "told": bool(site.settings.channels),
        }
    )


async def create(request: Request) -> Response:
    """Begin a conversation."""
    site = site_of(request)
    site.limit_conversations(request.client.host if request.client else "unknown")
    country = site.known_country((await body_of(request)).get("country"))
    conversation_id = str(uuid.uuid4())
    opened = await run_in_threadpool(_open, site, conversation_id, country)
    return JSONResponse(
        {
            "id": conversation_id,
            "token": site.token_for(conversation_id),
            "messages": opened.as_dict()["messages"],
            "phase": opened.state.phase,
            "phases_done": opened.state.done,
        },
        201,
    )


def _open(site: Site, conversation_id: str, country: str | None) -> Answered:
    opened = site.service.open(country, conversation_id)
    made = opened.as_dict()
    with site.records.session() as session:
        add_turn(session, conversation_id, None, reply={"messages": made["messages"]})
    return opened


async def say(request: Request) -> Response:
    """Answer a message."""
    site = site_of(request)
    conversation_id = site.authorised(request)
    data = await body_of(request)
    text, title, key = data.get("text"), data.get("title"), data.get("key")
    if not isinstance(text, str):
        raise ApiError(422, "no_text", 'Send the message as {"text": "..."}.')
    if title is not None and not isinstance(title, str):
        raise ApiError(422, "bad_title", "title is the text of the button that was pressed.")
    if key is not None and not (isinstance(key, str) and 0 < len(key) <= LONGEST_KEY):
        raise ApiError(422, "bad_key", f"key is a text of 1 to {LONGEST_KEY} characters.")
    country = data.get("country")
    # A word that is no country must not keep a message from being heard.
    country = known_country(country) if isinstance(country, str) else None
    number, reply = await take_turn(
        site, conversation_id, text, title[:200] if title else None, key, country
    )
    if number >= 0 and await request.is_disconnected():
        await run_in_threadpool(undelivered, site, conversation_id, number)
    return JSONResponse(reply)


async def read(request: Request) -> Response:
    """The whole conversation and where it stands."""
    site = site_of(request)
    return JSONResponse(await run_in_threadpool(_read, site, site.authorised(request)))


def _read(site: Site, conversation_id: str) -> dict[str, Any]:
    with site.records.session() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            raise ApiError(404, "not_found", "This conversation was deleted or has run out.")
        state = load_state(session, conversation)
        return {
            "id": conversation_id,
            "phase": state.phase,
            "phases_done": state.done,
            "paused": state.paused is not None,
            "country": site.country(conversation.country),
            "referral": has_open_referral(session, conversation_id),
            "turns": history(session, conversation_id),
        }


async def choose_country(request: Request) -> Response:
    """Set the country whose contacts are shown."""
    site = site_of(request)
    conversation_id = site.authorised(request)
    country = site.known_country((await body_of(request)).get("country"))
    await run_in_threadpool(_choose_country, site, conversation_id, country)
    return JSONResponse({"country": site.country(country)})


def _choose_country(site: Site, conversation_id: str, country: str | None) -> None:
    with site.records.session() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            raise ApiError(404, "not_found", "This conversation was deleted or has run out.")
        conversation.country = country


async def erase(request: Request) -> Response:
    """Erase the conversation everywhere."""
    site = site_of(request)
    conversation_id = site.authorised(request)
    async with site.lock(conversation_id):
        if not await forget(site, conversation_id):
            raise ApiError(404, "not_found", "This conversation was deleted before.")
    return Response(status_code=204)


async def show_summary(request: Request) -> Response:
    """The summary as a page, as JSON or as a PDF, by the Accept header."""
    site = site_of(request)
    summary = await run_in_threadpool(_summary, site, site.authorised(request))
    accept = request.headers.get("accept", "")
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if "application/pdf" in accept:
        pdf = await run_in_threadpool(summary_pdf, summary, site.service.bank.summary["title"])
        headers["Content-Disposition"] = 'attachment; filename="my-summary.pdf"'
        return Response(pdf, media_type="application/pdf", headers=headers)
    if "text/html" in accept:
        values = {"summary": summary, **site.page_values()}
        return site.templates.TemplateResponse(request, "summary.html", values, headers=headers)
    return JSONResponse(summary, headers=headers)


def _summary(site: Site, conversation_id: str) -> dict[str, Any]:
    with site.records.session() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            raise ApiError(404, "not_found", "This conversation was deleted or has run out.")
        return read_summary(session, site.service.bank, conversation)


async def save_summary(request: Request) -> Response:
    """Keep the summary as the person edited it, and whether the clinic may see it."""
    site = site_of(request)
    conversation_id = site.authorised(request)
    data = await body_of(request)
    share = data.get("share")
    if share is not None and not isinstance(share, bool):
        raise ApiError(422, "bad_share", "share is true, false or null.")
    lines = _edited_lines(site, data.get("sections"))
    await run_in_threadpool(_save_summary, site, conversation_id, lines, share)
    return JSONResponse(await run_in_threadpool(_summary, site, conversation_id))


def _edited_lines(site: Site, sections: object) -> dict[str, list[str]]:
    known = site.service.bank.summary["sections"]
    if not isinstance(sections, list):
        raise ApiError(422, "bad_sections", "sections is a list of {key, lines}.")
    edited: dict[str, list[str]] = {}
    for section in sections:
        lines = section.get("lines") if isinstance(section, dict) else None
        key = section.get("key") if isinstance(section, dict) else None
        if not isinstance(lines, list) or not isinstance(key, str) or key not in known:
            raise ApiError(422, "bad_sections", f"Each key is one of {', '.join(known)}.")
        edited[key] = [str(line) for line in lines if line]
        _refuse_too_much(known[key]["heading"], edited[key])
    return edited


def _refuse_too_much(heading: str, lines: list[str]) -> None:
    """A 422 that says what to do: words that were cut would be lost without a word."""
    if len(lines) > MOST_LINES:
        much, remedy = f"{MOST_LINES} lines", "Join some or take some out"
    elif any(len(line) > LONGEST_LINE for line in lines):
        much, remedy = f"{LONGEST_LINE:,} characters in one line", "Start a new line in it"
    else:
        return
    raise ApiError(422, "too_much", f"“{heading}” has more than {much}. {remedy}, then save again.")


def _save_summary(
    site: Site, conversation_id: str, edited: dict[str, list[str]], share: bool | None
) -> None:
    with site.records.session() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            raise ApiError(404, "not_found", "This conversation was deleted or has run out.")
        sections = read_summary(session, site.service.bank, conversation)["sections"]
        for section in sections:
            section["lines"] = edited.get(section["key"], section["lines"])
        keep_summary(session, conversation_id, [dict(s) for s in sections], share)


async def tell_contact(request: Request) -> Response:
    """Keep how the person wants to be reached by the clinic; an empty text takes it back."""
    site = site_of(request)
    conversation_id = site.authorised(request)
    contact = (await body_of(request)).get("contact")
    if not isinstance(contact, str) or len(contact) > LONGEST_CONTACT:
        raise ApiError(
            422, "bad_contact", f"contact is a text of at most {LONGEST_CONTACT} characters."
        )
    kept = await run_in_threadpool(_tell_contact, site, conversation_id, clean(contact))
    if not kept:
        raise ApiError(409, "no_referral", "Nobody at the clinic is asked to be in touch.")
    return JSONResponse({"contact": clean(contact)})


def _tell_contact(site: Site, conversation_id: str, contact: str) -> bool:
    with site.records.session() as session:
        return leave_contact(session, conversation_id, contact)


routes = [
    Route("/api/settings", settings),
    Route("/api/conversations", create, methods=["POST"]),
    Route("/api/conversations/{id}", read),
    Route("/api/conversations/{id}", erase, methods=["DELETE"]),
    Route("/api/conversations/{id}/messages", say, methods=["POST"]),
    Route("/api/conversations/{id}/country", choose_country, methods=["PUT"]),
    Route("/api/conversations/{id}/contact", tell_contact, methods=["PUT"]),
    Route("/api/conversations/{id}/summary", show_summary),
    Route("/api/conversations/{id}/summary", save_summary, methods=["PUT"]),
]
