"""In eight bits a graph says nearly the same, even where a few channels drown out the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bot.language import eight_bits
from bot.language.graphs import Graph, written

pytestmark = pytest.mark.slow

WORDS, CHANNELS, LABELS = 50, 64, 8
LOUD = (3, 41)


@pytest.fixture(scope="module")
def graph() -> bytes:
    """One that multiplies what it knows of each word; two channels of that are very large."""
    import tensorflow as tf

    chance = np.random.RandomState(0)
    known = chance.normal(size=(WORDS, CHANNELS)).astype(np.float32)
    known[:, LOUD] *= 60
    weight = chance.normal(size=(CHANNELS, LABELS)).astype(np.float32)
    weight[LOUD, :] /= 60

    def multiplied(ids: Any, mask: Any) -> Any:
        rows = tf.reshape(tf.gather(known, ids), (-1, CHANNELS))
        return tf.matmul(rows, weight) * tf.reshape(mask, (-1, 1))

    return written(multiplied)


def error(graph: bytes, small: bytes) -> float:
    """How far the two are apart on average, for each of the words."""
    ids = np.arange(WORDS)[None]
    given = [Graph(one).run(ids, np.ones_like(ids)) for one in (graph, small)]
    return float(np.abs(given[0] - given[1]).mean())


def test_loud_channels_do_not_drown_out_the_others(
    graph: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = [[1, 2, 3], [10, 11, 12, 13]]
    apart = error(graph, eight_bits.in_eight_bits(graph, examples))
    monkeypatch.setattr(eight_bits, "LOUD", 1e9)
    together = error(graph, eight_bits.in_eight_bits(graph, examples))
    assert 0 < apart < together / 5
