"""One turn: check for risk, keep the message, ask the coach, keep the answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.coaching.heard import Heard
from bot.coaching.reply import Message
from bot.coaching.service import NOT_SAFE, ConversationGone, owned_thoughts
from bot.language.sentences import clean
from bot.records.models import Conversation, Turn
from bot.records.turns import (
    add_turn,
    last_turn,
    recent_words,
    same_turn,
    unanswered_before,
)
from bot.referrals.opening import REFERRED, flagged, record_flag
from bot.risk import Findings, Verdict, gravest, verdict_of_thoughts
from bot.web import outage
from bot.web.errors import ApiError
from bot.web.outage import in_time, spool, without_records
from bot.web.rasa import CoachUnavailable
from bot.web.site import Site

logger = logging.getLogger(__name__)

# The longest text that is heard whole; more is kept but only this much goes to the coach.
HEARD_LENGTH = 4000
RECENT = 3
ERASING = "/delete_all"
GONE = "This conversation was deleted or has run out."
# What a button may send. Anything else that starts with a slash is a person's own text.
PAYLOAD = re.compile(
    r"/(affirm|deny|skip|go_back|stop|delete|delete_all|ask_summary|safe_now|not_safe"
    r'|ask_guidance\{"topic": "[a-z_]{1,40}"\}|tell_medicine\{"medicine": "[a-z]{1,40}"\})'
)


@dataclass(frozen=True)
class TakenTurn:
    """A turn that was kept: its number, what goes to the coach, the risk, an answer if it has one.

    `verdict` is that of the rules, if the model did not overrule it; it may find a graver one.
    `unheard` has the words before a button that the coach has not heard.
    """

    number: int
    text: str
    verdict: Verdict | None
    reply: dict[str, Any] | None
    unheard: str = ""


async def take_turn(
    site: Site,
    conversation_id: str,
    text: str,
    title: str | None,
    key: str | None,
    country: str | None = None,
) -> tuple[int, dict[str, Any]]:
    """Answer `text`; returns the turn's number and the reply as the API gives it.

    `country` is the person's as the client knows it, for when the records cannot be read. Who
    writes faster than a person can gets a 429, unless they are at risk.
    """
    said = text if PAYLOAD.fullmatch(text) else clean(text).lstrip("/ ")
    if not said.strip():
        raise ApiError(422, "empty", site.text("empty"))
    shown = title if title and PAYLOAD.fullmatch(said) else said
    # Risk is checked before anything that could fail.
    found = _find(site, said)
    if found.verdict is None:
        site.limit_messages(conversation_id)
    async with site.lock(conversation_id):
        found = await _second_look(site, said, found)
        verdict = found.verdict
        try:
            taken = await in_time(_keep, site, conversation_id, said, shown, key, found)
        except SQLAlchemyError as error:
            kept = spool(site, conversation_id, said, shown, key)
            if said == NOT_SAFE:
                # What it answers cannot be read: it may be the question for thoughts of dying.
                verdict = verdict_of_thoughts("")
            made = await without_records(site, conversation_id, country, verdict, error, kept)
            reply = _as_reply(site, made, verdict, said)
            return -1, {**reply, "referral": reply["referral"] and kept}
        if taken.reply is not None:
            await _carry_out(site, conversation_id, taken.reply.get("effects", ()))
            return taken.number, taken.reply
        verdict = taken.verdict
        taken = await _words_first(site, taken)
        try:
            made = await _answer(site, conversation_id, taken)
        except SQLAlchemyError as error:
            made = await without_records(site, conversation_id, country, verdict, error)
        reply = _as_reply(site, made, verdict, said)
        try:
            if not await in_time(_finish, site, conversation_id, taken.number, reply):
                # Another process has erased it: what Rasa has kept since goes too.
                await forget(site, conversation_id)
        except SQLAlchemyError as error:
            # The answer is there: it is given, though the history will lack it.
            logger.error("The answer was not stored: %s", type(error).__name__)
        await _carry_out(site, conversation_id, made["effects"])
        return taken.number, reply


async def _second_look(site: Site, said: str, found: Findings) -> Findings:
    """What the rules found; less, where the model is next to certain that they misunderstood."""
    if not found.verdict or len(said) > HEARD_LENGTH:
        return found
    tier = await site.rasa.tier_seen(said)
    if tier is None:
        return found.overruled()
    return site.detector.doubted(found) if tier == "contact" else found


async def forget(site: Site, conversation_id: str) -> bool:
    """Erase a conversation everywhere; False when there was none."""
    site.spool.clear(conversation_id)
    erased: bool = await in_time(site.eraser.erase, conversation_id, seconds=outage.ERASE_SECONDS)
    return erased


async def _answer(site: Site, conversation_id: str, taken: TakenTurn) -> dict[str, Any]:
    """An answer; a 404 if another process has erased the conversation meanwhile."""
    try:
        return await _made(site, conversation_id, taken)
    except ConversationGone:
        # Rasa has kept the words again.
        await forget(site, conversation_id)
        raise ApiError(404, "not_found", GONE) from None


async def _made(site: Site, conversation_id: str, taken: TakenTurn) -> dict[str, Any]:
    """The coach's answer; at risk, the fixed answer even when Rasa is down."""
    verdict = taken.verdict
    risk = verdict.as_dict() if verdict else None
    metadata = {"turn": taken.number, "risk": risk}
    try:
        made = await site.rasa.ask(conversation_id, taken.text, metadata)
        if verdict is None or any(m["kind"] == "risk" for m in made["messages"]):
            return made
        reason = "the coach overlooked the risk"
    except CoachUnavailable as error:
        reason = str(error)
    logger.error("The coach did not answer: %s", reason)
    if verdict is None:
        await in_time(site.service.require, conversation_id)
        raise ApiError(503, "unavailable", site.text("unavailable"), {"Retry-After": "20"})
    answer = partial(site.service.answer, verdict=verdict.as_dict(), turn=taken.number)
    answered = await in_time(answer, conversation_id, "risk", Heard(taken.text))
    return answered.as_dict()


