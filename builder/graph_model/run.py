"""Runs a graph model with TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from builder.graph_model.read import GraphModel

Function = Callable[[Mapping[str, np.ndarray]], dict[str, np.ndarray]]


def load_function(model: GraphModel) -> Function:
    """Make `model` callable: arrays by the signature's input names to arrays by output names."""
    import tensorflow as tf

    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(graph_def_of(model), name="")
    session = tf.compat.v1.Session(graph=graph)
    inputs = {name: info["name"] for name, info in model.signature["inputs"].items()}
    outputs = {name: info["name"] for name, info in model.signature["outputs"].items()}

    def run(values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        feed = {inputs[name]: value for name, value in values.items()}
        found: dict[str, np.ndarray] = session.run(outputs, feed)
        return found

    return run


def graph_def_of(model: GraphModel) -> Any:
    """`model` as a GraphDef of TensorFlow's own operations, its fused ones taken apart."""
    import tensorflow as tf
    from google.protobuf import json_format

    graph_def = json_format.ParseDict(
        {"node": model.topology["node"], "library": model.topology.get("library", {})},
        tf.compat.v1.GraphDef(),
    )
    for node in graph_def.node:
        if node.op == "Const":
            value = tf.make_tensor_proto(model.weights[node.name])
            node.attr["value"].tensor.CopyFrom(value)
    ranks = {name: data.ndim for name, data in model.weights.items()}
    nodes = [part for node in graph_def.node for part in _taken_apart(node, ranks)]
    del graph_def.node[:]
    graph_def.node.extend(nodes)
    return graph_def


_PLAIN = {
    "_FusedConv2D": "Conv2D",
    "FusedDepthwiseConv2dNative": "DepthwiseConv2dNative",
    "_FusedMatMul": "MatMul",
}
_FUSED_ATTRIBUTES = (
    *("fused_ops", "num_args", "num_host_args", "TArgs", "host_args", "user_ops"),
    *("epsilon", "leakyrelu_alpha"),
)


def _taken_apart(node: Any, ranks: Mapping[str, int]) -> list[Any]:
    """A fused operation as the TensorFlow nodes it was made of.

    TensorFlow does not know TensorFlow.js's own depthwise one, and its converter, which may see
    the graph once more, fuses plain operations only.
    """
    import tensorflow as tf

    if node.op not in _PLAIN:
        return [node]
    steps = [name.decode() for name in node.attr["fused_ops"].list.s if name != b"NoOp"]
    first = tf.compat.v1.NodeDef()
    first.CopyFrom(node)
    first.op = _PLAIN[node.op]
    del first.input[2:]
    for name in _FUSED_ATTRIBUTES:
        if name in first.attr:
            del first.attr[name]
    nodes, arguments = [first], list(node.input[2:])
    for step in steps:
        extra = [arguments.pop(0)] if step in ("BiasAdd", "Prelu") else []
        # A bias may be a single number, which BiasAdd does not take.
        op = "AddV2" if step == "BiasAdd" and ranks.get(extra[0]) != 1 else step
        nodes[-1].name = f"{node.name}/before_{step}"
        following = tf.compat.v1.NodeDef(
            op=op, name=node.name, input=[nodes[-1].name, *extra], device=node.device
        )
        following.attr["T"].CopyFrom(node.attr["T"])
        if step == "LeakyRelu":
            following.attr["alpha"].CopyFrom(node.attr["leakyrelu_alpha"])
        nodes.append(following)
    return nodes
