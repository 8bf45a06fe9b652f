"""An encoder's graph gives what TensorFlow gives, and is written once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.language import embedding
from bot.language.weights import MINILM

pytestmark = pytest.mark.slow

TEXTS = ["", "i sleep badly", "ß" * 3000, "a garden, " * 40, "🚆 trains", "what helps?"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the graph is kept; one of other settings is there already."""
    found = tmp_path_factory.mktemp("graphs")
    (found / f"{MINILM.name}-of-before.onnx").write_bytes(b"not a graph")
    (found / "another.onnx").write_bytes(b"another encoder's")
    return found


@pytest.fixture(scope="module")
def encoder(folder: Path) -> embedding.SentenceEncoder:
    """One whose graph is written now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "UNPACKED", folder)
        return embedding.SentenceEncoder(MINILM)


def test_it_gives_what_tensorflow_gives(encoder: embedding.SentenceEncoder) -> None:
    import tensorflow as tf

    coded = encoder._tokenizer.encode_batch(TEXTS)
    ids = np.asarray([code.ids for code in coded], dtype=np.int32)
    mask = np.asarray([code.attention_mask for code in coded], dtype=np.float32)
    pooled = embedding._pooled_by(embedding.read_encoder(MINILM))
    expected = pooled(tf.constant(ids), tf.constant(mask)).numpy()
    assert np.allclose(encoder.layers(TEXTS), expected, atol=1e-5)


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
    monkeypatch.setattr(embedding, "written", None)
    again = embedding.SentenceEncoder(MINILM)
    assert np.array_equal(again.layers(["i sleep badly"]), encoder.layers(["i sleep badly"]))
