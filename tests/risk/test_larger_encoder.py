"""The larger encoder is asked only about what the gate lets by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.risk.model import Encoders, RiskModel
from bot.risk.sentences import Labelled

TOPICS = {
    "none": "the roses are out",
    "urgent:overdose": "swallowed the strip",
    "contact:pregnancy": "expecting a baby",
}
EACH = 30


def layers(texts: Sequence[str]) -> np.ndarray:
    """Six numbers for a text, by its topic and its last letter."""
    rows = [
        [4.0 * text.startswith(words) for words in TOPICS.values()]
        + [ord(text[-1]) % 3, len(text) % 2, 1.0]
        for text in texts
    ]
    return np.asarray(rows, dtype=np.float32)


@pytest.fixture(scope="module")
def model() -> RiskModel:
    """A model of three kinds of sentences that differ plainly."""
    sentences = [
        Labelled(f"{words} {n}", label, "a test")
        for label, words in TOPICS.items()
        for n in range(EACH)
    ]
    vectors = layers([s.text for s in sentences])
    with pytest.warns(UserWarning):  # The networks stop early on purpose.
        return RiskModel().fit(sentences, vectors, vectors)


def test_ordinary_words_are_not_shown_to_the_larger_encoder(model: RiskModel) -> None:
    asked: list[str] = []

    def large(texts: Sequence[str]) -> np.ndarray:
        asked.extend(texts)
        return layers(texts)

    said = ["the roses are out 71", "swallowed the strip 71", "expecting a baby 71"]
    roses, strip, baby = model.likely(said, Encoders(layers, large))
    assert asked == said[1:]
    assert (roses.urgent, roses.any, roses.labels) == (0.0, 0.0, {})
    assert strip.urgent > 0.5 and max(strip.labels, key=strip.labels.__getitem__).startswith(
        "urgent"
    )
    assert baby.any > 0.5 > baby.urgent


def test_a_text_of_ordinary_words_alone_asks_nothing_more(model: RiskModel) -> None:
    def never(_: Sequence[str]) -> np.ndarray:
        raise AssertionError("the larger encoder was asked")

    assert model.likely(["the roses are out 9"], Encoders(layers, never))[0].any == 0.0
