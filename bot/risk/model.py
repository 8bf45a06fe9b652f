"""Stage 2: a classifier on sentence embeddings, for what no word gives away.

It learns from content/risk/sentences and needs an encoder, which only Rasa and the commands load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from pydantic import Field
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit, logit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from bot.language.sentences import pieces
from bot.risk.lexicon import CATEGORIES, LexiconError, Strict, Tier, read
from bot.risk.sentences import HARMLESS, Labelled
from bot.risk.verdict import Verdict

Layers = Callable[[Sequence[str]], np.ndarray]

SEED = 20261124
FOLDS = 3
# Chosen in cross-validation on content/risk/sentences; docs/decisions.md has the figures.
HIDDEN = 256
PENALTY = 3.0
ROUNDS = 12
NETWORKS = 3
NGRAM_C = 10.0
EMBEDDING_SHARE = 0.7
# A message of up to SHORT characters is looked at whole, as most are; a longer one by its sentences
# (cut at PIECE), of which only those that the words make likeliest are embedded, for each costs
# milliseconds. Two find as much as four, and more than the whole does.
SHORT = 160
PIECE = 200
MOST_PIECES = 2
# Word pieces of each that the encoder reads: no English text of PIECE letters has as many, but
# random keys and other scripts have more, and a message may take 50 ms.
MOST_READ = 56
# Nothing is surer than this.
MOST_SURE = 0.9999


class Thresholds(Strict):
    """From which probability on a tier is raised; see content/risk/model.yml."""

    urgent: float = Field(gt=0, lt=1)
    contact: float = Field(gt=0, lt=1)
    emergency_share: float = Field(gt=0, lt=1)
    reviewed_by: str | None
    review: str

    @classmethod
    def from_content(cls, folder: Path) -> Thresholds:
        """Read `model.yml`; a fault raises `LexiconError`."""
        return read(folder / "model.yml", cls)


@dataclass(frozen=True)
class Likely:
    """How likely a piece of text is at risk, calibrated on sentences not learnt from.

    `urgent` is the probability of tier urgent or emergency, `any` that of any tier, `emergency` the
    share of emergency in `urgent`. `label` is the likeliest of the labels of the tier that counts.
    """

    text: str
    urgent: float
    any: float
    emergency: float
    labels: dict[str, float]


@dataclass(frozen=True)
class Parts:
    """What of a message is looked at, and how many pieces it has; of a long one not all are."""

    pieces: list[str]
    count: int


class RiskModel:
    """Small neural networks on the encoder's layers, and regressions on n-grams, vote together."""

    def fit(self, sentences: Sequence[Labelled], vectors: np.ndarray) -> RiskModel:
        """Learn from `sentences`, whose encoder layers are the rows of `vectors`."""
        texts = np.asarray([s.text for s in sentences], dtype=object)
        labels = np.asarray([s.label for s in sentences])
        if HARMLESS not in labels or len(set(labels)) < 3:
            raise LexiconError("The sentences need harmless ones and several kinds of risk.")
        self.classes = sorted(set(labels))
        self._calibrate(texts, vectors, labels)
        self._learn(texts, vectors, labels)
        self._ranker = _words().fit(texts)
        self._rank = _regression().fit(self._ranker.transform(texts), labels != HARMLESS)
        return self

    def likely(self, texts: Sequence[str], layers: Layers) -> list[Likely]:
        """How likely each of `texts` is at risk."""
        raw, classes = self._votes(np.asarray(texts, dtype=object), layers(texts))
        urgent, anything = (
            expit(slope * raw[:, n] + start) for n, (slope, start) in enumerate(self._scale)
        )
        return [
            Likely(
                text,
                float(urgent[n]),
                float(max(anything[n], urgent[n])),
                float(row[self._of("emergency")].sum() / max(row[self._grave].sum(), 1e-9)),
                dict(zip(self.classes, row.tolist(), strict=True)),
            )
            for n, (text, row) in enumerate(zip(texts, classes, strict=True))
        ]

    def parts(self, text: str) -> Parts:
        """A short message whole; of a longer one the sentences that its words make likeliest."""
        whole = text.strip()
        if len(whole) <= SHORT:
            return Parts([whole], 1)
        found = list(dict.fromkeys(pieces(whole, PIECE)))
        count = len(found)
        if count > MOST_PIECES:
            chances = self._rank.predict_proba(self._ranker.transform(found))[:, 1]
            best = np.sort(np.argsort(chances)[::-1][:MOST_PIECES])
            found = [found[n] for n in best]
        return Parts(found, count)

    def _of(self, *tiers: str) -> np.ndarray:
        return np.asarray([label.partition(":")[0] in tiers for label in self.classes])

    @property
    def _grave(self) -> np.ndarray:
        return self._of("urgent", "emergency")

    def _learn(self, texts: np.ndarray, vectors: np.ndarray, labels: np.ndarray) -> None:
        self._scaler = StandardScaler().fit(vectors)
        scaled = self._scaler.transform(vectors)
        self._networks = [_network(n).fit(scaled, labels) for n in range(NETWORKS)]
        self._ngrams = [vectorizer.fit(texts) for vectorizer in (_words(), _characters())]
        grams = self._grams(texts)
        self._by_ngram = [_regression().fit(grams, target) for target in _targets(labels)]

    def _grams(self, texts: np.ndarray) -> csr_matrix:
        # By hand, because scikit-learn's FeatureUnion takes two milliseconds to start its workers.
        return hstack([vectorizer.transform(texts) for vectorizer in self._ngrams], format="csr")

    def _votes(self, texts: np.ndarray, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The log odds of `urgent` and `any`, not yet calibrated, and each class's probability."""
        scaled = self._scaler.transform(vectors)
        classes = np.mean([n.predict_proba(scaled) for n in self._networks], axis=0)
        grams = self._grams(texts)
        by_ngram = np.stack([m.predict_proba(grams)[:, 1] for m in self._by_ngram], axis=1)
        by_layers = np.stack(
            [classes[:, self._grave].sum(1), 1 - classes[:, self._of(HARMLESS)].sum(1)], axis=1
        )
        return EMBEDDING_SHARE * _odds(by_layers) + (1 - EMBEDDING_SHARE) * _odds(by_ngram), classes

    def _calibrate(self, texts: np.ndarray, vectors: np.ndarray, labels: np.ndarray) -> None:
        """Find the scale that turns votes into probabilities, on sentences not learnt from."""
        votes = np.empty((len(texts), 2))
        for fit, held in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(
            texts, labels
        ):
            self._learn(texts[fit], vectors[fit], labels[fit])
            votes[held], _ = self._votes(texts[held], vectors[held])
        self._scale = []
        for n, target in enumerate(_targets(labels)):
            scale = LogisticRegression().fit(votes[:, n : n + 1], target)
            self._scale.append((float(scale.coef_[0, 0]), float(scale.intercept_[0])))


def verdict_of(found: Sequence[Likely], count: int, thresholds: Thresholds) -> Verdict | None:
    """The risk in a message of `count` pieces, some of which were looked at; None if there is none.

    A message is at risk if one of its pieces is. So its odds are the mean of theirs: a single
    doubtful sentence in a long post says less than as a message of its own, and several say more
    than one.
    """
    if not found:
        return None
    worst = max(found, key=lambda likely: likely.urgent)
    loudest = max(found, key=lambda likely: likely.any)
    together = replace(
        worst if worst.urgent >= thresholds.contact else loudest,
        urgent=_together([likely.urgent for likely in found], count),
        any=_together([likely.any for likely in found], count),
    )
    return _verdict(together, thresholds)


def _together(chances: Sequence[float], count: int) -> float:
    odds = sum(chance / (1 - min(chance, MOST_SURE)) for chance in chances) / count
    return odds / (1 + odds)


def _verdict(likely: Likely, thresholds: Thresholds) -> Verdict | None:
    tier: Tier
    if likely.urgent >= thresholds.urgent:
        tier = "emergency" if likely.emergency >= thresholds.emergency_share else "urgent"
    elif likely.any >= thresholds.contact:
        tier = "contact"
    else:
        return None
    category = _category(likely, tier)
    return Verdict(tier, category, f"model.{category}", likely.text)


def _category(likely: Likely, tier: str) -> str:
    """The likeliest category of the tier."""
    of_tier = {
        label.partition(":")[2]: chance
        for label, chance in likely.labels.items()
        if label.startswith(f"{tier}:")
    }
    return max(of_tier, key=lambda category: (of_tier[category], -CATEGORIES.index(category)))


def _targets(labels: np.ndarray) -> Iterator[np.ndarray]:
    tiers = np.asarray([label.partition(":")[0] for label in labels])
    yield np.isin(tiers, ("urgent", "emergency"))
    yield tiers != HARMLESS


def _odds(chances: np.ndarray) -> np.ndarray:
    return logit(np.clip(chances, 1e-6, 1 - 1e-6))


def _network(seed: int) -> MLPClassifier:
    return MLPClassifier(
        (HIDDEN,),
        alpha=PENALTY,
        batch_size=128,
        learning_rate_init=5e-4,
        max_iter=ROUNDS,
        random_state=SEED + seed,
    )


def _regression() -> LogisticRegression:
    return LogisticRegression(C=NGRAM_C, solver="liblinear")


def _words() -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)


def _characters() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
