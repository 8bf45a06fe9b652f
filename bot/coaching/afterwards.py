"""What is asked about the summary itself: whether it is right, who reads it, what becomes of it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.coaching.heard import Heard
from bot.coaching.reply import Turn
from bot.coaching.returning import come_back
from bot.language.sentences import split, words_alone

# Where a question may be about what comes after the talk, and what it is taken for.
_AT_THE_END = ("information", "summary", "closing")
_TAKEN_FOR = ("reflect", "ask_how_it_works", "ask_privacy", "show_summary", "guidance")
_LONG_QUESTION = 25

_BEFORE_ASKING = re.compile(r"^(?:\w+ ){0,3}?(?=(?:do|should|so|whats|what|how|can|will) )")
# "Should I take it at night" and "does it show in a blood test" ask about the medicine.
_ASKS_WHAT_BECOMES = re.compile(
    r"(?:do|should|shall|must|can|will|does|is|how|or|so|where)\b.*"
    r"(?:\b(?:print|send|share|show) (?:it|this|that|my|the (?:summary|page))\b|\bprint\b"
    r"|\bbook (?:it|in|an? (?:visit|appointment))\b"
    r"|\b(?:take|bring) (?:it|this) (?:along|with me)\b"
    r"|\b(?:doctor|gp|prescriber|surgery|clinic) (?:gets?|sees?|have|has) (?:it|this)\b"
    r"|\bgets? it by (?:it|him|her)self\b|\bthey (?:call|ring) me\b"
    r"|\bcome back (?:tomorrow|later|here|another|again)\b|\bkeep this page\b)"
    r"|(?:so |ok |and |now )*(?:whats|what is|what happens|what do i do) (?:next|now|then|after)\b"
)
# These can only be about the page, whenever they are asked.
_ASKS_ABOUT_PAGE = re.compile(
    r"(?:do|should|shall|must|can) i (?:\w+ )?"
    r"(?:print(?: (?:it|this|that|(?:my|the) (?:summary|page)))?"
    r"|(?:send|share|show) (?:it|this|(?:my|the) (?:summary|page)))"
    r"(?= (?:off|out|to|with|for|here|now|later|first|please|it|if|when|or|and|as)\b|$)"
)
_ASKS_WHETHER_RIGHT = re.compile(
    r"(?:(?:so|and|but|hm+|ok|oh|well|wait) )*(?:is|are|was|does|do|did|have)"
    r"(?: (?:this|that|it|all|these|everything|you|i|we|your summary|the summary|what you wrote))+"
    r"(?: (?:got?|get|have|look|sound|seem|read|be|put))?(?: (?:this|that|it|all|me|quite|really))*"
    r" (?:right|correct|true|accurate|ok|okay|sure)(?: (?:do you think|then|now|or not))?"
)

_WHO = (
    r"(?:(?:my|the|his|her|our) )?"
    r"(?:doctors?|gps?|surgery|prescriber|clinic|nurse|pharmacist|chemist)"
)
_ASKS_WHO_READS = re.compile(
    r"(?:(?:and|but|so|ok|oh|also|wait|please|thanks?|thank you|you didnt say|tell me) )*"
    rf"(?:(?:is|will|does) (?:this|it|that|all this|what i (?:write|say|type))"
    r" (?:be |get |all )?(?:go(?:ing)?|sent|shown|passed|read|seen)(?: on)?(?: straight)?"
    rf" (?:to|by) {_WHO}"
    rf"|(?:can|will|does|do|could) {_WHO} (?:see|read|get|sees|reads|gets|know|hear)"
    r"(?: (?:about|of))?"
    r" (?:this|it|that|what i (?:write|say)|my (?:answers|words)|any of (?:this|it))"
    r"|who (?:else )?(?:will |can |is going to |gets to |does )?(?:see|sees|read|reads|reading|get)"
    r" (?:this|that|it|these|what i (?:write|say)|my (?:answers|words))"
    r"|who is (?:seeing|reading) (?:this|it))"
    r"(?: (?:then|too|as well|please|all|or not|or anyone|anyway|now))*"
)


def tell_who_reads(turn: Turn, heard: Heard) -> Heard | None:
    """Say who reads it, where a sentence asks so; returned is what else the message tells.

    `heard` itself where nobody asks, None where nothing is left.
    """
    rest = tuple(s for s in heard.sentences if not asks_who_reads(s.text))
    if heard.button or len(rest) == len(heard.sentences):
        return heard
    if not turn.say_one_of(("who_reads", "ask_privacy")):
        return heard
    left = " ".join(s.text for s in rest)
    return replace(heard, text=left, sentences=rest) if left else None


def say(turn: Turn, move: str, heard: Heard) -> bool:
    """Answer what is asked about the summary; False if nothing of the kind is asked."""
    if move not in _TAKEN_FOR or heard.button:
        return False
    if turn.state.phase == "summary" and asks_whether_right(heard.text):
        keys: tuple[str, ...] = ("summary.yours_to_say",)
    elif asks_about_page(heard.text) or (
        turn.state.phase in _AT_THE_END and asks_what_becomes(heard.text)
    ):
        keys = ("closing.what_next", "ask_how_it_works")
    else:
        return False
    if not turn.say_one_of(keys):
        return False
    come_back(turn)
    return True


def asks_what_becomes(text: str) -> bool:
    """Whether somebody asks what happens after the talk: "do I print this or does he get it?"."""
    said = _BEFORE_ASKING.sub("", words_alone(text))
    return len(said.split()) <= _LONG_QUESTION and bool(_ASKS_WHAT_BECOMES.match(said))


def asks_about_page(text: str) -> bool:
    """Whether somebody asks for the summary as a page: "can I print this off?"."""
    said = _BEFORE_ASKING.sub("", words_alone(text))
    return len(said.split()) <= _LONG_QUESTION and bool(_ASKS_ABOUT_PAGE.match(said))


def asks_whether_right(text: str) -> bool:
    """Whether somebody asks the coach if the summary is right: "is that correct then?"."""
    return bool(_ASKS_WHETHER_RIGHT.fullmatch(words_alone(text)))


def besides_who_reads(text: str) -> str:
    """A text without the sentences that ask who reads it; the text itself where none does."""
    sentences = split(text)
    rest = [sentence for sentence in sentences if not asks_who_reads(sentence)]
    return text if len(rest) == len(sentences) else " ".join(rest)


def asks_who_reads(sentence: str) -> bool:
    """Whether a sentence asks who gets to see what is written: "is it going to my doctor?"."""
    return bool(_ASKS_WHO_READS.fullmatch(words_alone(sentence)))
