"""Is anybody in danger? Stage 1 of the answer: rules that a clinician can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.risk.context import Surroundings, judged
from bot.risk.lexicon import CATEGORIES, TIERS, Lexicon, Together, load
from bot.risk.normalise import Normaliser
from bot.risk.patterns import PhraseFinder
from bot.risk.verdict import Verdict
from bot.settings import ROOT

CONTENT = ROOT / "content" / "risk"
# The rule of a wish to die that may be a figure of speech. Who owns to it when asked is at risk
# again (bot/risk/thoughts.py).
DOUBTED = "doubted.wish_to_die"
_RECENT = 4
_PASSAGE = 2_000
_OVERLAP = 200
_MOST_PASSAGES = 60


@dataclass(frozen=True)
class _Hit:
    rule: str
    category: str
    tier: str
    span: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.rule,) if self.tier == "sign" else (self.rule, f"category:{self.category}")


@dataclass(frozen=True)
class Findings:
    """What one message shows by itself; `hits` may be completed by the messages before it.

    Those that are not in `alone` count for nothing but together with others.
    """

    verdict: Verdict | None
    hits: tuple[_Hit, ...]
    alone: tuple[_Hit, ...]

    def overruled(self) -> Findings:
        """The same, where nothing counts alone."""
        return replace(self, verdict=None, alone=())


class RiskDetector:
    """Finds the gravest risk in a message, by rules, without a model.

    Facts F1-F14 and K10-K14 of the clinical register; the tiers await a clinician's review.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._finder = PhraseFinder(lexicon.phrases)
        known = {word for group in lexicon.phrases.values() for p in group for word in p.words}
        spelling = lexicon.spelling
        self._normaliser = Normaliser(
            spelling.expand, spelling.risk_words, spelling.ordinary, known
        )

    @classmethod
    def from_content(cls, folder: Path = CONTENT) -> RiskDetector:
        """Read the lexicon; content that cannot be used raises `LexiconError`."""
        return cls(load(folder))

    def check(self, text: str, recent: Sequence[str] = ()) -> Verdict | None:
        """The gravest risk in `text`, or None.

        `recent` are the patient's messages just before, oldest first: they may complete a picture
        but raise nothing alone. Any string is taken; of one beyond about 100,000 characters the
        beginning and the end are read.
        """
        return self.complete(self.find(text), recent)

    def find(self, text: str) -> Findings:
        """What `text` shows by itself; where it shows nothing, no earlier message can add to it."""
        hits = tuple(self._hits(text))
        return self._findings(hits, hits)

    def without(self, found: Findings, harmless: Iterable[str]) -> Findings:
        """The same, but nothing counts alone that stands in a passage that is `harmless`."""
        away = Counter((hit.rule, hit.span) for text in harmless for hit in self._hits(text))
        left = []
        for hit in found.hits:
            if away[hit.rule, hit.span]:
                away[hit.rule, hit.span] -= 1
            else:
                left.append(hit)
        return self._findings(found.hits, tuple(left))

    def doubted(self, found: Findings) -> Findings:
        """The same, but who alone seemed to wish to die is asked; other matches stand."""
        return self._findings(found.hits, tuple(map(self._doubted, found.alone)))

    def _doubted(self, hit: _Hit) -> _Hit:
        if hit.tier != "urgent" or self.lexicon.rules[hit.rule].doubted == "keep":
            return hit
        return replace(hit, tier="contact", rule=DOUBTED)

    def complete(self, found: Findings, recent: Sequence[str]) -> Verdict | None:
        """The gravest risk in what was found and the messages just before, as `check` has it."""
        if not found.hits or not recent:
            return found.verdict
        return self._worst([*found.alone, *self._completed(found.hits, recent)])

    def rules_hit(self, text: str) -> set[str]:
        """The ids of all rules that hold for `text`, signs included."""
        return {hit.rule for hit in self._hits(text)}

    def _hits(self, text: str) -> Iterator[_Hit]:
        for start, end in _passages(text):
            yield from self._hits_in(text[start:end])

    def _hits_in(self, text: str) -> Iterator[_Hit]:
        words = self._normaliser.words(text)
        plain = [word.text for word in words]
        spans = self._finder.find(plain)
        found = [span for span in spans if span.label.startswith("rule:")]
        if not found:
            return
        surroundings = Surroundings(plain, spans)
        for span in found:
            rule = self.lexicon.rules[span.label.removeprefix("rule:")]
            if surroundings.idiomatic(span):
                continue
            tier = judged(rule, surroundings.of(span))
            if tier:
                said = text[words[span.start].start : words[span.end - 1].end].strip()
                yield _Hit(rule.id, rule.category, tier, said)

    def _findings(self, hits: tuple[_Hit, ...], alone: tuple[_Hit, ...]) -> Findings:
        return Findings(self._worst([*alone, *self._completed(hits, ())]), hits, alone)

    @staticmethod
    def _worst(hits: Sequence[_Hit]) -> Verdict | None:
        grave = [hit for hit in hits if hit.tier in TIERS]
        if not grave:
            return None
        worst = max(grave, key=_gravity)
        return Verdict(worst.tier, worst.category, worst.rule, worst.span)  # type: ignore[arg-type]

    def _completed(self, hits: Sequence[_Hit], recent: Sequence[str]) -> list[_Hit]:
        now = {name for hit in hits for name in hit.names}
        possible = [t for t in self.lexicon.together if any(now & need for need in t.needs)]
        if not possible:
            return []
        earlier = [hit for text in recent[-_RECENT:] for hit in self._hits(text)]
        known = now | {name for hit in earlier for name in hit.names}
        return [
            _Hit(t.id, t.category, t.tier, _words_for(t, hits))
            for t in possible
            if all(known & need for need in t.needs)
        ]


def _gravity(hit: _Hit) -> tuple[int, int, int]:
    return TIERS.index(hit.tier), -CATEGORIES.index(hit.category), len(hit.span)


def _words_for(together: Together, hits: Sequence[_Hit]) -> str:
    wanted = frozenset().union(*together.needs)
    return next((hit.span for hit in hits if wanted.intersection(hit.names)), "")


def _passages(text: str) -> list[tuple[int, int]]:
    """Stretches of `text` short enough to match quickly; repeated ones are read once."""
    seen: dict[str, tuple[int, int]] = {}
    start = 0
    while start < len(text):
        end, clean = _cut(text, start)
        seen.setdefault(text[start:end], (start, end))
        start = end if clean else max(text.rfind(" ", start, end - _OVERLAP), end - 2 * _OVERLAP)
    found = list(seen.values())
    if len(found) > _MOST_PASSAGES:
        half = _MOST_PASSAGES // 2
        found = found[:half] + found[-half:]
    return found


def _cut(text: str, start: int) -> tuple[int, bool]:
    """Where the passage from `start` ends, and whether that is the end of a sentence."""
    end = start + _PASSAGE
    if end >= len(text):
        return len(text), True
    for mark in ("\n", ". "):
        at = text.rfind(mark, start + _PASSAGE // 2, end)
        if at > 0:
            return at + len(mark), True
    return end, False
