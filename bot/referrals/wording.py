"""What staff read of referrals, from `content/referrals.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field, validator

from bot.language.placeholders import check_placeholders
from bot.risk.lexicon import CATEGORIES, TIERS, LexiconError, Strict, read
from bot.settings import ROOT

CONTENT = ROOT / "content" / "referrals.yml"
FILLED = ("number", "tier", "category", "clinic", "link")


class Outcome(Strict):
    """One way in which a referral can end."""

    key: str = Field(regex=r"^[a-z_]{1,32}$")
    title: str


class ReferralWording(Strict):
    """All of `referrals.yml`. `subject` and `body` of a notice never hold a patient's words."""

    reviewed_by: str | None
    review: str
    tiers: dict[str, str]
    categories: dict[str, str]
    outcomes: list[Outcome] = Field(min_items=2)
    events: dict[str, str]
    subject: str
    body: str

    @validator("subject", "body")
    def _can_be_filled(cls, text: str) -> str:
        check_placeholders(text, FILLED)
        return text

    @property
    def outcome_titles(self) -> dict[str, str]:
        """The title of each outcome by its key."""
        return {outcome.key: outcome.title for outcome in self.outcomes}


@lru_cache
def load_wording(path: Path = CONTENT) -> ReferralWording:
    """Read the wording; what cannot be used raises `LexiconError`."""
    found = read(path, ReferralWording)
    missing = [key for key in TIERS if key not in found.tiers]
    missing += [key for key in CATEGORIES if key not in found.categories]
    if missing:
        raise LexiconError(f"{path} has no words for {', '.join(missing)}: add them.")
    return found
