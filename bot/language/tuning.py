"""How the upper layers of an encoder learn to tell labels apart; the lower stay as published.

Only training needs what is in this module: it loads TensorFlow.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from bot.language.drawing import MASKED, Drawing, EncoderLayers
from bot.language.eight_bits import in_eight_bits
from bot.language.embedding import BATCH, MAX_PIECES, read_encoder, read_tokenizer
from bot.language.weights import Weights

logger = logging.getLogger(__name__)

# How many of the upper layers learn, and how: docs/decisions.md has what was tried.
LEARNING = 4
ROUNDS = 3
RATE = 1e-4
HEAD_RATE = 5e-4
HIDDEN = 256
DROPOUT = 0.2
STEP = 32
# What layers that learn multiply in: numbers of 16 bits, twice as quick where a processor has them.
# Their weights keep 32 bits, and so does what they learn.
MULTIPLIED_IN = "mixed_bfloat16"
# Texts of like length share a step, so little is padded; of so many at once, so chance remains.
SORTED_TOGETHER = 1024
# Texts that show which channels of the encoder are loud.
EXAMPLES = 256
PADDING = 1


class Tuning:
    """An encoder's lower layers, and the upper ones while they learn.

    Texts are read to their end where they can be: what tells the label may stand there.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._tokenizer = read_tokenizer(weights, MAX_PIECES)
        with _quickly_multiplied():
            self._model = read_encoder(weights)
        self._body = self._model.mpnet

    def learn(self, texts: Sequence[str], wanted: np.ndarray, seed: int) -> bytes:
        """Learn that each of `texts` has the label whose number is beside it in `wanted` (int32).

        Returned is a graph that gives the chance of each label, with weights of eight bits.
        """
        self._upper = self._tuned(*self._lower_all(texts), wanted, seed)
        return in_eight_bits(self._drawn(), self._examples(texts, seed))

    def _tuned(
        self, states: list[np.ndarray], below: np.ndarray, wanted: np.ndarray, seed: int
    ) -> _Upper:
        import tensorflow as tf

        tf.keras.utils.set_random_seed(seed)
        upper = _Upper(self._weights, int(wanted.max()) + 1, below)
        step = upper.step(steps=ROUNDS * math.ceil(len(states) / STEP))
        chance = np.random.RandomState(seed)
        for turn in range(ROUNDS):
            losses = [
                float(step(*_padded([states[n] for n in part]), below[part], wanted[part]))
                for part in _steps([len(state) for state in states], chance)
            ]
            logger.info(f"Round {turn + 1} of {ROUNDS}: loss {np.mean(losses):.3f}")
        return upper

    def _examples(self, texts: Sequence[str], seed: int) -> list[list[int]]:
        """The word pieces of some of `texts`."""
        some = np.random.RandomState(seed).permutation(len(texts))[:EXAMPLES]
        return [code.ids for code in self._tokenizer.encode_batch([texts[n] for n in some])]

    def _drawn(self) -> bytes:
        """The graph that gives the chance of each label."""
        drawing = Drawing()
        layers = EncoderLayers(drawing, self._model, MAX_PIECES)
        seen = [layers.embedded]
        for layer in layers.all[:-LEARNING]:
            seen.append(layers.passed(layer, seen[-1]))
        parts = [drawing.mean(seen[-2]), drawing.mean(seen[-1]), drawing.peak(seen[-1])]
        below = drawing.add("Concat", *parts, axis=1)
        return drawing.finished(self._upper.drawn(drawing, layers, seen[-1], below))

    def _lower(self, ids: Any, mask: Any) -> tuple[Any, Any]:
        """The states of the last layer that stays as published, and parts of what it and the one
        below it have of the whole text."""
        import tensorflow as tf

        states = self._body.embeddings(input_ids=ids, training=False)
        seen = []
        for layer in self._body.encoder.layer[:-LEARNING]:
            states = _passed(self._body.encoder, layer, states, mask, training=False)
            seen.append(states)
        last, before = (tf.cast(part, tf.float32) for part in (seen[-1], seen[-2]))
        parts = [_mean(before, mask), _mean(last, mask), _peak(last, mask)]
        return last, tf.concat(parts, 1)

    def _lower_all(self, texts: Sequence[str]) -> tuple[list[np.ndarray], np.ndarray]:
        """What `_lower` makes of each text: it does not change while the upper layers learn."""
        import tensorflow as tf

        lower = tf.function(
            self._lower,
            input_signature=[
                tf.TensorSpec([None, None], tf.int32),
                tf.TensorSpec([None, None], tf.float32),
            ],
        )
        states: list[np.ndarray] = [np.empty(0)] * len(texts)
        below = np.zeros((len(texts), 3 * self._weights.width), dtype=np.float32)
        for part, ids, mask in self._batches(texts):
            inner, below[part] = (found.numpy() for found in lower(ids, mask))
            for n, row, length in zip(part, inner, mask.sum(1).astype(int), strict=True):
                # Half precision, because all of them are kept at once.
                states[n] = row[:length].astype(np.float16)
        return states, below

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], np.ndarray, np.ndarray]]:
        """The texts by length, some at a time: their places, their word pieces and the mask."""
        coded = [code.ids for code in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(coded)), key=lambda n: len(coded[n]))
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            yield part, *_padded([coded[n] for n in part], np.int32, PADDING)


