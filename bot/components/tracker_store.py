"""A tracker store whose cost does not grow with the conversation.

Rasa's own store reads, decodes and featurises the whole conversation at every turn. This one keeps
a checkpoint, the slots' values at a past `action_listen`, and reads only the events after it.
"""

import itertools
import json
import logging
from typing import Any, Dict, List, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session

from bot.components import action_answers
from bot.records.session import make_engine

logger = logging.getLogger(__name__)

# The checkpoint moves when this many events follow it ...
LONGEST_TAIL = 60
# ... to the last `action_listen` that leaves about this many: more than `max_history` turns.
SHORTEST_TAIL = 24


class WindowedTrackerStore(SQLTrackerStore):
    """Loads the events since a checkpoint, and the slots as they were there."""

    class Checkpoint(SQLTrackerStore.Base):
        """The slots of one conversation right before its event `event_id`."""

        __tablename__ = "tracker_checkpoints"

        sender_id = sa.Column(sa.String(255), primary_key=True)
        event_id = sa.Column(sa.Integer, nullable=False)
        slots = sa.Column(sa.Text, nullable=False)

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[Text] = None,
        event_broker: Optional[EventBroker] = None,
        **kwargs: Dict[Text, Any],
    ) -> None:
        """Open the store at a database address, which Rasa hands over as `host`."""
        if not host:
            raise ValueError("The tracker store has no url: set UNHURRIED_TRACKER_URL.")
        super().__init__(domain, host=host, event_broker=event_broker)
        # Of our parts, Rasa makes this one in every process that will call actions.
        action_answers.install()
        # Rasa's own engine lacks the settings that several processes on one file need.
        self.engine: sa.engine.Engine = make_engine(host)
        self.sessionmaker = sa.orm.sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The tracker from the last checkpoint on; None for a new conversation."""
        with self.session_scope() as session:
            checkpoint = session.get(self.Checkpoint, sender_id)
            rows = self._tail(session, sender_id, checkpoint).all()
        if not rows:
            return None
        seeds = [
            SlotSet(name, value).as_dict()
            for name, value in (json.loads(checkpoint.slots) if checkpoint else {}).items()
        ]
        events = seeds + [json.loads(row.data) for row in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        # What `save` compares with, so that it need not count rows.
        tracker.stored = _Stored(len(seeds), [row.id for row in rows])  # type: ignore[attr-defined]
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the new events, and move the checkpoint when many follow it."""
        stored = getattr(tracker, "stored", None)
        if stored is None and await self._exists(tracker.sender_id):
            # A tracker that did not come from `retrieve`: Rasa's own way counts what is stored.
            await super().save(tracker)
            return
        await self.stream_events(tracker)
        seeds, ids = (stored.seeds, list(stored.ids)) if stored else (0, [])
        with self.session_scope() as session:
            rows = [
                self._row(tracker.sender_id, event.as_dict())
                for event in itertools.islice(tracker.events, seeds + len(ids), None)
            ]
            session.add_all(rows)
            session.flush()
            ids += [row.id for row in rows]
            if len(ids) > LONGEST_TAIL:
                self._move_checkpoint(session, tracker, seeds, ids)
            session.commit()
        tracker.stored = _Stored(seeds, ids)  # type: ignore[attr-defined]

    def _tail(
        self, session: Session, sender_id: Text, checkpoint: Optional["Checkpoint"]
    ) -> sa.orm.Query:
        query = session.query(self.SQLEvent.id, self.SQLEvent.data).filter(
            self.SQLEvent.sender_id == sender_id
        )
        if checkpoint:
            query = query.filter(self.SQLEvent.id >= checkpoint.event_id)
        return query.order_by(self.SQLEvent.id)

    async def _exists(self, sender_id: Text) -> bool:
        with self.session_scope() as session:
            query = session.query(self.SQLEvent.id).filter(self.SQLEvent.sender_id == sender_id)
            return query.first() is not None

    def _row(self, sender_id: Text, data: Dict[Text, Any]) -> SQLTrackerStore.SQLEvent:
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=data.get("event"),
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )

    def _move_checkpoint(
        self, session: Session, tracker: DialogueStateTracker, seeds: int, ids: List[int]
    ) -> None:
        events = list(tracker.events)
        place = _last_listen(events[seeds:], before=len(ids) - SHORTEST_TAIL)
        if place is None:
            return
        before = DialogueStateTracker.from_events(
            tracker.sender_id, events[: seeds + place], self.domain.slots
        )
        slots = {
            name: slot.value
            for name, slot in before.slots.items()
            if slot.value != slot.initial_value
        }
        session.merge(
            self.Checkpoint(
                sender_id=tracker.sender_id, event_id=ids[place], slots=json.dumps(slots)
            )
        )


class _Stored:
    """How many slots were put before a tracker's events, and the rows of those events."""

    def __init__(self, seeds: int, ids: List[int]) -> None:
        self.seeds = seeds
        self.ids = ids


def _last_listen(events: List[Any], before: int) -> Optional[int]:
    for place in range(min(before, len(events)) - 1, 0, -1):
        event = events[place]
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return place
    return None
