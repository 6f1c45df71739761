"""Fuses convolutions and matrix products with what follows: normalization, bias, activation.

In a browser each of these would be one more pass over the whole picture. Keras 3 spells a bias as a
plain sum with a constant of the shape [1, 1, 1, C], others as BiasAdd.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from builder.graph_model.read import GraphModel, node_sources

Node = dict[str, Any]

_FUSED = {
    "Conv2D": "_FusedConv2D",
    "DepthwiseConv2dNative": "FusedDepthwiseConv2dNative",
    "MatMul": "_FusedMatMul",
}
_SUMS = ("Add", "AddV2", "BiasAdd")
_NORMALIZATIONS = ("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")
_ACTIVATIONS = ("Relu", "Relu6", "Elu")


def fuse_convolutions(model: GraphModel) -> GraphModel:
    """The same function with fewer nodes: convolution, bias and activation made one."""
    uses = Counter(_inputs(model))
    consumers = {name: node for node in model.topology["node"] for name in node_sources(node)}
    weights = dict(model.weights)
    replaced: dict[str, list[Node]] = {}

    def following(node: Node) -> Iterator[Node]:
        """The nodes after `node` for as long as each alone reads the one before."""
        while uses[node["name"]] == 1:
            node = consumers[node["name"]]
            yield node

    for node in model.topology["node"]:
        chain = _chain(node, following(node), weights)
        if chain is not None:
            constants = chain.constants()
            weights |= constants
            replaced |= {merged["name"]: [] for merged in chain.merged}
            replaced[chain.name] = [
                *(_constant(name, value) for name, value in constants.items()),
                _fused(chain, list(constants)),
            ]
    nodes = [new for node in model.topology["node"] for new in replaced.get(node["name"], [node])]
    topology = {**model.topology, "node": nodes}
    return _without_unused_constants(replace(model, topology=topology, weights=weights))


@dataclass(frozen=True)
class _Chain:
    """Nodes that become one.

    Attributes:
        merged: the nodes, the convolution or matrix product first.
        kernel: the product's weights, where a normalization changes them.
        bias: what is added to each channel, [C].
        activation: the operation at the end, if any.
    """

    merged: list[Node]
    kernel: np.ndarray | None
    bias: np.ndarray
    activation: str | None

    @property
    def name(self) -> str:
        """The name of the node that they become."""
        return str(self.merged[-1]["name"])

    def constants(self) -> dict[str, np.ndarray]:
        """The weights that the graph does not have yet, by name, the bias last."""
        kernel = {} if self.kernel is None else {f"{self.name}/fused_kernel": self.kernel}
        return {**kernel, f"{self.name}/fused_bias": self.bias}


def _chain(node: Node, following: Iterator[Node], weights: dict[str, np.ndarray]) -> _Chain | None:
    """What begins with `node`, if it is a product whose bias can be told."""
    kernel = weights.get(node_sources(node)[1]) if node["op"] in _FUSED else None
    if kernel is None:
        return None
    channels = _channels(node, kernel)
    merged, scaled, bias = [node], None, None
    after = next(following, None)
    if after is not None:
        bias = _bias(after, node, channels, weights)
        if bias is not None:
            merged.append(after)
            after = next(following, None)
    if after is not None:
        normalized = _normalized(after, merged, kernel, bias, weights)
        if normalized is not None:
            scaled, bias = normalized
            merged.append(after)
            after = next(following, None)
    if bias is None:
        return None
    activation = after["op"] if after is not None and after["op"] in _ACTIVATIONS else None
    return _Chain([*merged, after] if activation and after else merged, scaled, bias, activation)


def _channels(node: Node, kernel: np.ndarray) -> int:
    """How many channels a product has."""
    if node["op"] == "MatMul":
        return int(kernel.shape[0 if node["attr"].get("transpose_b", {}).get("b") else 1])
    *_, inputs, outputs = kernel.shape
    return int(outputs if node["op"] == "Conv2D" else inputs * outputs)


def _bias(
    total: Node, product: Node, channels: int, weights: dict[str, np.ndarray]
) -> np.ndarray | None:
    """What `total` adds to each channel of `product` [C], if it does just that."""
    if total["op"] not in _SUMS:
        return None
    others = [name for name in node_sources(total) if name != product["name"]]
    constant = weights.get(others[0]) if len(others) == 1 else None
    if constant is None:
        return None
    return constant.reshape(channels) if constant.size == channels == constant.shape[-1] else None


def _normalized(
    node: Node,
    merged: list[Node],
    kernel: np.ndarray,
    bias: np.ndarray | None,
    weights: dict[str, np.ndarray],
) -> tuple[np.ndarray, np.ndarray] | None:
    """Kernel and bias that hold a batch normalization as well, if `node` is one with constants."""
    if node["op"] not in _NORMALIZATIONS or node["attr"]["is_training"].get("b"):
        return None
    convolved, *names = node_sources(node)
    constants = [weights.get(name) for name in names]
    if convolved != merged[-1]["name"] or merged[0]["op"] == "MatMul":
        return None
    if any(constant is None for constant in constants):
        return None
    gamma, beta, mean, variance = (np.asarray(constant, np.float64) for constant in constants)
    scale = gamma / np.sqrt(variance + float(node["attr"]["epsilon"].get("f", 0)))
    # The channels of a depthwise kernel are its last two axes.
    scaled = kernel * (scale if merged[0]["op"] == "Conv2D" else scale.reshape(kernel.shape[2:]))
    shifted = ((0 if bias is None else bias) - mean) * scale + beta
    return scaled.astype(kernel.dtype), shifted.astype(kernel.dtype)


def _fused(chain: _Chain, constants: list[str]) -> Node:
    product = chain.merged[0]
    steps = ["BiasAdd", *([chain.activation] if chain.activation else [])]
    attributes = {
        **product["attr"],
        "fused_ops": {"list": {"s": [base64.b64encode(step.encode()).decode() for step in steps]}},
        "num_args": {"i": "1"},
        "TArgs": {"list": {"type": ["DT_FLOAT"]}},
    }
    kept = 3 - len(constants)
    return {
        "name": chain.name,
        "op": _FUSED[product["op"]],
        "input": [*product["input"][:kept], *constants],
        "attr": attributes,
    }


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
