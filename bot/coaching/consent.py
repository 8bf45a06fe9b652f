"""Asking for consent, and keeping what was written before it was given."""

from __future__ import annotations

from bot.coaching.heard import Heard, Sentence
from bot.coaching.reply import Button, Turn
from bot.coaching.state import CoachState


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
    """Keep what was written before a yes; "whatever" is nothing to come back to."""
    tells = heard.tells_medicine or heard.intent == "carer" or not heard.thin
    if not heard.text or not tells:
        return
    before = state.held or {"text": "", "sentences": [], "medicine": None, "months": None}
    state.held = {
        "text": f"{before['text']} {heard.text}".strip(),
        "intent": "carer" if before.get("intent") == "carer" else heard.intent,
        "sentences": [
            *before["sentences"],
            *({**vars(s), "themes": list(s.themes)} for s in heard.sentences),
        ],
        "medicine": before["medicine"] or heard.medicine,
        "months": before["months"] if before["months"] is not None else heard.months,
    }


def told_before(state: CoachState) -> Heard | None:
    """Take back what was held, as one message; None where nothing was."""
    held, state.held = state.held, None
    if not held:
        return None
    sentences = tuple(Sentence(**{**s, "themes": tuple(s["themes"])}) for s in held["sentences"])
    return Heard(
        text=held["text"],
        intent=held["intent"],
        sentences=sentences,
        medicine=held["medicine"],
        months=held["months"],
    )
