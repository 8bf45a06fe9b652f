"""The coach: from a move and what was heard to a reply. Knows neither Rasa nor the web."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from bot import risk
from bot.coaching import afterwards, consent, moves, returning
from bot.coaching.bank import Bank
from bot.coaching.heard import Heard
from bot.coaching.reply import Button, Message, Reply, Turn
from bot.coaching.state import ASKED_FOR_THOUGHTS, CoachState
from bot.guidance.lookup import Answer
from bot.risk import Contacts, Verdict

# Only these stop the coaching; the lowest tier is answered and the talk goes on.
STOPPING_TIERS = ("emergency", "urgent")
ALWAYS_HEARD = ("delete", "delete_all", "stop")
# By these something offered may be chosen: "the last one" sounds like going back.
CHOOSING = ("guidance", "reflect", "go_back")


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
        if verdict is not None:
            self._flag(turn, heard, verdict, contacts)
        elif state.aside not in ASKED_FOR_THOUGHTS or not self._after_thoughts(turn, move, heard):
            self._make(turn, move, heard, contacts, country)
        if not turn.reply.messages:
            returning.never_silent(turn)
        return turn.reply

    def _make(
        self, turn: Turn, move: str, heard: Heard, contacts: Contacts, country: str | None
    ) -> None:
        state = turn.state
        picked = moves.accepted_topic(turn, heard) if move in CHOOSING else None
        if state.paused and move not in ALWAYS_HEARD and not moves.says_delete(state, heard):
            self._while_paused(turn, move, heard, contacts)
        elif move == "not_safe" and heard.button:
            state.paused, state.aside = "urgent", None
            self._add(turn, risk.stay(contacts, state.said))
        elif not state.consented:
            asked = moves.before_consent(turn, move, heard)
            if asked:
                self._inform(turn, asked, country)
        elif afterwards.say(turn, move, heard):
            pass
        elif move == "guidance" or picked:
            self._inform(turn, replace(heard, topic=heard.topic or picked), country)
        else:
            moves.make(turn, move, heard)

    def _flag(self, turn: Turn, heard: Heard, verdict: Verdict, contacts: Contacts) -> None:
        state = turn.state
        if verdict.tier in STOPPING_TIERS:
            state.paused = verdict.tier
        going_on = state.consented and not state.paused
        # What may be a figure of speech is no answer to the open question.
        if going_on and verdict.rule != risk.DOUBTED:
            moves.keep_answer(turn, heard)
        # What was asked before the risk is no longer the question that a yes answers.
        state.aside = "carry_on" if going_on else None
        if risk.asks_for_thoughts(verdict):
            state.aside = "thoughts"
        paused = state.paused is not None
        self._add(turn, risk.respond(verdict, contacts, state.said, self._told, paused))

    def _while_paused(self, turn: Turn, move: str, heard: Heard, contacts: Contacts) -> None:
        turn.state.aside = None
        if not ((move == "safe_now" and heard.button) or risk.says_safe(heard.text)):
            # The short line names whom to call; who asks for a person sees all once more.
            asks = move == "ask_person"
            stayed = risk.stay(contacts, turn.state.said, heard.text, all_numbers=asks)
            self._add(turn, stayed)
            return
        turn.state.paused = None
        self._add(turn, risk.resume(turn.state.said))
        self._go_on(turn)

    def _go_on(self, turn: Turn) -> None:
        """Return to what was open before the risk."""
        if turn.state.consented:
            returning.come_back(turn, bridge=False)
            # "Yes, I would like to go on" belongs to the return, and answers no question.
            turn.state.aside = "carry_on"
        else:
            turn.say("opening.consent_again", *consent.buttons(turn))

    def _after_thoughts(self, turn: Turn, move: str, heard: Heard) -> bool:
        """Meet what is no yes to the question for thoughts of dying; False if that is left to do.

        What is no answer at all, such as "ok" or "why do you ask", is asked about once more, and
        never taken for consent.
        """
        state = turn.state
        again, state.aside = state.aside == "thoughts_again", None
        if state.paused or move in ALWAYS_HEARD:
            return False
        if heard.button:
            answered = "no" if heard.intent == "affirm" else None
        else:
            answered = risk.answer_to_thoughts(heard.text)
        if answered == "no":
            self._add(turn, risk.no_thoughts(state.said))
            self._go_on(turn)
            return True
        # "No, it is the neighbours, they drill all night" is asked about once more, too.
        unclear = answered == "unclear" and not again
        if state.consented and not heard.thin and move not in moves.ASIDES and not unclear:
            return False
        if again and move != "ask_to_tell":
            self._go_on(turn)
            return True
        # Why this is asked the question says itself, and "go on" would be no answer to it.
        if move in moves.ASIDES - {"ask_why", "ask_repeat", "ask_to_tell"}:
            turn.say(move)
        self._add(turn, risk.ask_again_for_thoughts(state.said))
        state.aside = "thoughts_again"
        return True

    def _inform(self, turn: Turn, heard: Heard, country: str | None) -> None:
        state = turn.state
        # "And for zopiclone?" does not tell that the person takes it.
        if not heard.follows_up:
            state.medicine = state.medicine or heard.medicine
        topic = heard.topic
        cites = heard.about == "sources"
        asked_of = state.asked_of if cites else heard.medicine or state.medicine
        answer = topic and self._guidance(topic, asked_of, heard.country or country)
        if heard.text and heard.text not in state.questions:
            state.questions.append(heard.text)
            if len(heard.sentences) > 1:
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

    def _add(self, turn: Turn, messages: list[risk.Message]) -> None:
        for made in messages:
            buttons = tuple(Button(b.title, b.payload) for b in made.buttons)
            turn.add(Message(made.text, made.kind, "other", buttons), made.id)
