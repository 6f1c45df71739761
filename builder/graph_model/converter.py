"""SavedModel to TensorFlow.js graph model, by the tensorflowjs converter."""

from __future__ import annotations

import tempfile
from pathlib import Path

from builder.graph_model.read import GraphModel, read_graph_model
from builder.graph_model.tensorflow_setup import captured_output


def graph_model_of(saved_model: Path) -> GraphModel:
    """A SavedModel as the tensorflowjs converter's graph model, in float32.

    Args:
        saved_model: folder of a SavedModel with the signature "serving_default".
    """
    with tempfile.TemporaryDirectory() as plain:
        with captured_output():
            from tensorflowjs.converters.tf_saved_model_conversion_v2 import (
                convert_tf_saved_model,
            )

            convert_tf_saved_model(str(saved_model), plain)
        return read_graph_model(Path(plain))
