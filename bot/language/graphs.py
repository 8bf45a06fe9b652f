"""Encoders at work: a graph that was drawn runs in ONNX Runtime.

With all bits a run gives the numbers that TensorFlow gives, in less than half of the time
(docs/decisions.md).
"""

from __future__ import annotations

import numpy as np

from bot.language.drawing import IDS, MASK


class Graph:
    """A graph that a `Drawing` gave, ready to run."""

    def __init__(self, graph: bytes) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Threads that spin while they wait take the core from the others, except within a run.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        # What padding leaves are numbers next to nothing, with which processors are slow.
        options.add_session_config_entry("session.set_denormal_as_zero", "1")
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )

    def run(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """One row for each row of word pieces; `mask` is 1 where there is one, 0 where not."""
        given = {IDS: ids.astype(np.int32), MASK: mask.astype(np.float32)}
        found: np.ndarray = self._session.run(None, given)[0]
        return found
