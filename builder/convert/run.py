"""Runs a decoded graph model with TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from builder.convert.decode import GraphModel

Function = Callable[[Mapping[str, np.ndarray]], dict[str, np.ndarray]]


def load_function(model: GraphModel) -> Function:
    """Make `model` callable: arrays by the signature's input names to arrays by output names."""
    import tensorflow as tf

    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(_graph_def(model), name="")
    inputs = {name: info["name"] for name, info in model.signature["inputs"].items()}
    outputs = {name: info["name"] for name, info in model.signature["outputs"].items()}

    def run(values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        feed = {inputs[name]: value for name, value in values.items()}
        with tf.compat.v1.Session(graph=graph) as session:
            found: dict[str, np.ndarray] = session.run(outputs, feed)
        return found

    return run


def _graph_def(model: GraphModel) -> Any:
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
    nodes = [part for node in graph_def.node for part in _split_fused_depthwise(node)]
    del graph_def.node[:]
    graph_def.node.extend(nodes)
    return graph_def


def _split_fused_depthwise(node: Any) -> list[Any]:
    """TensorFlow.js's own fused depthwise convolution as the TensorFlow nodes it was made of."""
    import tensorflow as tf

    if node.op != "FusedDepthwiseConv2dNative":
        return [node]
    steps = [name.decode() for name in node.attr["fused_ops"].list.s if name != b"NoOp"]
    convolution = tf.compat.v1.NodeDef()
    convolution.CopyFrom(node)
    convolution.op = "DepthwiseConv2dNative"
    del convolution.input[2:]
    for name in ("fused_ops", "num_args", "epsilon", "leakyrelu_alpha"):
        if name in convolution.attr:
            del convolution.attr[name]
    nodes, arguments = [convolution], list(node.input[2:])
    for step in steps:
        extra = [arguments.pop(0)] if step == "BiasAdd" else []
        nodes[-1].name = f"{node.name}/before_{step}"
        following = tf.compat.v1.NodeDef(
            op=step, name=node.name, input=[nodes[-1].name, *extra], device=node.device
        )
        following.attr["T"].CopyFrom(node.attr["T"])
        nodes.append(following)
    return nodes
