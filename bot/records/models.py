"""What is kept of a conversation; `guidance.py`, `referrals.py`, `staff.py` have other tables."""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from bot.records.base import Base


def now() -> datetime:
    """The present moment, UTC, without a zone: SQLite keeps none."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _owner() -> Column:
    return Column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )


class Conversation(Base):
    """One person's talk with the coach. `state` is the coach's own bookkeeping (bot.coaching)."""

    __tablename__ = "conversations"

    id = Column(String(36), primary_key=True)
    started_at = Column(DateTime, nullable=False, default=now)
    last_at = Column(DateTime, nullable=False, default=now, index=True)
    consented_at = Column(DateTime)
    country = Column(String(2))
    state = Column(JSON, nullable=False, default=dict)


class Turn(Base):
    """What the person said and what was answered; the opening turn has nothing said.

    `reply` is null while an answer is being found. `delivered` turns false when the person was no
    longer listening as the answer came, so that the same words sent again get the same answer.
    """

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        UniqueConstraint("conversation_id", "key"),
    )

    id = Column(Integer, primary_key=True)
    conversation_id = _owner()
    number = Column(Integer, nullable=False)
    key = Column(String(64))
    said = Column(Text)
    shown = Column(Text)
    at = Column(DateTime, nullable=False, default=now)
    # Without `none_as_null` no answer would be the JSON word null, which no search for NULL finds.
    reply = Column(JSON(none_as_null=True))
    delivered = Column(Boolean, nullable=False, default=True)


class Elicited(Base):
    """One thing that the person told us, in their words, under the phase that it belongs to."""

    __tablename__ = "elicited"

    id = Column(Integer, primary_key=True)
    conversation_id = _owner()
    phase = Column(String(16), nullable=False)
    text = Column(Text, nullable=False)
    themes = Column(JSON, nullable=False, default=list)
    talk = Column(String(8), nullable=False)
    at = Column(DateTime, nullable=False, default=now)


class Ruler(Base):
    """How important a change is, or how confident the person feels, from 0 to 10."""

    __tablename__ = "rulers"
    __table_args__ = (UniqueConstraint("conversation_id", "name"),)

    id = Column(Integer, primary_key=True)
    conversation_id = _owner()
    name = Column(String(16), nullable=False)
    value = Column(Integer, nullable=False)
    at = Column(DateTime, nullable=False, default=now)


class Summary(Base):
    """The summary as the person left it. `shared` is null until they have said yes or no."""

    __tablename__ = "summaries"

    conversation_id = Column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    sections = Column(JSON, nullable=False)
    kept_at = Column(DateTime, nullable=False, default=now)
    shared = Column(Boolean)
