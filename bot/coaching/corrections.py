"""Corrections: a number given anew, a line taken out of the summary, a word that was misheard."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.coaching import phases
from bot.coaching.asked_out import Wish, may_mean_everything, read
from bot.coaching.heard import Heard, Sentence
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
_PUTS_BACK = re.compile(
    r"(?:(?:please|can you|could you|would you|can we|you can|i want you to|id like you to|just"
    r"|its wrong|thats wrong|thats not right|one thing|no|ok|also|and|but|sorry|well) )*"
    r"(?:put (?:it|that) back(?: (?:please|in|then|thanks))*"
    r"|(?:dont|do not) (?:take|cross|leave) (?:it|that) out(?: please)?"
    r"|(?:it|that) (?:can|should) stay(?: in| there| please| then)*|(?:leave|keep) it in)"
)


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


def told_beside(state: CoachState, heard: Heard) -> Heard:
    """`heard` without the sentences that ask to take something out, and what belongs to them."""
    wish = _wish(state, heard.text)
    return heard if wish is None else _told(wish, heard)


def _told(wish: Wish, heard: Heard) -> Heard:
    known = {sentence.text: sentence for sentence in heard.sentences}
    sentences = tuple(known.get(text, Sentence(text)) for text in wish.told)
    return replace(heard, text=" ".join(wish.told), sentences=sentences)


def take_out(turn: Turn, heard: Heard, deleting: bool = False) -> bool:
    """Take the lines that are named out of the summary that was read; False if nobody asks for it.

    "I never said that about my brain", "leave out the bit about my mother". What the message tells
    besides is added, and what no line fits is owned to. Where it was heard as `deleting`, "delete
    my information" is about all of it, unless it names a line.
    """
    state = turn.state
    wish = _wish(state, heard.text)
    if wish is None or (deleting and not wish.lines and may_mean_everything(heard.text)):
        return False
    state.aside = None
    for text in wish.lines:
        _strike(state, text)
        if not (may_be_quoted(text) and turn.say("summary.taken_out", quote=_cut(text))):
            turn.say("summary.line_gone")
    if wish.told:
        told = _told(wish, heard)
        add(state, told)
        if told.medicine and told.medicine.lower() in told.text.lower():
            state.medicine = told.medicine
        turn.say("summary.thanks_for_change")
    if wish.unfound:
        turn.say_one_of(("summary.not_found", "summary.yours_to_say"))
    phases.ask_again(turn)
    if wish.unfound:
        turn.offer_buttons(turn.button("show_summary", "/ask_summary"))
    return True


def put_back(turn: Turn, heard: Heard) -> bool:
    """Put the line that was taken out last back again; False if nobody asks for that."""
    state = turn.state
    asks = state.phase in SHOWS_IT and _PUTS_BACK.fullmatch(words_alone(heard.text))
    if not asks or not state.taken_out:
        return False
    text = state.taken_out.pop()
    # A message and a sentence of it that stood there by itself went together, and come together.
    while state.taken_out and (text in state.taken_out[-1] or state.taken_out[-1] in text):
        text = state.taken_out.pop()
    if all(note.text != text for note in state.notes):
        state.questions.append(text)
    state.aside = None
    if not (may_be_quoted(text) and turn.say("summary.put_back", quote=_cut(text))):
        turn.say("summary.thanks_for_change")
    phases.ask_again(turn)
    return True


def _wish(state: CoachState, text: str) -> Wish | None:
    if state.phase not in SHOWS_IT or not text:
        return None
    told = [note.text for note in state.notes if note.text not in state.taken_out]
    return read(text, [*told, *state.questions])


def _strike(state: CoachState, text: str) -> None:
    state.taken_out.append(text)
    state.questions = [question for question in state.questions if question != text]


def _cut(text: str) -> str:
    return quote(text, QUOTE_LENGTH)
