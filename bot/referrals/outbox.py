"""Send what waits in the outbox, and try again later what could not be sent."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, joinedload

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

    @property
    def channels(self) -> tuple[str, ...]:
        """The ways by which it sends."""
        return tuple(self._routes)

    def send_due(self, channel: str | None = None) -> int:
        """Send what is due by one channel, or by all; returns how many went out.

        A failure is kept and tried again. A channel that is slow holds up no other where each is
        sent by a call of its own.
        """
        channels = self.channels if channel is None else (channel,)
        return sum(self._send_channel(each) for each in channels)

    def _send_channel(self, channel: str) -> int:
        sent = 0
        for _ in range(AT_ONCE):
            # Asked anew for each one: a new emergency goes before the rest of the old ones.
            notice_id = self._next(channel)
            if notice_id is None:
                break
            sent += self._send(notice_id)
        return sent

    def _next(self, channel: str) -> int | None:
        """The notice to send next: new ones before those that failed, and none that is leased.

        One of a closed referral tells nobody anything, and waits.
        """
        with self._records.session() as session:
            found: int | None = session.scalar(
                select(Notice.id)
                .join(Referral)
                .where(
                    Notice.sent_at.is_(None),
                    Notice.next_at <= now(),
                    Notice.channel == channel,
                    _not_leased(),
                    Referral.closed_at.is_(None),
                )
                .order_by(Notice.attempts, Notice.next_at)
                .limit(1)
            )
        return found

    def _send(self, notice_id: int) -> bool:
        if not self._lease(notice_id):
            return False
        with self._records.session() as session:
            notice = session.get(Notice, notice_id, options=[joinedload(Notice.referral)])
        if notice is None:
            return False
        error = self._tell(notice)
        with self._records.session() as session:
            notice = session.get(Notice, notice_id)
            if notice is not None:
                _settle(notice, error)
        return error is None

    def _tell(self, notice: Notice) -> str | None:
        """Send one notice; returns what went wrong. Whatever it was, staff must come to see it."""
        try:
            self._routes[notice.channel](self._told(notice))
        except Exception as failure:
            error = _in_short(failure)
            logger.error("A notice by %s could not be sent: %s", notice.channel, error)
            return error
        return None

    def _lease(self, notice_id: int) -> bool:
        with self._records.session() as session:
            leased = session.execute(
                update(Notice)
                .where(Notice.id == notice_id, Notice.sent_at.is_(None), _not_leased())
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


def _not_leased() -> Any:
    return or_(Notice.leased_until.is_(None), Notice.leased_until < now())


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
