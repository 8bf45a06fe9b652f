"""What staff do with referrals: see them, claim them, note, close; every step leaves its trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from bot.records.models import Turn, now
from bot.records.referrals import Referral, ReferralEvent, RiskFlag
from bot.records.staff import Staff

CLOSED_SHOWN = 50
LONGEST_NOTE = 4000
# What the patient adds to a referral that is open.
_WRITTEN = ("message", "raised", "contact")
_GRAVEST_FIRST = case((Referral.tier == "emergency", 0), else_=1)


class ReferralError(ValueError):
    """What cannot be done to a referral; the message says why and what to do."""


@dataclass(frozen=True)
class Said:
    """A message of the conversation; `tier` and `rule` where it was flagged."""

    number: int
    at: datetime
    text: str
    tier: str | None
    rule: str | None
    span: str


@dataclass(frozen=True)
class Figures:
    """The queue at a glance. Times are in minutes; None where there is nothing to count.

    `first_look` is the median time from opening to the first look over the last 30 days.
    """

    waiting: int
    unclaimed: int
    longest_wait: float | None
    first_look: float | None
    newest: int


def open_referrals(session: Session) -> Sequence[Referral]:
    """The queue: the gravest tier first, and within a tier who has waited longest."""
    rows = select(Referral).where(Referral.closed_at.is_(None))
    return session.scalars(rows.order_by(_GRAVEST_FIRST, Referral.opened_at, Referral.id)).all()


def closed_referrals(session: Session) -> Sequence[Referral]:
    """Those closed last, the newest first."""
    rows = select(Referral).where(Referral.closed_at.isnot(None))
    return session.scalars(
        rows.order_by(Referral.closed_at.desc(), Referral.id.desc()).limit(CLOSED_SHOWN)
    ).all()


def figures(session: Session) -> Figures:
    """What the head of the page says."""
    queue = open_referrals(session)
    unseen = [minutes(r.opened_at) for r in queue if r.first_look_at is None]
    looked = session.execute(
        select(Referral.opened_at, Referral.first_look_at).where(
            Referral.first_look_at.isnot(None), Referral.opened_at >= now() - timedelta(days=30)
        )
    )
    waits = [minutes(opened, first) for opened, first in looked]
    return Figures(
        waiting=len(queue),
        unclaimed=sum(r.claimed_by is None for r in queue),
        longest_wait=max(unseen, default=None),
        first_look=median(waits) if waits else None,
        newest=session.scalar(select(func.max(Referral.id))) or 0,
    )


def minutes(start: datetime, end: datetime | None = None) -> float:
    """From `start` to `end`, or to now."""
    return ((end or now()) - start).total_seconds() / 60


def find(session: Session, referral_id: int) -> Referral:
    """One referral; a `LookupError` where there is none."""
    referral = session.get(Referral, referral_id)
    if referral is None:
        raise LookupError(f"There is no referral {referral_id}.")
    return referral


def look(session: Session, referral_id: int, staff: Staff) -> None:
    """Note the first look at a referral with its time; a later one writes nothing."""
    if find(session, referral_id).first_look_at is not None:
        return
    first = session.execute(
        update(Referral)
        .where(Referral.id == referral_id, Referral.first_look_at.is_(None))
        .values(first_look_at=now())
        .execution_options(synchronize_session="fetch")
    )
    if first.rowcount:
        _note(session, referral_id, staff, "looked")


def last_written(session: Session, referral_id: int) -> int:
    """The last event by which the patient added to a referral; 0 where there is none."""
    events = select(func.max(ReferralEvent.id)).where(
        ReferralEvent.referral_id == referral_id, ReferralEvent.kind.in_(_WRITTEN)
    )
    return session.scalar(events) or 0


def words_of(session: Session, referral: Referral) -> list[Said]:
    """The conversation's messages as the patient wrote them; none where it was erased."""
    if referral.conversation_id is None:
        return []
    rows = session.execute(
        select(Turn, RiskFlag)
        .outerjoin(
            RiskFlag,
            (RiskFlag.conversation_id == Turn.conversation_id) & (RiskFlag.turn == Turn.number),
        )
        .where(Turn.conversation_id == referral.conversation_id, Turn.said.isnot(None))
        .order_by(Turn.number)
    )
    return [
        Said(
            turn.number, turn.at, turn.shown or "", flag and flag.tier, flag and flag.rule,
            flag.span if flag else "",
        )
        for turn, flag in rows
    ]  # fmt: skip


