"""Corrections: a number given anew, a line taken out of the summary, a word that was misheard."""

from __future__ import annotations

import re

from bot.coaching import phases
from bot.coaching.heard import Heard
from bot.coaching.notes import QUOTE_LENGTH, add, may_be_quoted
from bot.coaching.reply import Turn
from bot.coaching.returning import come_back
from bot.coaching.short_answers import corrects_something, names_what_is_right
from bot.coaching.state import CoachState
from bot.language.sentences import plain, quote

# "No, not that" corrects nothing yet.
FEW_WORDS = 4
_TAKES_OUT = re.compile(
    r"\b(?:never|didnt|did not|dont think i) (?:said|say|told|tell|wrote|write|meant|mean)\b"
    r"|\b(?:take|leave|cross|strike|cut|get)\b.*\b(?:out|off|away|rid)\b"
    r"|\b(?:remove|delete|drop|scrap|erase)\b"
    r"|\b(?:is|its|isnt|not|thats|are|was) (?:wrong|true|right)\b"
)
# Words that say only that, or where it stands.
_ABOUT_IT = re.compile(
    r"never|did(?:nt)?|say|said|tell|told|wrote|write|mean|meant|taken?|leave|cross|strike|remove"
    r"|delete|drop|scrap|erase|wrong|true|right|lines?|parts?|things?|bits?|words?|sentence|point"
    r"|about|the|th(?:at|is|ese|ose|ere)s?|what|with|from|have|please|could|would|should|summary"
    r"|actually|think|just|where|which|your?|mine|want|like|dont|isnt|sorry|really|also|was|are"
    r"|not|but|out|off|rid|get|cut|can|and|put|for|all|one|ive|you"
)
_TELLING = 3


def take(turn: Turn, heard: Heard) -> bool:
    """Go by what a correction says is right; False if it says only that something is wrong.

    "I meant ten years, and lorazepam, not diazepam", "change that to 6".
    """
    state = turn.state
    if phases.amends_ruler(state, heard):
        phases.answer(turn, heard)
        return True
    if len(heard.text.split()) <= FEW_WORDS or not corrects_something(heard.text):
        return False
    if heard.medicine and names_what_is_right(heard.text):
        state.medicine = heard.medicine
    if state.phase == "summary":
        phases.answer(turn, heard)
        return True
    add(state, heard)
    turn.say("correct")
    come_back(turn, bridge=False)
    return True


def take_out(turn: Turn, heard: Heard) -> bool:
    """Take the line that is named out of the summary that was just read; False if none is.

    "I never said that about my brain", "leave out the bit about my mother".
    """
    state = turn.state
    text = _line_named(state, heard.text) if state.phase == "summary" else None
    if text is None:
        return False
    state.taken_out.append(text)
    state.aside = None
    if not (may_be_quoted(text) and turn.say("summary.taken_out", quote=quote(text, QUOTE_LENGTH))):
        turn.say("summary.thanks_for_change")
    phases.ask_again(turn)
    return True


def _line_named(state: CoachState, text: str) -> str | None:
    """The one line that a wish to take something out is about, and about which it tells no more."""
    said = plain(text).lower().replace("'", "")
    if not _TAKES_OUT.search(said):
        return None
    named = {word for word in _words(said) if not _ABOUT_IT.fullmatch(word)}
    fitting = {
        note.text for note in state.notes if named and named <= _words(plain(note.text).lower())
    } - set(state.taken_out)
    return fitting.pop() if len(fitting) == 1 else None


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z]+", text.replace("'", "")) if len(w) >= _TELLING}
