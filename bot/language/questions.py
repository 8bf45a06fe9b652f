"""Whether a message asks something, by its shape: people on a phone leave the question mark out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.sentences import plain

_OPENERS = r"(?:(?:so|and|but|ok|okay|please|pls|well|hi|hello|hey|then|also|um|just|if so)[ ,]+)*"
_ASKING = (
    r"who|whos|what|whats|when|where|why|which|how|hows|is|are|am|was|were|do|does|did|can|could"
    r"|will|would|should|shall|may|might|has|have|isnt|arent|dont|doesnt|wont|cant|any|anything"
    r"|tell|explain|show|give|help|say|walk"
)
_BEGINS = re.compile(rf"{_OPENERS}(?:{_ASKING})\b")
_WITHIN = re.compile(
    r"\?|\bwonder\w*|\b(?:curious|tell me|explain|asking|question|advice|info|information)\b"
    r"|\b(?:like|want|need|love|good) to (?:know|hear|read|understand|learn|ask)\b"
    r"|\b(?:know|hear|read|learn|understand) (?:more )?(?:about|if|whether|how|what|why)\b"
    r"|\bhow (?:do|does|long|fast|much|quick|quickly|slow|would|to)\b|\bwhat (?:if|happens|then)\b"
    r"|\b(?:is|are) (?:it|this|that|there|they)\b|\b(?:can|should|do) (?:i|we|people|you)\b"
)
_ENDS = re.compile(r"\b(?:why|how|what then|what next|right|ok|safe|normal|allowed)$")
_SOMEBODY = re.compile(
    r"\b(?:i|im|ive|id|ill|my|me|we|our|it|its|they|she|he|the|this|that|you|nothing|because)\b"
)
_SHORTEST_STATEMENT = 4
_SHORTEST_QUESTION = 4
# "What if I never sleep again?" asks nobody.
_WORRIES = re.compile(r"(?:and |but |so )?(?:what if|will i ever|how (?:will|can) i ever|why me)\b")


def is_statement(text: str) -> bool:
    """Whether a text tells something and asks nothing.

    "the tablets make my fingers slow" does; "how slow", "valium and wine" and "im on both, is that
    bad" do not: of few words, or of none about anybody, nobody can say.
    """
    lowered = plain(text).lower().replace("'", "")
    clauses = [clause.strip() for clause in re.split(r"[,.;:!\n-]+ ", lowered) if clause.strip()]
    if len(lowered.split()) < _SHORTEST_STATEMENT or not _SOMEBODY.search(lowered):
        return False
    return not (
        _WITHIN.search(lowered)
        or any(_BEGINS.match(clause) for clause in clauses)
        or any(_ENDS.search(clause) for clause in clauses[1:])
    )


def asked_beside(sentences: Sequence[str]) -> str:
    """The last of several sentences that asks something; an empty text if none does."""
    if len(sentences) < 2:
        return ""
    asking = [
        sentence
        for sentence in sentences
        if sentence.rstrip().endswith("?")
        and len(sentence.split()) >= _SHORTEST_QUESTION
        and not _WORRIES.match(plain(sentence).lower())
    ]
    return asking[-1] if asking else ""
