"""Network sets that were made elsewhere, run from where they were imported to.

An imported set is a folder with a set.json and, for each network, a float32 TensorFlow.js graph
model with the signature of builder/graph_model/signature.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from builder.graph_model.read import GraphModel, input_shape, read_graph_model
from builder.graph_model.run import load_function
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_VECTOR
from builder.graph_model.tensorflow_setup import captured_output, configure_tensorflow
from builder.networks.network_set import STYLE, ContentLimits, NetworkSet

TRANSFORMER = "transformer"
"""What the transformer of an imported set is called."""

FORMAT = "graph-models"
"""The value of "format" in an imported set's set.json."""


class ImportedSet(NetworkSet):
    """A set whose networks are graph models; `shapes` holds what the import found out."""

    trainable = False

    @property
    def style_size(self) -> int:
        return int(self.shapes[STYLE]["size"])

    def limits(self, transformer: str) -> ContentLimits:
        self._require(transformer)
        shape = self.shapes[transformer]
        return ContentLimits(int(shape["multiple"]), int(shape["minimum"]))

    def files(self, role: str) -> Sequence[Path]:
        return sorted(file for file in (self.folder / role).rglob("*") if file.is_file())

    def graph(self, role: str) -> GraphModel:
        """The graph model that the network of `role` runs."""
        network: _StyleGraph | _TransformerGraph = self.network(role)
        return network.model

    def _load(self, role: str) -> Any:
        configure_tensorflow()
        model = read_graph_model(self.folder / role)
        with captured_output():
            return _StyleGraph(model) if role == STYLE else _TransformerGraph(model)


class _StyleGraph:
    """A graph model as style network: [N, S, S, 3] in [0, 1] to [N, V]."""

    def __init__(self, model: GraphModel) -> None:
        self.model = model
        self._run = load_function(model)

    def __call__(self, images: Any, training: bool = False) -> np.ndarray:
        vectors = [self._run({STYLE_IMAGE: image[None]})[STYLE_VECTOR] for image in images]
        return np.stack([vector.reshape(-1) for vector in vectors])


class _TransformerGraph:
    """A graph model as transformer: contents [N, H, W, 3] and vectors [N, V] to [N, H, W, 3]."""

    def __init__(self, model: GraphModel) -> None:
        self.model = model
        self._run = load_function(model)
        self._shape = input_shape(model, STYLE_VECTOR)

    def __call__(self, inputs: Sequence[Any], training: bool = False) -> np.ndarray:
        painted = [
            self._run({CONTENT_IMAGE: content[None], STYLE_VECTOR: vector.reshape(self._shape)})
            for content, vector in zip(*inputs, strict=True)
        ]
        return np.concatenate([values[PAINTED] for values in painted])
