"""The coach over the records: one call answers one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from bot.coaching.afterwards import besides_who_reads
from bot.coaching.bank import Bank
from bot.coaching.coach import Coach
from bot.coaching.heard import Heard
from bot.coaching.pausing import OWN_LIFE, add_reason, met_already
from bot.coaching.reply import Reply
from bot.coaching.state import ASKED_FOR_THOUGHTS, CoachState, Note
from bot.coaching.store import (
    add_to_kept_summary,
    confirm_summary,
    find_conversation,
    load_state,
    save_state,
    take_out_of_kept_summary,
)
from bot.guidance.answering import Library, Recognised
from bot.guidance.lookup import Answer, lookup
from bot.records.models import Conversation
from bot.records.session import Records
from bot.referrals.opening import record_flag
from bot.risk import MODEL, Contacts, Verdict, answer_to_thoughts, verdict_of_thoughts
from bot.settings import Settings

# From here on a question is answered that stands beside what a message tells.
BESIDE_AT_LEAST = 0.6
# What the button sends that owns to them.
NOT_SAFE = "/not_safe"
# "Really?" is less than a question.
QUESTION = 3


class ConversationGone(LookupError):
    """A turn was kept, and its conversation was erased before the answer."""


@dataclass(frozen=True)
class Answered:
    """A reply, and where the conversation stands after it."""

    reply: Reply
    state: CoachState
    verdict: Mapping[str, Any] | None = None

    @property
    def slots(self) -> dict[str, Any]:
        """What Rasa's dialogue model sees of the state."""
        # Unset, not false: a story that says nothing of a pause is told without the slot.
        return {"phase": self.state.phase, "paused": True if self.state.paused else None}

    def as_dict(self) -> dict[str, Any]:
        """What the web server needs besides the texts, as JSON can hold it."""
        return {
            "messages": [m.as_dict() for m in self.reply.messages],
            "effects": self.reply.effects,
            "phase": self.state.phase,
            "phases_done": self.state.done,
            "paused": self.state.paused,
            "risk": dict(self.verdict) if self.verdict else None,
        }


