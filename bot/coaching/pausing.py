"""Stopping for a risk, staying with it, and the ways out of a pause."""

from __future__ import annotations

import re
from typing import Literal

from bot import risk
from bot.coaching import consent, moves, returning
from bot.coaching.heard import Heard
from bot.coaching.reply import Button, Message, Turn
from bot.coaching.state import ASKED_FOR_THOUGHTS, CoachState
from bot.language.sentences import words_alone
from bot.risk import TIERS, Contacts, Verdict

# Only these stop the coaching; the lowest tier is answered and the talk goes on.
STOPPING_TIERS = ("emergency", "urgent")
ALWAYS_HEARD = ("delete", "delete_all", "stop")
UNSURE = "unsure"
OWN_LIFE = "suicide_self_harm"

_PROTESTS = re.compile(
    r"^(?:what|huh|no|eh|sorry|oh) (?:seizures?|fits?|falls?|driving|baby|attempts?|alcohol)\b"
    r"|\bi (?:have never|never|did not|didnt|dont|do not) (?:even )?(?:had|have|said|say|drink"
    r"|drive|drove|fell|fall|want to stop|mean|meant|ask|asked|mention\w*)\b"
    r"|\byou(?:ve| have)? (?:misread|misunderstood|got (?:it|me|that) wrong|frighten\w*)\b"
    r"|\b(?:thats|that is|this is) not what i\b|\bi only (?:asked|said|meant)\b"
    r"|\bdid you (?:even )?read\b|\byou(?:re| are) (?:frightening|scaring) me\b"
)

# `left` for whatever else is to be done, `met`, or `lifted`: then the talk is to go on.
Outcome = Literal["left", "met", "lifted"]


def flag(turn: Turn, heard: Heard, verdict: Verdict, contacts: Contacts, told: bool) -> None:
    """Answer a risk; one of the graver tiers pauses the talk."""
    state = turn.state
    asks = risk.asks_for_thoughts(verdict)
    if verdict.tier in STOPPING_TIERS:
        _pause(state, heard, verdict, asks)
    going_on = state.consented and not state.paused
    # What may be a figure of speech is no answer to the open question.
    if going_on and verdict.rule != risk.DOUBTED:
        moves.keep_answer(turn, heard)
    # What was asked before the risk is no longer the question that a yes answers.
    state.aside = "thoughts" if asks else "carry_on" if going_on else None
    add(turn, risk.respond(verdict, contacts, state.said, told, state.paused is not None))


def _pause(state: CoachState, heard: Heard, verdict: Verdict, asks: bool) -> None:
    graver = state.paused is None or TIERS.index(verdict.tier) > TIERS.index(state.paused)
    if asks and state.paused is None:
        state.paused, state.paused_for = verdict.tier, UNSURE
        if state.consented:
            # If it was misread, it is still to be answered.
            consent.hold(state, heard)
        return
    if state.paused_for == UNSURE and state.consented:
        state.held = None
    if graver or verdict.category == OWN_LIFE or state.paused_for == UNSURE:
        state.paused_for = verdict.category
    # A pause never sinks to a lower tier.
    state.paused = verdict.tier if graver else state.paused


def met_already(state: CoachState, verdict: Verdict) -> bool:
    """Whether the talk is paused for as much as `verdict` says, which no words gave away.

    Then it is stayed with, instead of beginning the whole answer anew.
    """
    if state.paused is None or verdict.tier not in STOPPING_TIERS:
        return False
    as_sure = risk.asks_for_thoughts(verdict) or state.paused_for != UNSURE
    graver = TIERS.index(verdict.tier) > TIERS.index(state.paused)
    return verdict.rule.startswith(risk.MODEL) and as_sure and not graver


