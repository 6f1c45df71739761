"""The style vector inside a network that takes content and style picture together."""

from __future__ import annotations

from typing import Any

import numpy as np

from builder.graph_model.read import node_name
from builder.networks.importers.frozen import Frozen, Port

_SHORTEST = 4


Vector = tuple[str, tuple[int, ...]]
"""Name and shape of a tensor."""


def bottleneck(network: Frozen, content: Port, style: Port, picture: np.ndarray) -> Vector | None:
    """The vector through which everything passes that `network` knows of its `style` picture.

    Of the vectors in a row the shortest, and of those the last; None where there is none.

    Args:
        network: takes both pictures.
        content: the input that is painted.
        style: the input that says how.
        picture: what to feed `style` with to see shapes, [1, S, S, 3].
    """
    best: Vector | None = None
    for name in _passed_by_all(network, content, style):
        shape = network.run({style.tensor: picture}, f"{name}:0").shape
        if len(shape) not in (2, 4) or not _SHORTEST <= shape[-1] == int(np.prod(shape)):
            continue
        if best is None or shape[-1] <= best[1][-1]:
            best = f"{name}:0", tuple(shape)
    return best


def _passed_by_all(network: Frozen, content: Port, style: Port) -> list[str]:
    """The nodes through which all ways lead from the style picture to the output, in order.

    Nodes that depend on the content are left out. A node lies on all ways when as many ways lead
    to it, times from it to the end, as lead from the start to the end.
    """
    order = _in_order(network.graph_def)
    sources = {node.name: [node_name(name) for name in node.input] for node in order}
    start, other = node_name(style.tensor), node_name(content.tensor)
    end = node_name(network.outputs[0].tensor)
    mixed: set[str] = {other}
    to: dict[str, int] = {start: 1}
    for node in order:
        if mixed.intersection(sources[node.name]):
            mixed.add(node.name)
        if node.name != start:
            to[node.name] = sum(to.get(name, 0) for name in sources[node.name])
    ways: dict[str, int] = {end: 1}
    for node in reversed(order):
        for name in sources[node.name]:
            ways[name] = ways.get(name, 0) + ways.get(node.name, 0)
    total = to.get(end, 0)
    return [
        node.name
        for node in order
        if node.name not in mixed
        and node.name != start
        and total
        and to[node.name] * ways.get(node.name, 0) == total
    ]


def _in_order(graph_def: Any) -> list[Any]:
    """The nodes, each after those that it reads."""
    nodes = {node.name: node for node in graph_def.node}
    ordered: dict[str, Any] = {}
    stack = list(nodes)
    while stack:
        name = stack[-1]
        missing = [k for k in map(node_name, nodes[name].input) if k not in ordered and k != name]
        if name in ordered or not missing:
            stack.pop()
            ordered.setdefault(name, nodes[name])
        else:
            stack += missing
    return list(ordered.values())
