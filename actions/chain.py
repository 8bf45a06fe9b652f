"""What every action needs: the coach, and the way from a tracker to a reply and back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.coaching.heard import from_message
from bot.coaching.service import CoachService
from bot.settings import Settings


@lru_cache(maxsize=1)
def service() -> CoachService:
    """The coach over the records of this installation, made at the first turn."""
    return CoachService.from_settings(Settings.from_env())


class CoachAction(Action, ABC):
    """An action that makes one move of the coach; a subclass names it."""

    move: Text

    def __init__(self) -> None:
        # Read content/ when the server starts, and not while somebody waits for an answer.
        service()

    @abstractmethod
    def name(self) -> Text:
        """The name in domain.yml."""

    def choose_move(self, intent: Text) -> Text:
        """The move for the latest intent."""
        return self.move

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> List[EventType]:
        """Answer the latest message; the reply's kinds, buttons and sources travel beside it."""
        message = dict(tracker.latest_message)
        metadata = message.get("metadata") or {}
        heard = from_message(message)
        answered = service().answer(
            tracker.sender_id,
            self.choose_move(heard.intent),
            heard,
            # The pipeline's is the graver of the web server's and its own model's.
            verdict=message.get("risk") or metadata.get("risk"),
            turn=metadata.get("turn"),
        )
        for said in answered.reply.messages:
            buttons = [{"title": b.title, "payload": b.payload} for b in said.buttons]
            dispatcher.utter_message(text=said.text, buttons=buttons)
        dispatcher.utter_message(json_message=answered.as_dict())
        changed = [
            SlotSet(name, value)
            for name, value in answered.slots.items()
            if tracker.get_slot(name) != value
        ]
        # One move a turn, also where a policy fell back and would fall back again.
        return [*changed, FollowupAction("action_listen")]
