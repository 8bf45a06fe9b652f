"""Bring the tables in step with content/guidance: run it as often as you like."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.guidance.schema import Guidance, Passage, Topic, for_staff_only, read_guidance
from bot.guidance.search import index
from bot.records.guidance import (
    GuidanceCitation,
    GuidanceCountry,
    GuidanceLabel,
    GuidanceMedicine,
    GuidancePassage,
    GuidancePosition,
    GuidanceSource,
)


@dataclass
class LoadReport:
    """What a load did, entry by entry: a passage by its id, `source KEY` or `label KEY`."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(self.added)} added, {len(self.changed)} changed, "
            f"{len(self.removed)} removed, {len(self.unchanged)} unchanged"
        )


def load_guidance(session: Session, folder: Path) -> LoadReport:
    """Make the tables say what `folder` says; nothing is written if a file has a fault.

    Raises `GuidanceError`. The caller commits.
    """
    guidance = read_guidance(folder)
    report = LoadReport()
    _sources(session, guidance, report)
    _labels(session, guidance, report)
    # Citations point at sources, and no relationship tells the session to write these first.
    session.flush()
    _passages(session, guidance, report)
    session.flush()
    _drop_unused(session, guidance, report)
    session.flush()
    index(session, guidance)
    # A position that changed its source would otherwise still show the old one in this session.
    session.expire_all()
    return report


def _sources(session: Session, guidance: Guidance, report: LoadReport) -> None:
    kept = {row.key: row for row in session.scalars(select(GuidanceSource))}
    for key, source in guidance.sources.items():
        _put(
            session,
            kept.get(key),
            GuidanceSource(key=key, **source.dict()),
            f"source {key}",
            report,
        )


def _labels(session: Session, guidance: Guidance, report: LoadReport) -> None:
    kept = {row.key: row for row in session.scalars(select(GuidanceLabel))}
    for key, text in guidance.labels.items():
        _put(session, kept.get(key), GuidanceLabel(key=key, text=text), f"label {key}", report)


def _put(session: Session, kept: object, row: object, name: str, report: LoadReport) -> None:
    if kept is None:
        session.add(row)
        report.added.append(name)
        return
    columns = [column.key for column in row.__table__.columns]  # type: ignore[attr-defined]
    if all(getattr(kept, c) == getattr(row, c) for c in columns):
        report.unchanged.append(name)
        return
    session.merge(row)
    report.changed.append(name)


def _passages(session: Session, guidance: Guidance, report: LoadReport) -> None:
    kept = {row.id: row for row in session.scalars(select(GuidancePassage))}
    for topic, passage in guidance.passages():
        row = _row(topic, passage)
        if passage.id not in kept:
            session.add(row)
            report.added.append(passage.id)
        elif kept[passage.id].digest == row.digest:
            report.unchanged.append(passage.id)
        else:
            session.merge(row)
            report.changed.append(passage.id)
    for gone in sorted(set(kept) - {passage.id for _, passage in guidance.passages()}):
        session.delete(kept[gone])
        report.removed.append(gone)


def _drop_unused(session: Session, guidance: Guidance, report: LoadReport) -> None:
    for source in session.scalars(select(GuidanceSource)):
        if source.key not in guidance.sources:
            session.delete(source)
            report.removed.append(f"source {source.key}")
    for label in session.scalars(select(GuidanceLabel)):
        if label.key not in guidance.labels:
            session.delete(label)
            report.removed.append(f"label {label.key}")


def _row(topic: Topic, passage: Passage) -> GuidancePassage:
    asked = topic.json(exclude={"passages", "questions"}, sort_keys=True)
    said = passage.json(sort_keys=True)
    staff_only = for_staff_only(topic, passage)
    return GuidancePassage(
        id=passage.id,
        topic=topic.topic,
        title=topic.title,
        audience=passage.audience,
        text=passage.text,
        offer=topic.offer,
        checks=topic.check,
        why_they_differ=passage.why_they_differ,
        facts=passage.facts,
        figures=passage.figures,
        evidence=passage.evidence,
        register=passage.register_,
        staff_only=staff_only,
        reviewed_by=passage.reviewed_by,
        reviewed_on=passage.reviewed_on,
        next_review=passage.next_review,
        digest=hashlib.sha256(f"{asked}{said}{staff_only}".encode()).hexdigest(),
        positions=[
            GuidancePosition(passage_id=passage.id, number=n, source_key=p.source, text=p.text)
            for n, p in enumerate(passage.positions)
        ],
        citations=[
            GuidanceCitation(passage_id=passage.id, source_key=key, number=n)
            for n, key in enumerate(passage.sources)
        ],
        countries=[GuidanceCountry(passage_id=passage.id, country=c) for c in passage.countries],
        medicines=[GuidanceMedicine(passage_id=passage.id, medicine=m) for m in passage.medicines],
    )