def _keep(
    site: Site, conversation_id: str, said: str, shown: str, key: str | None, found: Findings
) -> TakenTurn:
    """Keep the message, and in the same transaction the risk in it and the referral."""
    with site.spool.taken(conversation_id) as waiting, site.records.session() as session:
        if session.get(Conversation, conversation_id) is None:
            raise ApiError(404, "not_found", GONE)
        _store_waiting(site, session, conversation_id, waiting)
        turn = same_turn(session, conversation_id, said, key)
        if turn is None:
            turn = add_turn(session, conversation_id, said, shown=shown, key=key)
        return _taken(site, session, turn, found)


def _taken(site: Site, session: Session, turn: Turn, found: Findings) -> TakenTurn:
    # A message that comes again is at risk if it was the first time, though overruled now.
    before = flagged(session, turn.conversation_id, turn.number)
    verdict = gravest(before, _flag(site, session, turn, found))
    said, waiting = str(turn.said), unanswered_before(session, turn.conversation_id, turn.number)
    unheard = [t for t in waiting if t.said and not PAYLOAD.fullmatch(t.said)]
    if not PAYLOAD.fullmatch(said):
        # What is new is heard whole; of what is too much the oldest is left out.
        words = "\n".join([*(t.said for t in unheard), said[:HEARD_LENGTH]])[-HEARD_LENGTH:]
        return TakenTurn(turn.number, words, verdict, turn.reply)
    # What the rules found in them was answered at once.
    quiet = [t.said for t in unheard if not flagged(session, t.conversation_id, t.number)]
    words = "" if said == ERASING else "\n".join(quiet)[-HEARD_LENGTH:]
    return TakenTurn(turn.number, said, verdict, turn.reply, words)


async def answer_unheard(site: Site, conversation_id: str) -> None:
    """Let the coach hear what was said while it was down, though nobody has written since.

    Its model may find a risk that the rules did not; the answer waits for the person's return.
    """
    async with site.lock(conversation_id):
        said = await in_time(_unheard, site, conversation_id)
        if said is None:
            return
        found = await _second_look(site, said, _find(site, said))
        taken = await in_time(_take_unheard, site, conversation_id, said, found)
        if taken is None:
            return
        taken = await _words_first(site, taken)
        made = await _answer(site, conversation_id, taken)
        reply = _as_reply(site, made, taken.verdict, taken.text)
        # First, for what has an answer is not looked at again.
        await _carry_out(site, conversation_id, made["effects"])
        await in_time(_finish, site, conversation_id, taken.number, reply)
        await in_time(undelivered, site, conversation_id, taken.number)


