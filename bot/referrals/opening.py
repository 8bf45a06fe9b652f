"""Record a risk, and open a referral where its tier needs a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.models import now
from bot.records.referrals import Notice, Referral, ReferralEvent, RiskFlag
from bot.risk.lexicon import TIERS
from bot.risk.verdict import Verdict

REFERRED = ("urgent", "emergency")


def record_flag(
    session: Session,
    conversation_id: str,
    turn: int,
    verdict: Mapping[str, str],
    channels: Sequence[str] = (),
) -> None:
    """Record the verdict on one turn, and open or raise the conversation's referral.

    The rules in the web server and the action with its model both come here; for one turn there is
    one flag, of the graver verdict, and for one conversation one open referral. It all happens in
    the transaction of `session`. `channels` are the ways by which the clinic wants to be told.
    """
    flag = _flag_on(session, conversation_id, turn)
    if flag is not None and _gravity(flag.tier) >= _gravity(verdict["tier"]):
        return
    if flag is None:
        flag = RiskFlag(conversation_id=conversation_id, turn=turn)
        session.add(flag)
    flag.tier, flag.category = verdict["tier"], verdict["category"]
    flag.rule, flag.span = verdict["rule"], verdict["span"]
    if flag.tier in REFERRED:
        flag.referral_id = _refer(session, conversation_id, flag, channels).id
    session.flush()


def flagged(session: Session, conversation_id: str, turn: int) -> Verdict | None:
    """The verdict that was recorded on a turn."""
    flag = _flag_on(session, conversation_id, turn)
    return Verdict(flag.tier, flag.category, flag.rule, flag.span) if flag else None


def leave_contact(session: Session, conversation_id: str, contact: str) -> bool:
    """Keep how the patient wants to be reached; False where no referral is open."""
    referral = _open_one(session, conversation_id)
    if referral is None:
        return False
    referral.contact = contact
    session.add(ReferralEvent(referral_id=referral.id, kind="contact"))
    return True


def has_open_referral(session: Session, conversation_id: str) -> bool:
    """Whether someone is asked to look after this conversation."""
    found = select(Referral.id).where(Referral.open_for == conversation_id)
    return session.scalar(found) is not None


def _flag_on(session: Session, conversation_id: str, turn: int) -> RiskFlag | None:
    found: RiskFlag | None = session.scalar(
        select(RiskFlag).where(RiskFlag.conversation_id == conversation_id, RiskFlag.turn == turn)
    )
    return found


def _refer(
    session: Session, conversation_id: str, flag: RiskFlag, channels: Sequence[str]
) -> Referral:
    referral = _open_one(session, conversation_id)
    what = f"{flag.tier}, {flag.rule}"
    if referral is None:
        referral, made = _make(session, conversation_id, flag)
        if made:
            _note(session, referral, "opened", what)
            _tell(session, referral, channels)
            return referral
    if _gravity(flag.tier) > _gravity(referral.tier):
        referral.tier, referral.category, referral.rule = flag.tier, flag.category, flag.rule
        _note(session, referral, "raised", what)
        _tell(session, referral, channels)
    else:
        _note(session, referral, "message", what)
    return referral


def _make(session: Session, conversation_id: str, flag: RiskFlag) -> tuple[Referral, bool]:
    """A new referral; or the one that another process opened in the same moment."""
    try:
        with session.begin_nested():
            referral = Referral(
                conversation_id=conversation_id,
                open_for=conversation_id,
                tier=flag.tier,
                category=flag.category,
                rule=flag.rule,
                opened_at=now(),
            )
            session.add(referral)
            session.flush()
        return referral, True
    except IntegrityError:
        found = _open_one(session, conversation_id)
        if found is None:
            raise
        return found, False


def _open_one(session: Session, conversation_id: str) -> Referral | None:
    # Held until this transaction ends: one that is being closed is waited for, and then not found.
    found: Referral | None = session.scalar(
        select(Referral)
        .where(Referral.open_for == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


def _note(session: Session, referral: Referral, kind: str, text: str) -> None:
    session.add(ReferralEvent(referral_id=referral.id, kind=kind, text=text))


def _tell(session: Session, referral: Referral, channels: Sequence[str]) -> None:
    for channel in channels:
        session.add(Notice(referral_id=referral.id, channel=channel))


def _gravity(tier: str) -> int:
    return TIERS.index(tier)  # type: ignore[arg-type]
