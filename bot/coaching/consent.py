"""Asking for consent, and keeping what was written before it was given."""

from __future__ import annotations

from typing import Any

from bot.coaching.heard import Heard, Sentence
from bot.coaching.reply import Button, Turn
from bot.coaching.state import CoachState

# The intents that ask for something to be looked up.
QUESTIONS = ("ask_guidance", "demand_dose")
NOTHING_HELD: dict[str, Any] = {
    "text": "",
    "intent": "thin_answer",
    "sentences": [],
    "medicine": None,
    "months": None,
    "asked": "",
    "topic": None,
    "about": "answer",
}


def buttons(turn: Turn) -> tuple[Button, Button]:
    """Yes first."""
    return turn.button("agree", "/affirm"), turn.button("not_now", "/deny")


def ask(turn: Turn) -> None:
    """Ask again, in other words while there are any; the buttons are always there."""
    # "I have kept what you wrote" is only true of something that was held.
    keys = ["opening.consent", "opening.consent_again"]
    keys = [*(reversed(keys) if turn.state.held else keys), "still_here"]
    turn.say_one_of(keys, *buttons(turn))


def hold(state: CoachState, heard: Heard) -> None:
    """Keep what was written before a yes; "whatever" is nothing to come back to.

    A question is kept apart: it is no answer to which medicine is taken.
    """
    tells = heard.tells_medicine or heard.intent == "carer" or not heard.thin
    if not heard.text or not tells:
        return
    before = {**NOTHING_HELD, **(state.held or {})}
    held = {
        **before,
        "medicine": before["medicine"] or heard.medicine,
        "months": before["months"] if before["months"] is not None else heard.months,
    }
    if heard.intent in QUESTIONS:
        held |= {"asked": heard.text, "topic": heard.topic, "about": heard.about}
    else:
        held |= {
            "text": f"{before['text']} {heard.text}".strip(),
            "intent": "carer" if before["intent"] == "carer" else heard.intent,
            "sentences": [
                *before["sentences"],
                *({**vars(s), "themes": list(s.themes)} for s in heard.sentences),
            ],
        }
    state.held = held


def take_back(state: CoachState) -> tuple[Heard | None, Heard | None]:
    """What was told before, as one message, and what was asked last; None where nothing was."""
    if not state.held:
        return None, None
    held, state.held = {**NOTHING_HELD, **state.held}, None
    sentences = tuple(Sentence(**{**s, "themes": tuple(s["themes"])}) for s in held["sentences"])
    medicine = held["medicine"]
    told = Heard(
        text=held["text"],
        intent=held["intent"],
        sentences=sentences,
        medicine=medicine,
        months=held["months"],
    )
    asked = Heard(held["asked"], topic=held["topic"], about=held["about"], medicine=medicine)
    return told if told.text else None, asked if asked.text else None
