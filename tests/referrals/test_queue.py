"""What staff see and do: the order of the queue, one claim only, a whole trail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.records.models import now
from bot.records.referrals import Referral
from bot.records.session import Records
from bot.records.staff import Staff, add_staff
from bot.records.turns import add_turn
from bot.referrals import queue
from bot.referrals.opening import leave_contact, record_flag
from bot.referrals.queue import ReferralError

Begin = Callable[[str], str]
ENDS = {"reached"}


@pytest.fixture
def staff(records: Records) -> dict[str, Staff]:
    """Two clinicians and an admin."""
    with records.session() as session:
        return {
            name: add_staff(session, name, role, "four quiet words here")
            for name, role in (("ana", "clinician"), ("ben", "clinician"), ("root", "admin"))
        }


@pytest.fixture
def refer(records: Records, begin: Begin) -> Callable[..., int]:
    """Open a referral of a conversation of its own; `waited` is in minutes."""

    def make(name: str, tier: str = "urgent", waited: int = 0) -> int:
        begin(name)
        with records.session() as session:
            add_turn(session, name, None, reply={"messages": []})
            add_turn(session, name, "it is so dark")
            add_turn(session, name, f"words of {name}")
            verdict = {"tier": tier, "category": "overdose", "rule": "r.r", "span": "words"}
            record_flag(session, name, 2, verdict)
            found = session.scalar(select(Referral).where(Referral.open_for == name))
            found.opened_at = now() - timedelta(minutes=waited)
            return int(found.id)

    return make


def test_the_gravest_come_first_and_then_who_waited_longest(
    records: Records, refer: Callable[..., int]
) -> None:
    late, soon = refer("late", "urgent", 50), refer("soon", "urgent", 5)
    grave, graver = refer("grave", "emergency", 1), refer("graver", "emergency", 2)
    with records.session() as session:
        assert [r.id for r in queue.open_referrals(session)] == [graver, grave, late, soon]


def test_an_empty_queue_has_figures_too(records: Records) -> None:
    with records.session() as session:
        assert queue.figures(session) == queue.Figures(0, 0, None, None, 0)


def test_the_first_look_is_noted_once_with_its_time(
    records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number = refer("one", waited=10)
    for name in ("ana", "ben", "ana"):
        with records.session() as session:
            queue.look(session, number, staff[name])
    with records.session() as session:
        referral = session.get(Referral, number)
        assert [(e.kind, e.staff_id) for e in referral.trail][1:] == [("looked", staff["ana"].id)]
        found = queue.figures(session)
        assert found.first_look == pytest.approx(10, abs=0.2) and found.longest_wait is None


def test_of_two_who_claim_in_the_same_moment_one_is_told(
    records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number = refer("one")
    ready, told = threading.Barrier(2), []

    def claim(name: str) -> None:
        ready.wait()
        try:
            with records.session() as session:
                queue.claim(session, number, staff[name])
        except ReferralError as error:
            told.append((name, str(error)))

    threads = [threading.Thread(target=claim, args=(name,)) for name in ("ana", "ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with records.session() as session:
        holder = session.get(Referral, number).claimer.name
        assert [e.kind for e in session.get(Referral, number).trail].count("claimed") == 1
    [(loser, words)] = told
    assert {holder, loser} == {"ana", "ben"} and words.startswith(holder)


def test_claiming_twice_is_no_mistake(
    records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number = refer("one")
    for _ in range(2):
        with records.session() as session:
            queue.claim(session, number, staff["ana"])


@pytest.mark.parametrize(("name", "may"), [("ana", True), ("ben", False), ("root", True)])
def test_only_who_claimed_it_or_an_admin_gives_back_and_closes(
    name: str, may: bool, records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    for n, step in enumerate((
        lambda session, number: queue.release(session, number, staff[name]),
        lambda session, number: queue.close(session, number, staff[name], "reached", "ok", ENDS),
    )):  # fmt: skip
        number = refer(f"one{n}")
        with records.session() as session:
            queue.claim(session, number, staff["ana"])
        if may:
            with records.session() as session:
                step(session, number)
        else:
            with pytest.raises(ReferralError, match="ana has taken"), records.session() as session:
                step(session, number)


@pytest.mark.parametrize("name", ["ana", "root"])
def test_nobody_closes_what_nobody_claimed(
    name: str, records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number = refer("one")
    with pytest.raises(ReferralError, match="Claim"), records.session() as session:
        queue.close(session, number, staff[name], "reached", "", ENDS)


def test_a_closed_referral_leaves_the_queue_and_stays_closed(
    records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number, ana = refer("one"), staff["ana"]
    with records.session() as session:
        queue.claim(session, number, ana)
        queue.add_note(session, number, ana, " rang twice ")
        queue.close(session, number, ana, "reached", "her sister is there", ENDS)
    with records.session() as session:
        assert queue.open_referrals(session) == []
        [closed] = queue.closed_referrals(session)
        assert (closed.outcome, closed.open_for) == ("reached", None)
        trail = [(e.kind, e.text) for e in closed.trail]
    assert trail[1:] == [
        ("claimed", ""),
        ("noted", "rang twice"),
        ("closed", "reached\nher sister is there"),
    ]
    for step in (queue.claim, queue.release):
        with pytest.raises(ReferralError, match="closed"), records.session() as session:
            step(session, number, ana)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "empty"), ("  ", "empty"), pytest.param("x" * 4001, "at most 4000", id="long")],
)
def test_a_note_that_cannot_be_kept_says_why(
    text: str, words: str, records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number = refer("one")
    with pytest.raises(ReferralError, match=words), records.session() as session:
        queue.add_note(session, number, staff["ana"], text)


def test_an_unknown_outcome_closes_nothing(
    records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number = refer("one")
    with records.session() as session:
        queue.claim(session, number, staff["ana"])
    with pytest.raises(ReferralError, match="how it ended"), records.session() as session:
        queue.close(session, number, staff["ana"], "", "", ENDS)


def write_again(records: Records, name: str, how: str) -> None:
    """The patient of an open referral writes again, or leaves a way to reach them."""
    with records.session() as session:
        if how == "contact":
            leave_contact(session, name, "0400 123")
            return
        turn = add_turn(session, name, "i have the pills here").number
        tier = "emergency" if how == "raised" else "urgent"
        verdict = {"tier": tier, "category": "overdose", "rule": "r.r", "span": "pills"}
        record_flag(session, name, turn, verdict)


@pytest.mark.parametrize("how", ["message", "raised", "contact"])
@pytest.mark.parametrize("field", ["shown", "missing"])
def test_nobody_closes_over_what_they_have_not_read(
    field: str,
    how: str,
    records: Records,
    refer: Callable[..., int],
    staff: dict[str, Staff],
) -> None:
    number, ana = refer("one"), staff["ana"]
    with records.session() as session:
        queue.look(session, number, ana)
        queue.claim(session, number, ana)
        seen = queue.last_written(session, number) if field == "shown" else None
    write_again(records, "one", how)
    with pytest.raises(ReferralError, match="written again"), records.session() as session:
        queue.close(session, number, ana, "reached", "", ENDS, seen)
    with records.session() as session:
        referral = session.get(Referral, number)
        assert (referral.closed_at, referral.open_for) == (None, "one")
        seen = queue.last_written(session, number)
        queue.close(session, number, ana, "reached", "", ENDS, seen)


@pytest.mark.parametrize("looker", ["ana", "ben"])
def test_without_the_field_only_ones_own_look_counts(
    looker: str, records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number, ana = refer("one"), staff["ana"]
    write_again(records, "one", "message")
    with records.session() as session:
        queue.look(session, number, staff[looker])
        queue.claim(session, number, ana)
    if looker == "ana":
        with records.session() as session:
            queue.close(session, number, ana, "reached", "", ENDS)
    else:
        with pytest.raises(ReferralError, match="written again"), records.session() as session:
            queue.close(session, number, ana, "reached", "", ENDS)


def test_a_look_after_the_first_writes_nothing(
    records: Records, refer: Callable[..., int], staff: dict[str, Staff]
) -> None:
    number = refer("one")
    with records.session() as session:
        queue.look(session, number, staff["ana"])
    written: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        written.append(statement.split()[0])

    event.listen(records.engine, "before_cursor_execute", note)
    with records.session() as session:
        queue.look(session, number, staff["ben"])
    event.remove(records.engine, "before_cursor_execute", note)
    assert set(written) == {"SELECT"}


def test_the_words_are_those_of_that_conversation_alone(
    records: Records, refer: Callable[..., int]
) -> None:
    one, _two = refer("one"), refer("two")
    with records.session() as session:
        said = queue.words_of(session, session.get(Referral, one))
    assert [(s.number, s.text, s.tier) for s in said] == [
        (1, "it is so dark", None),
        (2, "words of one", "urgent"),
    ]
