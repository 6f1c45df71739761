"""Reads a TensorFlow.js graph model back from its files, with NumPy alone."""

from __future__ import annotations

import base64
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from builder.errors import NetworkFileError, first_line

_DTYPES = {"float32": "<f4", "int32": "<i4", "bool": "?", "uint8": "u1", "complex64": "<c8"}
_SHARD_BYTES = (4 * 1024 * 1024, 1024 * 1024)
_QUANTIZED_DTYPES = {"float16": "<f2", "uint8": "u1", "uint16": "<u2"}


@dataclass(frozen=True)
class GraphModel:
    """A graph model as its files hold it.

    Attributes:
        topology: the GraphDef as JSON, its constants without values.
        weights: the values of those constants, dequantized, by node name.
        signature: names of inputs and outputs to tensors; empty where the file has none.
    """

    topology: dict[str, Any]
    weights: dict[str, np.ndarray]
    signature: dict[str, Any]

    def nodes(self, op: str) -> list[dict[str, Any]]:
        """The nodes of operation `op`, in the order of the file."""
        return [node for node in self.topology["node"] if node["op"] == op]


def node_name(tensor: str) -> str:
    """The name of the node that makes `tensor`, e.g. "a" of "a:1" or of the control input "^a"."""
    return tensor.removeprefix("^").split(":")[0]


def node_sources(node: Mapping[str, Any]) -> list[str]:
    """The names of the nodes that `node` reads."""
    return [node_name(tensor) for tensor in node.get("input", ())]


def read_graph_model(folder: Path) -> GraphModel:
    """Read `folder`/model.json and its shards.

    Files of 2018 are read too: they have neither a format nor a signature, and spell texts as
    lists of bytes.

    Raises:
        NetworkFileError: a file is missing or cut off, or model.json is no graph model.
    """
    file = folder / "model.json"
    try:
        model = json.loads(_read(file).decode("utf-8-sig"))
        topology, manifest = model["modelTopology"], model["weightsManifest"]
        _check_nodes(topology["node"])
        _spell_texts_in_base64(topology["node"])
        weights: dict[str, np.ndarray] = {}
        for group in manifest:
            weights |= _read_group(folder, group)
    except KeyError as error:
        raise NetworkFileError(
            f"{file} is no TensorFlow.js graph model (it lacks or does not know {error}); "
            "convert the network again."
        ) from error
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise NetworkFileError(
            f"{file} is no TensorFlow.js graph model ({_reason(error)}); convert the network again."
        ) from error
    return GraphModel(topology, weights, model.get("signature") or {})


def _reason(error: Exception) -> str:
    """Why a file cannot be read; Python's words for values of another type help nobody."""
    odd = isinstance(error, TypeError | AttributeError | IndexError | RecursionError)
    return "a value in it is of another type than it should be" if odd else first_line(error)


def input_shape(model: GraphModel, name: str) -> list[int]:
    """The shape of the input `name` of a graph model; -1 where any size will do."""
    tensor = model.signature["inputs"][name]
    return [int(dimension["size"]) for dimension in tensor["tensorShape"]["dim"]]


def _check_nodes(nodes: Any) -> None:
    if not isinstance(nodes, list):
        raise ValueError("it has no nodes")
    for node in nodes:
        if not isinstance(node["name"], str) or not isinstance(node["op"], str):
            raise TypeError("a node's name")


def _spell_texts_in_base64(nodes: list[dict[str, Any]]) -> None:
    for node in nodes:
        for value in node.get("attr", {}).values():
            if isinstance(value.get("s"), list):
                value["s"] = _base64(value["s"])
            texts = value.get("list", {}).get("s", [])
            if any(isinstance(text, list) for text in texts):
                value["list"]["s"] = [_base64(text) for text in texts]


def _base64(text: list[int]) -> str:
    return base64.b64encode(bytes(text)).decode()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NetworkFileError(
            f"{file} cannot be read ({error.strerror}); convert or fetch the network again."
        ) from error


def _read_group(folder: Path, group: dict[str, Any]) -> dict[str, np.ndarray]:
    for path in group["paths"]:
        # Whoever wrote the file, it names no file elsewhere.
        if PurePosixPath(path).name != path or "\\" in path:
            raise ValueError(f"{path!r} is no file beside it")
    for entry in group["weights"]:
        if any(not isinstance(side, int) or side < 0 for side in entry["shape"]):
            raise ValueError(f"{entry['name']} has the shape {entry['shape']}")
    expected = sum(math.prod(e["shape"]) * _stored_dtype(e).itemsize for e in group["weights"])
    shards = [_read_shard(folder / path, group["paths"], expected) for path in group["paths"]]
    _check_sizes(folder, group["paths"], [len(shard) for shard in shards], expected)
    data = b"".join(shards)
    weights, offset = {}, 0
    for entry in group["weights"]:
        stored = _stored_dtype(entry)
        raw = np.frombuffer(data, stored, math.prod(entry["shape"]), offset)
        weights[entry["name"]] = _dequantize(raw, entry).reshape(entry["shape"])
        offset += math.prod(entry["shape"]) * stored.itemsize
    return weights


def _read_shard(file: Path, paths: list[str], expected: int) -> bytes:
    if not file.exists():
        raise NetworkFileError(
            f"{file} is missing: model.json beside it lists {len(paths)} weight file(s) of "
            f"{expected:,} bytes together; convert or fetch the network again."
        )
    return _read(file)


def _check_sizes(folder: Path, paths: list[str], sizes: list[int], expected: int) -> None:
    if sum(sizes) == expected:
        return
    culprit = _wrong_shard(sizes, expected)
    if culprit is not None:
        index, size = culprit
        raise NetworkFileError(
            f"{folder / paths[index]} holds {sizes[index]:,} bytes instead of {size:,}; "
            "convert or fetch the network again."
        )
    raise NetworkFileError(
        f"The weight files {', '.join(paths)} in {folder} hold {sum(sizes):,} bytes "
        f"instead of {expected:,}; convert or fetch the network again."
    )


def _wrong_shard(sizes: list[int], expected: int) -> tuple[int, int] | None:
    """Which file has a wrong size, and the right one, where that can be told.

    Writers give all files but the last the same size, most of them one of two.
    """
    others = len(sizes) - 1
    candidates = list(_SHARD_BYTES) if others else [expected]
    if others > 1:
        candidates += [size for size, _ in Counter(sizes[:-1]).most_common(1)]
    for full in candidates:
        wanted = [full] * others + [expected - full * others]
        wrong = [k for k, size in enumerate(sizes) if size != wanted[k]]
        if len(wrong) == 1 and 0 < wanted[-1] <= full:
            return wrong[0], wanted[wrong[0]]
    return None


def _stored_dtype(entry: dict[str, Any]) -> np.dtype:
    if quantization := entry.get("quantization"):
        return np.dtype(_QUANTIZED_DTYPES[quantization["dtype"]])
    return np.dtype(_DTYPES[entry["dtype"]])


def _dequantize(raw: np.ndarray, entry: dict[str, Any]) -> np.ndarray:
    quantization = entry.get("quantization")
    dtype = np.dtype(_DTYPES[entry["dtype"]])
    if quantization and "scale" in quantization:
        # In double precision and then rounded, as tfjs-core's decodeWeights does.
        return (raw * float(quantization["scale"]) + float(quantization["min"])).astype(dtype)
    return raw.astype(dtype)
