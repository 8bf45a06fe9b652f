"""What was understood of one message: the only thing the coach knows of it besides its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.language.assent import Answer, begins_with, takes_back
from bot.language.ruler import ruler_number
from bot.language.sentences import has_content, is_emoji_only, is_hedged, is_thin, words_alone

# Intents that answer nothing by themselves.
SHORT_INTENTS = frozenset({"affirm", "deny", "thin_answer"})
# ... as long as there are no more words than these: "no, they never help" tells something.
SHORT_ANSWER = 3
# A loss or a hurt is met before whatever else is told beside it.
MET_FIRST = ("grief", "trauma")

# "It's not about driving", "I never said anything about shame": what was heard there, it is not.
_DENIES_TOPIC = re.compile(
    r"\b(?:(?:its|it is|thats|that is|this is|it was|that was) not|(?:it|that|this) (?:isnt|wasnt))"
    r" (?:really )?(?:about|because of|down to|to do with)\b"
    r"|\bnothing to do with\b|^(?:no |but |and )*not about\b"
    r"|^(?:no |but )*(?:no ?one|nobody) (?:has )?died\b"
    r"|\bi (?:have never|never|did not|didnt) (?:said|say|wrote|write|mention\w*|spoke|talked)\b"
    r"(?!.*\bto (?:my|the|a|any\w*|him|her|them|no\w*)\b)"
)

# "because of him" has few words and is a whole reason.
_REASON = re.compile(r"\W*(?:be)?(?:cause|cos|coz|cuz)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """One sentence with the themes, the talk and the phase that a classifier heard in it.

    `phase` is where the sentence belongs whatever was asked ("none": nowhere), and
    `phase_confidence` (0 to 1) how sure the classifier is.
    """

    text: str
    themes: tuple[str, ...] = ()
    talk: str = "neutral"
    phase: str = "none"
    phase_confidence: float = 0.0


@dataclass(frozen=True)
class Heard:
    """One message of the person; the text is empty when a button was pressed.

    `topics` are the classifier's probabilities of what a question asks about, and `topic` what it
    was found to ask, or what a button names; `asked` is the sentence that asks beside others that
    tell something, with its own `asked_topics`; `about` is what kind of question it is, as
    `bot.guidance.answering.Recognised` says. `suggestions` are medicines that a misspelt name may
    mean; `months` is how long they have been taken.
    """

    text: str
    intent: str = "thin_answer"
    confidence: float = 1.0
    sentences: tuple[Sentence, ...] = ()
    topic: str | None = None
    topics: Mapping[str, float] = field(default_factory=dict)
    asked: str = ""
    asked_topics: Mapping[str, float] = field(default_factory=dict)
    about: str = "answer"
    follows_up: bool = False
    country: str | None = None
    medicine: str | None = None
    suggestions: tuple[str, ...] = ()
    months: int | None = None
    button: bool = False

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes of all sentences, each once: a loss or a hurt, then the first heard first."""
        found = dict.fromkeys(theme for s in self.sentences for theme in s.themes)
        return tuple(sorted(found, key=lambda theme: theme not in MET_FIRST))

    @property
    def told(self) -> Heard:
        """What the message tells beside what it asks."""
        kept = tuple(s for s in self.sentences if s.text != self.asked)
        return replace(self, text=" ".join(s.text for s in kept), sentences=kept, asked="")

    @property
    def talk(self) -> str:
        """`change`, `sustain`, `neutral`, or `mixed` where both sides were heard."""
        talks = {s.talk for s in self.sentences} - {"neutral"}
        if len(talks) == 2:
            return "mixed"
        return talks.pop() if talks else "neutral"

    @property
    def thin(self) -> bool:
        """Whether little can be taken from the message as an answer to an open question."""
        words = len(self.text.split())
        if words > 1 and _REASON.match(self.text):
            return False
        if self.button or not has_content(self.text):
            return True
        if self.intent in SHORT_INTENTS and words <= SHORT_ANSWER:
            return True
        # "that i wont cope" and "she died" tell something; "sleep" and "nerves maybe" tell little.
        telling = words > 2 or (words == 2 and bool(self.themes))
        return is_thin(self.text) and (is_hedged(self.text) or not telling)

    @property
    def assent(self) -> Answer | None:
        """The yes or no that the message is, or begins with."""
        if self.button or self.intent in ("affirm", "deny"):
            if self.intent == "affirm" and takes_back(self.text):
                # "Yes if you don't tell my doctor", "absolutely not" are none, whatever is heard.
                return begins_with(self.text)
            return {"affirm": "yes", "deny": "no"}.get(self.intent)  # type: ignore[return-value]
        return begins_with(self.text)

    @property
    def tells_medicine(self) -> bool:
        """Whether it names a medicine, or how long one has been taken."""
        return bool(self.medicine or self.suggestions) or self.months is not None

    @property
    def emoji_only(self) -> bool:
        """Whether the message holds pictures and no words."""
        return is_emoji_only(self.text)

    @property
    def number(self) -> int | None:
        """The number from 0 to 10 that the message gives, if it gives one."""
        return ruler_number(self.text)


def from_message(message: Mapping[str, Any]) -> Heard:
    """Read what Rasa's pipeline understood (`tracker.latest_message`)."""
    text = message.get("text") or ""
    intent = message.get("intent") or {}
    entities = message.get("entities") or []
    values = {e["entity"]: e.get("value") for e in reversed(entities)}
    heard = message.get("heard") or {}
    sentences = heard.get("sentences", ())
    denied = {
        theme
        for s in sentences
        if _DENIES_TOPIC.search(words_alone(s["text"]))
        for theme in s["themes"]
    }
    return Heard(
        text="" if text.startswith("/") else text,
        intent=intent.get("name") or "thin_answer",
        confidence=float(intent.get("confidence") or 0.0),
        sentences=tuple(
            Sentence(
                text=s["text"],
                themes=tuple(theme for theme in s["themes"] if theme not in denied),
                talk=s["talk"],
                phase=s["phase"],
                phase_confidence=s["phase_confidence"],
            )
            for s in sentences
        ),
        topic=values.get("topic"),
        topics=heard.get("topics") or {},
        asked=heard.get("asked") or "",
        asked_topics=heard.get("asked_topics") or {},
        medicine=values.get("medicine"),
        suggestions=tuple(values.get("maybe_medicine") or ()),
        months=values.get("months"),
        button=text.startswith("/"),
    )
