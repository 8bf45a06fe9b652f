"""Diazepam equivalents as each source prints them: ranges and names, never one number of our own.

Sources disagree by up to two times (facts Q3, Z5), so nothing is averaged. Rows that are marked as
not computed are shown and never used in a sum.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bot.taper.content import CONTENT, TaperContentError, Words, read_words
from bot.taper.taken import Taken

COLUMNS = (
    "drug",
    "source_key",
    "mg_equivalent_to_diazepam_10mg",
    "half_life_h",
    "evidence",
    "computed",
    "notes",
)
LABELS = ("SEEN", "SEEN-2ND", "GK", "LOW", "ERR", "NONE")
COMPUTED_LABELS = ("SEEN", "SEEN-2ND", "GK")
REFERENCE, REFERENCE_MG = "diazepam", Decimal(10)
NOT_READ = "(all)"
# One microgram: sums of quotients that do not end are equal where they should be.
PLACES = Decimal("0.001")

_NUMBER = r"\d+(?:\.\d+)?"
_PRINTED = re.compile(
    rf"(?P<low>{_NUMBER})(?:-(?P<high>{_NUMBER}))?(?: \((?P<from>{_NUMBER})-(?P<to>{_NUMBER})\))?"
)


@dataclass(frozen=True)
class Figure:
    """What one source prints for one medicine: mg by mouth that equal diazepam 10 mg.

    `low` and `high` differ where the source prints a range. `spread` is the range that a source
    prints around its own estimate: shown, never used in sums. All three are None in a row that
    says that no figure exists. `printed` is the cell itself, `note` what the fact sheet adds.
    """

    medicine: str
    source_key: str
    low: Decimal | None
    high: Decimal | None
    spread: tuple[Decimal, Decimal] | None
    printed: str
    evidence: str
    computed: bool
    note: str

    def diazepam_mg(self, daily_mg: Decimal) -> tuple[Decimal, Decimal]:
        """The diazepam equivalents of a daily dose, low and high, in mg. Raises `ValueError`."""
        if not self.computed or not self.low or not self.high:
            raise ValueError(f"{self.source_key} gives no figure for {self.medicine} to use.")
        amount = daily_mg * REFERENCE_MG
        return (amount / self.high).quantize(PLACES), (amount / self.low).quantize(PLACES)


@dataclass(frozen=True)
class SourceTotal:
    """One source's sum in mg of diazepam a day; None where it lacks a medicine (`missing`)."""

    source_key: str
    low: Decimal | None
    high: Decimal | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class MedicineTotal:
    """The lowest and highest figure of all sources for one medicine, in mg of diazepam a day."""

    medicine: str
    daily_mg: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Refused:
    """A medicine that gets no figure. `reason_id` is a key of the refusals in words.yml."""

    medicine: str
    reason_id: str
    reason: str


@dataclass(frozen=True)
class Total:
    """What all medicines of a day come to, in mg of diazepam, over the sources.

    `low` and `high` are None as soon as one medicine is refused: a sum that leaves one out would
    be too low. `by_medicine` still has those that could be converted.
    """

    low: Decimal | None
    high: Decimal | None
    by_source: tuple[SourceTotal, ...]
    by_medicine: tuple[MedicineTotal, ...]
    refused: tuple[Refused, ...]

    @property
    def highest_known(self) -> Decimal:
        """The highest sum of those that could be converted, for lines that ask for caution."""
        return sum((row.high for row in self.by_medicine), Decimal(0))


