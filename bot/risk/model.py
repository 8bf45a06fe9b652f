"""Stage 2: a classifier for what no word gives away.

It learns from content/risk/sentences, with encoders that only Rasa and the commands load.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import Field, validator
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedShuffleSplit

from bot.language.sentences import passages, pieces
from bot.risk.lexicon import CATEGORIES, LexiconError, Strict, Tier, read
from bot.risk.sentences import HARMLESS, Labelled
from bot.risk.verdict import MODEL, UNSURE, Verdict
from bot.risk.voters import SEED, LayerVote, NgramVote, regression, targets

Layers = Callable[[Sequence[str]], np.ndarray]

EMBEDDING_SHARE = 0.7
# The part of the sentences that is not learnt from, to find the scale of the votes and the gate:
# learning from half of them all finds as much.
HELD_BACK = 0.15
# The share of the sentences at risk, not learnt from, that the gate may let go.
GATE_MISSES = 0.006
# A message of up to WHOLE characters is heard whole; of a longer one two passages of up to PIECE,
# those that its words make likeliest, for a message may take 50 ms. Shorter passages tear apart
# what only says danger together (docs/decisions.md). One of up to SHORT, as most are, may be
# spared by the gate.
SHORT = 160
WHOLE = 480
PIECE = 220
MOST_PIECES = 2
# Word pieces that are read of a passage where there are several: most English ones of PIECE letters
# have no more, random keys and other scripts have many more. One heard whole is read as far as can
# be, but for a short one, which the gate hears as well. A_PIECE_LESS characters take the rules as
# long as the judge takes for one word piece of each passage.
MOST_READ = 56
MOST_READ_OF_SHORT = 64
LEAST_READ = 32
A_PIECE_LESS = 1_000
# Where a verdict may be asked about, if it is not sure.
ASKED_ABOUT = (("emergency", "suicide_self_harm"), ("urgent", "suicide_self_harm"))
# Nothing is surer than this.
MOST_SURE = 0.9999


class Thresholds(Strict):
    """From which probability on a tier is raised; see content/risk/model.yml."""

    urgent: float = Field(gt=0, lt=1)
    contact: float = Field(gt=0, lt=1)
    urgent_at_length: float = Field(gt=0, lt=1)
    contact_at_length: float = Field(gt=0, lt=1)
    emergency_share: float = Field(gt=0, lt=1)
    sure: float = Field(gt=0, lt=1)
    overruled: float = Field(ge=0, lt=1)
    doubted: float = Field(ge=0, lt=1)
    reviewed_by: str | None
    review: str

    @validator("overruled", "doubted")
    def _far_below(cls, value: float, values: dict[str, float]) -> float:
        if value >= min(values.get("urgent", 1), values.get("contact", 1)):
            raise ValueError("overruled and doubted must be lower than urgent and contact")
        return value

    @validator("doubted")
    def _above(cls, value: float, values: dict[str, float]) -> float:
        if value < values.get("overruled", 0):
            raise ValueError("doubted must not be lower than overruled")
        return value

    @classmethod
    def from_content(cls, folder: Path) -> Thresholds:
        """Read `model.yml`; a fault raises `LexiconError`."""
        return read(folder / "model.yml", cls)

    def least(self, parts: Parts) -> tuple[float, float]:
        """Those for urgent and for contact in a message of these `parts`."""
        if parts.count == 1:
            return self.urgent, self.contact
        return self.urgent_at_length, self.contact_at_length


@dataclass(frozen=True)
class Likely:
    """How likely a piece of text is at risk, calibrated on sentences not learnt from.

    `urgent` is the probability of tier urgent or emergency, `any` that of any tier, `emergency` the
    share of emergency in `urgent`. `labels` has the chance of each `tier:category`, and of `none`.
    """

    text: str
    urgent: float
    any: float
    emergency: float
    labels: dict[str, float]


@dataclass(frozen=True)
class Parts:
    """The passages of a message that are heard, and how many it has: of a long one not all are.

    `most` word pieces of each are read, or as many as the judge can.
    """

    heard: list[str]
    count: int
    most: int | None = None

    @property
    def short(self) -> bool:
        """Whether there is so little of it that a gate costs less than it spares."""
        return self.count == 1 and len(self.heard[0]) <= SHORT


class Judge(Protocol):
    """What hears the messages that pass the gate."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Judge:
        """Learn that each of `texts` has the label beside it."""

    def classes(self, texts: Sequence[str], most: int | None = None) -> np.ndarray:
        """The chance of each label, in alphabetical order, for each of `texts`.

        `most` word pieces of each are read, or as many as it can.
        """

    def reads_whole(self, text: str, most: int | None = None) -> bool:
        """Whether it reads `text` to its end, if `most` word pieces are read."""


