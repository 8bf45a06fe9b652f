"""The larger encoder learns labels in its upper layers, and keeps what it learnt."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from scipy.special import softmax

from bot.language.graphs import Graph
from bot.language.tuned import TunedClassifier
from bot.language.tuning import Tuning
from bot.language.weights import MPNET

NOUNS = ["roses", "peas", "tulips", "beans", "apples", "lawns", "hedges", "leeks"]
PLACES = ["Leeds", "Perth", "Cork", "Ghent", "Porto", "Turin", "Lyon", "Bern"]
GARDEN = [f"the {noun} in our garden {do} water" for noun in NOUNS for do in ("need", "had", "got")]
TRAIN = [f"the {how} train to {place}" for place in PLACES for how in ("early", "late", "slow")]


@pytest.fixture(scope="module")
def classifier() -> TunedClassifier:
    """One that has learnt to tell gardens from trains."""
    return TunedClassifier(MPNET).fit(
        4 * GARDEN + 4 * TRAIN, ["garden"] * 4 * len(GARDEN) + ["train"] * 4 * len(TRAIN)
    )


def test_it_tells_what_it_has_not_seen(classifier: TunedClassifier) -> None:
    found = classifier.classes(["the last train to Rome", "onions in the garden, a long bed"])
    assert classifier.labels == ["garden", "train"]
    assert found.sum(1) == pytest.approx([1, 1])
    assert found[0, 1] > 0.8 and found[1, 0] > 0.8


@pytest.mark.parametrize("multiplied_in, apart", [("float32", 1e-5), ("mixed_bfloat16", 0.03)])
def test_what_is_drawn_says_what_was_learnt(
    multiplied_in: str, apart: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.language.tuning.MULTIPLIED_IN", multiplied_in)
    tuning = Tuning(MPNET)
    texts = GARDEN + TRAIN
    tuning.learn(texts, np.asarray([0] * len(GARDEN) + [1] * len(TRAIN), dtype=np.int32), seed=1)
    longer = [*texts[::8], "a long text about roses, and water, and beds " * 3]
    (_, ids, mask), *_ = tuning._batches(longer)
    states, below = tuning._lower(ids, mask)
    expected = softmax(tuning._upper(states, mask, below, training=False).numpy(), axis=1)
    assert np.allclose(Graph(tuning._drawn()).run(ids, mask), expected, atol=apart)


def test_it_says_the_same_when_it_was_kept_and_read_again(classifier: TunedClassifier) -> None:
    texts = ["a train", "a garden of roses", "", "🚆" * 500, "ß" * 3000]
    kept = pickle.loads(pickle.dumps(classifier))
    assert np.allclose(kept.classes(texts), classifier.classes(texts), atol=1e-5)


def test_a_text_has_nearly_the_same_chances_alone_and_among_longer_ones(
    classifier: TunedClassifier,
) -> None:
    alone = classifier.classes(["a train"])
    among = classifier.classes(["a train", "a long text about roses, and water, and beds " * 3])
    assert np.allclose(alone[0], among[0], atol=0.02)


def test_it_knows_what_it_does_not_read_to_its_end(classifier: TunedClassifier) -> None:
    assert classifier.reads_whole("the early train to Leeds")
    assert not classifier.reads_whole("the early train to Leeds", most=4)
    assert not classifier.reads_whole("7.45, 8.15 & 8.30 " * 16)


def test_no_more_of_a_text_is_read_than_asked_for(classifier: TunedClassifier) -> None:
    longer = "the early train to Leeds, " + "roses and water " * 20
    assert np.allclose(
        classifier.classes([longer, longer + "beds"], most=8),
        classifier.classes([longer, longer + "a train"], most=8),
    )
