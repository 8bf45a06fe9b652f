"""A medicine as it is taken now, and what is said when input cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.taper.content import read_words


class IntakeError(ValueError):
    """Input that cannot be used.

    `field` is the field of the form, `message` says what is wrong and what to do, `suggestions`
    are values to offer instead. `confirmable` is True where the same input is taken once it has
    been confirmed.
    """

    def __init__(
        self,
        field: str,
        message: str,
        suggestions: tuple[str, ...] = (),
        confirmable: bool = False,
    ) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.suggestions = suggestions
        self.confirmable = confirmable

    @classmethod
    def of(
        cls,
        field: str,
        key: str,
        /,
        suggestions: tuple[str, ...] = (),
        confirmable: bool = False,
        **values: object,
    ) -> IntakeError:
        """The error with the words that words.yml has under `key`."""
        return cls(field, read_words().error(key, **values), suggestions, confirmable)


@dataclass(frozen=True)
class Taken:
    """One medicine by its generic name, mg taken in one day, and the id of the product or None."""

    medicine: str
    daily_mg: Decimal
    form: str | None = None
