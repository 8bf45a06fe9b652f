"""Sentence embeddings, from encoders that are read from installed packages, without a network.

Only Rasa and the commands that need it import this module: it loads TensorFlow.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bot.language.weights import MINILM, Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import TFPreTrainedModel

# MiniLM was trained on 256 word pieces; a message's first half says what it is about.
MAX_PIECES = 128
BATCH = 64
# How many of its layers an encoder is asked for. MiniLM has no more; of MPNet's twelve the lower
# half tells risk almost as well as all (docs/decisions.md), in half the time.
DEPTH = 6
# The hidden states, counted from the word embeddings (0), of which means and maxima are taken.
MEAN_OF = (6, 5, 4, 3)
MAX_OF = (6, 4)
LAYERS = len(MEAN_OF) + len(MAX_OF)
KEPT = 64


def read_encoder(weights: Weights) -> tuple[Tokenizer, TFPreTrainedModel]:
    """The tokenizer and the lower `DEPTH` layers; `WeightsError` if they are not as published."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    weights.check()
    from tokenizers import Tokenizer
    from transformers import AutoConfig, TFAutoModel

    folder = str(weights.folder())
    config = AutoConfig.from_pretrained(folder, local_files_only=True, num_hidden_layers=DEPTH)
    model = TFAutoModel.from_pretrained(folder, config=config, local_files_only=True)
    return Tokenizer.from_file(f"{folder}/tokenizer.json"), model


class SentenceEncoder:
    """Turns texts into unit vectors of `width` numbers."""

    def __init__(self, weights: Weights) -> None:
        import tensorflow as tf

        self.width = weights.width
        self._tokenizer, model = read_encoder(weights)
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._tokenizer.enable_padding()

        # One traced graph for every batch and length: an eager call takes six times as long.
        shape = tf.TensorSpec([None, None], tf.int32)

        @tf.function(input_signature=[shape, shape])
        def pooled(ids: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
            hidden = model(
                input_ids=ids,
                attention_mask=mask,
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
        return self.layers(texts)[:, : self.width]

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
        return np.stack(rows) if rows else np.zeros((0, self.width * LAYERS), dtype=np.float32)

    def forget(self) -> None:
        """Drop the rows that are kept, so that a measurement counts the work."""
        self._kept = {}

    def _compute(self, texts: Sequence[str], most: int) -> tuple[np.ndarray, np.ndarray]:
        """A row for each text, and whether that text was read as far as `MAX_PIECES` allow."""
        rows = np.zeros((len(texts), self.width * LAYERS), dtype=np.float32)
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
    """The encoder of this process, MiniLM, loaded at first use."""
    return SentenceEncoder(MINILM)
