"""Writes a TensorFlow.js graph model: model.json and shards of weights."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from builder.graph_model.quantization import Quantization, dtype_map
from builder.graph_model.read import GraphModel
from builder.graph_model.tensorflow_setup import captured_output

SHARD_BYTES = 1024 * 1024
"""Largest size of a weight file: small enough to show progress and to be cached everywhere."""


def write_graph_model(model: GraphModel, folder: Path, quantization: Quantization) -> None:
    """Write `folder`/model.json and its shards, of `SHARD_BYTES` each.

    Args:
        model: topology, weights and signature.
        folder: where they go; it must exist.
        quantization: what the weights are stored as.
    """
    with captured_output():
        from tensorflowjs.write_weights import write_weights

        entries = [{"name": name, "data": data} for name, data in model.weights.items()]
        manifest = write_weights(
            [entries],
            str(folder),
            shard_size_bytes=SHARD_BYTES,
            write_manifest=False,
            quantization_dtype_map=dtype_map(quantization, model.weights),
        )
    written = {
        "format": "graph-model",
        "generatedBy": version("tensorflow"),
        "convertedBy": f"TensorFlow.js Converter v{version('tensorflowjs')}",
        "signature": model.signature,
        "modelTopology": model.topology,
        "weightsManifest": manifest,
    }
    # Without blanks: a fifth less to load. Sorted, because protobuf gives attributes in any order
    # and one network has to make one file.
    text = json.dumps(written, separators=(",", ":"), sort_keys=True)
    (folder / "model.json").write_text(text, encoding="utf-8")
