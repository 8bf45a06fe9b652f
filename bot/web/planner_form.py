"""What the planner is asked, as the page's address and the command both send it.

The names of the values are those of the address. Nothing is kept: the address holds all that was
asked. Every fault is found at once, and each names the field that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from bot.language.medicines import MedicineFinder
from bot.taper.content import CONTENT
from bot.taper.equivalents import Equivalents
from bot.taper.forms import POURED, Form, Forms
from bot.taper.intake import read_date, read_interval, read_mg, read_percent, read_taken
from bot.taper.request import BASES, Hold, Request
from bot.taper.taken import IntakeError, Taken

Values = Mapping[str, Sequence[str]]
Read = TypeVar("Read")

MOST_ROWS = 8
MOST_HOLDS = 12
LONGEST = 120
ADD_MEDICINE, ADD_HOLD = "medicine", "hold"
# The fields of the planner's logic, by the names that they have in the address.
IN_ADDRESS = {
    "interval_days": "every",
    "starts_on": "start",
    "smallest_step_mg": "smallest",
    "stop_below_mg": "last",
    "goal_mg": "goal",
    "starting_mg": "starting",
    "holds": "hold",
    "answers": "flag",
    "forms": "product",
    "smallest_ml": "measure",
}
SINGLE = ("percent", "every", "start", "smallest", "last", "goal", "starting", "measure")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field (its name in the address) and what to do.

    `row` is the number of the medicine from 0; None for fields that stand once. `suggestions` are
    values to offer; `confirmable` says that the same input is taken once it is confirmed.
    """

    place: str
    message: str
    row: int | None = None
    suggestions: tuple[str, ...] = ()
    confirmable: bool = False

    @property
    def anchor(self) -> str:
        """The id of the field on the page."""
        return self.place if self.row is None else f"{self.place}-{self.row}"