def while_paused(turn: Turn, move: str, heard: Heard, contacts: Contacts) -> Outcome:
    """Stay with somebody until they say that they are safe.

    After an emergency of their own life they are asked first whether they still think of dying.
    """
    state = turn.state
    state.aside = None
    if not _says_safe(move, heard):
        # The short line names whom to call; who asks for the numbers sees all once more.
        asks = move == "ask_person" or heard.button
        add(turn, risk.stay(contacts, state.said, heard.text, all_numbers=asks))
        return "met"
    if (state.paused, state.paused_for) == ("emergency", OWN_LIFE):
        state.aside = "thoughts"
        add(turn, risk.ask_before_going_on(state.said))
        return "met"
    add(turn, risk.resume(state.said, state.paused_for))
    _lift(state)
    return "lifted"


def after_thoughts(turn: Turn, move: str, heard: Heard) -> Outcome:
    """Meet what is no yes to the question for thoughts of dying.

    What is no answer at all, such as "ok" or "why do you ask", is asked about once more, and
    never taken for consent.
    """
    state = turn.state
    if state.aside not in ASKED_FOR_THOUGHTS:
        return "left"
    again, state.aside = state.aside == "thoughts_again", None
    if move in ALWAYS_HEARD:
        return "left"
    if heard.button:
        answered = "no" if heard.intent == "affirm" else None
    else:
        answered = risk.answer_to_thoughts(heard.text)
    # Who is only asked whether it is so may say "I am safe"; who told of it answers the question.
    if state.paused and _says_safe(move, heard) and (state.paused_for == UNSURE or again):
        answered = "no"
    if answered == "no" and asked_for_life(state.paused_for):
        misread = state.paused_for == UNSURE
        add(turn, risk.no_thoughts(state.said, misread))
        _lift(state)
        return "lifted"
    if state.paused and again:
        return "left"
    # "No, it is the neighbours, they drill all night" is asked about once more, too.
    unclear = answered == "unclear" and not again
    tells = state.consented and not heard.thin and move not in moves.ASIDES
    if not state.paused and tells and not unclear:
        return "left"
    if again and move != "ask_to_tell":
        return "lifted"
    # Why this is asked the question says itself, and "go on" would be no answer to it.
    asides = moves.ASIDES - {"ask_why", "ask_repeat", "ask_to_tell"}
    if move in asides and not state.paused:
        turn.say(move)
    add(turn, risk.ask_again_for_thoughts(state.said))
    state.aside = "thoughts_again"
    return "met"


def sets_right(turn: Turn, heard: Heard) -> bool:
    """Meet a protest against what was taken for a lesser risk just before; False if there is none.

    "What seizures? I never had one", "I don't want to stop them, did you even read it".
    """
    state = turn.state
    just_said = any(said.startswith("caring.contact.") for said in state.said[-2:])
    if (
        state.paused
        or heard.button
        or not just_said
        or not _PROTESTS.search(words_alone(heard.text))
    ):
        return False
    state.aside = None
    add(turn, risk.no_thoughts(state.said, misread=True))
    returning.come_back(turn, bridge=False)
    return True


def asked_for_life(paused_for: str | None) -> bool:
    """Whether the talk is not paused, or for what a no to thoughts of dying ends."""
    return paused_for in (None, UNSURE, OWN_LIFE)


def not_safe(turn: Turn, contacts: Contacts) -> None:
    """Meet a press on the button for those who are not safe."""
    state = turn.state
    state.paused, state.paused_for, state.aside = "urgent", None, None
    add(turn, risk.stay(contacts, state.said))


def _says_safe(move: str, heard: Heard) -> bool:
    return (move == "safe_now" and heard.button) or risk.says_safe(heard.text)


def _lift(state: CoachState) -> None:
    state.paused = state.paused_for = None


def add(turn: Turn, messages: list[risk.Message]) -> None:
    """Say the fixed texts."""
    for made in messages:
        buttons = tuple(Button(b.title, b.payload) for b in made.buttons)
        turn.add(Message(made.text, made.kind, "other", buttons), made.id)
