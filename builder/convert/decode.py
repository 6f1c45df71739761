"""Reads a TensorFlow.js graph model back from its files, with NumPy alone."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from builder.errors import NetworkFileError

_DTYPES = {"float32": "<f4", "int32": "<i4", "bool": "?", "uint8": "u1", "complex64": "<c8"}
_QUANTIZED_DTYPES = {"float16": "<f2", "uint8": "u1", "uint16": "<u2"}


@dataclass(frozen=True)
class GraphModel:
    """A graph model as its files hold it.

    Attributes:
        topology: the GraphDef as JSON, its constants without values.
        weights: the values of those constants, decoded, by node name.
        signature: names of inputs and outputs to tensors; empty where the file has none.
    """

    topology: dict[str, Any]
    weights: dict[str, np.ndarray]
    signature: dict[str, Any]

    def nodes(self, op: str) -> list[dict[str, Any]]:
        """The nodes of operation `op`, in the order of the file."""
        return [node for node in self.topology["node"] if node["op"] == op]


def read_graph_model(folder: Path) -> GraphModel:
    """Read `folder`/model.json and its shards.

    Raises:
        NetworkFileError: a file is missing or cut off, or model.json is no graph model.
    """
    file = folder / "model.json"
    try:
        model = json.loads(_read(file))
        topology, manifest = model["modelTopology"], model["weightsManifest"]
        weights: dict[str, np.ndarray] = {}
        for group in manifest:
            weights |= _read_group(folder, group)
    except (ValueError, KeyError, TypeError) as error:
        raise NetworkFileError(
            f"{file} is no TensorFlow.js graph model ({error}); convert the network again."
        ) from error
    return GraphModel(topology, weights, model.get("signature") or {})


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NetworkFileError(
            f"{file} cannot be read ({error.strerror}); convert or fetch the network again."
        ) from error


def _read_group(folder: Path, group: dict[str, Any]) -> dict[str, np.ndarray]:
    data = b"".join(_read(folder / path) for path in group["paths"])
    weights, offset = {}, 0
    for entry in group["weights"]:
        stored = _stored_dtype(entry)
        size = math.prod(entry["shape"]) * stored.itemsize
        if offset + size > len(data):
            break
        raw = np.frombuffer(data, stored, math.prod(entry["shape"]), offset)
        weights[entry["name"]] = _dequantize(raw, entry).reshape(entry["shape"])
        offset += size
    if offset != len(data) or len(weights) != len(group["weights"]):
        expected = sum(math.prod(e["shape"]) * _stored_dtype(e).itemsize for e in group["weights"])
        raise NetworkFileError(
            f"The weight files {', '.join(group['paths'])} in {folder} hold {len(data)} bytes "
            f"instead of {expected}; convert or fetch the network again."
        )
    return weights


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
