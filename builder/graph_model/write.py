"""Writes a TensorFlow.js graph model: model.json and shards of weights."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from builder import __version__
from builder.graph_model.quantization import Quantization
from builder.graph_model.read import GraphModel

SHARD_BYTES = 1024 * 1024
"""Largest size of a weight file: small enough to show progress and to be cached everywhere."""

# Biases and constants such as an epsilon: nothing to save, and much to lose.
_SMALLEST_QUANTIZED = 256

_LARGEST_BYTE = 255


def write_graph_model(model: GraphModel, folder: Path, quantization: Quantization) -> None:
    """Write `folder`/model.json and its shards, of `SHARD_BYTES` each.

    Args:
        model: topology, weights and signature.
        folder: where they go; it must exist.
        quantization: what the weights are stored as.
    """
    entries: list[dict[str, Any]] = []
    stored = bytearray()
    for name, data in model.weights.items():
        values, how = _quantized(data, quantization)
        entry = {"name": name, "shape": list(data.shape), "dtype": data.dtype.name}
        entries.append({**entry, "quantization": how} if how else entry)
        stored += values.tobytes()
    written = {
        "format": "graph-model",
        "generatedBy": version("tensorflow"),
        "convertedBy": f"Atelier {__version__}",
        "signature": model.signature,
        "modelTopology": model.topology,
        "weightsManifest": [{"paths": _write_shards(stored, folder), "weights": entries}],
    }
    # Without blanks: a fifth less to load. Sorted, because protobuf gives attributes in any order
    # and one network has to make one file.
    text = json.dumps(written, separators=(",", ":"), sort_keys=True)
    (folder / "model.json").write_text(text, encoding="utf-8")


def _write_shards(stored: bytearray, folder: Path) -> list[str]:
    shards = [stored[at : at + SHARD_BYTES] for at in range(0, len(stored), SHARD_BYTES)]
    names = [f"group1-shard{number}of{len(shards)}.bin" for number in range(1, len(shards) + 1)]
    for name, shard in zip(names, shards, strict=True):
        (folder / name).write_bytes(shard)
    return names


def _quantized(
    data: np.ndarray, quantization: Quantization
) -> tuple[np.ndarray, dict[str, Any] | None]:
    """A weight as it is stored, and how it is read back, as a weights manifest says it.

    8 bits span the range from the smallest value to the largest; where 0 lies in it, it is moved
    by less than a step so that 0 is stored exactly, as TensorFlow Lite does.
    """
    if quantization == "none" or data.dtype.kind != "f" or data.size < _SMALLEST_QUANTIZED:
        return data, None
    if quantization == "float16":
        return data.astype(np.float16), {"dtype": "float16", "original_dtype": data.dtype.name}
    values = data.astype(np.float64)
    minimum, maximum = float(values.min()), float(values.max())
    scale = (maximum - minimum) / _LARGEST_BYTE or 1.0
    if minimum <= 0 <= maximum:
        minimum = -round(-minimum / scale) * scale
    stored = np.round((values - minimum) / scale).clip(0, _LARGEST_BYTE).astype(np.uint8)
    read_back = {"min": minimum, "scale": scale, "original_dtype": data.dtype.name}
    return stored, {"dtype": "uint8", **read_back}
