"""Writes a TensorFlow.js graph model: model.json and shards of weights."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from builder.graph_model.quantization import Quantization, dtype_map
from builder.graph_model.read import GraphModel
from builder.graph_model.tensorflow_setup import captured_output


def write_graph_model(
    model: GraphModel, folder: Path, quantization: Quantization, shard_bytes: int
) -> None:
    """Write `folder`/model.json and its shards.

    Args:
        model: topology, weights and signature.
        folder: where they go; it must exist.
        quantization: what the weights are stored as.
        shard_bytes: largest size of a weight file in bytes.
    """
    with captured_output():
        from tensorflowjs.write_weights import write_weights

        entries = [{"name": name, "data": data} for name, data in model.weights.items()]
        manifest = write_weights(
            [entries],
            str(folder),
            shard_size_bytes=shard_bytes,
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
    # Without blanks: a fifth less to load.
    text = json.dumps(written, separators=(",", ":"))
    (folder / "model.json").write_text(text, encoding="utf-8")
