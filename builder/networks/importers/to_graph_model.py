"""Imported networks in the form in which they are kept: float32 graph models of one batch.

Whatever a network was, it becomes a TensorFlow.js graph model with the signature of the embedded
ones (builder/graph_model/signature.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from builder.errors import NetworkFileError, first_line
from builder.graph_model.converter import graph_model_of
from builder.graph_model.read import GraphModel
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_VECTOR
from builder.graph_model.tensorflow_setup import captured_output
from builder.networks.importers.classify import StyleGraph, TransformerGraph
from builder.networks.importers.frozen import Frozen, Shape


def style_model(graph: StyleGraph) -> GraphModel:
    """The graph model of a style network: `style_image` [1, S, S, 3] to `style_vector`."""
    inputs = {STYLE_IMAGE: (graph.image, (1, graph.size, graph.size, 3))}
    return _model(graph.frozen, inputs, {STYLE_VECTOR: graph.vector})


def transformer_model(graph: TransformerGraph) -> GraphModel:
    """The graph model of a transformer: `content_image` and `style_vector` to `painted`."""
    inputs: dict[str, tuple[str, Shape]] = {
        CONTENT_IMAGE: (graph.content, (1, None, None, 3)),
        STYLE_VECTOR: (graph.vector, graph.vector_shape),
    }
    return _model(graph.frozen, inputs, {PAINTED: graph.painted})


def _model(
    frozen: Frozen, inputs: Mapping[str, tuple[str, Shape]], outputs: Mapping[str, str]
) -> GraphModel:
    with tempfile.TemporaryDirectory() as folder:
        try:
            with captured_output():
                _save(frozen, inputs, outputs, Path(folder))
            return graph_model_of(Path(folder))
        except ValueError as error:
            raise NetworkFileError(
                f"{frozen.source} cannot be converted to TensorFlow.js ({first_line(error)}); "
                "replace what it cannot do."
            ) from error


def _save(
    frozen: Frozen,
    inputs: Mapping[str, tuple[str, Shape]],
    outputs: Mapping[str, str],
    folder: Path,
) -> None:
    import tensorflow as tf

    def whole() -> None:
        tf.import_graph_def(frozen.graph_def, name="")

    imported = tf.compat.v1.wrap_function(whole, [])
    element = imported.graph.as_graph_element
    pruned = imported.prune(
        [element(tensor) for tensor, _ in inputs.values()],
        [element(tensor) for tensor in outputs.values()],
    )

    def run(*values: Any) -> dict[str, Any]:
        return dict(zip(outputs, pruned(*values), strict=True))

    module = tf.Module()
    signature = [tf.TensorSpec(shape, tf.float32, name=name) for name, (_, shape) in inputs.items()]
    module.run = tf.function(run, input_signature=signature)
    tf.saved_model.save(module, str(folder), signatures={"serving_default": module.run})
