"""How well the library finds the right passage; `python -m benchmarks.guidance_report`.

Writes docs/guidance.md. The questions in benchmarks/guidance were written from the titles of the
topics alone. What is tuned was tuned on the questions that the library learns from, each judged by
a classifier that had not learnt it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.stats import binomtest
from sklearn.model_selection import StratifiedKFold
from sqlalchemy.orm import Session

from benchmarks.tables import table
from bot.guidance.answering import NOTHING, Answered, Library
from bot.guidance.load import load_guidance
from bot.guidance.recogniser import TopicRecogniser, labelled_questions
from bot.guidance.schema import Guidance, read_guidance
from bot.guidance.search import index
from bot.language.embedding import sentence_encoder
from bot.records.guidance import GuidancePassage
from bot.records.migrate import upgrade
from bot.records.session import Records
from bot.settings import ROOT

PAGE = ROOT / "docs" / "guidance.md"
CONTENT = ROOT / "content"
FOLDER = CONTENT / "guidance"
QUESTIONS = ROOT / "benchmarks" / "guidance" / "questions.yml"
FOLDS = 5
SEED = 1
BATCH = 256
COUNTRY = "AU"


@dataclass(frozen=True)
class Judged:
    """A question, the topics that answer it (none: nothing should), and what came of it."""

    question: str
    right: frozenset[str]
    found: Answered
    wrong_medicine: bool

    @property
    def shown(self) -> str:
        """The topic of the passage that was shown, or `NOTHING`."""
        return self.found.answer.topic if self.found.answer else NOTHING

    @property
    def ok(self) -> bool:
        """Whether the right passage was shown, or none where there is none."""
        return self.shown in (self.right or {NOTHING})


def main() -> None:
    """Measure, print the shares, and write the page."""
    asked = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    learnt = labelled_questions(FOLDER)
    vectors = _layers([text for text, _ in learnt])
    guidance, library = read_guidance(FOLDER), Library.from_content(CONTENT)
    with _library(guidance) as session:
        recogniser = TopicRecogniser().fit_pairs(learnt, vectors)
        judge = _Judge(session, library, recogniser)
        apart = [judge.alone(q["q"], _right(q)) for q in asked["questions"]]
        outside = [judge.alone(_text(q), frozenset()) for q in asked["out_of_scope"]]
        followed = [judge.after(q["first"], q["then"], _right(q)) for q in asked["follow_ups"]]
        crossed = _cross_validated(session, guidance, library, learnt, vectors)
    page = _page(apart, outside, followed, crossed)
    PAGE.write_text(page + "\n", encoding="utf-8")
    print(page)


class _Judge:
    def __init__(self, session: Session, library: Library, recogniser: TopicRecogniser) -> None:
        self._session, self._library, self._recogniser = session, library, recogniser

    def alone(self, question: str, right: frozenset[str]) -> Judged:
        return self._judged(question, right, self._answer(question, None))

    def after(self, first: str, then: str, right: frozenset[str]) -> Judged:
        before = self._answer(first, None).answer
        found = self._answer(then, before.topic if before else None)
        return self._judged(f"{first} → {then}", right, found)

    def _answer(self, question: str, previous: str | None) -> Answered:
        vector = _layers([question])[0]
        confidences = self._recogniser.likeliest(question, vector)
        return self._library.answer(self._session, question, confidences, previous, country=COUNTRY)

    def _judged(self, question: str, right: frozenset[str], found: Answered) -> Judged:
        if found.answer is None:
            return Judged(question, right, found, False)
        passage = self._session.get(GuidancePassage, found.answer.passage_id)
        medicines = {row.medicine for row in passage.medicines} if passage else set()
        wrong = bool(medicines) and found.recognised.medicine not in medicines
        return Judged(question, right, found, wrong)


def _cross_validated(
    session: Session,
    guidance: Guidance,
    library: Library,
    learnt: Sequence[tuple[str, str]],
    vectors: np.ndarray,
) -> list[Judged]:
    """Each question of the library, judged without it: not in the classifier, nor the index."""
    labels = [topic for _, topic in learnt]
    judged = []
    for fit, held in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(labels, labels):
        recogniser = TopicRecogniser().fit_pairs([learnt[i] for i in fit], vectors[fit])
        index(session, _without(guidance, {learnt[i][0] for i in held}))
        for i in held:
            question, topic = learnt[i]
            confidences = recogniser.likeliest(question, vectors[i])
            found = library.answer(session, question, confidences, country=COUNTRY)
            right = frozenset() if topic == NOTHING else frozenset([topic])
            judged.append(Judged(question, right, found, False))
    return judged


def _without(guidance: Guidance, held: set[str]) -> Guidance:
    copied = guidance.copy(deep=True)
    for name, topic in copied.topics.items():
        topic.questions = [q for q in topic.questions if q not in held]
        more = copied.asked.topics.get(name, [])
        copied.asked.topics[name] = [q for q in more if q not in held]
    return copied


@contextmanager
def _library(guidance: Guidance) -> Iterator[Session]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'library.db'}"
        upgrade(url)
        records = Records(url)
        with records.session() as session:
            load_guidance(session, FOLDER)
            index(session, guidance)
            yield session
        records.engine.dispose()


def _layers(texts: Sequence[str]) -> np.ndarray:
    encode = sentence_encoder().layers
    return np.concatenate([encode(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)])


def _right(entry: Mapping[str, Any]) -> frozenset[str]:
    return frozenset([entry["topic"], *entry.get("also", [])])


def _text(entry: str | Mapping[str, Any]) -> str:
    return entry if isinstance(entry, str) else str(entry["q"])


def _page(
    apart: list[Judged], outside: list[Judged], followed: list[Judged], crossed: list[Judged]
) -> str:
    own = [j for j in crossed if j.right]
    others = [j for j in crossed if not j.right]
    shares = [
        ["kept apart: the right passage", *_share([j.ok for j in apart])],
        ["kept apart: refused although there is a passage", *_share([_refused(j) for j in apart])],
        ["kept apart: follow-ups answered rightly", *_share([j.ok for j in followed])],
        ["kept apart: out of scope, refused", *_share([j.ok for j in outside])],
        [
            "kept apart: a passage for another medicine",
            *_share([j.wrong_medicine for j in (*apart, *outside, *followed)]),
        ],
        ["cross-validated: the right passage", *_share([j.ok for j in own])],
        ["cross-validated: refused although there is a passage", *_share([*map(_refused, own)])],
        ["cross-validated: out of scope, refused", *_share([j.ok for j in others])],
    ]
    return "\n\n".join(
        [
            "# How well the library finds the right passage",
            "`python -m benchmarks.guidance_report` writes this page. The questions kept apart "
            "(`benchmarks/guidance/questions.yml`) were written from the titles of the topics "
            "alone. Thresholds and sentences were chosen by the cross-validated figures, but the "
            "shares of the questions kept apart were seen between runs: fresh questions may fare a "
            "little worse. Cross-validated are the questions that the "
            "library learns from, each judged by a classifier and an index without it. All of "
            "them were written for this project, none by patients.",
            table(["", "share", "count", "95 % interval"], shares),
            "## What went wrong with the questions kept apart",
            _wrong([*apart, *followed]),
            "## Out of scope, and answered all the same",
            _wrong(outside),
        ]
    )


def _refused(judged: Judged) -> bool:
    return judged.found.answer is None


def _share(hits: Sequence[bool]) -> list[str]:
    got, of = sum(hits), len(hits)
    low, high = binomtest(got, of).proportion_ci(method="wilson")
    interval = f"{100 * low:.1f} to {100 * high:.1f} %"
    return [f"{100 * got / of:.1f} %", f"{got} of {of}", interval]


def _wrong(judged: Sequence[Judged]) -> str:
    rows = [
        [j.question, ", ".join(sorted(j.right)) or "nothing", j.shown] for j in judged if not j.ok
    ]
    return table(["question", "meant", "shown"], rows) if rows else "Nothing."


if __name__ == "__main__":
    main()
