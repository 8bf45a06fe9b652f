"""What clinicians keep in content/taper: words, rates and sources, read strictly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, Extra, ValidationError, validator

from bot.settings import ROOT

CONTENT = ROOT / "content"

# From best to weakest: read in the document; read in somebody else's page; worked out from other
# facts; general knowledge that still must be verified.
EVIDENCE = ("SEEN", "SEEN-2ND", "CALC", "GK")
ROLES = (
    "usual",
    "ceiling",
    "shortest_interval",
    "higher_dose",
    "polydrug_dose",
    "specialist_dose",
    "check_dose",
    "last_step",
)
PLACES = Decimal("0.001")
ONE_PLACE = Decimal("0.1")
TWO_PLACES = Decimal("0.01")

Model = TypeVar("Model", bound=BaseModel)


class TaperContentError(ValueError):
    """A fault in the planner's content; the message names the file, the entry and what to do."""


class Strict(BaseModel):
    """A row of content: no unknown field, nothing empty."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False
        min_anystr_length = 1


class Cited(Strict):
    """A row that rests on facts, each with its label, and on sources by their keys."""

    facts: dict[str, str]
    sources: tuple[str, ...]

    @validator("facts")
    def _labelled(cls, facts: dict[str, str]) -> dict[str, str]:
        if not facts or set(facts.values()) - set(EVIDENCE):
            raise ValueError(f"name each fact with one of {', '.join(EVIDENCE)}")
        return facts

    @validator("sources")
    def _sourced(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        if not sources:
            raise ValueError("name at least one source")
        return sources

    @property
    def evidence(self) -> str:
        """The weakest label among the facts."""
        return max(self.facts.values(), key=EVIDENCE.index)


class Source(Strict):
    """A document, as sources.yml gives it; `seen` is Y, P (in part), 2 (second-hand) or N."""

    name: str
    title: str
    year: int | None
    url: str | None
    seen: str


class Rate(Cited):
    """What a source writes about speed or dose, or a line that the planner draws.

    `percent` is per step, `days` are between steps, `mg` is diazepam equivalents a day.
    """

    id: str
    role: str | None
    text: str
    percent: tuple[Decimal, Decimal] | None
    days: tuple[int, int] | None
    mg: Decimal | None


class _NoteRow(Cited):
    text: str
    choices: tuple[str, ...]


class _WordFile(Strict):
    labels: dict[str, str]
    kinds: dict[str, str]
    csv: dict[str, list[str]]
    calendar: dict[str, str]
    picture: dict[str, str]
    refusals: dict[str, str]
    errors: dict[str, str]
    notes: dict[str, _NoteRow]


@dataclass(frozen=True)
class Note:
    """A remark on a plan, a step or a product, with what it rests on.

    `choices` are what the prescriber may do about it; nothing is done by itself.
    """

    id: str
    text: str
    facts: dict[str, str]
    sources: tuple[str, ...]
    evidence: str
    choices: tuple[str, ...] = ()


class Words:
    """The planner's authored words."""

    def __init__(self, file: _WordFile) -> None:
        self._file = file

    def label(self, key: str, **values: object) -> str:
        """A heading or a caption."""
        return self._file.labels[key].format(**values)

    def kind(self, key: str, **values: object) -> str:
        """An amount of one product, such as two tablets of 5 mg."""
        return self._file.kinds[key].format(**values)

    def columns(self) -> list[str]:
        """The heads of the CSV table."""
        return self._file.csv["columns"]

    def calendar(self, key: str) -> str:
        """The words of a calendar entry, without any dose."""
        return self._file.calendar[key]

    def picture(self, key: str, **values: object) -> str:
        """The words in and about the curve."""
        return self._file.picture[key].format(**values)

    def refusal(self, key: str, **values: object) -> str:
        """Why a medicine gets no figure."""
        return self._file.refusals[key].format(**values)

    def error(self, key: str, **values: object) -> str:
        """What is wrong and what to do."""
        return self._file.errors[key].format(**values)

    def note(self, key: str, **values: object) -> Note:
        """A remark with its facts and sources."""
        row = self._file.notes[key]
        text = row.text.format(**values)
        return Note(key, text, row.facts, row.sources, row.evidence, row.choices)


@cache
def read_words(folder: Path = CONTENT) -> Words:
    """All words of the planner, or `TaperContentError`."""
    path = folder / "taper" / "words.yml"
    return Words(checked(_WordFile, read_yaml(path), path, "file"))


@cache
def read_rates(folder: Path = CONTENT) -> dict[str, Rate]:
    """The cited rates and lines by id, or `TaperContentError`."""
    path = folder / "taper" / "rates.yml"
    rows = [checked(Rate, row, path, str(row.get("id"))) for row in read_yaml(path)]
    roles = [row.role for row in rows if row.role]
    if sorted(roles) != sorted(ROLES):
        raise TaperContentError(f"{path}: each role must stand once: {', '.join(ROLES)}.")
    return {row.id: row for row in rows}


def rate_for(role: str, folder: Path = CONTENT) -> Rate:
    """The row that the planner uses for a role, such as `ceiling`."""
    return next(row for row in read_rates(folder).values() if row.role == role)


@cache
def read_sources(folder: Path = CONTENT) -> dict[str, Source]:
    """The sources of the guidance and of the planner together, by key; the guidance goes first."""
    found: dict[str, Source] = {}
    for path in (folder / "guidance" / "sources.yml", folder / "taper" / "sources.yml"):
        for key, row in read_yaml(path).items():
            found.setdefault(str(key), checked(Source, row, path, str(key)))
    return found


def read_yaml(path: Path) -> Any:
    """The data of a file, or `TaperContentError` that says what to do."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise TaperContentError(f"{path} is missing: restore it from the repository.") from None
    except yaml.YAMLError as error:
        place = " ".join(str(error).split())
        raise TaperContentError(f"{path} is not valid YAML, mend it: {place}.") from None


def checked(model: type[Model] | Callable[..., Model], row: Any, path: Path, entry: str) -> Model:
    """A row as its model, or `TaperContentError` with its place."""
    try:
        return model(**row)
    except (ValidationError, TypeError) as error:
        said = " ".join(str(error).split())
        raise TaperContentError(f"{path}, {entry}: mend it: {said}.") from None


def shown(value: Decimal) -> str:
    """An amount for reading: up to three decimal places, no zeros at the end."""
    return exact(value.quantize(PLACES, ROUND_HALF_UP))


def percent_shown(value: Decimal) -> str:
    """A percentage for reading: one decimal place at most."""
    return exact(value.quantize(ONE_PLACE, ROUND_HALF_UP))


def percent_over(value: Decimal, chosen: Decimal) -> str:
    """A percentage above the chosen one: two places, rounded up, where one would read the same."""
    said = percent_shown(value)
    if said != percent_shown(chosen):
        return said
    return exact(value.quantize(TWO_PLACES, ROUND_UP))


def exact(value: Decimal) -> str:
    """An amount to be typed or read again: all its places, no zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
