"""An encoder's graph gives what TensorFlow gives, and is drawn once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.language import embedding
from bot.language.graphs import Graph
from bot.language.weights import MINILM, MPNET, Weights

pytestmark = pytest.mark.slow

TEXTS = ["", "i sleep badly", "ß" * 3000, "a garden, " * 40, "🚆 trains", "what helps?"]
PADDING = {MINILM.name: "[PAD]", MPNET.name: "<pad>"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the graph is kept; one of other settings is there already."""
    found = tmp_path_factory.mktemp("graphs")
    (found / f"{MINILM.name}-of-before.onnx").write_bytes(b"not a graph")
    (found / "another.onnx").write_bytes(b"another encoder's")
    return found


@pytest.fixture(scope="module")
def encoder(folder: Path) -> embedding.SentenceEncoder:
    """One whose graph is drawn now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "UNPACKED", folder)
        return embedding.SentenceEncoder(MINILM)


@pytest.mark.parametrize("weights", [MINILM, MPNET], ids=lambda weights: weights.name)
def test_it_gives_what_tensorflow_gives(weights: Weights) -> None:
    model = embedding.read_encoder(weights)
    tokenizer = embedding.read_tokenizer(weights, embedding.MAX_PIECES)
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id(PADDING[weights.name]))
    coded = tokenizer.encode_batch(TEXTS)
    ids = np.asarray([code.ids for code in coded], dtype=np.int32)
    mask = np.asarray([code.attention_mask for code in coded], dtype=np.float32)
    seen = model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
    present = mask[:, :, None]
    means = [(seen[n].numpy() * present).sum(1) for n in embedding.MEAN_OF]
    peaks = [np.where(present, seen[n].numpy(), -1e4).max(1) for n in embedding.MAX_OF]
    expected = [part / np.linalg.norm(part, axis=1, keepdims=True) for part in means + peaks]
    found = Graph(embedding._drawn(model)).run(ids, mask)
    assert np.allclose(found, np.concatenate(expected, 1), atol=1e-5)


def test_a_text_is_the_same_alone_and_among_longer_ones(
    encoder: embedding.SentenceEncoder,
) -> None:
    among = encoder.layers(TEXTS)[1]
    encoder.forget()
    assert np.allclose(encoder.layers(TEXTS[1:2])[0], among, atol=1e-5)


def test_the_graph_replaces_an_older_one_and_is_read_the_next_time(
    encoder: embedding.SentenceEncoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = sorted(path.name for path in folder.iterdir())
    assert len(kept) == 2 and "another.onnx" in kept and "of-before" not in "".join(kept)
    monkeypatch.setattr(embedding, "UNPACKED", folder)
    monkeypatch.setattr(embedding, "_drawn", None)
    again = embedding.SentenceEncoder(MINILM)
    assert np.array_equal(again.layers(["i sleep badly"]), encoder.layers(["i sleep badly"]))
