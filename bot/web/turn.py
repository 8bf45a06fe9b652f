"""One turn: check for risk, keep the message, ask the coach, keep the answer."""

from __future__ import annotations

import logging
import re
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.coaching.heard import Heard
from bot.coaching.reply import Button, Message
from bot.coaching.store import record_flag
from bot.language.sentences import clean
from bot.records.models import Conversation, Turn
from bot.records.turns import add_turn, recent_words, same_turn, unanswered_before
from bot.risk import Contacts, Verdict, respond
from bot.web.errors import ApiError
from bot.web.rasa import CoachUnavailable
from bot.web.site import Site

logger = logging.getLogger(__name__)

# The longest text that is heard whole; more is kept but only this much goes to the coach.
HEARD_LENGTH = 4000
RECENT = 3
# What a button may send. Anything else that starts with a slash is a person's own text.
PAYLOAD = re.compile(
    r"/(affirm|deny|skip|go_back|stop|delete|delete_all|ask_summary|safe_now|not_safe"
    r'|ask_guidance\{"topic": "[a-z_]{1,40}"\}|tell_medicine\{"medicine": "[a-z]{1,40}"\})'
)


class TakenTurn:
    """A turn that was kept: its number, what goes to the coach, and an answer if it has one."""

    def __init__(self, number: int, text: str, country: str | None, reply: dict | None) -> None:  # type: ignore[type-arg]
        self.number = number
        self.text = text
        self.country = country
        self.reply = reply


async def take_turn(
    site: Site, conversation_id: str, text: str, title: str | None, key: str | None
) -> tuple[int, dict[str, Any]]:
    """Answer `text`; returns the turn's number and the reply as the API gives it.

    Who writes faster than a person can gets a 429, unless they are at risk.
    """
    said = text if PAYLOAD.fullmatch(text) else clean(text).lstrip("/ ")
    if not said.strip():
        raise ApiError(422, "empty", site.text("empty"))
    # Risk is checked before anything that could fail.
    found = site.detector.find("" if PAYLOAD.fullmatch(said) else said)
    verdict = found.verdict
    if verdict is None:
        site.limit_messages(conversation_id)
    async with site.lock(conversation_id):
        try:
            taken = await run_in_threadpool(_keep, site, conversation_id, said, title, key)
        except SQLAlchemyError as error:
            _spool(site, conversation_id, said, title, key, verdict)
            return -1, _as_reply(site, _without_records(site, verdict, error), verdict, said)
        if taken.reply is not None:
            return taken.number, taken.reply
        try:
            if found.hits:
                recent = await run_in_threadpool(_recent, site, conversation_id)
                verdict = site.detector.complete(found, recent)
            if verdict:
                await run_in_threadpool(_flag, site, conversation_id, taken.number, verdict)
            made = await _answer(site, conversation_id, taken, verdict)
        except SQLAlchemyError as error:
            made = _without_records(site, verdict, error)
        reply = _as_reply(site, made, verdict, said)
        try:
            await run_in_threadpool(_finish, site, conversation_id, taken.number, reply)
        except SQLAlchemyError as error:
            # The answer is there: it is given, though the history will lack it.
            logger.error("The answer was not stored: %s", type(error).__name__)
        if "erase" in made["effects"]:
            await run_in_threadpool(forget, site, conversation_id)
        elif "forget_words" in made["effects"]:
            await run_in_threadpool(site.eraser.forget_words, conversation_id)
            site.spool.clear(conversation_id)
        return taken.number, reply


def forget(site: Site, conversation_id: str) -> bool:
    """Erase a conversation everywhere; False when there was none."""
    site.spool.clear(conversation_id)
    return site.eraser.erase(conversation_id)


async def _answer(
    site: Site, conversation_id: str, taken: TakenTurn, verdict: Verdict | None
) -> dict[str, Any]:
    """The coach's answer; at risk, the fixed answer even when Rasa is down."""
    risk = verdict.as_dict() if verdict else None
    metadata = {"turn": taken.number, "risk": risk}
    try:
        made = await site.rasa.ask(conversation_id, taken.text[:HEARD_LENGTH], metadata)
        if verdict is None or any(m["kind"] == "risk" for m in made["messages"]):
            return made
        reason = "the coach overlooked the risk"
    except CoachUnavailable as error:
        reason = str(error)
    logger.error("The coach did not answer: %s", reason)
    if verdict is None:
        raise ApiError(503, "unavailable", site.text("unavailable"), {"Retry-After": "20"})
    answered = await run_in_threadpool(
        site.service.answer,
        conversation_id,
        "risk",
        Heard(taken.text),
        verdict=verdict.as_dict(),
        turn=taken.number,
    )
    return answered.as_dict()


