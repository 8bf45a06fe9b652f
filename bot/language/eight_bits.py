"""A graph with weights of eight bits instead of 32: a quarter of the size, and quicker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from bot.language.drawing import IDS, MASK

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

# A channel that reaches more than LOUD times the median of all is made so quiet that it reaches
# QUIET times. Of the 768 that enter a layer of MPNet at most four are loud, and some of them reach
# 30 times (docs/decisions.md).
LOUD = 6.0
QUIET = 4.0
# Nothing is made quieter than this, lest a graph grow without bounds.
MOST = 16.0
# A table of fewer numbers stays as it is.
LARGE = 1_000_000


def in_eight_bits(graph: bytes, examples: Iterable[Sequence[int]]) -> bytes:
    """`graph`, one that a `Drawing` gave, with weights of eight bits.

    The numbers that enter a layer are rounded by the largest of them, which a few channels hold: in
    all texts the same, as the word pieces of `examples` show. Beside them the others lose most of
    their bits, so those few are made smaller and weigh more, as in SmoothQuant (Xiao and others,
    2022), or enter as several, as in outlier channel splitting (Zhao and others, 2019).
    Seven of the bits are used, since processors without VNNI would overflow with all.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load_from_string(graph)
    weights = {weight.name for weight in model.graph.initializer}
    products: dict[str, list[NodeProto]] = {}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            products.setdefault(node.input[0], []).append(node)
    for entering, peak in _peaks(model, sorted(products), examples).items():
        reach = peak / np.median(peak[peak > 0])
        if reach.max() > LOUD:
            times = np.where(reach > LOUD, np.minimum(reach / QUIET, MOST), 1)
            _make_quieter(model, entering, times, products[entering])
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
            # It does not know what the nodes of ONNX Runtime's own give.
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
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
        given = {IDS: ids, MASK: np.ones(ids.shape, dtype=np.float32)}
        for name, found in zip(names, session.run(names, given), strict=True):
            peak = np.abs(found).reshape(-1, found.shape[-1]).max(0)
            peaks[name] = np.maximum(peaks.get(name, peak), peak)
    return peaks


def _make_quieter(
    model: ModelProto, entering: str, times: np.ndarray, products: list[NodeProto]
) -> None:
    """Let the channels of `entering` go into `products` so many `times` smaller.

    What a channel loses its weights gain as far as none becomes the largest of its column, by which
    they are rounded; what is left to lose is shared by copies of the channel.
    """
    from onnx import numpy_helper
    from onnx.helper import make_node

    weights = {node.name: _stored(model, node.input[1]) for node in products}
    rows = {name: numpy_helper.to_array(weight) for name, weight in weights.items()}
    sizes = [np.maximum(np.abs(row), 1e-9) for row in rows.values()]
    room = np.min([(size.max(0) / size).min(1) for size in sizes], 0)
    gain = np.clip(room, 1, times)
    copies = np.ceil(times / gain).astype(int)
    more = np.repeat(np.arange(len(copies)), copies - 1)
    share = 1 / (gain * copies)
    share = np.concatenate([share, share[more]]).astype(np.float32)
    stored, made, whole = {f"{entering}/share": share}, [], entering
    if more.size:
        stored[f"{entering}/more"] = more
        whole = f"{entering}/all"
        made = [
            make_node("Gather", [entering, f"{entering}/more"], [f"{entering}/copied"], axis=-1),
            make_node("Concat", [entering, f"{entering}/copied"], [whole], axis=-1),
        ]
    made.append(make_node("Mul", [whole, f"{entering}/share"], [f"{entering}/quiet"]))
    model.graph.initializer.extend(
        numpy_helper.from_array(value, name) for name, value in stored.items()
    )
    _insert(model, products[0], made, [])
    for node in products:
        node.input[0] = f"{entering}/quiet"
        row = (rows[node.name] * gain[:, None]).astype(np.float32)
        weight = weights[node.name]
        weight.CopyFrom(numpy_helper.from_array(np.concatenate([row, row[more]]), weight.name))


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
