"""When specialist advice comes first: what the sums show and what the person answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from bot.taper.content import (
    CONTENT,
    Cited,
    TaperContentError,
    checked,
    rate_for,
    read_yaml,
)
from bot.taper.equivalents import Total
from bot.taper.taken import Taken

OVER_15, OVER_30, OVER_40 = "over_15", "over_30_with_others", "over_40"
COUNTED = (OVER_40, OVER_30, OVER_15)
OTHERS = frozenset({"alcohol", "opioids", "other_drugs"})
STREET = "street_supply"


class _Row(Cited):
    id: str
    ask: str | None
    text: str | None
    no_plan: bool


@dataclass(frozen=True)
class Flag:
    """A reason for advice before any change.

    `ask` is the tick on the form; None where the sums tell. `no_plan`: no plan is drawn at all.
    `text` is None for an answer that raises nothing.
    """

    id: str
    ask: str | None
    text: str | None
    facts: dict[str, str]
    sources: tuple[str, ...]
    evidence: str
    no_plan: bool


@cache
def read_flags(folder: Path = CONTENT) -> tuple[Flag, ...]:
    """All flags in the order of the file, or `TaperContentError`."""
    path = folder / "taper" / "flags.yml"
    rows = [checked(_Row, row, path, str(row.get("id"))) for row in read_yaml(path)]
    if len({row.id for row in rows}) < len(rows):
        raise TaperContentError(f"{path}: an id stands twice: rename one.")
    if not {*COUNTED, STREET, *OTHERS} <= {row.id for row in rows}:
        raise TaperContentError(f"{path}: restore {', '.join((*COUNTED, STREET, *OTHERS))}.")
    return tuple(Flag(r.id, r.ask, r.text, r.facts, r.sources, r.evidence, r.no_plan) for r in rows)


def questions(folder: Path = CONTENT) -> tuple[Flag, ...]:
    """The flags that a person ticks on the form."""
    return tuple(flag for flag in read_flags(folder) if flag.ask)


def flags(taken: Sequence[Taken], total: Total, answers: Iterable[str]) -> list[Flag]:
    """What is raised by the sums and the answers (ids of `questions`), in the order of the file.

    A line counts as passed where the highest figure of any source passes it. A product without an
    accepted equivalent raises the flag for street supply.
    """
    raised = set(answers) | set(_counted(total, set(answers)))
    names = {one.medicine for one in taken}
    if any(
        row.reason_id in ("designer", "street") and row.medicine in names for row in total.refused
    ):
        raised.add(STREET)
    return [flag for flag in read_flags() if flag.id in raised and flag.text]


def _counted(total: Total, answers: set[str]) -> Iterable[str]:
    most = total.highest_known
    if most > _line("specialist_dose"):
        yield OVER_40
    elif most > _line("higher_dose"):
        yield OVER_15
    if most > _line("polydrug_dose") and answers & OTHERS:
        yield OVER_30


def _line(role: str) -> Decimal:
    mg = rate_for(role).mg
    assert mg is not None
    return mg
