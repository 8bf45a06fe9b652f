"""The larger encoder is asked only about what the gate lets by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.risk.model import MOST_PIECES, MOST_READ_OF_SHORT, PIECE, Parts, RiskModel
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


class Listening:
    """A judge who knows a topic by its words, and keeps what he was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Listening:
        """Learn the labels; the words are known."""
        self.labels = sorted(set(labels))
        return self

    def classes(self, texts: Sequence[str], most: int | None = None) -> np.ndarray:
        """Nine parts in ten for the topic of each text."""
        self.asked = list(texts)
        return np.asarray(
            [
                [0.9 if text.startswith(TOPICS[label]) else 0.05 for label in self.labels]
                for text in texts
            ]
        )

    def reads_whole(self, text: str, most: int | None = None) -> bool:
        """Words of usual length it does."""
        return all(len(word) < 20 for word in text.split())


@pytest.fixture(scope="module")
def judge() -> Listening:
    """The judge of the model."""
    return Listening()


@pytest.fixture(scope="module")
def model(judge: Listening) -> RiskModel:
    """A model of three kinds of sentences that differ plainly."""
    sentences = [
        Labelled(f"{words} {n}", label, "a test")
        for label, words in TOPICS.items()
        for n in range(EACH)
    ]
    with pytest.warns(UserWarning):  # The network stops early on purpose.
        return RiskModel(judge).fit(sentences, layers([s.text for s in sentences]))


def test_ordinary_words_are_not_shown_to_the_judge(model: RiskModel, judge: Listening) -> None:
    said = ["the roses are out 71", "swallowed the strip 71", "expecting a baby 71"]
    roses, strip, baby = model.likely(said, layers)
    assert judge.asked == said[1:]
    assert (roses.urgent, roses.any, roses.labels) == (0.0, 0.0, {})
    assert strip.urgent > 0.5 and max(strip.labels, key=strip.labels.__getitem__).startswith(
        "urgent"
    )
    assert baby.any > 0.5 > baby.urgent


def test_of_ordinary_words_alone_the_judge_is_asked_nothing(
    model: RiskModel, judge: Listening
) -> None:
    judge.asked = []
    assert model.likely(["the roses are out 9"], layers)[0].any == 0.0
    assert judge.asked == []


def test_where_a_rule_has_matched_the_judge_is_asked_of_any_words(
    model: RiskModel, judge: Listening
) -> None:
    found = model.likely(["the roses are out 9"], layers, through_gate=False)[0]
    assert judge.asked == ["the roses are out 9"]
    assert found.labels and found.any < 0.5


def test_a_short_message_is_heard_whole(model: RiskModel) -> None:
    text = "The roses are out. I swallowed the strip. " * 3
    assert model.parts(text) == Parts([text.strip()], 1, MOST_READ_OF_SHORT)
    longer = "The roses are out. I swallowed the strip. " * 6
    assert model.parts(longer) == Parts([longer.strip()], 1)


def test_a_long_message_is_heard_in_passages_of_several_sentences(model: RiskModel) -> None:
    sentences = [f"The roses are out in row {n}, all of them red." for n in range(13)]
    found = model.parts(" ".join(sentences))
    assert (len(found.heard), found.count) == (MOST_PIECES, 4)
    assert all(piece in " ".join(sentences) for piece in found.heard)
    assert all(len(piece) <= PIECE for piece in found.heard)
    assert any(piece.count(".") > 2 for piece in found.heard)


def test_of_a_very_long_message_the_passages_that_sound_of_risk_are_heard(model: RiskModel) -> None:
    garden = " ".join(f"The roses are out in row {n}, all of them red." for n in range(40))
    found = model.parts(f"{garden} I swallowed the strip, every one of it. {garden}")
    assert len(found.heard) == MOST_PIECES < found.count
    assert any("swallowed the strip" in piece for piece in found.heard)


def test_what_has_more_word_pieces_than_are_read_is_halved(model: RiskModel) -> None:
    text = (
        "iswalowdtheholestrip 4ndn0wialsohadthe8ottle 7heyreallg0ne&sow1lli "
        "n0b0dykn0wsyet thed0orisl0cked&1tsd4rk 1c4nthearth3seaf4rd0wn"
    )
    found = model.parts(text)
    assert found.count == len(found.heard) == 2 and " ".join(found.heard) == text.strip()
