"""Stopping for a risk, staying with it, and the ways out of a pause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bot import risk
from bot.coaching import afterwards, consent, moves, returning
from bot.coaching.heard import Heard
from bot.coaching.reply import Button, Message, Turn
from bot.coaching.state import ASKED_FOR_THOUGHTS, CoachState
from bot.language.sentences import words_alone
from bot.risk import TIERS, Contacts, Verdict

# Only these stop the coaching; the lowest tier is answered and the talk goes on.
STOPPING_TIERS = ("emergency", "urgent")
ALWAYS_HEARD = ("delete", "delete_all", "stop")
# What a talk is paused for beside the categories: a wish to die that may be misread, somebody else
# who wants to die, and the button of those who are not safe.
UNSURE = "unsure"
SOMEONE = "someone"
NOT_SAFE = "not_safe"
OWN_LIFE = "suicide_self_harm"
# Moves that a protest against a risk may be taken for.
_PROTESTING = ("reflect", "resist", "correct", "ask_repeat", "ask_why", "abuse")
_PROTESTS = re.compile(
    r"^(?:what|huh|no|eh|sorry|oh) (?:seizures?|fits?|falls?|driving|baby|attempts?|alcohol)\b"
    r"|\bi (?:have never|never|did not|didnt) (?:even |ever )?(?:had (?:an?|any|one)|said|say"
    r"|mention\w*|fell|drove|asked?)\b|\bi (?:dont|do not) (?:want to stop|drive at all)\b"
    r"|\byou(?:ve| have)? (?:misread|misunderstood|got (?:it|me|that) wrong|frighten\w*)\b"
    r"|\b(?:thats|that is|this is) not what i\b|\bi only (?:asked|said|meant)\b"
    r"|\bdid you (?:even )?read\b|\byou(?:re| are) (?:frightening|scaring) me\b"
)

# A protest does not begin with a yes, and takes nothing back.
_OWNS_TO_IT = re.compile(
    r"^(?:yes|yeah|yep|aye)\b|\b(?:but|since|except|until|any ?more|left|again|only once)\b"
)
_NOT_ME = re.compile(r"(?:no |nope |its |it is |well )*not me\b")

# `left` for whatever else is to be done, `met`, or `go_on`: the talk is to return to what was open.
Outcome = Literal["left", "met", "go_on"]


def flag(turn: Turn, heard: Heard, verdict: Verdict, contacts: Contacts, told: bool) -> None:
    """Answer a risk; one of the graver tiers pauses the talk."""
    state = turn.state
    asks = risk.asks_for_thoughts(verdict)
    if verdict.tier in STOPPING_TIERS:
        _pause(state, heard, verdict, asks)
    # What may be a figure of speech is no answer to the open question.
    if state.consented and not state.paused and verdict.rule != risk.DOUBTED:
        moves.keep_answer(turn, heard)
    # What was asked before the risk is no longer the question that a yes answers.
    state.aside = "thoughts" if asks else None if state.paused else "carry_on"
    add(turn, risk.respond(verdict, contacts, state.said, told, state.paused is not None))


def _pause(state: CoachState, heard: Heard, verdict: Verdict, asks: bool) -> None:
    # A pause never sinks to a lower tier.
    if state.paused is None or TIERS.index(verdict.tier) > TIERS.index(state.paused):
        state.paused = verdict.tier
    if asks and OWN_LIFE not in state.paused_for:
        # If it was misread, it is still to be answered.
        consent.hold(state, heard)
        add_reason(state, UNSURE)
        return
    if UNSURE in state.paused_for and verdict.category == OWN_LIFE:
        state.paused_for.remove(UNSURE)
        state.held = None
    of_someone = verdict.category == OWN_LIFE and "someone" in verdict.rule
    add_reason(state, SOMEONE if of_someone else verdict.category)


def add_reason(state: CoachState, reason: str) -> None:
    """Remember what else the talk is paused for."""
    if reason not in state.paused_for:
        state.paused_for.append(reason)


def met_already(state: CoachState, verdict: Verdict) -> bool:
    """Whether as much as `verdict` says, which no words gave away, was answered already.

    A pause for it is stayed with, instead of beginning the whole answer anew; what wants a doctor
    is said once in a conversation for each category.
    """
    if not verdict.rule.startswith(risk.MODEL):
        return False
    if verdict.tier not in STOPPING_TIERS:
        asks = risk.asks_for_thoughts(verdict)
        known = f"caring.contact.{verdict.category}."
        return not asks and any(said.startswith(known) for said in state.said)
    if state.paused is None:
        return False
    reasons = {verdict.category} | ({UNSURE} if risk.asks_for_thoughts(verdict) else set())
    graver = TIERS.index(verdict.tier) > TIERS.index(state.paused)
    return not graver and not reasons.isdisjoint(state.paused_for)


def while_paused(turn: Turn, move: str, heard: Heard, contacts: Contacts) -> Outcome:
    """Stay with somebody until they say that they are safe.

    After an emergency of their own life they are asked first whether they still think of dying.
    """
    state = turn.state
    state.aside = None
    _tell_who_reads(turn, heard)
    if UNSURE in state.paused_for:
        # Asked before another risk was told of, it is still to be answered.
        state.aside = "thoughts_again"
        add(turn, risk.stay_with_question(contacts, state.said, all_numbers=move == "ask_person"))
        return "met"
    own_life = OWN_LIFE in state.paused_for
    says_so = not own_life and risk.says_yes_to_being_safe(heard.text, state.said)
    if not _says_safe(move, heard) and not says_so:
        # The short line names whom to call; who asks for the numbers sees all once more.
        asks = move == "ask_person" or heard.button
        add(turn, risk.stay(contacts, state.said, heard.text, all_numbers=asks))
        return "met"
    if state.paused == "emergency" and own_life:
        state.aside = "thoughts"
        add(turn, risk.ask_before_going_on(state.said))
        return "met"
    add(turn, risk.resume(state.said, state.paused_for))
    _lift(state)
    return "go_on"


def after_thoughts(
    turn: Turn, move: str, heard: Heard, contacts: Contacts, doubted: bool = False
) -> Outcome:
    """Meet what is no yes to the question for thoughts of dying.

    What is no answer at all, such as "ok" or "why do you ask", is asked about once more, and
    never taken for consent; where a message may have told of them, until it is answered. With
    `doubted` the model hears a risk in the message: only a bare no counts.
    """
    state = turn.state
    if state.aside not in ASKED_FOR_THOUGHTS:
        return "left"
    again, state.aside = state.aside == "thoughts_again", None
    if move in ALWAYS_HEARD:
        return "left"
    own_life = not state.paused or bool({UNSURE, OWN_LIFE} & set(state.paused_for))
    unsure = UNSURE in state.paused_for
    answered = _answered(state, move, heard, again, doubted)
    if answered == "no" and own_life:
        return _after_a_no(turn, heard, contacts)
    if state.paused and (answered == "no" or not own_life or (again and not unsure)):
        return "left"
    # "No, it is the neighbours, they drill all night" is asked about once more, too.
    unclear = answered == "unclear" and not again
    beside = afterwards.besides_who_reads(heard.text)
    tells = state.consented and beside and not heard.thin and move not in moves.ASIDES
    if not state.paused and tells and not unclear:
        return "left"
    if again and not state.paused and move != "ask_to_tell":
        return "go_on"
    # Why this is asked the question says itself, and "go on" would be no answer to it.
    asides = moves.ASIDES - {"ask_why", "ask_repeat", "ask_to_tell"}
    if _tell_who_reads(turn, heard):
        pass
    elif move in asides and not state.paused:
        turn.say(move)
    if unsure:
        add(turn, risk.stay_with_question(contacts, state.said, all_numbers=move == "ask_person"))
    else:
        add(turn, risk.ask_again_for_thoughts(state.said))
    state.aside = "thoughts_again"
    return "met"


def _answered(
    state: CoachState, move: str, heard: Heard, again: bool, doubted: bool
) -> Literal["yes", "no", "unclear"] | None:
    if heard.button and move != "safe_now":
        return "no" if heard.intent == "affirm" else None
    unsure = UNSURE in state.paused_for
    # Who is only asked whether it is so may say "I am safe"; who told of it answers the question.
    if state.paused and _says_safe(move, heard) and not doubted and (unsure or again):
        return "no"
    told_of_it = OWN_LIFE in state.paused_for
    text = afterwards.besides_who_reads(heard.text)
    answer = risk.answer_to_thoughts(text, strictly=doubted or told_of_it)
    # "Not me" leaves open whether it is somebody close to them, which was asked as well.
    return "unclear" if unsure and _NOT_ME.match(words_alone(text)) else answer


def _after_a_no(turn: Turn, heard: Heard, contacts: Contacts) -> Outcome:
    """Go on after a no to thoughts of dying, if nothing else holds the talk up."""
    state = turn.state
    _tell_who_reads(turn, heard)
    add(turn, risk.no_thoughts(state.said, misread=UNSURE in state.paused_for))
    state.paused_for = [why for why in state.paused_for if why not in (UNSURE, OWN_LIFE)]
    if state.paused and state.paused_for:
        add(turn, risk.stay(contacts, state.said, all_numbers=False))
        return "met"
    _lift(state)
    return "go_on"


def sets_right(turn: Turn, move: str, heard: Heard) -> bool:
    """Meet a protest against what was taken for a lesser risk just before; False if there is none.

    "What seizures? I never had one", "I don't want to stop them, did you even read it".
    """
    state = turn.state
    said = [identity for identity in state.said if not identity.startswith("contacts.")]
    just_said = said[-1:] and said[-1].startswith("caring.contact.")
    if state.aside != "carry_on" or not just_said or heard.button or move not in _PROTESTING:
        return False
    words = words_alone(heard.text)
    if not _PROTESTS.search(words) or _OWNS_TO_IT.search(words):
        return False
    state.aside = None
    add(turn, risk.no_thoughts(state.said, misread=True))
    returning.come_back(turn, bridge=False)
    return True


def not_safe(turn: Turn, contacts: Contacts) -> None:
    """Meet a press on the button for those who are not safe."""
    state = turn.state
    state.paused, state.aside = "urgent", None
    add_reason(state, NOT_SAFE)
    add(turn, risk.stay(contacts, state.said))


def _says_safe(move: str, heard: Heard) -> bool:
    if heard.button:
        return move == "safe_now"
    return risk.says_safe(afterwards.besides_who_reads(heard.text))


def _tell_who_reads(turn: Turn, heard: Heard) -> bool:
    """Say who reads it, if that is asked, whatever else is to be said."""
    asked = not heard.button and afterwards.besides_who_reads(heard.text) != heard.text
    return asked and turn.say_one_of(("who_reads", "ask_privacy"))


def _lift(state: CoachState) -> None:
    state.paused, state.paused_for = None, []


def add(turn: Turn, messages: Sequence[risk.Message]) -> None:
    """Say the fixed texts."""
    for made in messages:
        buttons = tuple(Button(b.title, b.payload) for b in made.buttons)
        turn.add(Message(made.text, made.kind, "other", buttons), made.id)
