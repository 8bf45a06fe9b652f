"""Forgetting leaves nothing behind, and touches nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import OperationalError

from bot.coaching.state import CoachState, Note
from bot.coaching.store import find_conversation, keep_summary, save_state
from bot.components.tracker_store import WindowedTrackerStore
from bot.records.erase import Eraser
from bot.records.models import Conversation, now
from bot.records.session import Records, make_engine
from bot.records.turns import add_turn, history
from bot.referrals.opening import record_flag

VERDICT = {"tier": "contact", "category": "severe_distress", "rule": "r", "span": "{}"}


@pytest.fixture(params=["its own", "the same"])
def tracker_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> str:
    """Rasa's tracker has a database of its own, or shares that of the records."""
    return database_url if request.param == "the same" else f"sqlite:///{tmp_path}/tracker.db"


@pytest.fixture
def store(tracker_url: str) -> Iterator[WindowedTrackerStore]:
    """Rasa's side of the conversations."""
    made = WindowedTrackerStore(Domain.empty(), host=tracker_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def eraser(records: Records, tracker_url: str) -> Eraser:
    """What is tested."""
    return Eraser(records, tracker_url)


def fill(records: Records, store: WindowedTrackerStore, name: str, words: str) -> None:
    """A conversation with a row of every kind, on both sides."""
    with records.session() as session:
        conversation = find_conversation(session, name)
        conversation.country = "AU"
        state = CoachState(
            notes=[Note("ideas", words, ["sleep"], "change")],
            rulers={"importance": 7},
            questions=[words],
            held={"text": words},
        )
        save_state(session, conversation, state, 0)
        add_turn(session, name, None, reply={"messages": [{"text": "Hello."}]})
        add_turn(session, name, words, reply={"messages": [{"text": f"You said {words}."}]})
        keep_summary(session, name, [{"key": "ideas", "lines": [words]}])
        record_flag(session, name, 1, {**VERDICT, "span": words})
    tracker = DialogueStateTracker.from_events(
        name,
        [e for n in range(40) for e in (ActionExecuted("action_listen"), UserUttered(words))],
    )
    asyncio.run(store.save(tracker))


def everything(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = {
            table: [
                dict(row._mapping) for row in connection.execute(text(f'SELECT * FROM "{table}"'))
            ]
            for table in inspect(connection).get_table_names()
        }
    engine.dispose()
    return found


def traces(urls: set[str], word: str) -> list[str]:
    """The tables in which a word stands somewhere."""
    return [
        table
        for url in sorted(urls)
        for table, rows in everything(url).items()
        if word in json.dumps(rows, default=str)
    ]


def test_the_search_finds_every_table(
    records: Records, store: WindowedTrackerStore, database_url: str, tracker_url: str
) -> None:
    fill(records, store, "conversation-one", "PEBBLE")
    assert set(traces({database_url, tracker_url}, "conversation-one")) == {
        "conversations", "turns", "elicited", "rulers", "summaries", "risk_flags", "events",
        "tracker_checkpoints",
    }  # fmt: skip
    assert set(traces({database_url, tracker_url}, "PEBBLE")) == {
        "conversations", "turns", "elicited", "summaries", "risk_flags", "events",
    }  # fmt: skip


def test_nothing_of_an_erased_conversation_remains(
    records: Records,
    store: WindowedTrackerStore,
    eraser: Eraser,
    database_url: str,
    tracker_url: str,
) -> None:
    fill(records, store, "conversation-one", "PEBBLE")
    fill(records, store, "conversation-two", "HARBOUR")
    urls = {database_url, tracker_url}
    before = set(traces(urls, "conversation-two"))
    assert eraser.erase("conversation-one") is True
    assert traces(urls, "conversation-one") == [] and traces(urls, "PEBBLE") == []
    assert set(traces(urls, "conversation-two")) == before
    assert asyncio.run(store.retrieve("conversation-one")) is None
    assert asyncio.run(store.retrieve("conversation-two")) is not None
    assert eraser.erase("conversation-one") is False


def test_what_was_erased_cannot_be_read_in_the_file(
    records: Records, store: WindowedTrackerStore, eraser: Eraser, tmp_path: Path
) -> None:
    fill(records, store, "conversation-one", "PEBBLE" * 30)
    eraser.erase("conversation-one")
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert not [path.name for path in files if b"PEBBLEPEBBLE" in path.read_bytes()]


def test_rasa_may_not_have_made_its_tables_yet(records: Records, tmp_path: Path) -> None:
    with records.session() as session:
        find_conversation(session, "one")
    assert Eraser(records, f"sqlite:///{tmp_path}/none.db").erase("one") is True


def test_someone_who_does_not_consent_leaves_no_words(
    records: Records,
    store: WindowedTrackerStore,
    eraser: Eraser,
    database_url: str,
    tracker_url: str,
) -> None:
    # Before consent there are turns, tracker events and perhaps a risk flag, and nothing else.
    for name, words in (("one", "PEBBLE"), ("two", "HARBOUR")):
        with records.session() as session:
            find_conversation(session, name)
            add_turn(session, name, None, reply={"messages": [{"text": "Hello."}]})
            add_turn(session, name, words, reply={"messages": [{"text": "May I?"}]})
            record_flag(session, name, 1, {**VERDICT, "span": words})
        events = [ActionExecuted("action_listen"), UserUttered(words)]
        asyncio.run(store.save(DialogueStateTracker.from_events(name, events)))
    eraser.forget_words("one")
    urls = {database_url, tracker_url}
    with records.session() as session:
        assert history(session, "one") == [
            {"said": None, "messages": [{"text": "Hello."}]},
            {"said": "", "messages": [{"text": "May I?"}]},
        ]
    assert traces(urls, "PEBBLE") == []
    assert set(traces(urls, "HARBOUR")) == {"turns", "risk_flags", "events"}


@pytest.mark.parametrize(
    ("days_ago", "days", "goes"),
    [(0, 1, False), (29.9, 30, False), (30.1, 30, True), (400, 30, True), (8, 7, True)],
)
def test_what_is_old_is_purged(
    days_ago: float,
    days: int,
    goes: bool,
    records: Records,
    store: WindowedTrackerStore,
    eraser: Eraser,
    tracker_url: str,
) -> None:
    fill(records, store, "old", "PEBBLE")
    fill(records, store, "new", "HARBOUR")
    with records.session() as session:
        session.get(Conversation, "old").last_at = now() - timedelta(days=days_ago)
    assert len(list(eraser.purge(days))) == int(goes)
    with records.session() as session:
        assert (session.get(Conversation, "old") is None) == goes
        assert session.get(Conversation, "new") is not None
    assert (traces({tracker_url}, "PEBBLE") == []) == goes


def test_one_that_cannot_be_erased_holds_up_no_other(records: Records, eraser: Eraser) -> None:
    with records.session() as session:
        for name in ("a", "stuck", "z"):
            session.add(Conversation(id=name, state={}, last_at=now() - timedelta(days=9)))

    def fail(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.startswith("DELETE FROM conversations") and "stuck" in str(values):
            raise OperationalError(statement, {}, Exception("locked"))

    event.listen(records.engine, "before_cursor_execute", fail)
    erased = eraser.purge(5)
    assert {next(erased), next(erased)} == {"a", "z"}
    with pytest.raises(OperationalError):
        next(erased)
    event.remove(records.engine, "before_cursor_execute", fail)
    assert list(eraser.purge(5)) == ["stuck"]
