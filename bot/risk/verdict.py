"""What a detector says of a message."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.risk.lexicon import CATEGORIES, TIERS, Tier

# What the rule of a verdict of the second stage begins with, and ends with where it is not sure.
MODEL = "model."
UNSURE = ".unsure"


@dataclass(frozen=True)
class Verdict:
    """`rule` is the id of the rule or of the model, `span` the words as they were typed."""

    tier: Tier
    category: str
    rule: str
    span: str

    def as_dict(self) -> dict[str, str]:
        """The four fields by name."""
        return asdict(self)

    @property
    def gravity(self) -> tuple[int, int]:
        """The larger the graver: by tier, then by category in the order of the lexicon."""
        return TIERS.index(self.tier), -CATEGORIES.index(self.category)


def gravest(*verdicts: Verdict | None) -> Verdict | None:
    """The gravest of those that there are; among equals the first."""
    found = [verdict for verdict in verdicts if verdict]
    return max(found, key=lambda verdict: verdict.gravity[0], default=None)