class Equivalents:
    """The table of content/medicines/equivalents.csv."""

    def __init__(self, rows: Sequence[Figure], words: Words) -> None:
        self._rows = tuple(rows)
        self._words = words

    @classmethod
    def from_content(cls, folder: Path = CONTENT) -> Equivalents:
        """Read the table, or raise `TaperContentError` with the line and what to do."""
        path = folder / "medicines" / "equivalents.csv"
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise TaperContentError(f"{path}: the first line must be {','.join(COLUMNS)}.")
            rows = [_figure(row, f"{path}, line {reader.line_num}") for row in reader]
        return cls(rows, read_words(folder))

    def rows(self) -> tuple[Figure, ...]:
        """Every row, also those about tables that were not read (`medicine` is "(all)")."""
        return self._rows

    def figures(self, medicine: str) -> list[Figure]:
        """All rows of a medicine, in the order of the table; computed or not."""
        return [row for row in self._rows if row.medicine == medicine]

    def medicines(self) -> tuple[str, ...]:
        """The medicines of the table, also those that are never converted, sorted."""
        return tuple(sorted({row.medicine for row in self._rows} - {NOT_READ}))

    def computed(self, medicine: str) -> list[Figure]:
        """The rows of a medicine that sums may use."""
        return [row for row in self.figures(medicine) if row.computed]

    def refusal(self, medicine: str, street: bool = False) -> Refused | None:
        """Why a medicine gets no figure; None where it gets one."""
        if street:
            return self._refused(medicine, "street")
        if self.computed(medicine):
            return None
        rows = self.figures(medicine)
        if not rows:
            return self._refused(medicine, "not_in_table")
        unlicensed = any(row.low is None for row in rows)
        return self._refused(medicine, "designer" if unlicensed else "not_computed")

    def total(self, taken: Sequence[Taken], street: bool = False) -> Total:
        """The sums of a day; `street` says that what is in the products is not known."""
        refused, counted = [], []
        for one in taken:
            reason = self.refusal(one.medicine, street)
            if reason:
                refused.append(reason)
            else:
                counted.append(one)
        by_medicine = tuple(self._medicine_total(one) for one in counted)
        whole = bool(by_medicine) and not refused
        return Total(
            low=sum((row.low for row in by_medicine), Decimal(0)) if whole else None,
            high=sum((row.high for row in by_medicine), Decimal(0)) if whole else None,
            by_source=tuple(self._by_source(counted, refused)),
            by_medicine=by_medicine,
            refused=tuple(refused),
        )

    def highest(self, medicine: str, daily_mg: Decimal) -> Decimal | None:
        """The highest figure of any source, in mg of diazepam; None where there is none."""
        ends = [row.diazepam_mg(daily_mg)[1] for row in self.computed(medicine)]
        return max(ends, default=None)

    def _refused(self, medicine: str, reason: str) -> Refused:
        return Refused(medicine, reason, self._words.refusal(reason, medicine=medicine))

    def _medicine_total(self, taken: Taken) -> MedicineTotal:
        ends = [row.diazepam_mg(taken.daily_mg) for row in self.computed(taken.medicine)]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        return MedicineTotal(taken.medicine, taken.daily_mg, low, high)

    def _by_source(
        self, counted: Sequence[Taken], refused: Iterable[Refused]
    ) -> Iterable[SourceTotal]:
        named = {one.medicine for one in counted}
        keys = [row.source_key for row in self._rows if row.computed and row.medicine in named]
        without = [one.medicine for one in refused]
        for key in dict.fromkeys(keys):
            ends = {one.medicine: self._from(key, one) for one in counted}
            missing = [medicine for medicine, end in ends.items() if end is None] + without
            if missing:
                yield SourceTotal(key, None, None, tuple(dict.fromkeys(missing)))
            else:
                found = [self._from(key, one) for one in counted]
                low = sum((end[0] for end in found if end), Decimal(0))
                high = sum((end[1] for end in found if end), Decimal(0))
                yield SourceTotal(key, low, high, ())

    def _from(self, key: str, taken: Taken) -> tuple[Decimal, Decimal] | None:
        for row in self.computed(taken.medicine):
            if row.source_key == key:
                return row.diazepam_mg(taken.daily_mg)
        # The reference counts as itself in every table, also where the table does not print it.
        return (taken.daily_mg, taken.daily_mg) if taken.medicine == REFERENCE else None


def _figure(row: dict[str, str | None], place: str) -> Figure:
    if None in row or None in row.values() or not row["drug"] or not row["source_key"]:
        raise TaperContentError(f"{place}: needs {len(COLUMNS)} columns, with a drug and a source.")
    printed, evidence = str(row["mg_equivalent_to_diazepam_10mg"]), str(row["evidence"])
    computed = row["computed"] == "yes"
    if evidence not in LABELS or row["computed"] not in ("yes", "no"):
        raise TaperContentError(
            f"{place}: evidence is one of {', '.join(LABELS)}; computed yes/no."
        )
    match = _PRINTED.fullmatch(printed)
    if printed and not match:
        raise TaperContentError(f"{place}: {printed!r} is no figure: write 0.5, 1-2 or 13 (8-30).")
    if computed and (not match or evidence not in COMPUTED_LABELS):
        raise TaperContentError(f"{place}: this row has nothing to compute with: write no.")
    low = Decimal(match["low"]) if match else None
    high = Decimal(match["high"] or match["low"]) if match else None
    spread = (Decimal(match["from"]), Decimal(match["to"])) if match and match["from"] else None
    return Figure(
        medicine=str(row["drug"]),
        source_key=str(row["source_key"]),
        low=low,
        high=high,
        spread=spread,
        printed=printed,
        evidence=evidence,
        computed=computed,
        note=str(row["notes"]),
    )
