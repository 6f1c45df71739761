"""What the browser engine must know of a converted network: its entry in set.json."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from builder.cache import files_hash
from builder.graph_model.program import program_of
from builder.graph_model.quantization import Quantization
from builder.graph_model.read import GraphModel, read_graph_model
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_VECTOR
from builder.networks.network_set import STYLE


def describe(
    folder: Path, role: str, quantization: Quantization, limits: tuple[int, int] = (4, 16)
) -> dict[str, Any]:
    """The entry of set.json for the graph model in `folder`.

    Args:
        folder: model.json and its shards.
        role: "style" or a transformer's name.
        quantization: what its weights are stored as.
        limits: what a content image's sides must be multiples of, and their minimum, in pixels.
    """
    model = read_graph_model(folder)
    files = sorted(folder.iterdir())
    entry = {
        "url": f"{role}/model.json",
        "bytes": sum(file.stat().st_size for file in files),
        "hash": files_hash(files),
        "shards": [f"{role}/{file.name}" for file in files if file.suffix == ".bin"],
        "quantization": quantization,
    }
    if role == STYLE:
        return entry | {
            "input": _name(model, "inputs", STYLE_IMAGE),
            "output": _name(model, "outputs", STYLE_VECTOR),
            "size": _shape(model, "inputs", STYLE_IMAGE)[1],
        }
    multiple, minimum = limits
    program = program_of(model)
    return entry | {
        "content": _name(model, "inputs", CONTENT_IMAGE),
        "style": _name(model, "inputs", STYLE_VECTOR),
        "styleShape": _shape(model, "inputs", STYLE_VECTOR),
        "output": _name(model, "outputs", PAINTED),
        **_cells(model),
        "multiple": multiple,
        "minimum": minimum,
        **({"program": program} if program else {}),
    }


def vector_size(folder: Path) -> int:
    """Length of the vectors of the style network in `folder`."""
    return math.prod(_shape(read_graph_model(folder), "outputs", STYLE_VECTOR))


def _name(model: GraphModel, side: str, name: str) -> str:
    return str(model.signature[side][name]["name"]).removesuffix(":0")


def _shape(model: GraphModel, side: str, name: str) -> list[int]:
    dimensions = model.signature[side][name]["tensorShape"]["dim"]
    return [int(dimension["size"]) for dimension in dimensions]


def _cells(model: GraphModel) -> dict[str, Any]:
    """The node before the pixel shuffle at the end, or the output where there is none."""
    nodes = {node["name"]: node for node in model.topology["node"]}
    output = _name(model, "outputs", PAINTED)
    node = nodes[output]
    while node["op"] == "Identity":
        node = nodes[node["input"][0]]
    if node["op"] != "DepthToSpace":
        return {"cells": output, "cellSize": 1}
    return {"cells": node["input"][0], "cellSize": int(node["attr"]["block_size"]["i"])}
