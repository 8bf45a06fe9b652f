"""The tracker store with a window gives what Rasa's own store gives, at a steady cost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from databases import database_url  # noqa: F401  a fixture
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.tracker_store import LONGEST_TAIL, WindowedTrackerStore

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
session_config: {session_expiration_time: 0, carry_over_slots_to_new_session: true}
intents: [tell, greet]
slots:
  phase: {type: text, mappings: [{type: custom}]}
  early: {type: text, mappings: [{type: custom}]}
  seen: {type: list, mappings: [{type: custom}]}
  paused: {type: bool, mappings: [{type: custom}]}
  untouched: {type: text, initial_value: as it was, mappings: [{type: custom}]}
actions: [action_reflect]
"""
)
TURNS = 200
# The longest tail, one turn more, and a value for each slot.
MOST_LOADED = LONGEST_TAIL + 20


def events_of(turn: int) -> list[Event]:
    """What Rasa adds to a tracker in one turn of the coach."""
    start: list[Event] = []
    if turn == 0:
        # Set once, and long before the window at the end.
        start = [
            ActionExecuted("action_session_start"),
            ActionExecuted("action_listen"),
        ]
    changed: list[Event] = [SlotSet("phase", f"phase {turn}")] if turn % 7 == 0 else []
    if turn == 1:
        changed += [SlotSet("early", "kept"), SlotSet("seen", ["a", {"b": 1}])]
    if turn % 50 == 3:
        changed.append(SlotSet("paused", True if turn % 100 == 3 else None))
    return [
        *start,
        UserUttered(
            f"message {turn}", {"name": "tell", "confidence": 0.9}, [], {"heard": {"topic": None}},
        ),
        ActionExecuted("action_reflect", policy="RulePolicy", confidence=1.0),
        BotUttered(f"answer {turn}", {"buttons": [], "custom": None}),
        *changed,
        ActionExecuted("action_listen"),
    ]  # fmt: skip


def plain(events: Any) -> list[dict[str, Any]]:
    """Events to compare: without the time, which the clock gives."""
    return [{k: v for k, v in e.as_dict().items() if k != "timestamp"} for e in events]


@pytest.fixture
def store(database_url: str) -> Iterator[WindowedTrackerStore]:  # noqa: F811
    """What is tested."""
    made = WindowedTrackerStore(DOMAIN, host=database_url)
    yield made
    made.engine.dispose()


async def talk(store: Any, name: str, turns: Any) -> None:
    """Save turns one at a time, as Rasa does: retrieve, add, save."""
    for turn in turns:
        tracker = await store.get_or_create_tracker(name, append_action_listen=False)
        for event in events_of(turn):
            tracker.update(event, DOMAIN)
        await store.save(tracker)


def rows(store: WindowedTrackerStore, name: str) -> int:
    """How many events are stored."""
    with store.session_scope() as session:
        return session.query(store.SQLEvent).filter_by(sender_id=name).count()


def test_at_every_turn_it_is_the_tracker_of_rasas_own_store(store: WindowedTrackerStore) -> None:
    asyncio.run(_beside_rasas_own(store))


async def _beside_rasas_own(store: WindowedTrackerStore) -> None:
    whole = DialogueStateTracker("one", DOMAIN.slots)
    loaded: list[int] = []
    for turn in range(TURNS):
        await talk(store, "one", [turn])
        for event in events_of(turn):
            whole.update(event, DOMAIN)
        ours = await store.retrieve("one")
        assert ours is not None
        loaded.append(len(ours.events))
        assert ours.current_slot_values() == whole.current_slot_values()
        assert plain(list(ours.events)[-10:]) == plain(list(whole.events)[-10:])
        assert ours.latest_message.text == f"message {turn}"
        assert plain([ours.latest_message]) == plain([whole.latest_message])
        assert ours.latest_action_name == whole.latest_action_name == "action_listen"
        assert ours.is_paused() == whole.is_paused()
    assert max(loaded) <= MOST_LOADED
    assert loaded[-1] < 60 + 20 and len(whole.events) > 800
    full = await store.retrieve_full_tracker("one")
    assert plain(full.events) == plain(whole.events)
    assert rows(store, "one") == len(whole.events)


