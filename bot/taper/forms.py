"""The products that a country's list has, as the fact sheet gives them (part 2, oral strengths)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bot.taper.content import (
    CONTENT,
    EVIDENCE,
    Strict,
    TaperContentError,
    checked,
    read_yaml,
)

KINDS = (
    "tablet",
    "capsule",
    "tablet_or_capsule",
    "odt",
    "film",
    "modified_release",
    "liquid",
    "drops",
)
# A product whose kind no fact states may be halved only because a person says that it can be.
MAY_BE_HALVED = ("tablet", "tablet_or_capsule")
POURED = ("liquid", "drops")


class _Row(Strict):
    id: str
    country: str
    medicine: str
    kind: str
    strength_mg: Decimal
    per_ml: Decimal | None
    scored: bool | None
    source: str
    evidence: str
    note: str | None


@dataclass(frozen=True)
class Form:
    """One product: `strength_mg` is in one tablet, capsule, film or drop, or in one mL of liquid.

    `per_ml` is mg in one mL of a liquid or of drops. `scored` is None where no fact says so; no
    fact does. `note` is a note of words.yml.
    """

    id: str
    medicine: str
    country: str
    kind: str
    strength_mg: Decimal
    per_ml: Decimal | None
    scored: bool | None
    source_key: str
    evidence: str
    note: str | None = None

    @property
    def splittable(self) -> bool:
        """Whether halves may be counted once a person says that these can be halved."""
        return self.kind in MAY_BE_HALVED


class Forms:
    """The table of content/taper/forms.yml."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._by_id = {form.id: form for form in forms}

    @classmethod
    def from_content(cls, folder: Path = CONTENT) -> Forms:
        """Read the table, or raise `TaperContentError`."""
        path = folder / "taper" / "forms.yml"
        forms = [_form(row, path) for row in read_yaml(path)]
        if len({form.id for form in forms}) < len(forms):
            raise TaperContentError(f"{path}: an id stands twice: rename one.")
        return cls(forms)

    def rows(self) -> tuple[Form, ...]:
        """Every product."""
        return tuple(self._by_id.values())

    def available(self, medicine: str, country: str) -> tuple[Form, ...]:
        """The products of a medicine in a country's list; none where the fact sheet has none."""
        rows = self._by_id.values()
        return tuple(f for f in rows if f.medicine == medicine and f.country == country)

    def countries(self) -> tuple[str, ...]:
        """The countries (ISO codes) that have a list, sorted."""
        return tuple(sorted({form.country for form in self._by_id.values()}))

    def by_id(self, form: str) -> Form | None:
        """One product, or None."""
        return self._by_id.get(form)


def _form(row: dict[str, object], path: Path) -> Form:
    entry = checked(_Row, row, path, str(row.get("id")))
    if entry.kind not in KINDS or entry.evidence not in EVIDENCE or entry.strength_mg <= 0:
        raise TaperContentError(f"{path}, {entry.id}: correct its kind, evidence or strength.")
    if (entry.kind in POURED) != (entry.per_ml is not None):
        raise TaperContentError(
            f"{path}, {entry.id}: liquids and drops, and only they, need per_ml."
        )
    return Form(
        id=entry.id,
        medicine=entry.medicine,
        country=entry.country,
        kind=entry.kind,
        strength_mg=entry.strength_mg,
        per_ml=entry.per_ml,
        scored=entry.scored,
        source_key=entry.source,
        evidence=entry.evidence,
        note=entry.note,
    )