@dataclass(frozen=True)
class Row:
    """One medicine as it was typed; `taken` is None while it cannot be read.

    `products` are those that can be chosen to count tablets, drops or mL.
    """

    medicine: str = ""
    dose: str = ""
    form: str = ""
    taken: Taken | None = None
    products: tuple[Form, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not (self.medicine or self.dose)

    @property
    def sure(self) -> str:
        """The value by which exactly this row is confirmed."""
        return f"{self.medicine.lower()} {self.dose.lower()}"


@dataclass
class Asked:
    """All that was asked, as typed and as read; `request` is None while something is missing.

    `undecided` is the request of somebody who has not said yet what the percentage is of: by it
    both lengths are shown, and no plan. `main` is the row that the plan is for, `listed` the
    products of its medicine in the country's list, `chosen` those that the plan may use. `typed`
    holds the fields of `SINGLE`.
    """

    values: Values
    rows: list[Row] = field(default_factory=list)
    main: int = 0
    country: str = ""
    basis: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    holds: list[tuple[str, str]] = field(default_factory=list)
    halves: bool = False
    liquid: bool = False
    listed: tuple[Form, ...] = ()
    chosen: tuple[Form, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    request: Request | None = None
    undecided: Request | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing was asked yet."""
        return all(row.blank for row in self.rows)

    @property
    def paced(self) -> bool:
        """Whether anything was said about the pace; without it only totals are asked for."""
        return bool(self.typed["percent"] or self.typed["every"] or self.basis)

    @property
    def adding(self) -> str:
        """Which kind of row is wanted once more; empty where the plan itself is asked for."""
        return one(self.values, "add")

    @property
    def taken(self) -> list[Taken]:
        """The medicines that could be read."""
        return [row.taken for row in self.rows if row.taken]

    @property
    def complete(self) -> bool:
        """Whether every medicine that was typed could be read."""
        return bool(self.taken) and all(row.taken for row in self.rows if not row.blank)

    def at(self, anchor: str) -> list[Fault]:
        """The faults of one field."""
        return [fault for fault in self.faults if fault.anchor == anchor]


def one(values: Values, name: str, default: str = "") -> str:
    """The last value of a name, without what surrounds it."""
    found = values.get(name) or [default]
    return found[-1].strip()[:LONGEST]


def many(values: Values, name: str) -> list[str]:
    """All values of a name, blank ones too."""
    return [value.strip()[:LONGEST] for value in values.get(name, ())]


@cache
def finder(folder: Path = CONTENT) -> MedicineFinder:
    """The names of medicines, read once."""
    return MedicineFinder.from_content(folder / "medicines" / "names.csv")


@cache
def equivalents(folder: Path = CONTENT) -> Equivalents:
    """The table of equivalents, read once."""
    return Equivalents.from_content(folder)


@cache
def forms(folder: Path = CONTENT) -> Forms:
    """The products of all countries, read once."""
    return Forms.from_content(folder)


def read_asked(values: Values, country: str | None, today: date) -> Asked:
    """Read what was asked; `country` is used where none is named, and the plan starts `today`."""
    values = _without_blank_rows(values)
    asked = Asked(values, country=one(values, "country", country or "").upper())
    asked.typed = {name: one(values, name) for name in SINGLE}
    asked.typed["start"] = asked.typed["start"] or today.isoformat()
    asked.typed["goal"] = asked.typed["goal"] or "0"
    asked.basis = one(values, "basis")
    asked.flags = frozenset(filter(None, many(values, "flag")))
    asked.halves, asked.liquid = bool(one(values, "halves")), bool(one(values, "liquid"))
    asked.holds = _pairs(many(values, "hold_step"), many(values, "hold_days"), MOST_HOLDS)
    if asked.adding == ADD_HOLD or not asked.holds:
        asked.holds.append(("", ""))
    asked.rows = _read_rows(asked)
    asked.main = _main(asked)
    _choose_products(asked)
    if asked.paced and not asked.blank and not asked.adding:
        _read_request(asked, today)
    if asked.blank or asked.adding:
        asked.faults = []
    return asked


def fault_of(error: IntakeError, row: int | None = None) -> Fault:
    """The fault that an error of the planner's logic stands for."""
    place = IN_ADDRESS.get(error.field, error.field)
    in_row = row if place in ("medicine", "dose", "form") else None
    return Fault(place, error.message, in_row, error.suggestions, error.confirmable)


def _pairs(left: list[str], right: list[str], most: int) -> list[tuple[str, str]]:
    padded = zip(left, [*right, *[""] * len(left)], strict=False)
    return [pair for pair in padded if any(pair)][:most]


def _read_rows(asked: Asked) -> list[Row]:
    names = many(asked.values, "medicine")
    doses, products = many(asked.values, "dose"), many(asked.values, "form")
    count = max(1, len(names), len(doses)) + (asked.adding == ADD_MEDICINE)
    typed = [
        Row(_nth(names, at), _nth(doses, at), _nth(products, at))
        for at in range(min(count, MOST_ROWS))
    ]
    return [_read_row(asked, at, row) for at, row in enumerate(typed)]


def _without_blank_rows(values: Values) -> Values:
    """The values without the rows that were added and left empty; the first one stays.

    `main` counts the rows, so it moves with them.
    """
    columns = {name: many(values, name) for name in ("medicine", "dose", "form")}
    count = max(1, len(columns["medicine"]), len(columns["dose"]))
    blank = [not (_nth(columns["medicine"], n) or _nth(columns["dose"], n)) for n in range(count)]
    if blank[0] or one(values, "add") == ADD_MEDICINE or not any(blank):
        return values
    kept = [at for at in range(count) if not blank[at]]
    main = one(values, "main")
    moved = str(kept.index(int(main))) if main.isdecimal() and int(main) in kept else ""
    rows = {name: [_nth(column, at) for at in kept] for name, column in columns.items()}
    return {**values, **rows, "main": [moved]}


def _nth(column: list[str], at: int) -> str:
    return column[at] if at < len(column) else ""


def _read_row(asked: Asked, at: int, row: Row) -> Row:
    if row.blank:
        return row
    medicine = _only_medicine(row.medicine)
    row = replace(row, products=forms().available(medicine, asked.country) if medicine else ())
    sure = row.sure in many(asked.values, "sure")
    try:
        taken = read_taken(
            finder(), equivalents(), row.medicine, row.dose, row.form or None, sure, forms()
        )
    except IntakeError as error:
        asked.faults.append(fault_of(error, at))
        return row
    return replace(row, taken=taken, products=forms().available(taken.medicine, asked.country))


def _only_medicine(name: str) -> str | None:
    found = {mention.generic for mention in finder().find(name)}
    return found.pop() if len(found) == 1 else None


def _main(asked: Asked) -> int:
    text = one(asked.values, "main", "0")
    at = int(text) if text.isdecimal() else 0
    return at if at < len(asked.rows) and not asked.rows[at].blank else 0


def _choose_products(asked: Asked) -> None:
    """Which products the plan may use: those that were ticked, else all dry ones that may be split.

    Slow-release products are used only where they are ticked, and liquids only where they can be
    had.
    """
    asked.listed = asked.rows[asked.main].products
    ticked = {form.id for form in asked.listed} & set(many(asked.values, "product"))
    dry = [form for form in asked.listed if form.kind not in POURED]
    poured = [form for form in asked.listed if form.kind in POURED]
    plain = [form for form in dry if form.kind != "modified_release"]
    chosen = [form for form in dry if form.id in ticked] if ticked else plain
    if asked.liquid:
        chosen += [form for form in poured if form.id in ticked] or poured
    asked.chosen = tuple(chosen)


def _read_request(asked: Asked, today: date) -> None:
    def read(reader: Callable[..., Read], *given: object) -> Read | None:
        try:
            return reader(*given)
        except IntakeError as error:
            asked.faults.append(fault_of(error))
            return None

    typed = asked.typed
    percent = read(read_percent, typed["percent"])
    days = read(read_interval, typed["every"])
    start = read(read_date, typed["start"], "starts_on", today)
    amounts = {
        name: read(read_mg, typed[IN_ADDRESS[name]], name)
        for name in ("smallest_step_mg", "stop_below_mg", "starting_mg", "smallest_ml", "goal_mg")
        if typed[IN_ADDRESS[name]]
    }
    holds = [read(_hold, step, days_held) for step, days_held in asked.holds if step or days_held]
    taken, decided = asked.rows[asked.main].taken, asked.basis in BASES
    others = len(asked.faults)
    if not decided:
        asked.faults.append(fault_of(IntakeError.of("basis", "basis_missing")))
    if others or not (taken and percent is not None and days is not None and start):
        return
    request = Request(
        taken=taken,
        country=asked.country,
        forms=asked.chosen,
        percent=percent,
        basis=asked.basis,
        interval_days=days,
        starts_on=start,
        holds=tuple(hold for hold in holds if hold),
        halves=asked.halves,
        answers=asked.flags,
        **{name: amount for name, amount in amounts.items() if amount is not None},
    )
    if decided:
        asked.request = request
    else:
        asked.undecided = replace(request, basis=BASES[0])


def _hold(step: str, days: str) -> Hold:
    if not step.isdecimal():
        raise IntakeError.of("holds", "holds_step", step=step or "?")
    if not days.isdecimal():
        raise IntakeError.of("holds", "holds_days")
    return Hold(int(step), int(days))
