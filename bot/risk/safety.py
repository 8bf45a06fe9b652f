"""What someone whose coaching is paused says of help: safe, not alone, called."""

from __future__ import annotations

import re
from typing import Literal

from bot.language.sentences import plain

_SAFE = re.compile(
    r"\b(?:i'?m|i am|am|we'?re|feel|feeling|i'?ll be|now)\s+(?:\w+\s+){0,2}?"
    r"(?:safe|ok|okay|alright|all right|fine|better|calmer)\b"
)
_DOUBT = re.compile(
    r"\b(?:not|never|nor|dunno|unsure|if|until|danger|unsafe|wish|want to be)\b"
    r"|n'?t (?:know|feel|think)"
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
