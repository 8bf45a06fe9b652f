"""What votes on a message: a small network on an encoder's layers, and regressions on n-grams."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from bot.risk.sentences import HARMLESS

SEED = 20261124
# Chosen in cross-validation on content/risk/sentences; docs/decisions.md has the figures.
HIDDEN = 256
PENALTY = 3.0
ROUNDS = 12
NGRAM_C = 10.0


class LayerVote:
    """A small network that sees an encoder's layers."""

    def fit(self, vectors: np.ndarray, labels: np.ndarray) -> LayerVote:
        """Learn; `vectors` has a row for each of `labels`."""
        self._scaler = StandardScaler().fit(vectors)
        self._network = MLPClassifier(
            (HIDDEN,),
            alpha=PENALTY,
            batch_size=128,
            learning_rate_init=5e-4,
            max_iter=ROUNDS,
            random_state=SEED,
        ).fit(self._scaler.transform(vectors), labels)
        # Adam's moments are twice the size of the weights, and of use in learning only.
        del self._network._optimizer
        return self

    def classes(self, vectors: np.ndarray) -> np.ndarray:
        """The chance of each label, in alphabetical order, for each row."""
        chances: np.ndarray = self._network.predict_proba(self._scaler.transform(vectors))
        return chances


class NgramVote:
    """Regressions on words and on groups of letters; one for each of `targets`.

    `words` turns texts into words and pairs of them, as they were learnt.
    """

    def fit(self, texts: np.ndarray, labels: np.ndarray) -> NgramVote:
        """Learn from `texts`, an array of strings."""
        self.words = _words().fit(texts)
        self._vectorizers = [self.words, _characters().fit(texts)]
        grams = self._grams(texts)
        self._regressions = [regression().fit(grams, target) for target in targets(labels)]
        return self

    def chances(self, texts: np.ndarray) -> np.ndarray:
        """Two chances for each text: of tier urgent or emergency, and of any tier."""
        grams = self._grams(texts)
        return np.stack([r.predict_proba(grams)[:, 1] for r in self._regressions], axis=1)

    def _grams(self, texts: np.ndarray) -> csr_matrix:
        # By hand, because scikit-learn's FeatureUnion takes two milliseconds to start its workers.
        return hstack([v.transform(texts) for v in self._vectorizers], format="csr")


def targets(labels: np.ndarray) -> Iterator[np.ndarray]:
    """Which of `labels` are of tier urgent or emergency, then which are of any tier."""
    tiers = np.asarray([label.partition(":")[0] for label in labels])
    yield np.isin(tiers, ("urgent", "emergency"))
    yield tiers != HARMLESS


def regression() -> LogisticRegression:
    """A regression for n-grams."""
    return LogisticRegression(C=NGRAM_C, solver="liblinear")


def _words() -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)


def _characters() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
