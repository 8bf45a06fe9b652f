"""Whether someone whose coaching is paused says that they are safe."""

from __future__ import annotations

import re

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
