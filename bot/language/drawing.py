"""Encoders drawn as graphs for ONNX Runtime, from the weights that TensorFlow holds.

Drawn by hand, because a converter writes down each step of TensorFlow: a layer norm is nine nodes
and an attention fourteen, which ONNX Runtime does not join. As one node each they take half to nine
tenths of the time (docs/decisions.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from onnx import ModelProto
    from transformers import TFPreTrainedModel

# What goes into a graph: rows of word pieces (int32), and 1 where there is one, 0 where not.
IDS, MASK = "ids", "mask"
RESULT = "result"
OPSET, IR = 20, 9
# An attention that knows where padding is and what distance tells comes from ONNX Runtime itself.
RUNTIME = "com.microsoft"
# The name of a value, or a value that the graph holds.
Given = str | np.ndarray | np.float32
# What is added where padding must not be seen.
MASKED = np.float32(-1e4)


class Drawing:
    """A graph that grows node by node. Methods take names of values and return the name of one."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._stored: list[Any] = []
        self._channels: str | None = None

    def add(
        self,
        kind: str,
        *given: Given,
        domain: str = "",
        **attributes: Any,
    ) -> str:
        """What a node of this ONNX `kind` makes of `given`; arrays are kept in the graph."""
        return self.split(kind, *given, parts=1, domain=domain, **attributes)[0]

    def split(
        self,
        kind: str,
        *given: Given,
        parts: int,
        domain: str = "",
        **attributes: Any,
    ) -> list[str]:
        """The results, in their order, of a node that has several."""
        from onnx.helper import make_node

        name = f"{kind}_{len(self._nodes)}"
        results = [f"{name}/{n}" for n in range(parts)]
        names = [value if isinstance(value, str) else self._store(value) for value in given]
        self._nodes.append(make_node(kind, names, results, name=name, domain=domain, **attributes))
        return results

    def dense(self, states: str, kernel: np.ndarray, bias: np.ndarray) -> str:
        """`states` by a matrix, and a number for each column added."""
        return self.add("Add", self.add("MatMul", states, kernel), bias)

    def mean(self, states: str) -> str:
        """The mean of the states of all word pieces of a text, as a unit vector."""
        total = self.add(
            "ReduceSum", self.add("Mul", states, self._mask_of_channels()), _ints(1), keepdims=0
        )
        return self._unit(self.add("Div", total, self.add("ReduceSum", MASK, _ints(1), keepdims=1)))

    def peak(self, states: str) -> str:
        """The maximum in each channel, as a unit vector. What is padding must not win it."""
        padding = self.add("Sub", np.float32(1), self._mask_of_channels())
        kept = self.add("Add", states, self.add("Mul", padding, MASKED))
        return self._unit(self.add("ReduceMax", kept, _ints(1), keepdims=0))

    def finished(self, result: str) -> bytes:
        """The graph that gives `result`, a matrix with a row for each text."""
        from onnx import TensorProto, helper

        self._nodes.append(helper.make_node("Identity", [result], [RESULT]))
        ids, mask, found = (
            helper.make_tensor_value_info(name, kind, [None, None])
            for name, kind in (
                (IDS, TensorProto.INT32),
                (MASK, TensorProto.FLOAT),
                (RESULT, TensorProto.FLOAT),
            )
        )
        graph = helper.make_graph(self._nodes, "encoder", [ids, mask], [found], self._stored)
        sets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)]
        model: ModelProto = helper.make_model(graph, opset_imports=sets, ir_version=IR)
        return model.SerializeToString()

    def _unit(self, rows: str) -> str:
        return self.add("LpNormalization", rows, axis=1, p=2)

    def _mask_of_channels(self) -> str:
        """The mask, with an axis for the channels."""
        if self._channels is None:
            self._channels = self.add("Unsqueeze", MASK, _ints(2))
        return self._channels

    def _store(self, value: np.ndarray | np.float32) -> str:
        from onnx import numpy_helper

        name = f"stored_{len(self._stored)}"
        self._stored.append(numpy_helper.from_array(np.asarray(value), name))
        return name


class EncoderLayers:
    """The layers of an encoder of the BERT kind, drawn from one that TensorFlow has read.

    `most` word pieces of a text at most can be read. `ValueError` if it is not of that kind.
    """

    def __init__(self, drawing: Drawing, model: TFPreTrainedModel, most: int) -> None:
        if model.config.hidden_act != "gelu":
            raise ValueError(f"{model.name} has layers of another kind than are drawn here.")
        self._drawing = drawing
        self._body = getattr(model, model.base_model_prefix)
        self._heads = model.config.num_attention_heads
        self._epsilon = model.config.layer_norm_eps
        shape = drawing.add("Shape", IDS)
        self._length = drawing.add("Gather", shape, _ints(1), axis=0)
        self._present = drawing.add("Cast", MASK, to=_int32())
        self._bias = self._position_bias(most)
        self.all = list(self._body.encoder.layer)
        self.embedded = self._embedded(most)

    def passed(self, layer: Any, states: str) -> str:
        """What `layer` makes of `states`: one of this encoder, or such a one that learnt more."""
        drawing = self._drawing
        pairs = iter(layer.get_weights())
        of = list(zip(pairs, pairs, strict=True))
        (query, key, value), (out, after, wide, narrow, last) = of[:3], of[3:]
        joined = [np.concatenate(part, -1) for part in zip(query, key, value, strict=True)]
        three = drawing.split(
            "Split", drawing.dense(states, *joined), parts=3, axis=-1, num_outputs=3
        )
        given = [*three, "", self._present, self._bias]
        attended = drawing.add("MultiHeadAttention", *given, domain=RUNTIME, num_heads=self._heads)
        states = self._norm(drawing.add("Add", drawing.dense(attended, *out), states), *after)
        inner = drawing.add("Gelu", drawing.dense(states, *wide))
        return self._norm(drawing.add("Add", drawing.dense(inner, *narrow), states), *last)

    def _norm(self, states: str, gain: np.ndarray, shift: np.ndarray) -> str:
        return self._drawing.add(
            "LayerNormalization", states, gain, shift, axis=-1, epsilon=self._epsilon
        )

    def _embedded(self, most: int) -> str:
        """The word pieces, with where they stand."""
        table = self._body.embeddings
        # MPNet counts on from the number of the padding; BERT adds what all of a first text have.
        first = getattr(table, "padding_idx", -1) + 1
        places = table.position_embeddings.numpy()[first : first + most]
        if hasattr(table, "token_type_embeddings"):
            places = places + table.token_type_embeddings.numpy()[0]
        words = self._drawing.add("Gather", table.weight.numpy(), IDS, axis=0)
        start = self._drawing.add("Slice", places, _ints(0), self._length, _ints(0))
        return self._norm(self._drawing.add("Add", words, start), *table.LayerNorm.get_weights())

    def _position_bias(self, most: int) -> str:
        """What each head adds for how far apart two word pieces are; nothing in BERT."""
        if not hasattr(self._body.encoder, "compute_position_bias"):
            return ""
        all_places = np.zeros((1, most, 1), dtype=np.float32)
        table = self._body.encoder.compute_position_bias(all_places).numpy()
        ends = self._drawing.add("Concat", self._length, self._length, axis=0)
        return self._drawing.add("Slice", table, _ints(0, 0), ends, _ints(2, 3))


def _ints(*values: int) -> np.ndarray:
    return np.asarray(values, dtype=np.int64)


def _int32() -> int:
    from onnx import TensorProto

    return int(TensorProto.INT32)
