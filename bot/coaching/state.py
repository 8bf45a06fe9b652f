"""Where a conversation stands. Kept as JSON with the conversation, apart from Rasa's tracker."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields
from typing import Any

PHASES = (
    "opening",
    "ideas",
    "concerns",
    "expectations",
    "dreams",
    "link",
    "rulers",
    "information",
    "summary",
    "closing",
)

# Whose questions have no set of answers.
OPEN_PHASES = PHASES[1:6]
# The asides that ask whether somebody thinks of dying.
ASKED_FOR_THOUGHTS = ("thoughts", "thoughts_again")


@dataclass
class Note:
    """Something the person told us, in their words.

    `phase` is where it belongs; a reason given on a ruler has the ruler's name instead.
    """

    phase: str
    text: str
    themes: list[str] = field(default_factory=list)
    talk: str = "neutral"


@dataclass
class CoachState:
    """The coach's memory of one conversation.

    `step` names what the next message answers within the phase: `consent`, `which` medicine, `ask`,
    `build`, `deeper`, the six ruler steps, `offer`, `confirm`, `change` or `closed`; after
    `answered` only the next question is to be asked. `said` holds the ids of the
    sentences already said. `suggested` are the medicines that a misspelt name was asked to be.
    `taken_out` has the notes that are not to stand in the summary.
    `carer` is set for somebody who writes about another person. `unquoted`
    is a note not to be quoted on the way back from an interruption, since it was or since it told
    of a risk. `read` names the notes shown, `topics` what they were about, and
    `asked_of` is the medicine that the last one was for. `held` is a message
    that came before consent, or that may tell of a risk. `paused` is the risk tier that stopped the
    coaching, `paused_for` what it was for (`bot.coaching.pausing`). `aside`
    is a question the coach asked outside the phase's own, which the next message may answer
    (`check`, `resist`, `stop`, `delete`, `carry_on`; after `tell` it is what somebody wanted to say
    first; `thoughts` and `thoughts_again` ask whether they think of dying).
    """

    phase: str = "opening"
    step: str = "consent"
    consented: bool = False
    done: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    rulers: dict[str, int] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    medicine: str | None = None
    asked_of: str | None = None
    resisted: int = 0
    declined: bool = False
    suggested: list[str] = field(default_factory=list)
    taken_out: list[str] = field(default_factory=list)
    carer: bool = False
    dream: str | None = None
    unquoted: str | None = None
    held: dict[str, Any] | None = None
    paused: str | None = None
    paused_for: list[str] = field(default_factory=list)
    aside: str | None = None

    def notes_of(self, phase: str) -> list[Note]:
        """What was told that belongs to `phase`, without what was taken out again."""
        return [n for n in self.notes if n.phase == phase and n.text not in self.taken_out]

    def finish(self, phase: str) -> None:
        """Count `phase` as done; the order is that of the conversation."""
        if phase not in self.done:
            self.done.append(phase)

    def to_json(self) -> dict[str, Any]:
        """The state as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> CoachState:
        """The state from what `to_json` gave; an empty mapping is a new conversation."""
        # A copy: a database must see that a list inside has changed.
        values = deepcopy(dict(data or {}))
        values["notes"] = [Note(**note) for note in values.get("notes", ())]
        # What a later version remembered besides must not end the conversation.
        known = {known.name for known in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})
