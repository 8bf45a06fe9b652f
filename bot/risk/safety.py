"""What someone whose coaching is paused says of help: safe, not alone, called."""

from __future__ import annotations

import re
from typing import Literal

from bot.language.sentences import plain

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
_DOUBT = re.compile(
    r"\b(?:not|never|nor|dunno|unsure|if|until|danger|unsafe|wish|want to be|am i|are we|but|"
    r"except|cannot|can'?t)\b|n'?t (?:know|feel|think)"
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
_BE = r"(?:i ?'?m|i ?am|am|we're|we are|i (?:do )?feel|feeling)"
_HOW = (
    r"(?:(?:now|really|quite|very|much|totally|completely|perfectly|absolutely|100%|a bit|"
    r"a lot|all|a little(?: bit)?|honestly|already|and|still|at home) )*"
)
_WELL = (
    r"(?:safer?(?: enough to (?:go|carry) on)?(?: and (?:well|okay|ok|calm))?|ok|okay|alright|"
    r"all right|fine|better|calmer|in a safe place|somewhere safe|home safe|out of danger|"
    r"(?:not|no longer) in (?:any )?danger)"
)
_AM_SAFE = (
    rf"(?:{_BE} {_HOW}{_WELL}|(?:all )?safe|out of danger|i(?:'?ve| have) calmed down|"
    r"(?:there is |there's )?no danger(?: here)?)"
    r"(?: (?:now|rn|really|again|here|right now|any ?more|thanks|thank you))*"
)
_GO_ON = (
    r"(?:(?:please )?(?:(?:can|could|shall) (?:we|you|i) |lets? |let's |let us |we can |"
    r"(?:i |i'?d |we )?(?:want|wish|would like|like|'?d like|happy|ready) to )?(?:please |now )?"
    r"(?:(?:go|carry|move|keep) (?:on|going)|continue)(?: (?:now|please|then))?)"
)
_RANG = (
    r"i(?:'ve| have)? ?(?:just )?(?:called|rang|rung|phoned|spoke|spoken|talked|got through)"
    r"(?: (?:to|with))?(?: (?:my|the|a))? (?:lifeline|samaritans?|gp|doctor|nurse|crisis "
    r"(?:team|line)|helpline|hotline|mum|mom|sister|brother|daughter|friend|\d{2,4})"
)
_HERE = (
    r"(?:my |the |a )?(?:sister|brother|mum|mom|mam|mother|dad|father|daughter|son|friend|mate|"
    r"nurse|carer|ambulance|paramedics?)(?:'s| is| are) (?:here|with me)(?: (?:now|too|with me))?"
)
_BESIDE = (
    r"(?:yes|yeah|yep|ye|ok|okay|well|oh|thanks|thank you|thx|cheers|please|honestly|really|dear|"
    r"i promise|i swear|tired|shaken|all good|(?:i'?m )?not alone|"
    r"(?:as )?i (?:told you|said)(?: already)?|(?:the )?crisis is over|not in (?:any )?danger|"
    r"if that'?s what you(?:'re| are)? (?:want to know|mean|asking)|it(?:'s| has)? passed|"
    r"the danger has passed|not going to do anything|i don'?t want to die|"
    r"(?:i )?(?:just )?(?:can'?t|cannot) sleep(?: tho(?:ugh)?)?|"
    r"i'?m at (?:home|my (?:mum|mom|dad|sister|brother|friend)'?s)|"
    r"(?:they|the hospital) (?:sent|let) me (?:go )?home|"
    r"(?:my |the |a )?(?:doctor|gp|nurse|ambulance|paramedics?|crisis team)(?:'s| has| have)? "
    r"(?:(?:just )?(?:seen|saw|checked|looked at) me|came|been)(?: over)?)"
)
_PLAINLY_SAFE = re.compile(rf"{_AM_SAFE}\b")
_TAKES_NOTHING_BACK = re.compile(
    rf"(?:{_GO_ON}|{_RANG}|{_HERE}|{_BESIDE}|(?:my |the |a )?{_HELP_COMES.pattern}|"
    rf"{_NO_HARM.pattern})\b"
)
_BETWEEN = re.compile(r"[\s.,;:!-]*(?:\b(?:and|so|but)\b[\s.,;:!-]*)?")
_NO_FIRST = re.compile(r"[^\w\"\u201c]*(?:no\b(?! danger)[\s.,;:!-]*)*")
_AT_LAST = re.compile(r"[^\w?\"\u201d]*")
_ASKS_TO_GO_ON = re.compile(r"\b(?:can|could|shall) (?:we|you|i) [a-z ]+\?(?=\W*$)")


def says_safe(text: str) -> bool:
    """Whether a message says that its writer is safe, and beside it only what takes nothing back.

    Coaching must not go on because a classifier hopes so, nor at "I'm fine, I only took 20".
    """
    rest = _ASKS_TO_GO_ON.sub(lambda asks: asks.group()[:-1], plain(text).lower())
    found, at = False, _end_of(_NO_FIRST, rest, 0)
    # Phrase by phrase: one pattern for the whole would try every way of parting them.
    while not _AT_LAST.fullmatch(rest, at):
        safe = _PLAINLY_SAFE.match(rest, at)
        phrase = safe or _TAKES_NOTHING_BACK.match(rest, at)
        if phrase is None:
            return False
        found = found or bool(safe)
        at = _end_of(_BETWEEN, rest, phrase.end())
    return found


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


# Said without "I am safe", what may stand beside it and adds nothing.
_AROUND = re.compile(
    r"\bif that'?s what you(?:'re| are|r)? (?:want to know|mean|asking|getting at)\b|"
    r"\b(?:can|could|shall|let'?s|please|want|would|like|to|i'?d?|we|us|go|going|carry|carrying|on|"
    r"continue|keep|talk|talking|thanks?|thank|you|yes|yeah|yep|no|nope|and|so|now|again|a|an|bit|"
    r"lot|little|much|really|honestly|promise|at|all|right|here|today|tonight|my|the|over|round|soon)\b"
)
_HOME = re.compile(r"\b(?:they|the hospital) (?:sent|let) me (?:go )?home\b")


def says_nothing_but_safe(text: str) -> bool:
    """Whether "I am safe", "my sister is on her way" or the like is all that is said.

    "Took three instead of one, feel fine" says more.
    """
    if says_safe(text):
        return True
    rest = plain(text).lower()
    helped = _HELP_COMES.search(rest) and not _NOT_SO.search(rest) and not _DOUBT.search(rest)
    if not _NO_HARM.search(rest) and not helped:
        return False
    for known in (_NO_HARM, _COMPANY, _CALLED, _HOME, _AROUND):
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
