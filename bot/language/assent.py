"""The yes or no that a message begins with: "Yes I agree, my daughter says I should"."""

from __future__ import annotations

import re
from typing import Literal

from bot.language.sentences import plain, words_alone

_OPENERS = (
    r"(?:(?:oh|ah|um|er|erm|well|right|so|hi|hello|hey|dear|good (?:morning|afternoon|evening|day))"
    r"[ ,.!]+(?:there[ ,.!]+)?)*"
)
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
# After these a message may go on and still be a yes; after the others it says something else.
_CLEARLY = (
    r"(?:yes|yeah|yea|yeh|yep|yup|aye|agreed|i agree(?!\W+(?:with|that)\b)|i do agree|i consent"
    r"|i accept)"
)
_FILLERS = (
    r"then|please|pls|love|dear|mate|doc|doctor|thanks|thank you|ta|cheers|so|and"
    r"|with (?:me|that|it|this)|by me|to (?:me|that|this|talk|chat|start|begin)"
    r"|about (?:it|that|my (?:health|medicines?|tablets))|for it|tell me(?: more)?|show me|read it"
    r"|talk|chat|begin|start|do|hear|it|that|this|fire away"
    r"|good (?:morning|afternoon|evening|day)|oh|ah|um|er|erm|well|hi|hello|hey|there"
)
_NO = (
    r"(?:(?:yeah|ok|okay|yes|well|right)\W+(?=(?:no|nah|nope)(?:\W*$|\W+(?:thanks|thank|not)\b)"
    r"|(?:id|i would) (?:rather|prefer) not))?"
    r"(?:no(?=\W*$|[,.!;]|\W+(?:no|nope|thanks?|thank|ta|not|i(?! mean| meant| dont mind)"
    r"|im(?! happy)|id|ive|its(?! fine| ok)|thats(?! fine| ok| all right| alright)|way"
    r"|chance|please|never|dont|you|my|she|he|they|we|the|there|this|that|and|because|cos|mate|love"
    r"|dear|doctor|well|need)\b)"
    r"|nope|nah|naw|nay|never(?=\W*$|[,.!;]| mind\W*$| in my life)"
    r"|not (?:now|today|yet\W*$|really\W*$|likely)|no thanks?"
    r"|(?:i(?:d| would) )?(?:rather|prefer) not"
    r"|(?:i )?(?:dont|do not|wont|will not) (?:agree|consent|want|think so)"
    r"(?! (?:to )?(?:live|die|be|take|stop|my|these|with)\b)"
    r"|i (?:refuse|decline|disagree)|please dont"
    r"|(?:of course|absolutely|certainly|definitely|surely|i suppose|i guess|please do)"
    r" (?:not|no|never))"
)
_BEGINS_YES = re.compile(rf"{_OPENERS}(?:{_YES})\b")
_YES_WORDS = re.compile(rf"\b(?:{_YES}|{_FILLERS})\b")
_ALL_YES_IN = 80
_CLEARLY_YES = re.compile(
    rf"{_OPENERS}{_CLEARLY}\b(?!\W+(?:right like|whatever|as if|sure like)\b|\W+right\W*$)"
)
_BEGINS_NO = re.compile(rf"{_OPENERS}(?:{_NO})\b")
# What takes a yes back, puts it off, or asks for something first.
_BUT = re.compile(
    r"\b(?:but|if|not sure|depends|unless|(?:as|so) long as|provid(?:ed|ing)|except|apart from"
    r"|first(?! (?:time|given|put|prescribed|started|took|got))|however|(?:al)?though|once|after"
    r"|when"
    r"|refuse|decline|disagree|object|rather not|prefer not|never ?mind|forget it|cancel|delete"
    r"|go away|want to leave|bye|goodbye|later|tomorrow|(?:another|some other) (?:time|day)|wait"
    r"|hold on|hang on|let me|not (?:now|today|yet|ready|comfortable|for me)|(?:ask|tell) my"
    r"|(?:dont|do not|wont|will not|cant|cannot) (?:\w+ )?(?:agree|consent|think so|give|trust|talk"
    r"|do (?:it|that)|want (?:to (?:talk|answer|say|share)|this|that|any(?:one|body)?|you|it)))\b"
    r"|\b(?:no|nope|nah|not)\W*$|\bsays no\b|\ba no\b|\bstop(?: (?:it|this|asking))?\W*$|\?"
    rf"|^{_OPENERS}{_CLEARLY}\W+(?:(?:and|or|then|so|i mean|i said|well|ok) )*"
    r"(?:no(?! (?:problem|worries|bother|objections?|doubt|matter))|nope|nah|not|never|who|what"
    r"|why(?! not)|where|how|i think not|about the|to (?:the|my))\b"
)
_DELETES = re.compile(r"\b(?:delete|erase|cancel|remove|wipe|bye|goodbye)\b")
_A_NO = re.compile(r"\b(?:no|nope|nah|not|never|dont|do not|wait|stop)\b")
_GOING_ON = r"go on|carry on|keep going|keep on|move on|get going|continue|ready|crack on"
_GOES_ON = re.compile(rf"\b(?:{_GOING_ON})\b")
_GOES_ON_ALONE = re.compile(
    rf"(?:(?:{_GOING_ON}|yes|yeah|yep|ok|okay|alright|sure|no|nah|well|oh|aye|fine|please|thanks?|you"
    r"|then|dear|love|now|id|im|i|we|can|lets|like|want|to|am|be|happy|with|the|chat|talk)(?: |$))+"
)

Answer = Literal["yes", "no"]


def begins_with(text: str) -> Answer | None:
    """The answer to a closed question that a text begins with; None when it takes it back."""
    lowered = _lowered(text)
    if not takes_back(text):
        all_yes = len(lowered) <= _ALL_YES_IN and not re.search(r"\w", _YES_WORDS.sub("", lowered))
        if _CLEARLY_YES.match(lowered) or (_BEGINS_YES.match(lowered) and all_yes):
            return "yes"
    return "no" if _BEGINS_NO.match(lowered) else None


def begins_gladly(text: str) -> bool:
    """Whether a text begins with anything like a yes and takes nothing back: "ok then, valium"."""
    lowered = _lowered(text)
    return bool(_BEGINS_YES.match(lowered)) and not takes_back(text)


def takes_back(text: str) -> bool:
    """Whether a text holds what takes a yes back: a condition, a question, a no at its end."""
    return bool(_BUT.search(_lowered(text)))


def lets_delete(text: str) -> bool:
    """Whether nothing in the answer to "shall I delete it?" speaks against it: "yes delete it"."""
    return not denies(text) and not takes_back(_DELETES.sub("", text.lower()))


def denies(text: str) -> bool:
    """Whether there is a no in a text: "no don't delete it"."""
    return bool(_A_NO.search(_lowered(text)))


def goes_on(text: str) -> bool:
    """Whether a text says no more than that the talk may go on: "yes I'd like to go on"."""
    said = words_alone(text)
    # "I keep going" tells how somebody gets by.
    tells = said.startswith(("i ", "im ", "am "))
    return not tells and bool(_GOES_ON.search(said) and _GOES_ON_ALONE.fullmatch(said))


def _lowered(text: str) -> str:
    """With its punctuation, and without apostrophes."""
    return plain(text).lower().replace("'", "").strip()
