"""Fuses convolutions with their biases and activations, where the tensorflowjs converter does not.

Keras 3 spells a bias as a plain sum with a constant of the shape [1, 1, 1, C], which the
converter's own passes do not recognize. In a browser each such sum would be one more pass over
the whole picture, and each activation another.
"""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from builder.graph_model.read import GraphModel, node_sources

Node = dict[str, Any]

_FUSED = {"Conv2D": "_FusedConv2D", "DepthwiseConv2dNative": "FusedDepthwiseConv2dNative"}
_SUMS = ("Add", "AddV2", "BiasAdd")
_ACTIVATIONS = ("Relu", "Relu6")


def fuse_convolutions(model: GraphModel) -> GraphModel:
    """The same function with fewer nodes: convolution, bias and activation made one."""
    uses = Counter(_inputs(model))
    consumers = {name: node for node in model.topology["node"] for name in node_sources(node)}
    weights = dict(model.weights)
    replaced: dict[str, list[Node]] = {}

    def only_consumer(node: Node) -> Node | None:
        return consumers[node["name"]] if uses[node["name"]] == 1 else None

    for convolution in model.topology["node"]:
        if convolution["op"] not in _FUSED:
            continue
        last = only_consumer(convolution)
        if last is None or (bias := _bias(last, convolution, weights)) is None:
            continue
        steps, merged = ["BiasAdd"], [convolution, last]
        following = only_consumer(last)
        if following is not None and following["op"] in _ACTIVATIONS:
            steps.append(following["op"])
            merged.append(following)
            last = following
        bias_name = f"{last['name']}/fused_bias"
        weights[bias_name] = bias
        replaced |= {node["name"]: [] for node in merged}
        replaced[last["name"]] = [
            _constant(bias_name, bias),
            _fused(last["name"], convolution, bias_name, steps),
        ]
    return _without_unused_constants(
        replace(
            model,
            topology={
                **model.topology,
                "node": [
                    new
                    for node in model.topology["node"]
                    for new in replaced.get(node["name"], [node])
                ],
            },
            weights=weights,
        )
    )


def _bias(total: Node, convolution: Node, weights: dict[str, np.ndarray]) -> np.ndarray | None:
    """What `total` adds to each channel of `convolution` [C], if it does just that."""
    if total["op"] not in _SUMS:
        return None
    others = [name for name in node_sources(total) if name != convolution["name"]]
    constant = weights.get(others[0]) if len(others) == 1 else None
    if constant is None:
        return None
    *_, inputs, outputs = weights[node_sources(convolution)[1]].shape
    channels = outputs if convolution["op"] == "Conv2D" else inputs * outputs
    return constant.reshape(channels) if constant.size == channels == constant.shape[-1] else None


def _fused(name: str, convolution: Node, bias: str, steps: list[str]) -> Node:
    encoded = [base64.b64encode(step.encode()).decode() for step in steps]
    attributes = {
        **convolution["attr"],
        "fused_ops": {"list": {"s": encoded}},
        "num_args": {"i": "1"},
        "TArgs": {"list": {"type": ["DT_FLOAT"]}},
    }
    inputs = [*convolution["input"][:2], bias]
    return {"name": name, "op": _FUSED[convolution["op"]], "input": inputs, "attr": attributes}


def _constant(name: str, value: np.ndarray) -> Node:
    tensor = {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": str(n)} for n in value.shape]}}
    attributes = {"dtype": {"type": "DT_FLOAT"}, "value": {"tensor": tensor}}
    return {"name": name, "op": "Const", "attr": attributes}


def _without_unused_constants(model: GraphModel) -> GraphModel:
    used = set(_inputs(model))
    nodes = [n for n in model.topology["node"] if n["op"] != "Const" or n["name"] in used]
    weights = {name: value for name, value in model.weights.items() if name in used}
    return replace(model, topology={**model.topology, "node": nodes}, weights=weights)


def _inputs(model: GraphModel) -> list[str]:
    return [name for node in model.topology["node"] for name in node_sources(node)]
