"""A risk opens one referral, once, and what follows is added to it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.records.erase import Eraser
from bot.records.referrals import Notice, Referral, ReferralEvent, RiskFlag
from bot.records.session import Records
from bot.referrals.opening import has_open_referral, leave_contact, record_flag

Begin = Callable[[str], str]
GRAVE = {"tier": "emergency", "category": "overdose", "rule": "overdose.now", "span": "took all"}
URGENT = {"tier": "urgent", "category": "mixing", "rule": "mixing.now", "span": "with wine"}
CONTACT = {"tier": "contact", "category": "pregnancy", "rule": "pregnancy.now", "span": "due"}


def kinds(records: Records) -> list[str]:
    """The kinds of every trail's events, in order."""
    with records.session() as session:
        return list(session.scalars(select(ReferralEvent.kind).order_by(ReferralEvent.id)))


def referrals(records: Records) -> list[Referral]:
    """Every referral."""
    with records.session() as session:
        return list(session.scalars(select(Referral).order_by(Referral.id)))


@pytest.mark.parametrize(("verdict", "count"), [(GRAVE, 1), (URGENT, 1), (CONTACT, 0)])
def test_only_the_upper_two_tiers_need_a_person(
    verdict: dict[str, str], count: int, records: Records, begin: Begin
) -> None:
    one = begin("one")
    with records.session() as session:
        record_flag(session, one, 1, verdict, ("email",))
        assert has_open_referral(session, one) is bool(count)
    assert len(referrals(records)) == count
    with records.session() as session:
        assert len(session.scalars(select(Notice)).all()) == count
        flag = session.scalar(select(RiskFlag))
        assert (flag.referral_id is not None) is bool(count)


def test_the_same_verdict_of_both_stages_is_one_flag_and_one_notice(
    records: Records, begin: Begin
) -> None:
    one = begin("one")
    for _ in ("web", "action"):
        with records.session() as session:
            record_flag(session, one, 1, URGENT, ("email", "webhook"))
    with records.session() as session:
        assert len(session.scalars(select(RiskFlag)).all()) == 1
        assert len(session.scalars(select(Notice)).all()) == 2
    assert kinds(records) == ["opened"]


def test_a_graver_verdict_on_the_same_message_raises_the_flag(
    records: Records, begin: Begin
) -> None:
    one = begin("one")
    for verdict in (CONTACT, URGENT, GRAVE, URGENT):
        with records.session() as session:
            record_flag(session, one, 1, verdict, ("email",))
    [referral] = referrals(records)
    assert (referral.tier, referral.rule) == ("emergency", "overdose.now")
    assert kinds(records) == ["opened", "raised"]
    with records.session() as session:
        [flag] = session.scalars(select(RiskFlag)).all()
        assert (flag.tier, flag.span) == ("emergency", "took all")
        assert len(session.scalars(select(Notice)).all()) == 2


def test_more_messages_join_the_open_referral(records: Records, begin: Begin) -> None:
    one = begin("one")
    for turn, verdict in enumerate((URGENT, URGENT, GRAVE), start=1):
        with records.session() as session:
            record_flag(session, one, turn, verdict)
    assert [r.tier for r in referrals(records)] == ["emergency"]
    assert kinds(records) == ["opened", "message", "raised"]


def test_after_closing_a_new_risk_opens_a_new_referral(records: Records, begin: Begin) -> None:
    one = begin("one")
    with records.session() as session:
        record_flag(session, one, 1, URGENT)
        session.scalar(select(Referral)).open_for = None
    with records.session() as session:
        record_flag(session, one, 2, URGENT)
    assert [r.open_for for r in referrals(records)] == [None, one]


def test_a_risk_in_the_moment_of_closing_opens_a_new_referral(
    records: Records, begin: Begin
) -> None:
    one = begin("one")
    with records.session() as session:
        record_flag(session, one, 1, URGENT)

    def flag() -> None:
        with records.session() as session:
            record_flag(session, one, 2, GRAVE)

    writes = threading.Thread(target=flag)
    with records.session() as session:
        session.scalar(select(Referral)).open_for = None
        session.flush()
        writes.start()
        # It has begun and waits for the row.
        writes.join(timeout=0.5)
        assert writes.is_alive()
    writes.join()
    assert [(r.open_for, r.tier) for r in referrals(records)] == [
        (None, "urgent"), (one, "emergency"),
    ]  # fmt: skip


def test_two_servers_in_the_same_moment_open_one(records: Records, begin: Begin) -> None:
    one = begin("one")
    ready, failed = threading.Barrier(4), []

    def flag(turn: int) -> None:
        try:
            ready.wait()
            with records.session() as session:
                record_flag(session, one, turn, GRAVE)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=flag, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(referrals(records)) == 1
    with records.session() as session:
        flags = session.scalars(select(RiskFlag)).all()
    assert {flag.referral_id for flag in flags} == {referrals(records)[0].id} and len(flags) == 4


def test_a_way_to_be_reached_needs_an_open_referral(records: Records, begin: Begin) -> None:
    one, two = begin("one"), begin("two")
    with records.session() as session:
        record_flag(session, one, 1, URGENT)
    with records.session() as session:
        assert leave_contact(session, one, "0400 000 000")
        assert not leave_contact(session, two, "0400 000 000")
    assert referrals(records)[0].contact == "0400 000 000"
    assert kinds(records) == ["opened", "contact"]


def test_erasing_takes_every_word_and_leaves_the_trail(
    records: Records, begin: Begin, tmp_path: object
) -> None:
    one, two = begin("one"), begin("two")
    with records.session() as session:
        for name in (one, two):
            record_flag(session, name, 1, URGENT)
            leave_contact(session, name, f"ring {name}")
    Eraser(records, f"sqlite:///{tmp_path}/tracker.db").erase(one)
    gone, kept = referrals(records)
    assert (gone.conversation_id, gone.open_for, gone.contact) == (None, None, "")
    assert gone.erased_at is not None and gone.tier == "urgent"
    assert (kept.open_for, kept.contact, kept.erased_at) == (two, "ring two", None)
    with records.session() as session:
        assert [f.conversation_id for f in session.scalars(select(RiskFlag))] == [two]