def claim(session: Session, referral_id: int, staff: Staff) -> None:
    """Take a referral on; of two who try in the same moment one gets it, the other is told."""
    taken = session.execute(
        update(Referral)
        .where(
            Referral.id == referral_id,
            Referral.claimed_by.is_(None),
            Referral.closed_at.is_(None),
        )
        .values(claimed_by=staff.id, claimed_at=now())
        .execution_options(synchronize_session="fetch")
    )
    if taken.rowcount:
        _note(session, referral_id, staff, "claimed")
        return
    referral = _still_open(session, referral_id)
    if referral.claimed_by != staff.id:
        name = referral.claimer.name if referral.claimer else "somebody else"
        raise ReferralError(f"{name} has taken this referral: speak with them before you act.")


def release(session: Session, referral_id: int, staff: Staff) -> None:
    """Give a referral back to the queue: one's own, or as an admin anybody's."""
    referral = _still_open(session, referral_id)
    _mine(referral, staff)
    referral.claimed_by = referral.claimed_at = None
    _note(session, referral_id, staff, "released")


def add_note(session: Session, referral_id: int, staff: Staff, text: str) -> None:
    """Write something into the trail."""
    find(session, referral_id)
    text = text.strip()
    if not text:
        raise ReferralError("The note is empty: write what was done or seen.")
    if len(text) > LONGEST_NOTE:
        raise ReferralError(f"A note has at most {LONGEST_NOTE} characters: shorten it.")
    _note(session, referral_id, staff, "noted", text)


def close(
    session: Session,
    referral_id: int,
    staff: Staff,
    outcome: str,
    text: str,
    outcomes: set[str],
    seen: int | None = None,
) -> None:
    """End a referral with one of `outcomes`; only who claimed it, or an admin, may.

    `seen` is what `last_written` was when the page was made; without it their look counts.
    """
    referral = _still_open(session, referral_id)
    if outcome not in outcomes:
        raise ReferralError("Choose how it ended before closing it.")
    _mine(referral, staff)
    if len(text.strip()) > LONGEST_NOTE:
        raise ReferralError(f"A note has at most {LONGEST_NOTE} characters: shorten it.")
    referral.closed_at, referral.outcome, referral.open_for = now(), outcome, None
    # From here on this transaction holds the row: nothing more can come before it ends.
    session.flush()
    _refuse_unread(session, referral_id, staff, seen)
    _note(session, referral_id, staff, "closed", "\n".join([outcome, text.strip()]).strip())


def _refuse_unread(session: Session, referral_id: int, staff: Staff, seen: int | None) -> None:
    if seen is None:
        looks = select(func.max(ReferralEvent.id)).where(
            ReferralEvent.referral_id == referral_id,
            ReferralEvent.staff_id == staff.id,
            ReferralEvent.kind == "looked",
        )
        seen = session.scalar(looks) or 0
    if last_written(session, referral_id) > seen:
        raise ReferralError("The patient has written again: read it first.")


def _mine(referral: Referral, staff: Staff) -> None:
    if referral.claimed_by == staff.id or (staff.role == "admin" and referral.claimed_by):
        return
    name = referral.claimer.name if referral.claimer else None
    raise ReferralError(
        f"{name} has taken this referral: only they or an admin may do that."
        if name
        else "Claim the referral first, so that the others know who looks after it."
    )


def _still_open(session: Session, referral_id: int) -> Referral:
    referral = find(session, referral_id)
    if referral.closed_at is not None:
        raise ReferralError("This referral is closed: nothing more can be done to it.")
    return referral


def _note(session: Session, referral_id: int, staff: Staff, kind: str, text: str = "") -> None:
    session.add(ReferralEvent(referral_id=referral_id, staff_id=staff.id, kind=kind, text=text))