def test_it_reads_what_rasas_own_store_wrote(
    store: WindowedTrackerStore,
    database_url: str,  # noqa: F811
) -> None:
    rasas = SQLTrackerStore(DOMAIN, host=database_url)
    asyncio.run(talk(rasas, "one", range(30)))
    asyncio.run(talk(store, "one", range(30, 60)))
    ours = asyncio.run(store.retrieve_full_tracker("one"))
    theirs = asyncio.run(rasas.retrieve_full_tracker("one"))
    rasas.engine.dispose()
    assert plain(ours.events) == plain(theirs.events)
    assert [e.text for e in ours.events if isinstance(e, UserUttered)] == [
        f"message {turn}" for turn in range(60)
    ]


def test_conversations_keep_to_themselves(store: WindowedTrackerStore) -> None:
    for turn in range(40):
        asyncio.run(talk(store, f"talker {turn % 2}", [turn]))
    for name in (0, 1):
        tracker = asyncio.run(store.retrieve_full_tracker(f"talker {name}"))
        said = [e.text for e in tracker.events if isinstance(e, UserUttered)]
        assert said == [f"message {turn}" for turn in range(40) if turn % 2 == name]


def test_a_tracker_may_be_saved_several_times_in_a_turn(store: WindowedTrackerStore) -> None:
    asyncio.run(_several_saves(store))


async def _several_saves(store: WindowedTrackerStore) -> None:
    await talk(store, "one", range(25))
    tracker = await store.retrieve("one")
    for event in events_of(25):
        tracker.update(event, DOMAIN)
        await store.save(tracker)
        await store.save(tracker)
    full = await store.retrieve_full_tracker("one")
    assert plain(full.events) == plain([e for turn in range(26) for e in events_of(turn)])
    again = await store.retrieve("one")
    assert again.current_slot_values() == full.current_slot_values()


def test_a_tracker_from_elsewhere_is_appended_once(store: WindowedTrackerStore) -> None:
    asyncio.run(talk(store, "one", range(20)))
    full = asyncio.run(store.retrieve_full_tracker("one"))
    for event in events_of(20):
        full.update(event, DOMAIN)
    asyncio.run(store.save(full))
    again = asyncio.run(store.retrieve_full_tracker("one"))
    assert plain(again.events) == plain([e for turn in range(21) for e in events_of(turn)])


def test_a_restart_keeps_the_window(store: WindowedTrackerStore, database_url: str) -> None:  # noqa: F811
    asyncio.run(talk(store, "one", range(40)))
    restarted = WindowedTrackerStore(DOMAIN, host=database_url)
    asyncio.run(talk(restarted, "one", range(40, 80)))
    tracker = asyncio.run(restarted.retrieve("one"))
    restarted.engine.dispose()
    assert len(tracker.events) <= MOST_LOADED
    assert tracker.get_slot("early") == "kept" and tracker.get_slot("untouched") == "as it was"
    assert tracker.get_slot("seen") == ["a", {"b": 1}]
    assert tracker.get_slot("phase") == "phase 77"


def test_a_new_conversation_is_none(store: WindowedTrackerStore) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None


def test_without_an_address_it_says_what_to_set() -> None:
    with pytest.raises(ValueError, match="UNHURRIED_TRACKER_URL"):
        WindowedTrackerStore(DOMAIN)


def test_what_sqlite_deletes_is_overwritten(tmp_path: Path) -> None:
    made = WindowedTrackerStore(DOMAIN, host=f"sqlite:///{tmp_path}/tracker.db")
    with made.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    made.engine.dispose()