async def _words_first(site: Site, taken: TakenTurn) -> TakenTurn:
    """A risk in words that only the rules have seen comes before what a button after them does."""
    if taken.unheard and await site.rasa.tier_seen(taken.unheard):
        return replace(taken, text=taken.unheard)
    return taken


async def _carry_out(site: Site, conversation_id: str, effects: Sequence[str]) -> None:
    """Do what the coach says is done; a reply that comes again may have been cut off before it."""
    if "erase" in effects:
        await forget(site, conversation_id)
    elif "forget_words" in effects:
        site.spool.clear(conversation_id)
        await in_time(site.eraser.forget_words, conversation_id, seconds=outage.ERASE_SECONDS)


def _unheard(site: Site, conversation_id: str) -> str | None:
    """The last message, if it has no answer."""
    with site.records.session() as session:
        turn = last_turn(session, conversation_id)
        return turn.said or None if turn is not None and turn.reply is None else None


def _take_unheard(site: Site, conversation_id: str, said: str, found: Findings) -> TakenTurn | None:
    with site.records.session() as session:
        turn = last_turn(session, conversation_id)
        # The words may have been deleted meanwhile.
        return _taken(site, session, turn, found) if turn and turn.said == said else None


def store_waiting(site: Site, conversation_id: str) -> None:
    """Store what waited in a file while the database was down, with the risks in it."""
    with site.spool.taken(conversation_id) as waiting, site.records.session() as session:
        if session.get(Conversation, conversation_id) is not None:
            _store_waiting(site, session, conversation_id, waiting)


def _store_waiting(
    site: Site, session: Session, conversation_id: str, waiting: Sequence[dict[str, Any]]
) -> None:
    for message in waiting:
        said, key = message["said"], message["key"]
        if same_turn(session, conversation_id, said, key) is not None:
            continue
        kept = add_turn(session, conversation_id, said, shown=message["shown"], key=key)
        _flag(site, session, kept, _find(site, said))


def _find(site: Site, said: str) -> Findings:
    """What the rules find; a button's payload is nobody's words."""
    return site.detector.find("" if PAYLOAD.fullmatch(said) else said)


def _flag(site: Site, session: Session, turn: Turn, found: Findings) -> Verdict | None:
    """The risk in a message, seen with the question and the messages before it, recorded."""
    conversation = session.get(Conversation, turn.conversation_id)
    state = conversation.state if conversation else {}
    verdict = owned_thoughts(state.get("aside"), str(turn.said))
    if found.hits:
        recent = recent_words(session, turn.conversation_id, RECENT + 1, until=turn.number)[:-1]
        # Of two as grave the yes to the question counts.
        verdict = gravest(verdict, site.detector.complete(found, recent))
    if verdict:
        record_flag(
            session,
            turn.conversation_id,
            turn.number,
            verdict.as_dict(),
            site.settings.channels,
        )
    return verdict


def _finish(site: Site, conversation_id: str, number: int, reply: dict[str, Any]) -> bool:
    """Store an answer; False where its turn is gone."""
    with site.records.session() as session:
        turns = session.query(Turn).filter_by(conversation_id=conversation_id)
        turns.filter(Turn.number <= number, Turn.reply.is_(None)).update(
            {"reply": {"messages": []}}, synchronize_session=False
        )
        stored = turns.filter_by(number=number).update(
            {"reply": reply, "delivered": True}, synchronize_session=False
        )
    return bool(stored)


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
    # The coach answers to the graver of what the rules and its own model found.
    found = made.get("risk") or (verdict.as_dict() if verdict else None)
    if len(said) > HEARD_LENGTH and found is None:
        messages.insert(0, Message(site.text("too_long"), "notice").as_dict())
    return {
        "messages": messages,
        "phase": made["phase"],
        "phases_done": made["phases_done"],
        "risk": {key: found[key] for key in ("tier", "category", "rule")} if found else None,
        "effects": made["effects"],
        "referral": bool(found and found["tier"] in REFERRED),
    }
