"""In eight bits a graph says nearly the same, even where a few channels drown out the others."""

from __future__ import annotations

import numpy as np
import onnx
import pytest

from bot.language import eight_bits
from bot.language.drawing import IDS, MASK, Drawing
from bot.language.graphs import Graph

pytestmark = pytest.mark.slow

WORDS, CHANNELS, LABELS = 50, 64, 8
LOUD = (3, 41)
EXAMPLES = [[1, 2, 3], [10, 11, 12, 13]]


def drawn(less: float) -> bytes:
    """A graph that multiplies what it knows of each word by two matrices.

    Two channels of what it knows are very large, and weigh so much `less` than the others.
    """
    chance = np.random.RandomState(0)
    known = chance.normal(size=(WORDS, CHANNELS)).astype(np.float32)
    known[:, LOUD] *= 60
    drawing = Drawing()
    rows = drawing.add("Gather", known, IDS, axis=0)
    present = drawing.add("Unsqueeze", MASK, np.asarray([2], dtype=np.int64))
    found = []
    for columns in (LABELS, 2 * LABELS):
        weight = chance.normal(size=(CHANNELS, columns)).astype(np.float32)
        weight[LOUD, :] /= less
        found.append(drawing.add("Mul", drawing.add("MatMul", rows, weight), present))
    both = drawing.add("Concat", *found, axis=-1)
    shape = np.asarray([-1, 3 * LABELS], dtype=np.int64)
    return drawing.finished(drawing.add("Reshape", both, shape))


def error(graph: bytes, other: bytes) -> float:
    """How far the two are apart on average, for each of the words."""
    ids = np.arange(WORDS)[None]
    given = [Graph(one).run(ids, np.ones_like(ids)) for one in (graph, other)]
    return float(np.abs(given[0] - given[1]).mean())


# Where they weigh as much as the others, what is rounded in them is most of what is wrong.
@pytest.mark.parametrize(("less", "better"), [(60, 5), (10, 5), (1, 2)])
def test_loud_channels_do_not_drown_out_the_others(
    less: float, better: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = drawn(less)
    quiet = error(graph, eight_bits.in_eight_bits(graph, EXAMPLES))
    monkeypatch.setattr(eight_bits, "LOUD", 1e9)
    together = error(graph, eight_bits.in_eight_bits(graph, EXAMPLES))
    assert 0 < quiet < together / better


@pytest.mark.parametrize("less", [60, 10, 1])
def test_with_all_bits_quieter_channels_say_the_same(less: float) -> None:
    model = onnx.load_from_string(drawn(less))
    products = [node for node in model.graph.node if node.op_type == "MatMul"]
    times = np.ones(CHANNELS)
    times[list(LOUD)] = 14.5
    eight_bits._make_quieter(model, products[0].input[0], times, products)
    assert error(drawn(less), model.SerializeToString()) < 1e-4
