"""The coach's state, the summary and the risk flags, there and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.coaching.bank import Bank
from bot.coaching.state import CoachState, Note
from bot.coaching.store import (
    find_conversation,
    keep_summary,
    load_state,
    read_summary,
    save_state,
)
from bot.records.models import Conversation, Elicited, Ruler
from bot.records.referrals import RiskFlag
from bot.records.session import Records
from bot.referrals.opening import record_flag
from bot.settings import ROOT

FULL = CoachState(
    phase="rulers",
    step="confidence_why",
    consented=True,
    done=["opening", "ideas"],
    said=["opening.intro.01", "a+b"],
    notes=[Note("ideas", "it is my nerves 😀", ["panic", "sleep"], "change"), Note("link", "b")],
    rulers={"importance": 0, "confidence": 10},
    questions=["how long?"],
    read=["Sleep"],
    topics=["sleep"],
    medicine="diazepam",
    resisted=2,
    declined=True,
    held={"text": "before", "sentences": [{"text": "before", "themes": ["sleep"]}]},
    paused="urgent",
    aside="check",
)
EDGES = {
    "new": CoachState(),
    "full": FULL,
    "one ruler": CoachState(rulers={"confidence": 4}),
    "odd words": CoachState(notes=[Note("dreams", "'; DROP TABLE turns; -- \\ \" \n 日本")]),
    "many notes": CoachState(notes=[Note("concerns", f"worry {n}") for n in range(50)]),
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The real sentences."""
    return Bank.from_content(ROOT / "content")


def save(records: Records, state: CoachState, known: int = 0) -> None:
    """Store a state as the service does."""
    with records.session() as session:
        save_state(session, find_conversation(session, "one"), state, known)


def load(records: Records) -> CoachState:
    """The state in a transaction of its own."""
    with records.session() as session:
        return load_state(session, find_conversation(session, "one"))


@pytest.mark.parametrize("state", EDGES.values(), ids=EDGES)
def test_a_state_comes_back_as_it_was_stored(state: CoachState, records: Records) -> None:
    save(records, CoachState(rulers={"importance": 1}, notes=[Note("ideas", "other")]), 0)
    with records.session() as session:
        session.query(Ruler).delete()
        session.query(Elicited).delete()
    save(records, state)
    assert load(records) == state


def test_turn_by_turn_each_note_is_stored_once(records: Records) -> None:
    for count in range(1, 6):
        state = load(records)
        known = len(state.notes)
        state.notes.append(Note("ideas", str(count)))
        state.said.append(str(count))
        state.rulers["importance"] = count
        save(records, state, known)
    state = load(records)
    assert [note.text for note in state.notes] == state.said == list("12345")
    assert state.rulers == {"importance": 5}
    with records.session() as session:
        assert session.query(Elicited).count() == 5
        assert session.query(Ruler).count() == 1


def test_conversations_do_not_mix(records: Records) -> None:
    save(records, FULL)
    with records.session() as session:
        assert load_state(session, find_conversation(session, "two")) == CoachState()
    assert load(records) == FULL


@pytest.mark.parametrize("consented", [False, True])
def test_the_moment_of_consent_is_kept_and_stays(consented: bool, records: Records) -> None:
    save(records, CoachState(consented=consented))
    with records.session() as session:
        first = session.get(Conversation, "one").consented_at
    assert (first is not None) == consented
    save(records, replace(FULL, notes=[]))
    save(records, replace(FULL, notes=[], phase="closing"))
    with records.session() as session:
        again = session.get(Conversation, "one").consented_at
    assert again is not None and first in (None, again)


def test_a_turn_moves_the_time_of_the_last_turn(records: Records) -> None:
    save(records, CoachState())
    with records.session() as session:
        before = session.get(Conversation, "one").last_at
    save(records, CoachState())
    with records.session() as session:
        assert session.get(Conversation, "one").last_at > before


@pytest.mark.parametrize(
    ("choices", "shared"),
    [
        ([None], None),
        ([True], True),
        ([False], False),
        ([True, None], True),
        ([False, None], False),
        ([True, False], False),
        ([None, True, None], True),
    ],
)
def test_a_kept_summary_replaces_the_one_before(
    choices: list[bool | None],
    shared: bool | None,
    records: Records,
    bank: Bank,
    begin: Callable[[str], str],
) -> None:
    begin("one")
    for count, choice in enumerate(choices):
        with records.session() as session:
            keep_summary(session, "one", [{"key": "ideas", "lines": [str(count)]}], choice)
    with records.session() as session:
        summary = read_summary(session, bank, session.get(Conversation, "one"))
    assert summary["sections"] == [{"key": "ideas", "lines": [str(len(choices) - 1)]}]
    assert summary["shared"] is shared and summary["kept_at"]


def test_before_it_is_kept_the_summary_follows_the_conversation(
    records: Records, bank: Bank
) -> None:
    save(records, FULL)
    with records.session() as session:
        summary = read_summary(session, bank, session.get(Conversation, "one"))
    lines = {section["key"]: section["lines"] for section in summary["sections"]}
    assert summary["kept_at"] is None and summary["shared"] is None
    assert lines["ideas"] == ["it is my nerves 😀"] and lines["questions"] == ["how long?"]
    assert "10" in lines["confidence"][0] and "0" in lines["importance"][0]


def verdict(rule: str) -> dict[str, Any]:
    """A verdict as the web server passes it on."""
    return {"tier": "urgent", "category": "abrupt_stop", "rule": rule, "span": "stopped"}


def test_a_turn_is_flagged_once_whoever_comes_first(
    records: Records, begin: Callable[[str], str]
) -> None:
    begin("one")
    begin("two")
    for name, turn, rule in (
        ("one", 1, "web"), ("one", 1, "action"), ("one", 2, "web"), ("two", 1, "web"),
    ):  # fmt: skip
        with records.session() as session:
            record_flag(session, name, turn, verdict(rule))
    with records.session() as session:
        rows = session.query(RiskFlag).order_by(RiskFlag.id)
        assert [(r.conversation_id, r.turn, r.rule) for r in rows] == [
            ("one", 1, "web"), ("one", 2, "web"), ("two", 1, "web"),
        ]  # fmt: skip


def test_an_error_undoes_the_whole_transaction(records: Records) -> None:
    with pytest.raises(RuntimeError), records.session() as session:
        save_state(session, find_conversation(session, "one"), FULL, 0)
        raise RuntimeError
    assert load(records) == CoachState()
