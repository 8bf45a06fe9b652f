"""Which doses can be made up from products, exactly: whole numbers inside, Decimal outside."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import gcd

from bot.taper.forms import POURED, Form

HALF = Decimal("0.5")
SMALLEST_ML = Decimal("0.1")
# Sizes are counted in millionths of a mg, so that halves of micrograms and hundredths of a mL fit.
SCALE = 1_000_000
# A half costs more than a whole piece: as few pieces as can be, and halves only where needed.
WHOLE_COST, HALF_COST = 2, 3


@dataclass(frozen=True)
class Portion:
    """What is dispensed for one day: products with their counts (mL for a liquid, else pieces)."""

    items: tuple[tuple[Form, Decimal], ...]

    @property
    def total_mg(self) -> Decimal:
        """The mg of all items together."""
        return sum((form.strength_mg * count for form, count in self.items), Decimal(0))


@dataclass(frozen=True)
class _Piece:
    form: Form
    count: Decimal
    size: int
    cost: int


class Dispenser:
    """The doses up to `most_mg` that the products can make.

    Halves are counted only where `halves` is set, and never of slow-release products, capsules or
    films. `smallest_ml` is the finest mark with which a liquid can be measured. At most one liquid
    or one kind of drops is used beside tablets.
    """

    def __init__(
        self,
        forms: Sequence[Form],
        most_mg: Decimal,
        halves: bool = False,
        smallest_ml: Decimal = SMALLEST_ML,
    ) -> None:
        self._pieces = list(_pieces(forms, halves))
        self._pours = list(_pours(forms, smallest_ml))
        self._chosen = _fewest(self._pieces, _scaled(most_mg))
        self._made = sorted(self._chosen)
        self._fillings = [(p.size, size) for p in self._pours for size in _by_rest(self._made, p)]

    def smallest(self) -> Decimal:
        """The smallest dose that can be made, in mg."""
        return Decimal(min(p.size for p in (*self._pieces, *self._pours))) / SCALE

    def at_least(self, target_mg: Decimal) -> Decimal | None:
        """The smallest dose in mg that is not below a target; None where none is up to the most."""
        target = _scaled(target_mg)
        found = self._made[bisect_left(self._made, target) :][:1]
        found += [_filled(size, target, step) for step, size in self._fillings if size < target]
        return Decimal(min(found)) / SCALE if found else None

    def portion(self, dose_mg: Decimal) -> Portion | None:
        """The fewest pieces that make a dose exactly; None where nothing makes it."""
        dose = _scaled(dose_mg)
        if Decimal(dose) / SCALE != dose_mg:
            return None
        if dose in self._chosen:
            return Portion(tuple(self._items(dose)))
        for size in reversed([made for made in self._made if made < dose]):
            for pour in self._pours:
                times, rest = divmod(dose - size, pour.size)
                if rest == 0:
                    return Portion((*self._items(size), (pour.form, pour.count * times)))
        return None

    def _items(self, size: int) -> Iterator[tuple[Form, Decimal]]:
        counts: dict[Form, Decimal] = {}
        while size:
            piece = self._chosen[size]
            assert piece is not None
            counts[piece.form] = counts.get(piece.form, Decimal(0)) + piece.count
            size -= piece.size
        yield from sorted(counts.items(), key=lambda item: -item[0].strength_mg)


def portion(
    dose_mg: Decimal,
    forms: Sequence[Form],
    halves: bool = False,
    smallest_ml: Decimal = SMALLEST_ML,
) -> Portion | None:
    """What makes one dose exactly from the products, or None."""
    return Dispenser(forms, dose_mg, halves, smallest_ml).portion(dose_mg)


def _scaled(mg: Decimal) -> int:
    return int((mg * SCALE).to_integral_value(ROUND_CEILING))


def _filled(size: int, target: int, step: int) -> int:
    return size - (size - target) // step * step


def _by_rest(made: Sequence[int], pour: _Piece) -> Iterable[int]:
    """The smallest dose for each rest that it leaves to a liquid: it reaches all the others."""
    smallest: dict[int, int] = {}
    for size in made:
        smallest.setdefault(size % pour.size, size)
    return smallest.values()


def _pieces(forms: Sequence[Form], halves: bool) -> Iterator[_Piece]:
    for form in forms:
        if form.kind in POURED:
            continue
        size = _scaled(form.strength_mg)
        yield _Piece(form, Decimal(1), size, WHOLE_COST)
        if halves and form.splittable:
            yield _Piece(form, HALF, size // 2, HALF_COST)


def _pours(forms: Sequence[Form], smallest_ml: Decimal) -> Iterator[_Piece]:
    for form in forms:
        if form.kind in POURED:
            count = smallest_ml if form.kind == "liquid" else Decimal(1)
            yield _Piece(form, count, _scaled(form.strength_mg * count), 0)


def _fewest(pieces: Sequence[_Piece], most: int) -> dict[int, _Piece | None]:
    """For every dose that pieces make, the piece to take first so that they are fewest."""
    chosen: dict[int, _Piece | None] = {0: None}
    if not pieces:
        return chosen
    costs = {0: 0}
    grain = gcd(*(piece.size for piece in pieces))
    for size in range(grain, most + 1, grain):
        for piece in pieces:
            before = costs.get(size - piece.size)
            if before is not None and before + piece.cost < costs.get(
                size, before + piece.cost + 1
            ):
                costs[size], chosen[size] = before + piece.cost, piece
    return chosen
