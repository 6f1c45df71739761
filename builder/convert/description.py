"""What the browser engine must know of a converted network: its entry in set.json."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from builder.convert.decode import GraphModel, read_graph_model
from builder.convert.export import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_ROLE, STYLE_VECTOR
from builder.convert.quantization import Quantization
from builder.errors import NetworkFileError

_STATISTIC = re.compile(r"(?:.*/)?(?P<kind>mean|variance)(?:_(?P<index>\d+))?/Mean(?:_1)?")

_MULTIPLE = 4
_MINIMUM = 16


def describe(folder: Path, role: str, quantization: Quantization) -> dict[str, Any]:
    """The entry of set.json for the graph model in `folder`.

    Raises:
        NetworkFileError: the graph lacks a node that the engine needs.
    """
    model = read_graph_model(folder)
    files = sorted(folder.iterdir())
    entry = {
        "url": f"{role}/model.json",
        "bytes": sum(file.stat().st_size for file in files),
        "hash": _hash(files),
        "quantization": quantization,
    }
    if role == STYLE_ROLE:
        size = int(_tensor(model, "inputs", STYLE_IMAGE)["tensorShape"]["dim"][1]["size"])
        return entry | {"input": STYLE_IMAGE, "output": _output(model, STYLE_VECTOR), "size": size}
    return entry | {
        "content": CONTENT_IMAGE,
        "style": STYLE_VECTOR,
        "output": _output(model, PAINTED),
        **_cells(model, folder),
        "multiple": _MULTIPLE,
        "minimum": _MINIMUM,
        "statistics": _statistics(model, folder),
    }


def vector_size(folder: Path) -> int:
    """Length of the vectors of the style network in `folder`."""
    tensor = _tensor(read_graph_model(folder), "outputs", STYLE_VECTOR)
    return int(tensor["tensorShape"]["dim"][-1]["size"])


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _tensor(model: GraphModel, side: str, name: str) -> dict[str, Any]:
    tensor: dict[str, Any] = model.signature[side][name]
    return tensor


def _output(model: GraphModel, name: str) -> str:
    return str(_tensor(model, "outputs", name)["name"]).removesuffix(":0")


def _cells(model: GraphModel, folder: Path) -> dict[str, Any]:
    shuffles = model.nodes("DepthToSpace")
    if len(shuffles) != 1:
        raise NetworkFileError(
            f"The transformer in {folder} has {len(shuffles)} DepthToSpace nodes instead of one; "
            "end the network with a single pixel shuffle."
        )
    return {
        "cells": shuffles[0]["input"][0],
        "cellSize": int(shuffles[0]["attr"]["block_size"]["i"]),
    }


def _statistics(model: GraphModel, folder: Path) -> list[dict[str, str]]:
    """The nodes that hold the CIN layers' means and variances, in the order of the network.

    `ConditionalInstanceNormalization.measure` computes them under the name scopes "mean" and
    "variance", which TensorFlow numbers in the order of the calls. Where a statistic is pooled
    over subpixels, the second Mean of its scope is the one that counts.
    """
    found: dict[int, dict[str, str]] = {}
    for node in sorted(model.nodes("Mean"), key=lambda node: str(node["name"])):
        if match := _STATISTIC.fullmatch(node["name"]):
            pair = found.setdefault(int(match["index"] or 0), {})
            pair[match["kind"]] = node["name"]
    pairs = [found[index] for index in sorted(found)]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise NetworkFileError(
            f"The transformer in {folder} has CIN layers without a mean or a variance node; "
            "measure both as builder/networks/layers.py does."
        )
    return pairs
