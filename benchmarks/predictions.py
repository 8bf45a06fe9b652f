"""What the classifiers say of sentences that they did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasa.shared.importers.utils import training_data_from_paths
from sklearn.model_selection import StratifiedKFold

from bot.language.classifier import TextClassifier
from bot.language.embedding import sentence_encoder

FOLDS = 5
SEED = 20220801


@dataclass(frozen=True)
class Labelled:
    """Sentences, one embedding in each row, and the label that a person gave each."""

    texts: list[str]
    vectors: np.ndarray
    labels: list[str]


@dataclass(frozen=True)
class Predicted:
    """`rows` has the probability of each of `classes` (columns) for each sentence of `of`."""

    of: Labelled
    classes: list[str]
    rows: np.ndarray

    @property
    def best(self) -> list[str]:
        """The most likely label of each sentence."""
        return [self.classes[i] for i in self.rows.argmax(axis=1)]


def labelled(pairs: Sequence[tuple[str, str]]) -> Labelled:
    """Embed the sentences of (sentence, label) pairs."""
    texts = [text for text, _ in pairs]
    return Labelled(texts, sentence_encoder().encode(texts), [label for _, label in pairs])


def intents(paths: Sequence[Path]) -> Labelled:
    """The sentences of Rasa training files with their intents."""
    data = training_data_from_paths([str(path) for path in paths], language="en")
    return labelled([(e.get("text"), e.get("intent")) for e in data.intent_examples])


def cross_validated(data: Labelled) -> Predicted:
    """Predict every sentence with a classifier fitted on the folds that it is not in."""
    classes = sorted(set(data.labels))
    labels, rows = np.asarray(data.labels), np.zeros((len(data.labels), len(classes)))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for fit, held in folds.split(data.texts, labels):
        classifier = TextClassifier().fit(
            [data.texts[i] for i in fit], data.vectors[fit], labels[fit].tolist()
        )
        columns = [classes.index(name) for name in classifier.classes]
        said = classifier.probabilities([data.texts[i] for i in held], data.vectors[held])
        rows[np.ix_(held, columns)] = said
    return Predicted(data, classes, rows)


def held_out(learnt: Labelled, unseen: Labelled) -> Predicted:
    """Predict `unseen` with a classifier fitted on all of `learnt`."""
    classifier = TextClassifier().fit(learnt.texts, learnt.vectors, learnt.labels)
    rows = classifier.probabilities(unseen.texts, unseen.vectors)
    return Predicted(unseen, classifier.classes, rows)
