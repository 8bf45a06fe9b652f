"""Send what waits in the outbox, and try again later what could not be sent."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.records.models import now
from bot.records.referrals import Notice, Referral
from bot.records.session import Records
from bot.referrals.routes import Send, Told
from bot.referrals.wording import load_wording
from bot.settings import Settings

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(minutes=15)
AT_ONCE = 20


@dataclass(frozen=True)
class Backlog:
    """What could not be sent so far: how many notices, since when, and why the last one failed."""

    count: int
    last_error: str | None


def backlog(session: Session) -> Backlog:
    """The notices of open referrals that have failed at least once and are not sent yet."""
    failed = (
        select(Notice)
        .join(Referral)
        .where(Notice.sent_at.is_(None), Notice.attempts > 0, Referral.closed_at.is_(None))
    )
    count = session.scalar(select(func.count()).select_from(failed.subquery())) or 0
    last = session.scalar(failed.order_by(Notice.next_at.desc()).limit(1))
    return Backlog(count, last.last_error if last else None)


class Outbox:
    """The sender of one process; any number of them may work on one database."""

    def __init__(self, records: Records, settings: Settings, routes: Mapping[str, Send]) -> None:
        self._records = records
        self._settings = settings
        self._routes = dict(routes)

    def send_due(self) -> int:
        """Send what is due; returns how many went out. A failure is kept and tried again."""
        if not self._routes:
            return 0
        return sum(self._send(notice_id) for notice_id in self._due())

    def _due(self) -> Sequence[int]:
        """Notices that are due. One of a closed referral tells nobody anything, and waits."""
        with self._records.session() as session:
            return session.scalars(
                select(Notice.id)
                .join(Referral)
                .where(
                    Notice.sent_at.is_(None),
                    Notice.next_at <= now(),
                    Notice.channel.in_(list(self._routes)),
                    Referral.closed_at.is_(None),
                )
                .order_by(Notice.next_at)
                .limit(AT_ONCE)
            ).all()

    def _send(self, notice_id: int) -> bool:
        if not self._lease(notice_id):
            return False
        with self._records.session() as session:
            notice = session.get(Notice, notice_id)
            if notice is None:
                return False
            channel, told = notice.channel, self._told(notice)
        error = None
        try:
            self._routes[channel](told)
        except (OSError, smtplib.SMTPException, httpx.HTTPError) as failure:
            error = _in_short(failure)
            logger.error("A notice by %s could not be sent: %s", channel, error)
        with self._records.session() as session:
            notice = session.get(Notice, notice_id)
            if notice is not None:
                _settle(notice, error)
        return error is None

    def _lease(self, notice_id: int) -> bool:
        with self._records.session() as session:
            leased = session.execute(
                update(Notice)
                .where(
                    Notice.id == notice_id,
                    Notice.sent_at.is_(None),
                    or_(Notice.leased_until.is_(None), Notice.leased_until < now()),
                )
                .values(leased_until=now() + LEASE)
                .execution_options(synchronize_session=False)
            )
        return bool(leased.rowcount)

    def _told(self, notice: Notice) -> Told:
        referral, wording = notice.referral, load_wording()
        link = f"{self._settings.public_url}/referrals/{referral.id}"
        values = {
            "number": referral.id,
            "tier": wording.tiers[referral.tier],
            "category": wording.categories[referral.category],
            "clinic": self._settings.clinic,
            "link": link,
        }
        return Told(
            number=referral.id,
            tier=referral.tier,
            category=referral.category,
            opened_at=referral.opened_at.isoformat(timespec="seconds") + "Z",
            link=link,
            subject=wording.subject.format(**values),
            body=wording.body.format(**values),
            notice=notice.id,
        )


def _settle(notice: Notice, error: str | None) -> None:
    notice.attempts += 1
    notice.leased_until = None
    notice.last_error = error
    if error is None:
        notice.sent_at = now()
        return
    doubled = FIRST_RETRY * 2 ** min(notice.attempts - 1, 10)
    notice.next_at = now() + min(doubled, LONGEST_RETRY)


def _in_short(failure: Exception) -> str:
    """What went wrong, without the address, which may hold a password or a secret path."""
    if isinstance(failure, httpx.HTTPStatusError):
        return f"the webhook answered {failure.response.status_code}"
    if isinstance(failure, smtplib.SMTPResponseException):
        return f"the mail server answered {failure.smtp_code}"
    return type(failure).__name__
