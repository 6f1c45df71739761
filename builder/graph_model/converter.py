"""SavedModel to TensorFlow.js graph model, by the tensorflowjs converter and one more pass."""

from __future__ import annotations

import tempfile
from pathlib import Path

from builder.graph_model.fuse import fuse_convolutions
from builder.graph_model.quantization import Quantization
from builder.graph_model.read import GraphModel, read_graph_model
from builder.graph_model.tensorflow_setup import captured_output
from builder.graph_model.write import write_graph_model

SHARD_BYTES = 1024 * 1024
"""Largest size of a weight file: small enough to show progress and to be cached everywhere."""


def convert_saved_model(
    saved_model: Path, folder: Path, quantization: Quantization, shard_bytes: int = SHARD_BYTES
) -> None:
    """Write `folder`/model.json and its shards from a SavedModel.

    Args:
        saved_model: folder of a SavedModel with the signature "serving_default".
        folder: where the graph model goes; it must exist.
        quantization: what the weights are stored as.
        shard_bytes: largest size of a weight file in bytes.
    """
    model = fuse_convolutions(graph_model_of(saved_model))
    write_graph_model(model, folder, quantization, shard_bytes)


def graph_model_of(saved_model: Path) -> GraphModel:
    """A SavedModel as the tensorflowjs converter's graph model, in float32."""
    with tempfile.TemporaryDirectory() as plain:
        with captured_output():
            from tensorflowjs.converters.tf_saved_model_conversion_v2 import (
                convert_tf_saved_model,
            )

            convert_tf_saved_model(str(saved_model), plain)
        return read_graph_model(Path(plain))
