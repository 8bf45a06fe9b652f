"""What the planner shows for what was asked: totals, flags, a plan, and where all of it is from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bot.taper.content import (
    Note,
    Rate,
    Source,
    percent_shown,
    read_rates,
    read_sources,
    read_words,
    shown,
)
from bot.taper.equivalents import Total
from bot.taper.flags import STREET, Flag, flags
from bot.taper.forms import Form
from bot.taper.plan import Plan, make_plan
from bot.taper.request import BASES
from bot.taper.rounding import Portion
from bot.taper.taken import IntakeError, Taken
from bot.web.planner_form import Asked, equivalents, fault_of
from bot.web.planner_words import read_paper

HALF = re.compile(r"^(\d+)\.5 (?=×)")  # noqa: RUF001


@dataclass(frozen=True)
class Line:
    """One source's figure for one medicine, in words; `mg` is "" where sums do not use it."""

    medicine: str
    source: Source
    printed: str
    mg: str
    label: str
    note: str


@dataclass(frozen=True)
class Length:
    """How long a plan takes by one basis, in weeks: counted, and with what can be dispensed.

    `made` is None where the holds that were asked for do not fit the other course.
    """

    counted: int
    made: int | None


@dataclass
class Drawn:
    """All that is shown. `plan` is None where none may be drawn or something is missing."""

    asked: Asked
    total: Total | None = None
    lines: list[Line] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    plan: Plan | None = None
    lengths: dict[str, Length] = field(default_factory=dict)

    @property
    def range_words(self) -> str:
        """The total in words: always a range over the sources, never one number of our own."""
        words, total = read_words(), self.total
        if total is None or total.low is None or total.high is None:
            return words.label("no_total")
        low, high = shown(total.low), shown(total.high)
        return words.label("same" if low == high else "range", low=low, high=high)

    @property
    def rates(self) -> list[Rate]:
        """What the sources write about speed and dose."""
        return list(read_rates().values())

    def notes(self) -> dict[str, Note]:
        """The warnings of all steps and of the plan by their ids, each once, for their choices."""
        if self.plan is None:
            return {}
        steps = (note for step in self.plan.steps for note in (*step.warnings, *step.notes))
        return {note.id: note for note in (*self.plan.warnings, *steps)}

    def sources(self) -> dict[str, Source]:
        """Every source that something shown rests on, by its key."""
        known = read_sources()
        return {key: known[key] for key in sorted(set(self._keys())) if key in known}

    def _keys(self) -> Iterator[str]:
        for one in self.asked.taken:
            yield from (row.source_key for row in equivalents().figures(one.medicine))
        for flag in self.flags:
            yield from flag.sources
        if self.plan:
            yield from (form.source_key for form in self.plan.request.forms)
            for note in (*self.notes().values(), *self.plan.notes):
                yield from note.sources
            for rate in self.rates:
                yield from rate.sources


def draw(asked: Asked) -> Drawn:
    """Work out what was asked; a fault that shows only here is added to `asked.faults`."""
    drawn = Drawn(asked)
    if not asked.complete or asked.adding:
        return drawn
    drawn.total = equivalents().total(asked.taken, street=STREET in asked.flags)
    refused = {row.medicine for row in drawn.total.refused}
    drawn.lines = list(_lines(asked.taken, refused))
    drawn.flags = flags(asked.taken, drawn.total, asked.flags)
    wanted = asked.request or asked.undecided
    if wanted:
        try:
            plan = make_plan(wanted)
        except IntakeError as error:
            asked.faults.append(fault_of(error, asked.main))
        else:
            drawn.lengths = dict(_lengths(plan))
            drawn.plan = plan if asked.request else None
    return drawn


def _lengths(plan: Plan) -> Iterator[tuple[str, Length]]:
    for basis in BASES:
        try:
            other = (
                plan
                if basis == plan.request.basis
                else make_plan(replace(plan.request, basis=basis))
            )
        except IntakeError:
            yield basis, Length(plan.weeks_by_basis[basis], None)
        else:
            yield basis, Length(plan.weeks_by_basis[basis], other.weeks)


def _lines(taken: Iterable[Taken], refused: set[str]) -> Iterator[Line]:
    words, sources = read_words(), read_sources()
    for one in taken:
        for row in equivalents().figures(one.medicine):
            source = sources[row.source_key]
            usable = row.computed and one.medicine not in refused
            yield Line(
                medicine=one.medicine,
                source=source,
                printed=row.printed or words.label("none"),
                mg=_range(*row.diazepam_mg(one.daily_mg)) if usable else "",
                label=words.label(f"evidence_{row.evidence}"),
                note=row.note,
            )


def _range(low: Decimal, high: Decimal) -> str:
    return shown(low) if shown(low) == shown(high) else f"{shown(low)} to {shown(high)}"


def product_words(form: Form) -> str:
    """A product as it is chosen, such as `5 mg tablet`."""
    return read_paper().products[form.kind].format(strength=shown(form.strength_mg))


def pieces(portion: Portion | None) -> list[str]:
    """What a day is made of, a product on each line, with halves written as such.

    A half written as 0.5 is easily read as 5.
    """
    # The drawing library behind it is loaded by whoever asks for a plan, and not at the start.
    from bot.taper.export import in_words

    if portion is None:
        return [in_words(None)]
    singly = (in_words(Portion((item,))) for item in portion.items)
    return [HALF.sub(lambda found: f"{found[1].lstrip('0')}½ ", words) for words in singly]


def cited(keys: Iterable[str]) -> str:
    """Sources in words: name and year of each."""
    known, words = read_sources(), read_words()
    return "; ".join(
        f"{known[key].name} ({known[key].year or words.label('no_year')})"
        for key in keys
        if key in known
    )


def basis_words(basis: str) -> str:
    """`of the current dose` or `of the starting dose`."""
    return read_words().label(f"of_{basis}")


def day(moment: date) -> str:
    """A date in words, such as `8 Dec 2026`."""
    return f"{moment.day} {moment:%b %Y}"


FILTERS = {
    "day": day,
    "mg": shown,
    "percent": percent_shown,
    "product": product_words,
    "pieces": pieces,
    "cited": cited,
    "basis": basis_words,
}
