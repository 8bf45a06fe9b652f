"""Somebody who writes about another person: a relative, a friend."""

from __future__ import annotations

from bot.coaching import phases
from bot.coaching.heard import Heard
from bot.coaching.notes import note_by_the_way
from bot.coaching.reply import Turn
from bot.coaching.short_answers import takes_them_too


def meet(turn: Turn, heard: Heard) -> bool:
    """Meet them; False for someone who told of a medicine of their own before."""
    state = turn.state
    if state.medicine or state.phase not in ("opening", "ideas"):
        return False
    state.carer = True
    state.medicine = heard.medicine
    turn.say("carer")
    # A relative is not asked what they take themselves.
    state.aside, state.phase = None, "opening"
    if len(heard.sentences) > 1:
        note_by_the_way(state, heard)
    phases.next_phase(turn)
    return True


def take_back(turn: Turn, heard: Heard) -> None:
    """Go on with somebody who was taken for a relative, and is the patient, or a patient too."""
    state = turn.state
    state.carer = False
    turn.say_one_of(("takes_them_too", "correct") if takes_them_too(heard.text) else ("correct",))
    if heard.tells_medicine and not state.notes_of("opening"):
        state.phase, state.step, state.aside = "opening", "ask", None
        phases.answer(turn, heard)
        return
    state.medicine = heard.medicine or state.medicine
    state.aside = None
    if state.medicine or state.phase != "ideas":
        phases.ask_again(turn)
    else:
        state.phase = "opening"
        phases.ask(turn)
