"""Encoders at work: TensorFlow writes a graph down once, and ONNX Runtime runs it.

With all bits a run gives the numbers that TensorFlow gives, in half to three quarters of the time
(docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

OPSET = 14


def written(function: Callable[[Any, Any], Any]) -> bytes:
    """`function`, which makes rows of word pieces (int32) and their mask (float32) a matrix, as an
    ONNX graph. It takes a minute for a large encoder and loads TensorFlow."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import (
        convert_variables_to_constants_v2,
    )
    from tf2onnx.tfonnx import process_tf_graph

    inputs = {"ids": tf.int32, "mask": tf.float32}
    signature = [tf.TensorSpec([None, None], kind, name=name) for name, kind in inputs.items()]
    traced = tf.function(function, input_signature=signature).get_concrete_function()
    frozen = convert_variables_to_constants_v2(traced).graph
    # Step by step, since the optimisers of tf2onnx take 13 GB for MPNet; ONNX Runtime has its own.
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(frozen.as_graph_def(), name="")
        made = process_tf_graph(
            graph,
            opset=OPSET,
            input_names=[f"{name}:0" for name in inputs],
            output_names=[output.name for output in traced.outputs],
        )
    found: bytes = made.make_model("encoder").SerializeToString()
    return found


class Graph:
    """A graph that `written` gave, ready to run."""

    def __init__(self, graph: bytes) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Threads that spin while they wait are a little quicker, and take the core from the others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )

    def run(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """One row for each row of word pieces; `mask` is 1 where there is one, 0 where not."""
        # TensorFlow's names of the two.
        given = {"ids:0": ids.astype(np.int32), "mask:0": mask.astype(np.float32)}
        found: np.ndarray = self._session.run(None, given)[0]
        return found
