"""The yes or no that a message begins with: "Yes I agree, my daughter says I should"."""

from __future__ import annotations

import re
from typing import Literal

from bot.language.sentences import plain

_OPENERS = r"(?:(?:oh|ah|um|er|erm|well|right|so|hi|hello|hey|dear)[ ,.!]+(?:there[ ,.!]+)?)*"
_YES = (
    r"yes|yeah|yea|yeh|yep|yup|ye|aye|ya|sure|surely|ok|okay|okey|k|fine|agreed|absolutely|definitely"
    r"|certainly|gladly|please do|go on|go ahead|carry on|of course|all right|alright|no problem"
    r"|no worries|not a problem|why not|by all means|i agree|i consent|i accept|i do agree"
    r"|lets (?!.*\b(?:later|another|tomorrow|some other)\b)(?:(?:go|start)(?! back| over)|do|begin"
    r"|try|talk|chat|see|hear|proceed|carry on|continue|keep (?:going|on)|get (?:going|started)"
    r"|give it a go)"
    r"|lets(?=\W*$)"
    r"|that(?:s| is) (?:all right|alright|ok|okay|fine|good|right|correct)"
    r"|(?:i )?(?:dont|do not) mind"
    r"|(?:i(?:m| am) )?(?:happy|ok|okay|fine|willing) (?:to|with)|i (?:suppose|guess)(?: so)?"
)
_NO = (
    r"no(?! ?ones?\b)|nope|nah|naw|never(?! (?:thought|told|knew|dreamt|imagined)\b)|not now"
    r"|not today|not really|not yet|no thanks?|no thank you"
    r"|(?:i(?:d| would) )?(?:rather|prefer) not"
    r"|(?:i )?(?:dont|do not|wont|will not) (?:agree|consent|want)"
)
_BEGINS_YES = re.compile(rf"{_OPENERS}(?:{_YES})\b")
_BEGINS_NO = re.compile(rf"{_OPENERS}(?:{_NO})\b")
# What takes a yes back, or asks for something first.
_BUT = re.compile(
    r"\b(?:but|only if|not sure|first|depends|unless"
    r"|(?:dont|do not|wont|will not) (?:\w+ )?(?:agree|consent|want))\b|\?"
)
_GOES_ON = re.compile(r"\b(?:go|carry|keep|move|get) (?:on|going)\b|\bcontinue\b|\bready\b")
# "No, let's carry on" goes on, though it begins with no.
_FIRST_NO = re.compile(rf"{_OPENERS}(?:no|nah|nope)[ ,.!]+(?:no[ ,.!]+)?")
_SHORT = 8

Answer = Literal["yes", "no"]


def begins_with(text: str) -> Answer | None:
    """The answer to a closed question that a text begins with; None when it takes it back."""
    lowered = plain(text).lower().replace("'", "").strip()
    if _BEGINS_NO.match(lowered) and not _BEGINS_YES.match(lowered):
        return "no"
    if _BEGINS_YES.match(lowered) and not _BUT.search(lowered):
        return "yes"
    return None


def goes_on(text: str) -> bool:
    """Whether a short text says no more than that the talk may go on: "yes I'd like to go on"."""
    rest = _FIRST_NO.sub("", plain(text).lower(), count=1)
    return (
        begins_with(rest) == "yes" and len(text.split()) <= _SHORT and bool(_GOES_ON.search(rest))
    )
