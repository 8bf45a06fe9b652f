"""From a question to the passage that answers it, or to saying that the library does not know.

The classifier that recognises topics is handed in, as what it says of the question: so a process
that holds no embedding model can answer too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from bot.guidance.lookup import Answer, example_questions, lookup
from bot.guidance.schema import Topic, read_topics
from bot.guidance.search import query_words, search
from bot.guidance.words import Words, read_words
from bot.language.medicines import MedicineFinder, Mention
from bot.language.sentences import plain

# What the classifier calls a question that the library has nothing on.
NOTHING = "nothing"
# So that no single vote is a veto.
FLOOR = 1e-4
# The vote of full text beside the classifier's log probabilities, for the best hit of a topic.
FULL_TEXT_WEIGHT = 1.26
# Below this the likeliest topic is not likely enough to be shown.
AT_LEAST = 0.35
MOST_HITS = 60
# What the topic talked about before gains from a short question: more from "why is that", in which
# no word is telling (of few topics), than from "and driving?". Of 38 questions that lean on it and
# 30 that change the subject, written for this, 29 and 28 go right; without it 9 and 29 did.
PREVIOUS_WEIGHT = 4.0
PREVIOUS_WEIGHT_UNTOLD = 9.0
TELLING_IN_TOPICS = 6
SHORT_QUESTION = 9
SPELT_ALIKE = 88

_DEMAND = re.compile(
    r"\bhow (?:many|much) (?:mgs?|milligrams?|mcg|drops|tablets?|pills?|more|less|of it)?\s*"
    r"(?:do|should|shall|can|must|may) i\b"
    r"|\bwhat(?:s| is)? (?:my|dose (?:do|should|shall|can) i)\b.*\b(?:dose|cut|step|take)\b"
    r"|\bwhat (?:exact )?dose (?:do|should|shall|can) i\b"
    r"|\b(?:give|write|make|plan|draw|draw up|work out|calculate|tell) (?:me|my)\b"
    r".*\b(?:schedule|plan|taper|timetable|mgs?|milligrams?|dose|reduction)\b"
    r"|\b(?:calculate|work out|convert) (?:\w+ ){0,4}?(?:my|\d)"
    r"|\bdo i (?:drop|cut|go down) to (?:\d|half|one)\b"
    r"|\bshould i (?:take|go from|drop to|cut to|give (?:him|her|them|my \w+)) (?:only |just )?"
    r"(?:\d|one|two|half|a half|the (?:tablet|pill|dose)|his|hers?)\b"
    r"|\b(?:do|should|can) i give (?:him|her|them|my \w+) (?:the|his|hers?|it|one|half|less|more)\b"
    r"|\b(?:i take|im on|i am on) \d.*\bhow much (?:do|should) i\b"
)
_HAVE_I = re.compile(
    r"\b(?:do i have|have i got|(?:if|whether) i have|(?:could|might|can) (?:i|it|this) (?:have|be)"
    r"|am i|is (?:it|this|that))(?: a| an| the| really| maybe| just| early)* (\w+)(?: \w+)?$"
)
_OPENERS = re.compile(r"^(?:(?:and|but|so|ok|okay|well|hm+|really|oh) )+")
# A medicine by itself may be an answer; behind one of these, or with a question mark, it asks.
_CONTINUES = re.compile(
    r"^(?:and|or|but|so|ok|okay|what|how|same|the same|is|are|does|do|for|in|if)\b|\?\s*$"
)
_SWAP = re.compile(
    r"\b(?:switch|swap|chang|convert|cross|mov|exchang|substitut|put|go(?:ing)? over)\w*\b"
    r".*?\b(?:to|onto|into|on)\s+(?:a |the |some )?$"
    r"|\b(?:swap|exchang|substitut)\w*\b.*?\bfor\s+$"
    r"|\b(?:equivalent|equal|worth)\w*\b.*?\b(?:in|to|of)\s+$"
)


# "What is the diazepam equivalent of 7.5 zopiclone" is about zopiclone.
_IN_TERMS_OF = re.compile(r"[ -](?:equivalent|equiv|dose equivalent)\w*\b.*\b(?:of|to|for)\b")


@dataclass(frozen=True)
class Recognised:
    """What a question asks. `topic` is None where the library has no answer.

    `kind` is `answer`, `sources` (of what was said last), `dose` (one person's, which is never
    given) or `unknown`. `follows_up` is set where the question rests on what was said last.
    `likeliest` is the topic that came nearest, also where it is not shown: not likely enough, or
    asked of a medicine that the library knows nothing about.
    """

    kind: str
    topic: str | None = None
    confidence: float = 0.0
    medicine: str | None = None
    country: str | None = None
    follows_up: bool = False
    likeliest: str | None = None


@dataclass(frozen=True)
class Answered:
    """What a question asks, the passage for it, and what is said where there is none."""

    recognised: Recognised
    answer: Answer | None
    note: str | None = None
    instead: list[str] = field(default_factory=list)


class Library:
    """The rules by which questions are read; it holds no passage and no session."""

    def __init__(
        self,
        words: Words,
        finder: MedicineFinder,
        topics: Mapping[str, Topic],
        asked: Mapping[str, list[str]],
    ) -> None:
        self._words = words
        self._finder = finder
        self._who_says = [_bare(text) for text in words.who_says]
        self._places = {p.lower(): code for code, ps in words.places.items() for p in ps}
        self._speaks_of = {
            name: set(query_words(" ".join(_patient_text(topics[name]) + asked[name]), None))
            for name in asked
        }
        # In how many topics each word stands.
        self._spread = Counter(word for words in self._speaks_of.values() for word in words)

    @classmethod
    def from_content(cls, content: Path) -> Library:
        """Read content/guidance and the names of medicines; a fault raises its own error."""
        folder = content / "guidance"
        return cls(
            read_words(folder),
            MedicineFinder.from_content(content / "medicines" / "names.csv"),
            read_topics(folder),
            example_questions(folder),
        )

    def recognise(
        self,
        session: Session,
        question: str,
        confidences: Mapping[str, float],
        previous: str | None = None,
        country: str | None = None,
    ) -> Recognised:
        """What `question` asks.

        `confidences` are the classifier's probabilities of topics and of `NOTHING`; `previous` is
        the topic talked about before, on which a follow-up rests.
        """
        follow_up = self.follow_up(question, previous, country)
        if follow_up:
            return follow_up
        medicine = self.medicine(question)
        country = self._place(question) or country
        bare = _bare(question)
        if _DEMAND.search(bare):
            return Recognised("dose", None, 1.0, medicine, country)
        if self._asks_who_says(bare):
            return Recognised("unknown", None, 1.0, medicine, country)
        short = 0 < len(_bare(question).split()) <= SHORT_QUESTION
        leans_on = previous if short else None
        topic, confidence = self._likeliest(session, question, confidences, leans_on)
        if (
            topic is None
            or confidence < AT_LEAST
            or self._is_not_ours(question, topic)
            or self._asks_for_a_diagnosis(question)
        ):
            return Recognised("unknown", None, confidence, medicine, country, likeliest=topic)
        return Recognised("answer", topic, confidence, medicine, country, likeliest=topic)

    def follow_up(
        self, question: str, previous: str | None, country: str | None = None
    ) -> Recognised | None:
        """What a question asks that rests on `previous`: who says so, or the same for another."""
        if previous is None:
            return None
        bare = _bare(question)
        if self._asks_who_says(bare):
            return Recognised("sources", previous, 1.0, None, country, True)
        if not _CONTINUES.search(question.strip().lower()):
            return None
        mentions = [m for m in self._finder.find(question) if m.generic]
        place = self._place(question)
        if (mentions or place) and not self._left_over(question, mentions):
            medicine = mentions[0].generic if mentions else None
            return Recognised("answer", previous, 1.0, medicine, place or country, True)
        return None

    def answer(
        self,
        session: Session,
        question: str,
        confidences: Mapping[str, float],
        previous: str | None = None,
        medicine: str | None = None,
        country: str | None = None,
    ) -> Answered:
        """The passage for a question. `medicine` is the person's own, where one is known."""
        found = self.recognise(session, question, confidences, previous, country)
        asked_of = found.medicine or medicine
        answer = found.topic and lookup(session, found.topic, asked_of, found.country)
        if answer:
            return Answered(found, answer)
        note = self._words.no_dose if found.kind == "dose" else self._words.unknown
        return Answered(
            found, None, f"{note} {self._words.instead}", list(self._words.offered_instead)
        )

    def medicine(self, question: str) -> str | None:
        """The generic name of the medicine that a question is about, if it names one.

        In "should I swap lorazepam for diazepam" that is lorazepam: diazepam is not taken yet.
        """
        mentions = [m for m in self._finder.find(question) if m.generic]
        own = [
            m
            for m in mentions
            if not _SWAP.search(question[: m.start].lower())
            and not _IN_TERMS_OF.match(question[m.end :].lower())
        ]
        return own[0].generic if own else None

    def expanded(self, question: str) -> str:
        """A question with the generic name beside each brand, for full text."""
        names = [m.generic for m in self._finder.find(question) if m.generic]
        return " ".join([question, *dict.fromkeys(names)])

    def _likeliest(
        self,
        session: Session,
        question: str,
        confidences: Mapping[str, float],
        leans_on: str | None,
    ) -> tuple[str | None, float]:
        by_text: dict[str, float] = {}
        for hit in search(session, question, "patient", limit=MOST_HITS, any_case=True):
            topic = hit.passage.topic
            by_text[topic] = max(by_text.get(topic, 0.0), hit.score)
        votes = {
            topic: log(confidence + FLOOR) + FULL_TEXT_WEIGHT * by_text.get(topic, 0.0)
            for topic, confidence in confidences.items()
            # A model trained before an edit may name a topic that is gone.
            if topic == NOTHING or topic in self._speaks_of
        }
        if not votes:
            return None, 0.0
        if leans_on in self._speaks_of:
            own = votes.get(leans_on, log(FLOOR) + FULL_TEXT_WEIGHT * by_text.get(leans_on, 0.0))
            told = self._tells(question, max(votes, key=lambda topic: votes[topic]))
            votes[leans_on] = own + (PREVIOUS_WEIGHT if told else PREVIOUS_WEIGHT_UNTOLD)
        best = max(votes, key=lambda topic: votes[topic])
        share = 1 / sum(exp(vote - votes[best]) for vote in votes.values())
        return (None if best == NOTHING else best), share

    def _tells(self, question: str, topic: str) -> bool:
        """Whether a question shows by itself that it is about `topic`: by a word of few others."""
        return topic == NOTHING or any(
            self._spread[word] <= TELLING_IN_TOPICS
            for word in query_words(question)
            if word in self._speaks_of[topic]
        )

    def _is_not_ours(self, question: str, topic: str) -> bool:
        """Whether it asks about a medicine or matter that `topic` says nothing of."""
        words = set(_bare(question).split())
        others = (words & self._words.not_ours) - self._speaks_of[topic]
        if topic in self._words.speak_of_others:
            others = words & self._words.not_ours
            easing = self._words.about_easing if topic in self._words.eases else frozenset()
            ours = words & (self._words.about_ours | easing) or self._finder.find(question)
            return bool(others) and not ours
        return bool(others)

    def _asks_for_a_diagnosis(self, question: str) -> bool:
        asked = _HAVE_I.search(_bare(question))
        return asked is not None and asked[1] in self._words.diagnoses

    def _asks_who_says(self, bare: str) -> bool:
        said = _OPENERS.sub("", bare)
        if process.extractOne(said, self._who_says, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE):
            return True
        asked = set(said.split())
        rest = asked - self._words.source_words
        return rest < asked and not rest - self._words.source_glue and not said.startswith("i ")

    def _place(self, question: str) -> str | None:
        bare = f" {_bare(question)} "
        return next((code for p, code in self._places.items() if f" {p} " in bare), None)

    def _left_over(self, question: str, mentions: list[Mention]) -> list[str]:
        """The words of a question besides medicines, countries and what may stand around them."""
        for mention in reversed(mentions):
            question = question[: mention.start] + " " + question[mention.end :]
        bare = f" {_bare(question)} "
        for place in self._places:
            bare = bare.replace(f" {place} ", " ")
        return [word for word in bare.split() if word not in self._words.carry]


def _bare(text: str) -> str:
    """Small letters, no apostrophes, one space between words."""
    lowered = plain(text).lower().replace("'", "")
    return " ".join(re.findall(r"[\w.]*\w|\w", lowered))


def _patient_text(topic: Topic) -> list[str]:
    return [text for p in topic.passages if p.audience == "patient" for text in p.text]
