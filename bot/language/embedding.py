"""Sentence embeddings, from encoders that are read from installed packages, without a network.

Only Rasa and the commands that need it import this module: each encoder takes 100 MB.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from bot.fingerprint import fingerprint
from bot.language.drawing import Drawing, EncoderLayers
from bot.language.graphs import Graph
from bot.language.weights import MINILM, UNPACKED, Weights
from bot.settings import ROOT

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import TFPreTrainedModel

logger = logging.getLogger(__name__)

# MiniLM was trained on 256 word pieces; a message's first half says what it is about.
MAX_PIECES = 128
BATCH = 64
# The hidden states, counted from the word embeddings (0), of which means and maxima are taken.
MEAN_OF = (6, 5, 4, 3)
MAX_OF = (6, 4)
LAYERS = len(MEAN_OF) + len(MAX_OF)
KEPT = 64
# A graph is drawn anew when one of these has changed.
DRAWN_FROM = ("bot/language/embedding.py", "bot/language/drawing.py", "requirements.txt")


def read_tokenizer(weights: Weights, most: int) -> Tokenizer:
    """What cuts a text into word pieces, of which the first `most` are read."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(weights.folder() / "tokenizer.json"))
    tokenizer.enable_truncation(most)
    tokenizer.no_padding()
    return tokenizer


def read_encoder(weights: Weights) -> TFPreTrainedModel:
    """The layers to be asked, in TensorFlow; `WeightsError` if they are not as published."""
    weights.check()
    from transformers import AutoConfig, TFAutoModel

    folder = str(weights.folder())
    config = AutoConfig.from_pretrained(
        folder, local_files_only=True, num_hidden_layers=weights.depth
    )
    return TFAutoModel.from_pretrained(folder, config=config, local_files_only=True)


class SentenceEncoder:
    """Turns texts into unit vectors of `width` numbers."""

    def __init__(self, weights: Weights) -> None:
        self.width = weights.width
        self._tokenizer = read_tokenizer(weights, MAX_PIECES)
        self._tokenizer.enable_padding()
        self._graph = Graph(_graph_of(weights))
        self._kept: dict[str, np.ndarray] = {}

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
        # Another thread may put other rows in place of these meanwhile.
        before = self._kept
        missing = list(dict.fromkeys(text for text in texts if text not in before))
        computed, whole = self._compute(missing, most)
        new = dict(zip(missing, computed, strict=True))
        rows = [new[text] if text in new else before[text] for text in texts]
        kept = {text: new[text] for text, all_read in zip(missing, whole, strict=True) if all_read}
        self._kept = dict(list({**before, **kept}.items())[-KEPT:])
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
            mask = np.asarray([c.attention_mask for c in coded])
            ids = np.asarray([c.ids for c in coded])
            whole[part] = mask.sum(1) <= most
            rows[part] = self._graph.run(ids[:, :most], mask[:, :most])
        return rows, whole


def _graph_of(weights: Weights) -> bytes:
    """The graph of the encoder, kept beside the unpacked weights; drawn if there is none."""
    made_from = weights.sha256[:8] + fingerprint(ROOT, DRAWN_FROM)[:8]
    path = UNPACKED / f"{weights.name}-{made_from}.onnx"
    if not path.exists():
        logger.info(f"Drawing the graph of {weights.name} (some seconds, only the first time)")
        path.parent.mkdir(parents=True, exist_ok=True)
        graph = _drawn(read_encoder(weights))
        # Another process may do the same: each has a file of its own, and the last one stays.
        with TemporaryDirectory(dir=path.parent) as folder:
            part = Path(folder) / path.name
            part.write_bytes(graph)
            part.replace(path)
        for older in path.parent.glob(f"{weights.name}-*.onnx"):
            if older != path:
                older.unlink(missing_ok=True)
        return graph
    return path.read_bytes()


def _drawn(model: TFPreTrainedModel) -> bytes:
    """What makes word pieces and their mask the parts that `SentenceEncoder.layers` tells of."""
    drawing = Drawing()
    layers = EncoderLayers(drawing, model, MAX_PIECES)
    states = [layers.embedded]
    for layer in layers.all:
        states.append(layers.passed(layer, states[-1]))
    parts = [drawing.mean(states[n]) for n in MEAN_OF] + [drawing.peak(states[n]) for n in MAX_OF]
    return drawing.finished(drawing.add("Concat", *parts, axis=1))


@lru_cache(maxsize=1)
def sentence_encoder() -> SentenceEncoder:
    """The encoder of this process, MiniLM, loaded at first use."""
    return SentenceEncoder(MINILM)
