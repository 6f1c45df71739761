"""What the browser engine must know of converted networks: entries in set.json, and index.json."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.cache import file_digest, files_hash
from builder.convert.known_answer import known_answer
from builder.convert.written import WrittenNetwork
from builder.files import sent_bytes
from builder.graph_model.program import program_of
from builder.graph_model.read import GraphModel
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_VECTOR
from builder.graph_model.style_program import style_program_of
from builder.networks.network_set import STYLE

if TYPE_CHECKING:
    from builder.networks.network_set import ContentLimits, NetworkSet


_INDEXED = ("name", "title", "character", "licence", "vectorSpace")


def write_index(networks: Path, described: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Write `networks`/index.json, the sets to choose from; return what it says.

    Args:
        networks: the folder of the sets' folders.
        described: what each set's set.json holds, the default set first.
    """
    index = {
        "default": described[0]["name"],
        "sets": [
            {
                **{key: one[key] for key in _INDEXED},
                "bytes": {
                    role: sent_bytes(sorted((networks / one["name"] / role).iterdir()))
                    for role in (STYLE, *one["transformers"])
                },
            }
            for one in described
        ],
    }
    (networks / "index.json").write_text(json.dumps(index) + "\n", encoding="utf-8")
    return index


def describe(written: WrittenNetwork, network_set: NetworkSet) -> dict[str, Any]:
    """The entry of set.json for a network of the set; its folder holds only the network."""
    role = written.role
    files = sorted(written.folder.iterdir())
    entry = {
        "url": f"{role}/model.json",
        "bytes": sum(file.stat().st_size for file in files),
        "hash": files_hash(files),
        "shards": [f"{role}/{file.name}" for file in files if file.suffix == ".bin"],
        "sha256": {f"{role}/{file.name}": file_digest(file) for file in files},
        "quantization": written.quantization,
    }
    if role == STYLE:
        return entry | _style_entry(written.model)
    return entry | _transformer_entry(written, network_set.limits(role))


def vector_size(written: WrittenNetwork) -> int:
    """Length of the style vectors that a network makes or paints with."""
    side = "outputs" if written.role == STYLE else "inputs"
    return math.prod(_shape(written.model, side, STYLE_VECTOR))


def _style_entry(model: GraphModel) -> dict[str, Any]:
    program = style_program_of(model)
    return {
        "input": _name(model, "inputs", STYLE_IMAGE),
        "output": _name(model, "outputs", STYLE_VECTOR),
        "size": _shape(model, "inputs", STYLE_IMAGE)[1],
        **({"program": program} if program else {}),
    }


def _transformer_entry(written: WrittenNetwork, limits: ContentLimits) -> dict[str, Any]:
    model = written.model
    program = program_of(model)
    return {
        "content": _name(model, "inputs", CONTENT_IMAGE),
        "style": _name(model, "inputs", STYLE_VECTOR),
        "styleShape": _shape(model, "inputs", STYLE_VECTOR),
        "output": _name(model, "outputs", PAINTED),
        **_cells(model),
        "multiple": limits.multiple,
        "minimum": limits.minimum,
        **({"program": program} if program else {}),
        "trial": known_answer(written, limits),
    }


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
