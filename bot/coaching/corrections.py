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
from bot.language.sentences import quote, words_alone

# The phases in which the summary stands above.
SHOWS_IT = ("summary", "closing")
# "No, not that" corrects nothing yet.
FEW_WORDS = 4
_BEFORE = (
    r"(?:(?:please|can you|could you|would you|can we|you can|i want you to|id like you to|just"
    r"|its wrong|thats wrong|thats not right|one thing|no|ok|and|but|sorry|well|also) )*"
)
_LINE = r"(?:lines?|parts?|things?|bits?|words?|sentence|point|one)\b"
# "Cut out the drink" and "take me out of work" are about life, and no line of a page.
_ASKS_IT_OUT = re.compile(
    rf"{_BEFORE}(?:(?:take|leave|cross|strike) (?:it |that |this )?(?:out|off)\b"
    rf"|(?:take|leave|cross|strike|cut)\b.*\b{_LINE}.*\b(?:out|off|away)\b"
    r"|take (?:the|that|this) (?:\w+ )+out$|(?:remove|delete|scrap|erase) (?:the|that|this|it)\b"
    rf"|(?:remove|delete|drop|scrap|erase|get rid of|lose|cut) (?:out )?(?:the|that|this|my)\b.*"
    rf"\b{_LINE}|dont put .*\bin\b)"
    r"|(?:(?:no|but|sorry|please|and|well) )*(?:i|id) (?:would )?(?:do not|dont|not|rather not)"
    r" (?:want|like|have) (?!to\b|me\b)(?:\w+ )*in (?:it|there|the (?:summary|paper|page|list))\b"
)
_NOT_SAID = re.compile(
    rf"{_BEFORE}i (?:never|did not) (?:actually |ever )?(?:say|said|wrote|write)\b"
    r"(?!.*\bto (?:my|the|anyone|him|her)\b)(?! (?:i want|it was))"
)
_PUTS_BACK = re.compile(
    rf"{_BEFORE}(?:put (?:it|that) back(?: (?:please|in|then|thanks))*"
    r"|(?:dont|do not) (?:take|cross|leave) (?:it|that) out(?: please)?"
    r"|(?:it|that) (?:can|should) stay(?: in| there| please| then)*|(?:leave|keep) it in)"
)
# Words that say only that, or where it stands.
_ABOUT_IT = re.compile(
    r"never|did(?:nt)?|say|said|tell|told|wrote|write|mean|meant|taken?|leave|cross|strike|remove"
    r"|delete|drop|scrap|erase|wrong|true|right|lines?|parts?|things?|bits?|words?|sentence|point"
    r"|about|its|would|rather|the|th(?:at|is|ese|ose|ere)s?|what|with|from|have|please|could|should"
    r"|summary|actually|think|just|where|which|your?|mine|want|like|dont|isnt|sorry|really|also|was|are"
    r"|not|but|out|off|rid|get|cut|can|and|put|for|all|one|ive|you"
)
_TELLING = 3


def take(turn: Turn, heard: Heard) -> bool:
    """Go by what a correction says is right; False if it says only that something is wrong.

    "I meant ten years, and lorazepam, not diazepam", "change that to 6".
    """
    state = turn.state
    if phases.amends_ruler(state, heard):
        state.aside = None
        phases.answer(turn, heard)
        return True
    if len(heard.text.split()) <= FEW_WORDS or not corrects_something(heard.text):
        return False
    if heard.medicine and names_what_is_right(heard.text):
        state.medicine = heard.medicine
    state.aside = None
    if state.phase == "summary":
        phases.answer(turn, heard)
        return True
    add(state, heard)
    turn.say("correct")
    come_back(turn, bridge=False)
    return True


def take_out(turn: Turn, heard: Heard) -> bool:
    """Take the line that is named out of the summary that was read; False if none is.

    "I never said that about my brain", "leave out the bit about my mother".
    """
    state = turn.state
    text = _line_named(state, heard.text) if state.phase in SHOWS_IT else None
    if text is None:
        return False
    state.taken_out.append(text)
    _say_what_became(turn, "summary.taken_out", text)
    return True


def put_back(turn: Turn, heard: Heard) -> bool:
    """Put the line that was taken out last back again; False if nobody asks for that."""
    state = turn.state
    asks = state.phase in SHOWS_IT and _PUTS_BACK.fullmatch(_plainly(heard.text))
    if not asks or not state.taken_out:
        return False
    _say_what_became(turn, "summary.put_back", state.taken_out.pop())
    return True


def _say_what_became(turn: Turn, key: str, text: str) -> None:
    turn.state.aside = None
    if not (may_be_quoted(text) and turn.say(key, quote=quote(text, QUOTE_LENGTH))):
        turn.say("summary.thanks_for_change")
    phases.ask_again(turn)


def _line_named(state: CoachState, text: str) -> str | None:
    """The one line that a wish to take something out is about, and about which it tells no more."""
    said = _plainly(text)
    denies = _NOT_SAID.match(said) and not text.rstrip().endswith("?")
    if not denies and not _ASKS_IT_OUT.match(said):
        return None
    named = {word for word in _words(said) if not _ABOUT_IT.fullmatch(word)}
    lines = {n.text for n in state.notes if n.text not in state.taken_out}
    fitting = [line for line in lines if named and named <= _words(_plainly(line))]
    return fitting[0] if len(fitting) == 1 else None


def _plainly(text: str) -> str:
    """The words alone, and no contracted not where it is looked for."""
    return words_alone(text).replace("didnt", "did not")


def _words(said: str) -> set[str]:
    return {word for word in said.split() if len(word) >= _TELLING or word.isdigit()}
