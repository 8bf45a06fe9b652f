"""Whom to call, country by country, with how far each number has been checked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, validator

from bot.risk.lexicon import LexiconError, Strict, read
from bot.settings import ROOT

CONTENT = ROOT / "content" / "contacts"
UNKNOWN = "ZZ"
CHECK_DAYS = 365
Purpose = Literal["emergency", "crisis", "poisons", "drugs", "advice"]


class ContactEntry(Strict):
    """One contact as it stands in a file. `hours` is null unless a source says."""

    name: str
    number: str = Field(regex=r"^[0-9]([0-9 -]*[0-9])?$")
    how: Literal["call", "text", "call or text"]
    for_whom: str
    hours: str | None
    purpose: Purpose
    confidence: Literal["SEEN", "SEEN-2ND", "GK"]
    verified_on: str | None
    source: str
    text_word: str | None = None

    @validator("verified_on")
    def _is_a_date(cls, value: str | None) -> str | None:
        if value is not None:
            date.fromisoformat(value)
        return value


class CountryFile(Strict):
    """One country's contacts, in the order in which they are shown; `also` are other codes."""

    country: str = Field(regex=r"^[A-Z]{2}$")
    name: str
    also: list[str] = Field(default_factory=list)
    reviewed_by: str | None
    review: str
    line: str
    contacts: list[ContactEntry] = Field(min_items=1)


@dataclass(frozen=True)
class Contact:
    """One number. `not_yet_verified` marks one that no document has been read for."""

    name: str
    number: str
    how: str
    for_whom: str
    hours: str | None
    purpose: str
    confidence: str
    verified_on: str | None
    source: str
    text_word: str | None
    not_yet_verified: bool


class Contacts:
    """The contacts of one country, or those that hold where the country is not known."""

    def __init__(self, file: CountryFile, check_days: int = CHECK_DAYS) -> None:
        self.country = None if file.country == UNKNOWN else file.country
        self.name = file.name
        self._line = file.line
        self._oldest_check = date.today() - timedelta(days=check_days)
        self.everyone = tuple(
            Contact(**entry.dict(), not_yet_verified=entry.confidence == "GK")
            for entry in file.contacts
        )

    @classmethod
    def for_country(
        cls, code: str | None, folder: Path = CONTENT, check_days: int = CHECK_DAYS
    ) -> Contacts:
        """The contacts for an ISO code; a country without a file gets those for an unknown one.

        A number whose check is more than `check_days` days old counts as not checked lately.
        """
        wanted = (code and known_country(code, folder)) or UNKNOWN
        file = next(file for file in _files(folder) if file.country == wanted)
        return cls(file, check_days)

    @property
    def shown(self) -> tuple[Contact, ...]:
        """What a patient sees: unverified numbers only where a purpose has no other."""
        checked = {contact.purpose for contact in self.everyone if not contact.not_yet_verified}
        return tuple(
            contact
            for contact in self.everyone
            if not contact.not_yet_verified
            or (contact.purpose in ("emergency", "crisis", "poisons")
                and contact.purpose not in checked)
        )  # fmt: skip

    @property
    def all_checked(self) -> bool:
        """Whether each number shown was called or looked up lately; if not, the patient is told."""
        return all(
            contact.verified_on is not None
            and date.fromisoformat(contact.verified_on) >= self._oldest_check
            for contact in self.shown
        )

    def first(self, purpose: Purpose) -> Contact | None:
        """The first contact shown for a purpose."""
        return next((contact for contact in self.shown if contact.purpose == purpose), None)

    def line(self) -> str:
        """The short line that stays on the page."""
        return self._line

    def as_dicts(self) -> list[dict[str, Any]]:
        """The shown contacts, field by field."""
        return [asdict(contact) for contact in self.shown]


def countries(folder: Path = CONTENT) -> list[tuple[str, str]]:
    """Code and name of every country with contacts, by name."""
    listed = [(file.country, file.name) for file in _files(folder) if file.country != UNKNOWN]
    return sorted(listed, key=lambda pair: pair[1])


def known_country(code: str, folder: Path = CONTENT) -> str | None:
    """The country whose contacts are for `code`, or for its other name ("UK"); None without any."""
    wanted = code.upper()
    files = [file for file in _files(folder) if file.country != UNKNOWN]
    exact = (file.country for file in files if file.country == wanted)
    alike = (file.country for file in files if wanted in file.also)
    return next(exact, None) or next(alike, None)


@lru_cache
def _files(folder: Path) -> tuple[CountryFile, ...]:
    found = tuple(read(path, CountryFile) for path in sorted(folder.glob("*.yml")))
    if not any(file.country == UNKNOWN for file in found):
        raise LexiconError(f"{folder / UNKNOWN}.yml is missing: put the file back.")
    return found