class CoachService:
    """Loads a conversation, lets the coach answer, and stores what came of it."""

    def __init__(self, records: Records, bank: Bank, library: Library, settings: Settings) -> None:
        self.records = records
        self.bank = bank
        self.library = library
        self._country = settings.country
        self._channels = settings.channels
        self._check_days = settings.contact_check_days
        self._seed = settings.seed
        values = {"clinic": settings.clinic, "days": settings.days}
        self.coach = Coach(bank, self._guidance, values, told=bool(settings.channels))

    @classmethod
    def from_settings(cls, settings: Settings) -> CoachService:
        """The service of one installation; a fault in content/ raises its own error."""
        return cls(
            Records(settings.database_url),
            Bank.from_content(settings.content),
            Library.from_content(settings.content),
            settings,
        )

    def open(self, country: str | None, conversation_id: str) -> Answered:
        """Begin a conversation: the opening messages, in the same transaction as its row."""
        with self.records.session() as session:
            conversation = find_conversation(session, conversation_id)
            conversation.country = country
            state = CoachState()
            reply = self.coach.open(state, self._seed or conversation_id)
            save_state(session, conversation, state, 0)
        return Answered(reply, state)

    def require(self, conversation_id: str) -> None:
        """Raise `ConversationGone` if there is no such conversation."""
        with self.records.session() as session:
            _kept_one(session, conversation_id)

    def answer(
        self,
        conversation_id: str,
        move: str,
        heard: Heard,
        *,
        verdict: Mapping[str, Any] | None = None,
        turn: int | None = None,
    ) -> Answered:
        """Make `move` in answer to `heard`, and store the state and the risk flag together.

        The web server keeps a `turn` before it asks: that conversation is never made anew.
        """
        find = find_conversation if turn is None else _kept_one
        with self.records.session() as session:
            conversation = find(session, conversation_id)
            state = load_state(session, conversation)
            said = NOT_SAFE if heard.button and heard.intent == "not_safe" else heard.text
            owned = owned_thoughts(state.aside, said)
            if owned:
                verdict = _owned_to(owned, verdict, state)
            known, asked, read = len(state.notes), len(state.questions), len(state.read)
            given, left_out = dict(state.rulers), set(state.taken_out)
            country = conversation.country or self._country
            repeated = verdict is not None and met_already(state, Verdict(**verdict))
            move, heard = self._asked(session, move, heard, state, country)
            reply = self.coach.respond(
                move,
                heard,
                state,
                seed=self._seed or conversation_id,
                contacts=Contacts.for_country(country, check_days=self._check_days),
                verdict=Verdict(**verdict) if verdict else None,
                country=country,
            )
            save_state(session, conversation, state, known)
            out_now = set(state.taken_out)
            told_late = [
                *(note for note in state.notes[:known] if note.text in left_out - out_now),
                *state.notes[known:],
                *(Note("questions", text) for text in state.questions[asked:]),
                *(Note("read", title) for title in state.read[read:]),
            ]
            anew = {name: n for name, n in state.rulers.items() if given.get(name) != n}
            add_to_kept_summary(session, self.bank, conversation_id, told_late, anew)
            if out_now - left_out:
                take_out_of_kept_summary(session, conversation_id, out_now - left_out)
            if "keep_summary" in reply.effects:
                confirm_summary(session, self.bank, conversation_id, state)
            if verdict and turn is not None:
                record_flag(session, conversation_id, turn, verdict, self._channels)
        # What was not answered as a risk is on record all the same.
        quiet = repeated and verdict is not None and verdict["tier"] == "contact"
        return Answered(reply, state, None if quiet else verdict)

    def _asked(
        self, session: Session, move: str, heard: Heard, state: CoachState, country: str | None
    ) -> tuple[str, Heard]:
        """What a question asks; one that follows up what was just read is one, whatever its move.

        "who says so" and "and for zopiclone" are nothing by themselves.
        """
        last = state.topics[-1] if state.topics else None
        previous = last if state.aside == "check" else None
        # What was heard as a question may still mean the note further up.
        rests_on = last if move == "guidance" else previous
        found: Recognised | None = None
        if heard.text:
            found = self.library.follow_up(heard.text, rests_on, country)
        # A question that meets what was just read is not an answer, though it was taken for one.
        meets = previous and move == "reflect" and heard.text.rstrip().endswith("?")
        asks = move == "guidance" or (meets and len(heard.text.split()) >= QUESTION)
        if found is None and heard.text and asks:
            found = self.library.recognise(session, heard.text, heard.topics, previous, country)
        if found is None and move == "reflect" and heard.asked and state.consented:
            found = self._asked_beside(session, heard, country)
        if found is None:
            return move, heard
        asked = replace(
            heard,
            topic=found.topic,
            about=found.kind,
            follows_up=found.follows_up,
            country=found.country,
            medicine=found.medicine,
        )
        return "demand_dose" if found.kind == "dose" else "guidance", asked

    def _asked_beside(
        self, session: Session, heard: Heard, country: str | None
    ) -> Recognised | None:
        """What a sentence asks beside others that tell something, where that is next to certain."""
        found = self.library.recognise(session, heard.asked, heard.asked_topics, None, country)
        sure = found.kind == "dose" or (found.topic and found.confidence >= BESIDE_AT_LEAST)
        return found if sure else None

    def _guidance(self, topic: str, medicine: str | None, country: str | None) -> Answer | None:
        with self.records.session() as session:
            return lookup(session, topic, medicine=medicine, country=country)


def _kept_one(session: Session, conversation_id: str) -> Conversation:
    found: Conversation | None = session.get(Conversation, conversation_id)
    if found is None:
        raise ConversationGone("The conversation was erased before its answer.")
    return found


def _owned_to(
    owned: Verdict, verdict: Mapping[str, Any] | None, state: CoachState
) -> Mapping[str, Any]:
    """The verdict on a yes to the question, whatever else the message tells.

    An emergency that is told with it is answered first; the yes is not forgotten for it.
    """
    if verdict is None or verdict["tier"] != "emergency":
        return owned.as_dict()
    if verdict["rule"].startswith(MODEL):
        return {**owned.as_dict(), "tier": verdict["tier"]}
    add_reason(state, OWN_LIFE)
    return verdict


def owned_thoughts(aside: str | None, said: str) -> Verdict | None:
    """The risk where `said` owns to the thoughts of dying that were asked for, or may do so.

    `aside` is that of the conversation's state before it. The button that says so sends `NOT_SAFE`.
    """
    if aside not in ASKED_FOR_THOUGHTS:
        return None
    if said == NOT_SAFE:
        return verdict_of_thoughts("")
    answer = answer_to_thoughts(besides_who_reads(said))
    return verdict_of_thoughts(said) if answer == "yes" else None
