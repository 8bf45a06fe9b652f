"""content/guidance/words.yml: how questions are read that do not stand alone."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Extra

from bot.guidance.schema import check_entry, read_mapping


class Words(BaseModel):
    """What the file holds; see its comments."""

    who_says: list[str]
    source_words: frozenset[str]
    source_glue: frozenset[str]
    carry: frozenset[str]
    places: dict[str, list[str]]
    speak_of_others: frozenset[str]
    about_ours: frozenset[str]
    eases: frozenset[str]
    about_easing: frozenset[str]
    not_ours: frozenset[str]
    diagnoses: frozenset[str]
    unknown: str
    no_dose: str
    instead: str
    offered_instead: list[str]

    class Config:
        extra = Extra.forbid


def read_words(folder: Path) -> Words:
    """Read and check the file in content/guidance, or raise `GuidanceError`."""
    path = folder / "words.yml"
    return check_entry(Words, read_mapping(path), path, "words")
