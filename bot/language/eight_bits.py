"""A graph with weights of eight bits instead of 32: a quarter of the size, and quicker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

# How many times the median of all channels one must reach to keep all its bits: of the 768 that
# enter a layer of MPNet at most three do, and some of them reach 30 times (docs/decisions.md).
LOUD = 8.0
# A table of fewer numbers stays as it is.
LARGE = 1_000_000


def in_eight_bits(graph: bytes, examples: Iterable[Sequence[int]]) -> bytes:
    """`graph`, one that `written` gave, with weights of eight bits; it runs on rows of word pieces.

    The numbers that enter a layer are rounded by the largest of them, which a few channels hold: in
    all texts the same, as `examples` show. Beside them the others lose most of their bits, so those
    few are multiplied apart and in full, as in LLM.int8() (Dettmers and others, 2022).
    Seven of the bits are used, since processors without VNNI would overflow with all.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load_from_string(graph)
    weights = {weight.name for weight in model.graph.initializer}
    products = [
        node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in weights
    ]
    peaks = _peaks(model, sorted({node.input[0] for node in products}), examples)
    in_full = []
    for node in products:
        peak = peaks[node.input[0]]
        loud = np.flatnonzero(peak > LOUD * np.median(peak))
        if loud.size:
            in_full.append(_set_apart(model, node, loud))
    for node in list(model.graph.node):
        if node.op_type == "Gather" and node.input[0] in weights:
            _look_up_in_eight_bits(model, node)
    with TemporaryDirectory() as name:
        whole, small = Path(name) / "whole.onnx", Path(name) / "small.onnx"
        onnx.save(model, str(whole))
        quantize_dynamic(
            whole,
            small,
            # Its way with tables has one scale for all channels: too coarse for positions.
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=in_full,
        )
        return small.read_bytes()


def _peaks(
    model: ModelProto, names: list[str], examples: Iterable[Sequence[int]]
) -> dict[str, np.ndarray]:
    """The largest number, without its sign, in each channel of the values of these `names`."""
    import onnx
    from onnxruntime import InferenceSession

    looked_into = onnx.ModelProto()
    looked_into.CopyFrom(model)
    looked_into.graph.output.extend(onnx.helper.make_empty_tensor_value_info(n) for n in names)
    session = InferenceSession(looked_into.SerializeToString(), providers=["CPUExecutionProvider"])
    peaks: dict[str, np.ndarray] = {}
    for row in examples:
        ids = np.asarray(row, dtype=np.int32)[None]
        given = {"ids:0": ids, "mask:0": np.ones(ids.shape, dtype=np.float32)}
        for name, found in zip(names, session.run(names, given), strict=True):
            peak = np.abs(found).reshape(-1, found.shape[-1]).max(0)
            peaks[name] = np.maximum(peaks.get(name, peak), peak)
    return peaks


def _set_apart(model: ModelProto, node: NodeProto, loud: np.ndarray) -> str:
    """Multiply the channels `loud` of what enters `node` by a node of their own: its name."""
    from onnx import numpy_helper
    from onnx.helper import make_node

    stored = model.graph.initializer
    entering, result, name = node.input[0], node.output[0], node.name
    weight = numpy_helper.to_array(_stored(model, node.input[1]))
    quiet = np.ones(weight.shape[0], dtype=np.float32)
    quiet[loud] = 0
    for value, end in ((quiet, "quiet"), (loud, "loud"), (weight[loud], "loud_weight")):
        stored.append(numpy_helper.from_array(value, f"{name}/{end}"))
    node.input[0], node.output[0] = f"{name}/rest", f"{name}/of_rest"
    before = [
        make_node("Mul", [entering, f"{name}/quiet"], [f"{name}/rest"]),
        make_node("Gather", [entering, f"{name}/loud"], [f"{name}/picked"], axis=-1),
    ]
    after = [
        make_node(
            "MatMul",
            [f"{name}/picked", f"{name}/loud_weight"],
            [f"{name}/of_loud"],
            name=f"{name}/in_full",
        ),
        make_node("Add", [f"{name}/of_rest", f"{name}/of_loud"], [result]),
    ]
    _insert(model, node, before, after)
    return f"{name}/in_full"


def _look_up_in_eight_bits(model: ModelProto, node: NodeProto) -> None:
    """Keep the table that `node` looks into in eight bits, with a scale for each channel."""
    from onnx import numpy_helper
    from onnx.helper import make_node

    table = _stored(model, node.input[0])
    rows = numpy_helper.to_array(table)
    if rows.size < LARGE:
        return
    scale = np.maximum(np.abs(rows).max(0) / 127, 1e-9).astype(np.float32)
    table.CopyFrom(numpy_helper.from_array(np.rint(rows / scale).astype(np.int8), table.name))
    model.graph.initializer.extend(
        [
            numpy_helper.from_array(scale, f"{node.name}/scale"),
            numpy_helper.from_array(np.zeros(len(scale), dtype=np.int8), f"{node.name}/zero"),
        ]
    )
    found, node.output[0] = node.output[0], f"{node.name}/small"
    given = [node.output[0], f"{node.name}/scale", f"{node.name}/zero"]
    _insert(model, node, [], [make_node("DequantizeLinear", given, [found], axis=-1)])


def _stored(model: ModelProto, name: str) -> TensorProto:
    return next(weight for weight in model.graph.initializer if weight.name == name)


def _insert(
    model: ModelProto, node: NodeProto, before: list[NodeProto], after: list[NodeProto]
) -> None:
    nodes = model.graph.node
    at = list(nodes).index(node)
    for new in reversed(after):
        nodes.insert(at + 1, new)
    for new in reversed(before):
        nodes.insert(at, new)
