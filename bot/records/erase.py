"""Forgetting: a conversation is erased everywhere, by its owner or when its time is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import delete, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.records.models import Conversation, Turn, now
from bot.records.referrals import Referral, ReferralEvent, RiskFlag
from bot.records.session import Records, empty_log, make_engine, take_as_long_as_needed

TRACKER_TABLES = ("events", "tracker_checkpoints")


class Eraser:
    """Erases conversations from the records and from Rasa's tracker store."""

    def __init__(self, records: Records, tracker_url: str) -> None:
        self._records = records
        self._tracker = make_engine(tracker_url)

    def erase(self, conversation_id: str) -> bool:
        """Erase one conversation; False when there was none."""
        found = self._erase(conversation_id)
        self._empty_logs()
        return found

    def _erase(self, conversation_id: str) -> bool:
        self._erase_tracker(conversation_id)
        with self._records.session() as session:
            take_as_long_as_needed(session.connection())
            _erase_referrals(session, conversation_id)
            found = session.execute(delete(Conversation).where(Conversation.id == conversation_id))
        return found.rowcount > 0

    def forget_words(self, conversation_id: str) -> None:
        """Erase what the person wrote, for someone who does not consent; the conversation stays."""
        self._erase_tracker(conversation_id)
        with self._records.session() as session:
            session.execute(
                update(Turn)
                .where(Turn.conversation_id == conversation_id, Turn.said.isnot(None))
                .values(said="", shown="")
            )
            session.execute(
                update(RiskFlag).where(RiskFlag.conversation_id == conversation_id).values(span="")
            )
            session.execute(
                update(Referral)
                .where(Referral.conversation_id == conversation_id)
                .values(contact="")
            )
        self._empty_logs()

    def _empty_logs(self) -> None:
        empty_log(self._records.engine)
        empty_log(self._tracker)

    def _erase_tracker(self, conversation_id: str) -> None:
        with self._tracker.begin() as connection:
            take_as_long_as_needed(connection)
            # Rasa makes its tables at its first start.
            for table in set(TRACKER_TABLES) & set(inspect(connection).get_table_names()):
                connection.execute(
                    text(f"DELETE FROM {table} WHERE sender_id = :id"), {"id": conversation_id}
                )

    def purge(self, days: int) -> Iterator[str]:
        """Erase what was last touched more than `days` days ago; gives each that is erased.

        One that cannot be erased holds up no other: the first error is raised at the end.
        """
        before = now() - timedelta(days=days)
        with self._records.session() as session:
            take_as_long_as_needed(session.connection())
            old = session.scalars(
                select(Conversation.id).where(Conversation.last_at < before)
            ).all()
        failed: SQLAlchemyError | None = None
        for conversation_id in old:
            try:
                erased = self._erase(conversation_id)
            except SQLAlchemyError as error:
                failed = failed or error
            else:
                if erased:
                    yield conversation_id
        if old:
            self._empty_logs()
        if failed is not None:
            raise failed


def _erase_referrals(session: Session, conversation_id: str) -> None:
    """A referral stays, without a word of the patient's: that somebody looked must stay known."""
    for referral in session.scalars(
        select(Referral).where(Referral.conversation_id == conversation_id)
    ):
        referral.contact = ""
        referral.open_for = None
        referral.conversation_id = None
        referral.erased_at = now()
        session.add(ReferralEvent(referral_id=referral.id, kind="erased"))
    session.flush()
