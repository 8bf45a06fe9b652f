"""In eight bits a graph says nearly the same, even where a few channels drown out the others."""

from __future__ import annotations

import numpy as np
import pytest

from bot.language import eight_bits
from bot.language.drawing import IDS, MASK, Drawing
from bot.language.graphs import Graph

pytestmark = pytest.mark.slow

WORDS, CHANNELS, LABELS = 50, 64, 8
LOUD = (3, 41)


@pytest.fixture(scope="module")
def graph() -> bytes:
    """One that multiplies what it knows of each word; two channels of that are very large."""
    chance = np.random.RandomState(0)
    known = chance.normal(size=(WORDS, CHANNELS)).astype(np.float32)
    known[:, LOUD] *= 60
    weight = chance.normal(size=(CHANNELS, LABELS)).astype(np.float32)
    weight[LOUD, :] /= 60
    drawing = Drawing()
    rows = drawing.add("Gather", known, IDS, axis=0)
    present = drawing.add("Unsqueeze", MASK, np.asarray([2], dtype=np.int64))
    found = drawing.add("Mul", drawing.add("MatMul", rows, weight), present)
    shape = np.asarray([-1, LABELS], dtype=np.int64)
    return drawing.finished(drawing.add("Reshape", found, shape))


def error(graph: bytes, small: bytes) -> float:
    """How far the two are apart on average, for each of the words."""
    ids = np.arange(WORDS)[None]
    given = [Graph(one).run(ids, np.ones_like(ids)) for one in (graph, small)]
    return float(np.abs(given[0] - given[1]).mean())


def test_loud_channels_do_not_drown_out_the_others(
    graph: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = [[1, 2, 3], [10, 11, 12, 13]]
    spread = error(graph, eight_bits.in_eight_bits(graph, examples))
    monkeypatch.setattr(eight_bits, "LOUD", 1e9)
    together = error(graph, eight_bits.in_eight_bits(graph, examples))
    assert 0 < spread < together / 5
