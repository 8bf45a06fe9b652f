"""The turns of a conversation: kept before they are answered, so that nothing said is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.records.models import Turn, now


def add_turn(
    session: Session,
    conversation_id: str,
    said: str | None,
    *,
    shown: str | None = None,
    key: str | None = None,
    reply: Mapping[str, Any] | None = None,
) -> Turn:
    """Add the next turn."""
    last = session.scalar(
        select(func.max(Turn.number)).where(Turn.conversation_id == conversation_id)
    )
    turn = Turn(
        conversation_id=conversation_id,
        number=0 if last is None else last + 1,
        said=said,
        shown=shown if shown is not None else said,
        key=key,
        reply=dict(reply) if reply is not None else None,
        at=now(),
    )
    session.add(turn)
    session.flush()
    return turn


def same_turn(session: Session, conversation_id: str, said: str, key: str | None) -> Turn | None:
    """The turn that a message repeats.

    It has the same key, or it is the last turn, has the same words, and its answer never arrived.
    """
    if key:
        return session.scalar(
            select(Turn).where(Turn.conversation_id == conversation_id, Turn.key == key)
        )
    last = last_turn(session, conversation_id)
    if last is None or (last.reply is not None and last.delivered):
        return None
    return last if last.said == said else None


def last_turn(session: Session, conversation_id: str) -> Turn | None:
    """The latest turn."""
    found: Turn | None = session.scalar(
        select(Turn)
        .where(Turn.conversation_id == conversation_id)
        .order_by(Turn.number.desc())
        .limit(1)
    )
    return found


def left_unanswered(session: Session, since: datetime, before: datetime) -> list[str]:
    """The conversations with a message from that time that has no answer yet."""
    rows = session.scalars(
        select(Turn.conversation_id)
        .where(Turn.reply.is_(None), Turn.said.isnot(None), Turn.at > since, Turn.at < before)
        .distinct()
    )
    return list(rows)


def recent_words(session: Session, conversation_id: str, count: int, until: int) -> list[str]:
    """The last `count` messages of the person up to turn `until`, the oldest first."""
    rows = session.scalars(
        select(Turn.said)
        .where(
            Turn.conversation_id == conversation_id,
            Turn.number <= until,
            Turn.said.isnot(None),
        )
        .order_by(Turn.number.desc())
        .limit(count)
    )
    return list(rows)[::-1]


def unanswered_before(session: Session, conversation_id: str, number: int) -> Sequence[Turn]:
    """The turns right before `number` that were never answered, the oldest first."""
    rows = session.scalars(
        select(Turn)
        .where(Turn.conversation_id == conversation_id, Turn.number < number)
        .order_by(Turn.number.desc())
        .limit(10)
    )
    waiting = []
    for turn in rows:
        if turn.reply is not None:
            break
        waiting.append(turn)
    return waiting[::-1]


def history(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """Every turn as the person saw it."""
    rows = session.scalars(
        select(Turn).where(Turn.conversation_id == conversation_id).order_by(Turn.number)
    )
    return [{"said": row.shown, "messages": (row.reply or {}).get("messages", [])} for row in rows]
