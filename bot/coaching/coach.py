"""The coach: from a move and what was heard to a reply. Knows neither Rasa nor the web."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from bot.coaching import afterwards, beginning, consent, corrections, moves, pausing, returning
from bot.coaching.bank import Bank
from bot.coaching.heard import Heard
from bot.coaching.reply import Reply, Turn
from bot.coaching.state import CoachState
from bot.guidance.lookup import Answer
from bot.risk import Contacts, Verdict

# By these something offered may be chosen: "the last one" sounds like going back.
CHOOSING = ("guidance", "reflect", "go_back")
# What is done whatever else is asked beside it.
ACTING = (*pausing.ALWAYS_HEARD, "show_summary", "skip", "go_back", "goodbye", "not_safe")


class Guidance(Protocol):
    """Looks a topic up; None where nothing is known."""

    def __call__(self, topic: str, medicine: str | None, country: str | None) -> Answer | None:
        """The passage that fits best."""


class Coach:
    """Answers one message at a time; all that it remembers is in the `CoachState`."""

    def __init__(
        self,
        bank: Bank,
        guidance: Guidance,
        values: Mapping[str, object],
        told: bool = False,
    ) -> None:
        """`told` is whether the clinic gets a notice of a risk."""
        self._bank = bank
        self._guidance = guidance
        self._values = dict(values)
        self._told = told

    def open(self, state: CoachState, seed: str) -> Reply:
        """What stands at the start of every conversation, before anything was said."""
        turn = Turn(self._bank, state, seed, self._values)
        turn.say_all("opening.intro")
        turn.say("opening.consent", *consent.buttons(turn))
        return turn.reply

    def respond(
        self,
        move: str,
        heard: Heard,
        state: CoachState,
        *,
        seed: str,
        contacts: Contacts,
        verdict: Verdict | None = None,
        country: str | None = None,
    ) -> Reply:
        """Make the move `move` in answer to `heard`, changing `state`.

        Risk comes first, then a pause because of risk, then consent, whatever move was chosen.
        """
        values = {**self._values, "contacts": contacts.line()}
        turn = Turn(self._bank, state, seed, values)
        if verdict is not None and not pausing.met_already(state, verdict):
            pausing.flag(turn, heard, verdict, contacts, self._told)
        else:
            doubted = verdict is not None and verdict.tier != "contact"
            outcome = pausing.after_thoughts(turn, move, heard, contacts, doubted)
            if outcome == "left" and state.paused and not _ends(state, move, heard):
                outcome = pausing.while_paused(turn, move, heard, contacts)
            if outcome == "go_on":
                self._go_on(turn, country)
            elif outcome == "left":
                self._answer(turn, move, heard, contacts, country)
        if not turn.reply.messages:
            returning.never_silent(turn)
        return turn.reply

    def _answer(
        self, turn: Turn, move: str, heard: Heard, contacts: Contacts, country: str | None
    ) -> None:
        """Meet a protest, say who reads it where that is asked beside something else, and go on."""
        if pausing.sets_right(turn, move, heard):
            return
        left = afterwards.tell_who_reads(turn, heard)
        if left is heard or move in ACTING:
            self._make(turn, move, heard, contacts, country)
        elif not turn.state.consented:
            # "Ok. But who can read this?" is no yes yet.
            beginning.hold_and_ask(turn, left)
        elif left is None or (left.thin and left.number is None and left.assent is None):
            if turn.state.aside != "stop":
                returning.come_back(turn)
        else:
            # What was taken for the question is heard as an answer without it.
            move = "reflect" if move in moves.ASIDES else move
            self._make(turn, move, left, contacts, country)

    def _make(
        self, turn: Turn, move: str, heard: Heard, contacts: Contacts, country: str | None
    ) -> None:
        state = turn.state
        picked = moves.accepted_topic(turn, heard) if move in CHOOSING else None
        if move == "not_safe" and heard.button:
            pausing.not_safe(turn, contacts)
        elif not state.consented:
            asked = beginning.before_consent(turn, move, heard)
            if asked:
                self._inform(turn, asked, country)
        elif corrections.take_out(turn, heard, deleting=move in pausing.ALWAYS_HEARD):
            # No question for the prescriber, though it may hold one or sound like one.
            pass
        elif afterwards.say(turn, move, heard):
            pass
        elif move == "guidance" or picked:
            self._inform(turn, replace(heard, topic=heard.topic or picked), country)
        else:
            moves.make(turn, move, heard)

    def _go_on(self, turn: Turn, country: str | None) -> None:
        """Answer what was held because it may have told of a risk, or return to what was open."""
        state = turn.state
        if not state.consented:
            state.aside = None
            consent.ask(turn)
            return
        told, asked = consent.take_back(state)
        if asked:
            if told:
                moves.note(turn, told)
            if asked.about == "dose":
                moves.make(turn, "demand_dose", asked)
            else:
                self._inform(turn, asked, country)
        elif told and told.text.rstrip().endswith("?") and len(told.sentences) == 1:
            # What it asks was not looked up: a risk was heard in it.
            state.questions.append(told.text)
            turn.say("information.cannot_find")
            returning.come_back(turn)
        elif told and not corrections.take_out(turn, told):
            moves.make(turn, told.intent if told.intent in moves.ASIDES else "reflect", told)
        elif not told:
            returning.come_back(turn, bridge=False)
            # "Yes, I would like to go on" belongs to the return, and answers no question.
            state.aside = "carry_on"

    def _inform(self, turn: Turn, heard: Heard, country: str | None) -> None:
        state = turn.state
        # "And for zopiclone?" does not tell that the person takes it.
        if not heard.follows_up:
            state.medicine = state.medicine or heard.medicine
        topic = heard.topic
        cites = heard.about == "sources"
        asked_of = state.asked_of if cites else heard.medicine or state.medicine
        answer = topic and self._guidance(topic, asked_of, heard.country or country)
        question = heard.asked or heard.text
        if question and question not in state.questions:
            state.questions.append(question)
            if heard.asked:
                moves.take_beside_question(turn, heard.told)
            elif len(heard.sentences) > 1:
                moves.note(turn, heard)
        say = turn.cite if cites else turn.inform
        if not answer or not say(answer):
            turn.say("information.said_before" if answer else "information.cannot_find")
            returning.come_back(turn)
            return
        if not cites:
            state.asked_of = asked_of
            state.topics.append(answer.topic)
            state.read.append(answer.title)
        state.aside = "check"
        turn.say("information.after")


def _ends(state: CoachState, move: str, heard: Heard) -> bool:
    """Whether somebody stops or deletes, which no pause keeps them from."""
    return move in pausing.ALWAYS_HEARD or moves.says_delete(state, heard)
