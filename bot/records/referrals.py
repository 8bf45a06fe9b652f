"""What the database keeps of risk: the flags, the referrals, their trail, and who was told.

Only `span` and `contact` are words of a patient; both go when the conversation goes.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from bot.records.base import Base
from bot.records.models import now
from bot.records.staff import Staff


class RiskFlag(Base):
    """A message that raised a risk: one row for each message, whoever saw it first."""

    __tablename__ = "risk_flags"
    __table_args__ = (UniqueConstraint("conversation_id", "turn"),)

    id = Column(Integer, primary_key=True)
    conversation_id = Column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )
    turn = Column(Integer, nullable=False)
    tier = Column(String(16), nullable=False)
    category = Column(String(32), nullable=False)
    rule = Column(String(80), nullable=False)
    span = Column(Text, nullable=False)
    at = Column(DateTime, nullable=False, default=now)
    # The referral that the message opened or was added to; null where the tier needs none.
    referral_id = Column(Integer, ForeignKey("referrals.id", ondelete="SET NULL"), index=True)


class Referral(Base):
    """A conversation at risk that a person at the clinic should see to.

    A conversation has one open referral at a time: `open_for` is its id while the referral is open
    and null afterwards, and it is unique. `tier`, `category` and `rule` are of the gravest message
    so far. `contact` is how the patient wants to be reached, empty unless they said. A conversation
    that was erased leaves the row behind, without words, so that the trail stays whole.
    """

    __tablename__ = "referrals"

    id = Column(Integer, primary_key=True)
    conversation_id = Column(
        String(36), ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    open_for = Column(String(36), unique=True)
    tier = Column(String(16), nullable=False)
    category = Column(String(32), nullable=False)
    rule = Column(String(80), nullable=False)
    opened_at = Column(DateTime, nullable=False, default=now)
    contact = Column(Text, nullable=False, default="")
    first_look_at = Column(DateTime)
    claimed_by = Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"))
    claimed_at = Column(DateTime)
    closed_at = Column(DateTime, index=True)
    outcome = Column(String(32))
    erased_at = Column(DateTime)

    claimer = relationship(Staff)
    trail = relationship("ReferralEvent", order_by="ReferralEvent.id", passive_deletes=True)


class ReferralEvent(Base):
    """One line of a referral's trail. `staff_id` is null where the program itself did it.

    `kind` is one of opened, message, raised, contact, looked, claimed, released, noted, closed,
    erased. `text` is a staff member's note, or names the tier and rule.
    """

    __tablename__ = "referral_events"

    id = Column(Integer, primary_key=True)
    referral_id = Column(
        Integer, ForeignKey("referrals.id", ondelete="CASCADE"), nullable=False, index=True
    )
    staff_id = Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"))
    at = Column(DateTime, nullable=False, default=now)
    kind = Column(String(16), nullable=False)
    text = Column(Text, nullable=False, default="")

    staff = relationship(Staff)


class Notice(Base):
    """The outbox: one notice of a referral by one channel (`email` or `webhook`), until it is sent.

    It is written in the transaction that opens the referral. Whoever sends it leases it until
    `leased_until`, so that two servers do not both send it; a failure sets `next_at` later.
    """

    __tablename__ = "notices"

    id = Column(Integer, primary_key=True)
    referral_id = Column(
        Integer, ForeignKey("referrals.id", ondelete="CASCADE"), nullable=False, index=True
    )
    channel = Column(String(16), nullable=False)
    made_at = Column(DateTime, nullable=False, default=now)
    attempts = Column(Integer, nullable=False, default=0)
    next_at = Column(DateTime, nullable=False, default=now, index=True)
    leased_until = Column(DateTime)
    sent_at = Column(DateTime)
    last_error = Column(String(200))

    referral = relationship("Referral")