class _Upper:
    """The upper layers of an encoder and a head above them, while they learn.

    The head also hears what is `below` them, whose rows for all texts tell its usual size.
    """

    def __init__(self, weights: Weights, labels: int, below: np.ndarray) -> None:
        import tensorflow as tf

        self._width = weights.width
        with _quickly_multiplied():
            self._encoder = read_encoder(weights).mpnet.encoder
        self._layers = self._encoder.layer[-LEARNING:]
        self._centre, self._spread = below.mean(0), below.std(0) + 1e-6
        self._head = tf.keras.Sequential(
            [
                tf.keras.layers.Dropout(DROPOUT),
                tf.keras.layers.Dense(HIDDEN, activation="relu"),
                tf.keras.layers.Dropout(DROPOUT),
                tf.keras.layers.Dense(labels),
            ]
        )
        self._head.build((None, 5 * self._width))

    def __call__(self, states: Any, mask: Any, below: Any, training: bool) -> Any:
        """How each label stands, before the softmax."""
        import tensorflow as tf

        for layer in self._layers:
            states = _passed(self._encoder, layer, states, mask, training)
        states = tf.cast(states, tf.float32)
        scale = math.sqrt(self._width)
        parts = [
            _mean(states, mask) * scale,
            _peak(states, mask) * scale,
            (below - self._centre) / self._spread,
        ]
        return self._head(tf.concat(parts, 1), training=training)

    def drawn(self, drawing: Drawing, layers: EncoderLayers, states: str, below: str) -> str:
        """The chance of each label, as `__call__` and a softmax give it."""
        for layer in self._layers:
            states = layers.passed(layer, states)
        scale = np.float32(math.sqrt(self._width))
        parts = [
            drawing.add("Mul", drawing.mean(states), scale),
            drawing.add("Mul", drawing.peak(states), scale),
            drawing.add("Div", drawing.add("Sub", below, self._centre), self._spread),
        ]
        joined = drawing.add("Concat", *parts, axis=1)
        wide, narrow = (part.get_weights() for part in self._head.layers if part.weights)
        inner = drawing.add("Relu", drawing.dense(joined, *wide))
        return drawing.add("Softmax", drawing.dense(inner, *narrow), axis=-1)

    def step(self, steps: int) -> Any:
        """A function that learns from one part of the texts and returns the loss."""
        import tensorflow as tf

        width = self._width
        falling = tf.keras.optimizers.schedules.PolynomialDecay
        # The older Adam is one operation, where the newer passes over all weights many times.
        adam = tf.keras.optimizers.legacy.Adam
        body, head = adam(falling(RATE, steps, 0.0)), adam(falling(HEAD_RATE, steps, 0.0))
        of_body = [weight for layer in self._layers for weight in layer.trainable_weights]
        of_head = self._head.trainable_weights
        loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

        @tf.function(
            input_signature=[
                tf.TensorSpec([None, None, width], tf.float32),
                tf.TensorSpec([None, None], tf.float32),
                tf.TensorSpec([None, 3 * width], tf.float32),
                tf.TensorSpec([None], tf.int32),
            ],
            # There is nothing in it to translate, and zip() there knows no `strict`.
            autograph=False,
        )
        def step(states: tf.Tensor, mask: tf.Tensor, below: tf.Tensor, wanted: tf.Tensor) -> Any:
            with tf.GradientTape() as tape:
                loss = loss_of(wanted, self(states, mask, below, training=True))
            slopes = tape.gradient(loss, [*of_body, *of_head])
            slopes, _ = tf.clip_by_global_norm(slopes, 1.0)
            body.apply_gradients(zip(slopes[: len(of_body)], of_body, strict=True))
            head.apply_gradients(zip(slopes[len(of_body) :], of_head, strict=True))
            return loss

        return step


def _steps(lengths: Sequence[int], chance: np.random.RandomState) -> Iterator[list[int]]:
    """All places in a random order, `STEP` at a time, those of like length together."""
    order = chance.permutation(len(lengths))
    for start in range(0, len(order), SORTED_TOGETHER):
        near = sorted(order[start : start + SORTED_TOGETHER], key=lambda n: lengths[n])
        parts = [near[at : at + STEP] for at in range(0, len(near), STEP)]
        chance.shuffle(parts)
        yield from parts


def _padded(
    rows: Sequence[Any], kind: type = np.float32, padding: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Rows of unlike length as one array, and a mask of what in it is not padding."""
    import tensorflow as tf

    padded = tf.keras.utils.pad_sequences(rows, dtype=kind, padding="post", value=padding)
    lengths = np.asarray([len(row) for row in rows])
    return padded, (np.arange(padded.shape[1]) < lengths[:, None]).astype(np.float32)


@contextmanager
def _quickly_multiplied() -> Iterator[None]:
    """Layers made within multiply in `MULTIPLIED_IN`; Rasa's, in the same process, as usual."""
    import tensorflow as tf

    usual = tf.keras.mixed_precision.global_policy()
    tf.keras.mixed_precision.set_global_policy(MULTIPLIED_IN)
    try:
        yield
    finally:
        tf.keras.mixed_precision.set_global_policy(usual)


def _passed(encoder: Any, layer: Any, states: Any, mask: Any, training: bool) -> Any:
    import tensorflow as tf

    kind = layer.compute_dtype
    return layer(
        tf.cast(states, kind),
        tf.cast((1 - mask[:, None, None, :]) * MASKED, kind),
        None,
        False,
        position_bias=tf.cast(encoder.compute_position_bias(states), kind),
        training=training,
    )[0]


def _mean(states: Any, mask: Any) -> Any:
    import tensorflow as tf

    weight = mask[:, :, None]
    return tf.math.l2_normalize(tf.reduce_sum(states * weight, 1) / tf.reduce_sum(weight, 1), 1)


def _peak(states: Any, mask: Any) -> Any:
    import tensorflow as tf

    # What is padding must not win a maximum.
    return tf.math.l2_normalize(tf.reduce_max(states + (1 - mask[:, :, None]) * MASKED, 1), 1)
