"""The sentences that the second stage learns from: at risk, and what only sounds like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from bot.risk.lexicon import CATEGORIES, TIERS, CategoryFile, LexiconError, Strict, Tier, read
from bot.settings import ROOT

CONTENT = ROOT / "content" / "risk" / "sentences"
HARMLESS = "none"


class SentenceBlock(Strict):
    """Messages of one tier and category; or, with a `kind` instead, harmless ones."""

    tier: Tier | None = None
    category: str | None = None
    kind: str | None = None
    texts: list[str] = Field(min_items=1)

    @property
    def label(self) -> str:
        """`tier:category`, or `none`."""
        return f"{self.tier}:{self.category}" if self.tier else HARMLESS


class SentenceFile(Strict):
    """One file of them."""

    reviewed_by: str | None
    review: str
    blocks: list[SentenceBlock] = Field(min_items=1)


@dataclass(frozen=True)
class Labelled:
    """One message and what it is: `tier:category`, or `none`; `kind` is for reports."""

    text: str
    label: str
    kind: str

    @property
    def tier(self) -> str:
        """The tier, or `none`."""
        return self.label.partition(":")[0]


def read_sentences(path: Path = CONTENT) -> list[Labelled]:
    """The labelled messages of a file or a folder of them; a fault raises `LexiconError`."""
    files = [path] if path.is_file() else sorted(path.glob("*.yml"))
    found = [one for file in files for one in _read(file)]
    if not found:
        raise LexiconError(f"{path} has no sentences: restore it.")
    texts: set[str] = set()
    for one in found:
        if one.text.lower() in texts:
            raise LexiconError(f"{path} has {one.text!r} twice: take one of them out.")
        texts.add(one.text.lower())
    return found


def _read(file: Path) -> Iterator[Labelled]:
    for block in read(file, SentenceFile).blocks:
        if (block.tier is None) == (block.kind is None) or (
            block.tier and block.category not in CATEGORIES
        ):
            raise LexiconError(
                f"{file}: give each block a tier and one of the categories, or a kind if harmless."
            )
        for text in block.texts:
            yield Labelled(text, block.label, block.kind or str(block.category))


def rule_examples(lexicon: Path) -> list[Labelled]:
    """What the rules must match is at risk for the second stage too."""
    files = [read(path, CategoryFile) for path in sorted(lexicon.glob("*.yml"))]
    return [
        Labelled(text, f"{rule.tier}:{file.category}", file.category)
        for file in files
        for rule in file.rules
        if rule.tier in TIERS
        for text in rule.examples
    ]
