"""What someone whose coaching is paused says of help: safe, not alone, called."""

from __future__ import annotations

import re
from typing import Literal

from bot.language.sentences import plain

_SAFE = re.compile(
    r"\b(?:i'?m|i am|am|we'?re|feel|feeling|i'?ll be|now)\s+"
    r"(?:(?!(?:no|far|hardly|barely|anything|nowhere)\b)\w+\s+){0,2}?"
    r"(?:safe|ok|okay|alright|all right|fine|better(?! off)|calmer)\b(?!(?: now)?\s*\?)"
)
_DOUBT = re.compile(
    r"\b(?:not|never|nor|dunno|unsure|if|until|danger|unsafe|wish|want to be|am i|are we|but|"
    r"except|cannot|can'?t)\b|n'?t (?:know|feel|think)"
)


def says_safe(text: str) -> bool:
    """Only a plain statement counts: coaching must not go on because a classifier hopes so."""
    lowered = plain(text).lower()
    return bool(_SAFE.search(lowered)) and not _DOUBT.search(lowered)


_NEAR = (
    r"(?:with me|here (?:now|too|with)|next to me|beside me|sitting with|staying (?:with|over)|"
    r"on (?:his|her|their|its|the) way|coming (?:over|round|to)|arrived|just got here)"
)
_WHO = (
    r"(?:sister|brother|mum|mom|mam|dad|mother|father|son|daughter|wife|husband|partner|friend|mate|"
    r"neighbou?r|flatmate|boyfriend|girlfriend|aunt\w*|uncle|nurse|carer|ambulance|paramedics?|"
    r"someone|somebody|he|she|they)"
)
_COMPANY = re.compile(rf"\b{_WHO}\b[^.!?]{{0,30}}\b{_NEAR}\b|\bnot alone\b(?! in)")
_CALLED = re.compile(
    r"\bi(?:'ve| have|'m|am)? ?(?:just )?(?:called|rang|rung|phoned|texted|ringing|calling|spoke|"
    r"spoken|talked|on the phone|got through)\b"
)
_NOT_SO = re.compile(
    r"\b(?:no ?one|nobody|not (?:here|coming|with)|isn'?t|aren'?t|won'?t|can'?t|cannot|didn'?t|"
    r"haven'?t|wish|if|never|left|gone|used to)\b"
)


def help_is_near(text: str) -> Literal["company", "called"] | None:
    """Whether they say that somebody is with them or on the way, or that they made the call."""
    lowered = plain(text).lower()
    if _NOT_SO.search(lowered):
        return None
    if _COMPANY.search(lowered):
        return "company"
    return "called" if _CALLED.search(lowered) else None


_NO_HARM = re.compile(
    r"\b(?:i'?m|i am) not (?:at all )?(?:suicidal|in (?:any )?danger|"
    r"going to (?:hurt|harm|kill) (?:myself|anyone|anybody))\b|"
    r"\bi (?:won'?t|will not|would never|wouldn'?t) (?:ever )?"
    r"(?:hurt|harm|kill) (?:myself|anyone|anybody)\b|"
    r"\bi(?:'ve| have)? (?:never|not) (?:ever )?(?:thought of|wanted to|tried to|thought about) "
    r"(?:hurt|harm|kill)(?:ing)? myself\b"
)
# Help for whoever waits for it. Of "he is on his way", or of a partner, somebody may be afraid.
_HELP_COMES = re.compile(
    r"\b(?:sister|brother|mum|mom|mam|mother|dad|father|daughter|son|friend|mate|neighbou?r|aunt\w*|"
    r"nurse|carer|ambulance|paramedics?)\b(?:'s| is| are|'re|'ve| has| have)? ?(?:just |now )?"
    rf"{_NEAR}\b"
)
_HOME = re.compile(r"\b(?:they|the hospital) (?:sent|let) me (?:go )?home\b")
# What may stand beside "I am safe" and adds nothing.
_AROUND = re.compile(
    r"\bif that'?s what you(?:'re| are|r)? (?:want to know|mean|asking|getting at)\b|"
    r"\b(?:can|could|shall|let'?s|please|want|would|like|to|i'?d?|we|us|go|going|carry|carrying|on|"
    r"continue|keep|talk|talking|thanks?|thank|you|yes|yeah|yep|no|nope|and|so|now|again|a|an|bit|"
    r"lot|little|much|really|honestly|promise|at|all|right|here|today|tonight|my|the|over|round|soon)\b"
)


def says_nothing_but_safe(text: str) -> bool:
    """Whether "I am safe", "my sister is on her way" or the like is all that is said.

    "Took three instead of one, feel fine" says more.
    """
    rest = plain(text).lower()
    helped = _HELP_COMES.search(rest) and not _NOT_SO.search(rest) and not _DOUBT.search(rest)
    if not says_safe(text) and not _NO_HARM.search(rest) and not helped:
        return False
    for known in (_NO_HARM, _SAFE, _COMPANY, _CALLED, _HOME, _AROUND):
        rest = known.sub(" ", rest)
    return not any(char.isalnum() for char in rest)


# Whole messages: "I can't use a saw half asleep, but I did" says more.
_ABSTAINS = re.compile(
    r"\W*(?:and |but |so |well |no )?i (?:can'?t|cannot|couldn'?t|could not|won'?t|will not|"
    r"wouldn'?t|would not|don'?t|do not|(?:would )?never) (?:ever )?"
    r"(?:drive|ride|use|work|operate|climb)"
    r"(?: (?!but\b|and\b|or\b|except\b|without\b|unless\b|anymore\b|any\b)\w+){0,3}?"
    r" (?:half asleep|(?:when|while) (?:i'?m |i am )?(?:half asleep|drowsy|sleepy|foggy|tired)|"
    r"on (?:it|them|these|tablets|my tablets)|after (?:it|them|taking (?:it|them|one)|my tablets?))"
    r"\W*"
)


def keeps_off(text: str) -> bool:
    """Whether all that is said is that machines or roads are left alone while on the medicine."""
    return bool(_ABSTAINS.fullmatch(plain(text).lower()))
