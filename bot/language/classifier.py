"""Small classifiers on sentence embeddings and n-grams, fitted in seconds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion

SEED = 20220801
FOLDS = 3
# The settings tried in cross-validation: inverse regularisation of the regression on embeddings,
# and how much of the vote it gets; the n-grams get the rest.
EMBEDDING_C = (5.0, 20.0, 80.0)
WEIGHTS = (0.9, 0.8, 0.7)
NGRAM_C = 30.0


class TextClassifier:
    """Two logistic regressions, one on embeddings and one on word and character n-grams.

    They vote with their log probabilities. Regularisation, the weight of each vote, and the
    temperature that makes the result a calibrated probability are those of the least log loss in
    cross-validation on the training sentences.
    """

    def __init__(self) -> None:
        self.classes: list[str] = []
        self.embedding_c = EMBEDDING_C[1]
        self.weight = WEIGHTS[1]
        self.temperature = 1.0

    def fit(
        self,
        texts: Sequence[str],
        vectors: np.ndarray,
        labels: Sequence[str],
        ngrams: FeatureUnion | None = None,
    ) -> TextClassifier:
        """Fit on `texts`, their `vectors` (one row each) and their `labels` (two kinds or more).

        Classifiers of the same texts share `ngrams`, fitted on them by `fitted_ngrams`.
        """
        self.classes = sorted(set(labels))
        y = np.searchsorted(self.classes, labels)
        if np.bincount(y).min() >= FOLDS:
            self._tune(np.asarray(texts, dtype=object), vectors, y)
        self._by_embedding = _on_embeddings(self.embedding_c).fit(vectors, y)
        self._ngrams = ngrams or fitted_ngrams(texts)
        self._by_ngram = _on_ngrams().fit(self._ngrams.transform(texts), y)
        return self

    def probabilities(
        self, texts: Sequence[str], vectors: np.ndarray, grams: csr_matrix | None = None
    ) -> np.ndarray:
        """One row for each text, one column for each of `classes`; rows sum to one.

        `grams` are the texts as shared n-grams transform them, where that was done already.
        """
        votes = _blend(
            self._by_embedding.predict_log_proba(vectors),
            self._by_ngram.predict_log_proba(
                self._ngrams.transform(texts) if grams is None else grams
            ),
            self.weight,
        )
        return softmax(votes / self.temperature, axis=1)

    def _tune(self, texts: np.ndarray, vectors: np.ndarray, y: np.ndarray) -> None:
        shape = (len(y), len(self.classes))
        by_c, ngram = {c: np.empty(shape) for c in EMBEDDING_C}, np.empty(shape)
        for fit, held in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(texts, y):
            for c, votes in by_c.items():
                model = _on_embeddings(c).fit(vectors[fit], y[fit])
                votes[held] = model.predict_log_proba(vectors[held])
            ngrams = _ngrams()
            model = _on_ngrams().fit(ngrams.fit_transform(texts[fit]), y[fit])
            ngram[held] = model.predict_log_proba(ngrams.transform(texts[held]))
        tried = [
            (*_best_temperature(_blend(votes, ngram, weight), y), c, weight)
            for c, votes in by_c.items()
            for weight in WEIGHTS
        ]
        _, self.temperature, self.embedding_c, self.weight = min(tried)


def fitted_ngrams(texts: Sequence[str]) -> FeatureUnion:
    """The word and character n-grams of `texts`, weighted by how telling they are."""
    return _ngrams().fit(texts)


def _on_embeddings(c: float) -> LogisticRegression:
    # To converge further takes four times as long and is no better on sentences kept apart.
    return LogisticRegression(C=c, max_iter=100, tol=1e-2)


def _on_ngrams() -> LogisticRegression:
    # One against the rest: as good as multinomial on n-grams, and twenty times as fast.
    return LogisticRegression(C=NGRAM_C, solver="liblinear")


def _ngrams() -> FeatureUnion:
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2
    )
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)),
            ("characters", characters),
        ]
    )


def _blend(embedding: np.ndarray, ngram: np.ndarray, weight: float) -> np.ndarray:
    return weight * embedding + (1 - weight) * ngram


def _best_temperature(votes: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The least log loss that a temperature can give, and that temperature."""

    def loss(temperature: float) -> float:
        return float(-log_softmax(votes / temperature, axis=1)[np.arange(len(y)), y].mean())

    found = minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded")
    return float(found.fun), float(found.x)
