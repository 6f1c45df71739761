"""What the nodes of a graph model say of themselves."""

from __future__ import annotations

import base64
from typing import Any

from builder.graph_model.read import node_name
from builder.graph_model.steps import NoProgramError

Node = dict[str, Any]

_FUSED_ACTIVATIONS = {
    (): "linear",
    ("Relu",): "relu",
    ("Relu6",): "relu6",
    ("Sigmoid",): "sigmoid",
}


def text_of(node: Node, attribute: str) -> str:
    """An attribute that is a text."""
    return base64.b64decode(node["attr"][attribute]["s"]).decode()


def integers_of(node: Node, attribute: str) -> list[int]:
    """An attribute that is a list of integers."""
    return [int(number) for number in node["attr"][attribute]["list"]["i"]]


def bias_and_activation(node: Node) -> tuple[str | None, str]:
    """The name of a fused node's bias, and its activation; (None, "linear") of a plain node.

    Raises:
        NoProgramError: it is another activation.
    """
    encoded = node["attr"].get("fused_ops", {}).get("list", {}).get("s", [])
    steps = [base64.b64decode(step).decode() for step in encoded]
    bias = node_name(node["input"][2]) if "BiasAdd" in steps else None
    activation = _FUSED_ACTIVATIONS.get(
        tuple(step for step in steps if step not in ("BiasAdd", "NoOp"))
    )
    if activation is None:
        raise NoProgramError
    return bias, activation
