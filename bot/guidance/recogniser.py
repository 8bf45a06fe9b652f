"""Which topic a question asks for, learnt from the questions in content/guidance."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import joblib
import numpy as np
import sklearn
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from bot.guidance.answering import FLOOR, NOTHING
from bot.guidance.lookup import example_questions
from bot.guidance.schema import read_asked, read_topics
from bot.language.classifier import fitted_ngrams

# Gives one row for each text: what the embedding model sees in all its layers.
Layers = Callable[[Sequence[str]], np.ndarray]

# Cross-validated on the questions themselves the layers of the embedding found 78 in 100 topics,
# the n-grams 66, both with full text 82. The weights are those of the least log loss; `NOTHING`
# gets the push with which few questions of others are taken for ours (docs/guidance.md).
LAYERS_C = 20.0
NGRAM_C = 30.0
LAYERS_WEIGHT = 1.0
NGRAM_WEIGHT = 0.26
NOTHING_PUSH = 1.2
# As many topics travel with a message.
MOST = 8


class TopicRecogniser:
    """Two logistic regressions over the topics and `NOTHING`, voting by log probability."""

    def __init__(self) -> None:
        self.classes: list[str] = []

    def fit(self, folder: Path, layers: Layers) -> TopicRecogniser:
        """Learn from the files of content/guidance."""
        pairs = labelled_questions(folder)
        return self.fit_pairs(pairs, layers([text for text, _ in pairs]))

    def fit_pairs(self, pairs: Sequence[tuple[str, str]], vectors: np.ndarray) -> TopicRecogniser:
        """Learn from (question, topic) pairs and the row of `vectors` for each."""
        texts, labels = [text for text, _ in pairs], [topic for _, topic in pairs]
        self.classes = sorted(set(labels))
        self._by_layers = LogisticRegression(C=LAYERS_C, max_iter=300, tol=1e-2).fit(
            vectors, labels
        )
        self._ngrams = fitted_ngrams(texts)
        self._by_ngrams = LogisticRegression(C=NGRAM_C, solver="liblinear").fit(
            self._ngrams.transform(texts), labels
        )
        return self

    def confidences(self, text: str, vector: np.ndarray) -> dict[str, float]:
        """The probability of each topic, and of `NOTHING`; `vector` is the row of the text."""
        grams = self._ngrams.transform([text])
        votes = LAYERS_WEIGHT * np.log(self._by_layers.predict_proba(vector[None, :])[0] + FLOOR)
        votes += NGRAM_WEIGHT * np.log(self._by_ngrams.predict_proba(grams)[0] + FLOOR)
        votes[self.classes.index(NOTHING)] += NOTHING_PUSH
        return dict(zip(self.classes, softmax(votes).tolist(), strict=True))

    def likeliest(self, text: str, vector: np.ndarray, most: int = MOST) -> dict[str, float]:
        """The most likely of `confidences`, and `NOTHING` in any case."""
        found = self.confidences(text, vector)
        best = sorted(found, key=lambda topic: -found[topic])[:most]
        return {topic: round(found[topic], 4) for topic in dict.fromkeys([*best, NOTHING])}


def kept_recogniser(folder: Path, layers: Layers, var: Path) -> TopicRecogniser:
    """A recogniser of content/guidance, kept in `var` until one of the questions changes."""
    pairs = labelled_questions(folder)
    settings = [LAYERS_C, NGRAM_C, sklearn.__version__, *pairs]
    digest = hashlib.sha256(json.dumps(settings).encode()).hexdigest()[:20]
    path = var / f"guidance-{digest}.joblib"
    if path.exists():
        found: TopicRecogniser = joblib.load(path)
        return found
    fitted = TopicRecogniser().fit_pairs(pairs, layers([text for text, _ in pairs]))
    for old in var.glob("guidance-*.joblib"):
        old.unlink(missing_ok=True)
    # Another process must not read half a file.
    half = path.with_suffix(f".{os.getpid()}")
    joblib.dump(fitted, half)
    half.replace(path)
    return fitted


def labelled_questions(folder: Path) -> list[tuple[str, str]]:
    """Every question of content/guidance with its topic, or with `NOTHING`."""
    asked = read_asked(folder, read_topics(folder))
    pairs = {q: topic for topic, qs in example_questions(folder).items() for q in qs}
    return [*pairs.items(), *((q, NOTHING) for q in asked.nothing if q not in pairs)]