def held_back(sentences: Sequence[Labelled]) -> tuple[np.ndarray, np.ndarray]:
    """Which of `sentences` are learnt from, and which are not: their places, always the same."""
    split = StratifiedShuffleSplit(1, test_size=HELD_BACK, random_state=SEED)
    learnt, held = next(split.split(sentences, [s.label for s in sentences]))
    return learnt, held


class RiskModel:
    """A gate that lets most ordinary talk go at once, and a judge with a larger encoder behind it.

    The gate is a small network on a quick encoder's layers. Both vote with regressions on n-grams.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def fit(self, sentences: Sequence[Labelled], quick: np.ndarray) -> RiskModel:
        """Learn from `sentences`, whose layers in the quick encoder are the rows of `quick`."""
        texts = np.asarray([s.text for s in sentences], dtype=object)
        labels = np.asarray([s.label for s in sentences])
        if HARMLESS not in labels or len(set(labels)) < 3:
            raise LexiconError("The sentences need harmless ones and several kinds of risk.")
        self.classes = sorted(set(labels))
        learnt, held = held_back(sentences)
        self._ngrams = NgramVote().fit(texts[learnt], labels[learnt])
        self._rank = regression().fit(
            self._ngrams.words.transform(texts[learnt]), labels[learnt] != HARMLESS
        )
        self._gate = LayerVote().fit(quick[learnt], labels[learnt])
        self._judge.fit(list(texts[learnt]), list(labels[learnt]))
        self._calibrate(texts[held], quick[held], labels[held])
        return self

    def likely(
        self,
        texts: Sequence[str],
        quick: Layers,
        through_gate: bool = True,
        most: int | None = None,
    ) -> list[Likely]:
        """How likely each of `texts`, read as far as `most`, is at risk.

        Not at all where the gate, if any, lets it go.
        """
        grams = self._ngrams.chances(np.asarray(texts, dtype=object))
        passing = self._gate_votes(quick(texts), grams) >= self._least if through_gate else True
        heard = np.flatnonzero(np.broadcast_to(passing, len(texts)))
        found = [Likely(text, 0.0, 0.0, 0.0, {}) for text in texts]
        if len(heard):
            classes = self._judge.classes([texts[n] for n in heard], most)
            raw = self._votes(classes, grams[heard])
            for n, votes, row in zip(heard, raw, classes, strict=True):
                found[n] = self._judged(texts[n], votes, row)
        return found

    def reads_whole(self, texts: Sequence[str], most: int | None = None) -> bool:
        """Whether the judge reads each of `texts` to its end, if `most` word pieces are read."""
        return all(self._judge.reads_whole(text, most) for text in texts)

    def parts(self, text: str) -> Parts:
        """A message whole; of a longer one the passages with the likeliest words.

        One that is misspelt or strange may have more word pieces than are read: it is cut further.
        """
        whole = text.strip()
        if len(whole) > WHOLE:
            cut = passages(whole, PIECE)
        elif self._judge.reads_whole(whole):
            cut = [whole]
        else:
            cut = passages(whole, len(whole) * 2 // 3)
        found = list(dict.fromkeys(cut))
        most = max(MOST_READ - len(whole) // A_PIECE_LESS, LEAST_READ)
        if len(found) == 1:
            return Parts(found, 1, MOST_READ_OF_SHORT if len(whole) <= SHORT else None)
        if len(found) <= MOST_PIECES:
            return Parts(found, len(found), most)
        best = np.sort(np.argsort(self._likeliest(found))[::-1][:MOST_PIECES])
        return Parts([found[n] for n in best], len(found), most)

    def _likeliest(self, parts: Sequence[str]) -> np.ndarray:
        """How likely each of `parts` is at risk by the words of its likeliest piece."""
        bits = [pieces(part, SHORT) for part in parts]
        words = self._ngrams.words.transform([bit for cut in bits for bit in cut])
        starts = np.cumsum([0, *map(len, bits[:-1])])
        found: np.ndarray = np.maximum.reduceat(self._rank.predict_proba(words)[:, 1], starts)
        return found

    def _judged(self, text: str, votes: np.ndarray, classes: np.ndarray) -> Likely:
        urgent, anything = (
            float(expit(slope * vote + start))
            for vote, (slope, start) in zip(votes, self._scale, strict=True)
        )
        return Likely(
            text,
            urgent,
            max(anything, urgent),
            float(classes[self._of("emergency")].sum() / max(classes[self._grave].sum(), 1e-9)),
            dict(zip(self.classes, classes.tolist(), strict=True)),
        )

    def _of(self, *tiers: str) -> np.ndarray:
        return np.asarray([label.partition(":")[0] in tiers for label in self.classes])

    @property
    def _grave(self) -> np.ndarray:
        return self._of("urgent", "emergency")

    def _gate_votes(self, vectors: np.ndarray, grams: np.ndarray) -> np.ndarray:
        """The log odds of any risk, as the gate hears it."""
        return self._votes(self._gate.classes(vectors), grams)[:, 1]

    def _votes(self, classes: np.ndarray, grams: np.ndarray) -> np.ndarray:
        """The log odds of `urgent` and `any`, not yet calibrated, from each class's chance."""
        heard = np.stack(
            [classes[:, self._grave].sum(1), 1 - classes[:, self._of(HARMLESS)].sum(1)], axis=1
        )
        return EMBEDDING_SHARE * _odds(heard) + (1 - EMBEDDING_SHARE) * _odds(grams)

    def _calibrate(self, texts: np.ndarray, quick: np.ndarray, labels: np.ndarray) -> None:
        """Find the scale that turns votes into probabilities, and how little the gate lets by."""
        grams = self._ngrams.chances(texts)
        # One by one, as most messages are heard.
        votes = self._votes(np.concatenate([self._judge.classes([t]) for t in texts]), grams)
        self._scale = []
        for n, target in enumerate(targets(labels)):
            scale = LogisticRegression().fit(votes[:, n : n + 1], target)
            self._scale.append((float(scale.coef_[0, 0]), float(scale.intercept_[0])))
        at_risk = self._gate_votes(quick, grams)[labels != HARMLESS]
        self._least = float(np.quantile(at_risk, GATE_MISSES))


