"""The ways back: to the open question after an interruption, to an earlier one, out of silence."""

from __future__ import annotations

from bot.coaching import consent, phases
from bot.coaching.heard import Heard
from bot.coaching.notes import QUOTE_LENGTH, may_be_quoted, note_or_add
from bot.coaching.reply import Turn
from bot.coaching.state import PHASES
from bot.language.sentences import quote

# A wish to go back has no more words than these.
_ONLY_BACK = 8
# Of a phase with several questions, the one before.
_EARLIER_STEP = {
    "deeper": "ask",
    "which": "ask",
    "change": "confirm",
    "importance_why": "importance",
    "importance_again": "importance",
    "confidence": "importance",
    "confidence_why": "confidence",
    "confidence_again": "confidence",
}


def come_back(turn: Turn, bridge: bool = True) -> None:
    """Return to the question that was open, in other words."""
    state = turn.state
    state.aside = None
    if not state.consented:
        consent.ask(turn)
    elif state.step == "answered":
        phases.next_phase(turn)
    else:
        # A summary that was just read back is what it comes back to.
        bridge = bridge and state.phase not in ("summary", "closing")
        if bridge and not _return_to_words(turn):
            turn.say("go_on_bridge")
        phases.ask_again(turn)


def _return_to_words(turn: Turn) -> bool:
    """Lead back with the person's last words, once each; False if there are none to give back."""
    state = turn.state
    if not state.notes or state.notes[-1].text == state.unquoted:
        return False
    told = state.notes[-1].text
    if not may_be_quoted(told):
        return False
    state.unquoted = told
    return turn.say("return_to", quote=quote(told, QUOTE_LENGTH))


def go_back(turn: Turn, heard: Heard) -> None:
    """Ask the question before the one that is open once more, if there was one."""
    state = turn.state
    if len(heard.text.split()) > _ONLY_BACK:
        # "Going back to the doctor, I want my daughter to come in with me."
        note_or_add(state, heard, told=True)
    if state.aside:
        # Before what was asked or read on the way stands the open question.
        turn.say("go_back")
        come_back(turn, bridge=False)
        return
    place = PHASES.index(state.phase)
    state.suggested = []
    earlier = _EARLIER_STEP.get(state.step)
    if earlier:
        turn.say("go_back")
        state.step = earlier
    # A relative is not asked what they take themselves.
    elif place == 0 or (state.carer and PHASES[place - 1] == "opening"):
        turn.say("skip_first")
        state.step = "ask"
    else:
        undone = (state.phase, PHASES[place - 1])
        state.phase = PHASES[place - 1]
        state.done = [phase for phase in state.done if phase not in undone]
        turn.say("go_back")
        state.step = "importance" if state.phase == "rulers" else "ask"
    if state.phase in ("information", "summary"):
        phases.ask(turn)
    else:
        phases.ask_again(turn)


def never_silent(turn: Turn) -> None:
    """When everything fitting was said: a reflection, or the shortest sign of being here."""
    state = turn.state
    if turn.say("still_here") or turn.reflect((), "neutral"):
        return
    # Hundreds of turns on, each wording was used: the oldest may come again.
    worn = {entry.id for entry in turn.bank.lists["still_here"]}
    state.said = [identity for identity in state.said if identity not in worn]
    turn.say("still_here")
