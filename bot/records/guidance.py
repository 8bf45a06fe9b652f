"""What guides say, loaded from content/guidance, with its sources and its review state."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from bot.records.base import Base


def _of_passage() -> Column:
    return Column(
        String(64), ForeignKey("guidance_passages.id", ondelete="CASCADE"), primary_key=True
    )


class GuidanceSource(Base):
    """A document that a passage rests on.

    `name` is the short name that a patient sees beside a position. `seen` says how far the document
    itself was read: Y, P (a part), 2 (second-hand), N (not yet).
    """

    __tablename__ = "guidance_sources"

    key = Column(String(32), primary_key=True)
    name = Column(String(80), nullable=False)
    title = Column(Text, nullable=False)
    year = Column(Integer)
    url = Column(Text)
    seen = Column(String(1), nullable=False)


class GuidanceLabel(Base):
    """A note that is shown under passages, by its key in labels.yml."""

    __tablename__ = "guidance_labels"

    key = Column(String(32), primary_key=True)
    text = Column(Text, nullable=False)


class GuidancePassage(Base):
    """One authored answer. No countries or no medicines: it holds for all of them.

    `facts` gives the label of every fact behind it, `figures` the fact behind every number in it,
    `evidence` the weakest of those labels. `register` names the disagreements that it shows.
    `staff_only` passages are for signed-in staff. `digest` tells whether the file has changed.
    """

    __tablename__ = "guidance_passages"

    id = Column(String(64), primary_key=True)
    topic = Column(String(32), nullable=False, index=True)
    title = Column(Text, nullable=False)
    audience = Column(String(16), nullable=False)
    text = Column(JSON, nullable=False)
    offer = Column(Text)
    checks = Column(JSON, nullable=False)
    why_they_differ = Column(Text)
    facts = Column(JSON, nullable=False)
    figures = Column(JSON, nullable=False)
    evidence = Column(String(16), nullable=False)
    register = Column(JSON, nullable=False)
    staff_only = Column(Boolean, nullable=False)
    reviewed_by = Column(String(200))
    reviewed_on = Column(Date)
    next_review = Column(Date)
    digest = Column(String(64), nullable=False)

    positions = relationship(
        "GuidancePosition",
        order_by="GuidancePosition.number",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    citations = relationship(
        "GuidanceCitation",
        order_by="GuidanceCitation.number",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    countries = relationship("GuidanceCountry", cascade="all, delete-orphan", lazy="selectin")
    medicines = relationship("GuidanceMedicine", cascade="all, delete-orphan", lazy="selectin")


class GuidancePosition(Base):
    """What one source says where sources differ; shown side by side, never averaged."""

    __tablename__ = "guidance_positions"

    passage_id = _of_passage()
    number = Column(Integer, primary_key=True)
    source_key = Column(String(32), ForeignKey("guidance_sources.key"), nullable=False)
    text = Column(Text, nullable=False)

    source = relationship("GuidanceSource", lazy="joined")


class GuidanceCitation(Base):
    """A source of a passage, in the order in which they are shown."""

    __tablename__ = "guidance_citations"

    passage_id = _of_passage()
    source_key = Column(String(32), ForeignKey("guidance_sources.key"), primary_key=True)
    number = Column(Integer, nullable=False)

    source = relationship("GuidanceSource", lazy="joined")


class GuidanceCountry(Base):
    """A country that a passage is for (ISO code of two letters)."""

    __tablename__ = "guidance_countries"

    passage_id = _of_passage()
    country = Column(String(2), primary_key=True)


class GuidanceMedicine(Base):
    """A medicine that a passage is for (generic name)."""

    __tablename__ = "guidance_medicines"

    passage_id = _of_passage()
    medicine = Column(String(40), primary_key=True)
