"""The check for a learner who plays the clinician: their own distress, and not the role's."""

from __future__ import annotations

import re

from bot.language.sentences import pieces
from bot.risk.detector import RiskDetector
from bot.risk.verdict import Verdict, gravest

_LONGEST = 400
_QUOTED = re.compile(
    r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|(?<!\w)'[^']*'(?!\w)|\u2018[^\u2019]*\u2019"
)
_MYSELF = re.compile(r"\b(?:i|me|my|myself|mine)\b|\bi'", re.IGNORECASE)
_TO_THE_PATIENT = re.compile(r"\b(?:you|your|yours|yourself|u|ur)\b", re.IGNORECASE)
_OUT_OF_ROLE = re.compile(
    r"\b(?:out of role|not (?:the|my|a|playing a|in) (?:role|exercise|part)|stepping out|"
    r"for real|this is (?:really|actually)? ?me|about me now|i (?:really|actually) mean me)\b",
    re.IGNORECASE,
)


def check_learner(detector: RiskDetector, text: str) -> Verdict | None:
    """The risk in what a learner says of themselves, or None.

    As the clinician they ask about suicide and repeat what the patient said, as they should: a
    sentence said to the patient, or quoted, is the role's. One about themselves alone is theirs,
    and so is everything in a message that says that it is no longer the role.
    """
    spoken = _QUOTED.sub(" ", text)
    if _OUT_OF_ROLE.search(spoken):
        return detector.check(spoken)
    own = (
        sentence
        for sentence in pieces(spoken, _LONGEST)
        if _MYSELF.search(sentence) and not _TO_THE_PATIENT.search(sentence)
    )
    return gravest(*map(detector.check, own))
