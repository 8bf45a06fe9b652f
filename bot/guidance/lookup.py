"""Find the passage that answers a question about a topic, for this medicine and country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.guidance.schema import read_asked, read_topics
from bot.guidance.search import fits
from bot.records.guidance import GuidanceLabel, GuidancePassage


@dataclass(frozen=True)
class Answer:
    """A passage as it is shown: what is said, who says it, and how far it can be trusted.

    `positions` are {text, source, year}: `source` is a name to show, `year` a number or the
    authored words for an unknown one. `sources` are {key, title, year, url}, with None where one
    is not known.
    """

    passage_id: str
    topic: str
    title: str
    texts: list[str]
    positions: list[dict[str, Any]]
    why_they_differ: str | None
    sources: list[dict[str, Any]]
    evidence: str
    review_note: str
    offer: str | None
    checks: list[str]


def lookup(
    session: Session,
    topic: str,
    medicine: str | None = None,
    country: str | None = None,
    audience: str = "patient",
    today: date | None = None,
) -> Answer | None:
    """The most specific passage on `topic`; None when there is none for these people.

    A passage for the medicine goes before one for the country, and that before a general one; a
    passage for another medicine or country never comes. `medicine` is a generic name, `country` a
    code of two letters. Guidance must have been loaded.
    """
    found = session.scalars(
        select(GuidancePassage)
        .where(GuidancePassage.topic == topic, GuidancePassage.audience == audience)
        .order_by(GuidancePassage.id)
    )
    fitting = [passage for passage in found if fits(passage, medicine, country)]
    if not fitting:
        return None
    best = max(fitting, key=lambda passage: (bool(passage.medicines), bool(passage.countries)))
    return answer_from(session, best, today)


def answer_from(session: Session, passage: GuidancePassage, today: date | None = None) -> Answer:
    """A passage as it is shown."""
    return _answer(passage, labels(session), today or date.today())


def labels(session: Session) -> dict[str, str]:
    """The notes of labels.yml, by their keys."""
    return {row.key: row.text for row in session.scalars(select(GuidanceLabel))}


def example_questions(folder: Path) -> dict[str, list[str]]:
    """How patients ask about each topic, to teach a classifier."""
    found = read_topics(folder)
    more = read_asked(folder, found).topics
    return {
        name: [*topic.questions, *more.get(name, [])]
        for name, topic in found.items()
        if topic.questions
    }


def _answer(passage: GuidancePassage, notes: dict[str, str], today: date) -> Answer:
    return Answer(
        passage_id=passage.id,
        topic=passage.topic,
        title=passage.title,
        texts=list(passage.text),
        positions=[
            {
                "text": position.text,
                "source": position.source.name,
                "year": position.source.year or notes["no_year"],
            }
            for position in passage.positions
        ],
        why_they_differ=passage.why_they_differ,
        sources=[
            {
                "key": citation.source.key,
                "title": citation.source.title,
                "year": citation.source.year,
                "url": citation.source.url,
            }
            for citation in passage.citations
        ],
        evidence=passage.evidence,
        review_note=_review_note(passage, notes, today),
        offer=passage.offer,
        checks=list(passage.checks),
    )


def _review_note(passage: GuidancePassage, notes: dict[str, str], today: date) -> str:
    said = [notes["unreviewed"]]
    if passage.reviewed_by:
        day = passage.reviewed_on.strftime("%d/%m/%Y")
        said = [notes["reviewed"].format(name=passage.reviewed_by, date=day)]
        if passage.next_review and passage.next_review < today:
            said.append(notes["overdue"])
    said.append(notes[passage.evidence])
    return " ".join(note for note in said if note)