def verdict_of(found: Sequence[Likely], parts: Parts, thresholds: Thresholds) -> Verdict | None:
    """The risk in a message of which `found` is what was heard in its `parts`; None without one.

    A message is at risk if one of its pieces is. So its odds are the mean of theirs: a single
    doubtful sentence in a long post says less than as a message of its own, and several say more
    than one.
    """
    if not found:
        return None
    urgent, contact = thresholds.least(parts)
    worst = max(found, key=lambda likely: likely.urgent)
    loudest = max(found, key=lambda likely: likely.any)
    together = replace(
        worst if worst.urgent >= urgent else loudest,
        urgent=_together([likely.urgent for likely in found], parts.count),
        any=_together([likely.any for likely in found], parts.count),
    )
    tier: Tier
    if together.urgent >= urgent:
        tier = "emergency" if together.emergency >= thresholds.emergency_share else "urgent"
    elif together.any >= contact:
        tier = "contact"
    else:
        return None
    category = _category(together, tier)
    doubtful = (tier, category) in ASKED_ABOUT and together.urgent < thresholds.sure
    rule = f"{MODEL}{category}{UNSURE if doubtful else ''}"
    return Verdict(tier, category, rule, together.text)


def _together(chances: Sequence[float], count: int) -> float:
    odds = sum(chance / (1 - min(chance, MOST_SURE)) for chance in chances) / count
    return odds / (1 + odds)


def _category(likely: Likely, tier: str) -> str:
    """The likeliest category of the tier."""
    of_tier = {
        label.partition(":")[2]: chance
        for label, chance in likely.labels.items()
        if label.startswith(f"{tier}:")
    }
    return max(of_tier, key=lambda category: (of_tier[category], -CATEGORIES.index(category)))


def _odds(chances: np.ndarray) -> np.ndarray:
    return logit(np.clip(chances, 1e-6, 1 - 1e-6))
