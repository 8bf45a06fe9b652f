"""The words of the planner's papers, as content/taper/paper.yml has them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.taper.content import CONTENT, Cited, Strict, checked, read_yaml


class Line(Cited):
    """A line of advice, with what it rests on."""

    text: str


class Patient(Strict):
    """The person's paper."""

    title: str
    lead: str
    columns: tuple[str, ...]
    now: str
    nothing: str
    heading: str
    lines: tuple[Line, ...]
    help: str
    sign: tuple[str, ...]
    footer: str


class Pharmacy(Strict):
    """The pharmacy's paper."""

    title: str
    lead: str
    columns: tuple[str, ...]
    nothing: str
    open_end: str
    whole: str
    sign: tuple[str, ...]


class Prescriber(Strict):
    """The prescriber's paper."""

    title: str
    asked: str
    pace: str
    totals: str
    total_columns: tuple[str, ...]
    flags: str
    plan: str
    plan_columns: tuple[str, ...]
    warnings: str
    at_step: str
    choices: str
    notes: str
    sources: str


class PaperWords(Strict):
    """The words of content/taper/paper.yml; `products` are the products by their kind."""

    reviewed_by: str | None
    products: dict[str, str]
    patient: Patient
    pharmacy: Pharmacy
    prescriber: Prescriber


@cache
def read_paper(folder: Path = CONTENT) -> PaperWords:
    """The words of the papers, or `TaperContentError`."""
    path = folder / "taper" / "paper.yml"
    return checked(PaperWords, read_yaml(path), path, "file")