def _keep(
    site: Site, conversation_id: str, said: str, title: str | None, key: str | None
) -> TakenTurn:
    with site.records.session() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            raise ApiError(404, "not_found", "This conversation was deleted or has run out.")
        for waiting in site.spool.waiting(conversation_id):
            kept = add_turn(
                session, conversation_id, waiting["said"],
                shown=waiting["shown"], key=waiting["key"],
            )  # fmt: skip
            if waiting["risk"]:
                record_flag(session, conversation_id, kept.number, waiting["risk"])
        turn = same_turn(session, conversation_id, said, key)
        if turn is None:
            shown = title if PAYLOAD.fullmatch(said) and title else said
            turn = add_turn(session, conversation_id, said, shown=shown, key=key)
        text = said
        if not PAYLOAD.fullmatch(said):
            # What was said while the coach could not answer is heard now.
            unheard = unanswered_before(session, conversation_id, turn.number)
            text = "\n".join(
                [*(t.said for t in unheard if t.said and not PAYLOAD.fullmatch(t.said)), said]
            )
        taken = TakenTurn(turn.number, text, conversation.country, turn.reply)
    site.spool.clear(conversation_id)
    return taken


def _recent(site: Site, conversation_id: str) -> list[str]:
    with site.records.session() as session:
        return recent_words(session, conversation_id, RECENT + 1)[:-1]


def _flag(site: Site, conversation_id: str, number: int, verdict: Verdict) -> None:
    with site.records.session() as session:
        record_flag(session, conversation_id, number, verdict.as_dict())


def _finish(site: Site, conversation_id: str, number: int, reply: dict[str, Any]) -> None:
    with site.records.session() as session:
        turns = session.query(Turn).filter_by(conversation_id=conversation_id)
        turns.filter(Turn.number <= number, Turn.reply.is_(None)).update(
            {"reply": {"messages": []}}, synchronize_session=False
        )
        turns.filter_by(number=number).update(
            {"reply": reply, "delivered": True}, synchronize_session=False
        )


def undelivered(site: Site, conversation_id: str, number: int) -> None:
    """Note that nobody was listening any more when the answer came."""
    with site.records.session() as session:
        session.query(Turn).filter_by(conversation_id=conversation_id, number=number).update(
            {"delivered": False}, synchronize_session=False
        )


def _as_reply(
    site: Site, made: dict[str, Any], verdict: Verdict | None, said: str
) -> dict[str, Any]:
    messages = [dict(message) for message in made["messages"]]
    if len(said) > HEARD_LENGTH and verdict is None:
        messages.insert(0, Message(site.text("too_long"), "notice").as_dict())
    return {
        "messages": messages,
        "phase": made["phase"],
        "phases_done": made["phases_done"],
        "risk": _public(verdict),
        "effects": made["effects"],
    }


def _public(verdict: Verdict | None) -> dict[str, str] | None:
    if verdict is None:
        return None
    return {"tier": verdict.tier, "category": verdict.category, "rule": verdict.rule}


def _spool(
    site: Site,
    conversation_id: str,
    said: str,
    title: str | None,
    key: str | None,
    verdict: Verdict | None,
) -> None:
    """The database is down: the words wait in a file, if the disk can still be written."""
    shown = title if title and PAYLOAD.fullmatch(said) else said
    risk = verdict.as_dict() if verdict else None
    try:
        site.spool.keep(conversation_id, {"said": said, "shown": shown, "key": key, "risk": risk})
    except OSError as error:
        logger.error("A message could not be kept: %s", type(error).__name__)


def _without_records(site: Site, verdict: Verdict | None, error: SQLAlchemyError) -> dict[str, Any]:
    """The fixed answer to a risk, which needs no database; without a risk a 503."""
    logger.error("The database did not answer: %s", type(error).__name__)
    if verdict is None:
        raise ApiError(503, "unavailable", site.text("unavailable"), {"Retry-After": "20"})
    contacts = Contacts.for_country(site.settings.country)
    messages = [
        Message(
            made.text, made.kind, buttons=tuple(Button(b.title, b.payload) for b in made.buttons)
        ).as_dict()
        for made in respond(verdict, contacts, ())
    ]
    return {"messages": messages, "phase": None, "phases_done": [], "effects": []}
