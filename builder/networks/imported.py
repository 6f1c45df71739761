"""Network sets that were made elsewhere, run from where they were imported to.

An imported set is a folder with a set.json and, for each network, a float32 TensorFlow.js graph
model with the signature of builder/graph_model/signature.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from builder.errors import NetworkFileError
from builder.graph_model.read import GraphModel, input_shape, read_graph_model
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_VECTOR
from builder.graph_model.tensorflow_setup import captured_output, configure_tensorflow
from builder.networks.importers.sources import network_files
from builder.networks.network_set import STYLE, NetworkSet

if TYPE_CHECKING:
    from builder.graph_model.run import Function

TRANSFORMER = "transformer"
"""What the transformer of an imported set is called."""

FORMAT = "graph-models"
"""The value of "format" in an imported set's set.json."""


class ImportedSet(NetworkSet):
    """A set whose networks are graph models; `shapes` holds what the import found out."""

    def network(self, role: str) -> Any:
        """The network of `role`, callable as those of Keras are.

        Raises:
            UnknownNetworkSetError: the set has no such network.
            NetworkFileError: its files are missing or damaged.
        """
        model = self.graph(role)
        with captured_output():
            return _StyleGraph(model) if role == STYLE else _TransformerGraph(model)

    def graph(self, role: str) -> GraphModel:
        """The graph model of `role`, in float32."""
        self._require(role)
        configure_tensorflow()
        return read_graph_model(self.folder / role)

    def fingerprint(self, role: str) -> str:
        """SHA-256 over the files of the network of `role`, in hexadecimal."""
        self._require(role)
        digest = hashlib.sha256(json.dumps(self.shapes[role], sort_keys=True).encode())
        for file in network_files(self.folder / role):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
        return digest.hexdigest()

    @property
    def style_size(self) -> int:
        """Side in pixels of the square that the style network is fed with."""
        return int(self.shapes[STYLE]["size"])

    def limits(self, quality: str) -> tuple[int, int]:
        """What sides of a content image must be multiples of, and their minimum."""
        return int(self.shapes[quality]["multiple"]), int(self.shapes[quality]["minimum"])


def read_set(folder: Path) -> NetworkSet:
    """The set in `folder`, trained or imported.

    Raises:
        NetworkFileError: its description cannot be used.
    """
    path = folder / "set.json"
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        kind = ImportedSet if description.get("format") == FORMAT else NetworkSet
        return kind.described(folder, description)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NetworkFileError(
            f"Cannot use the set's description {path} ({error!r}): "
            "restore the file, or train or import the set again."
        ) from error


class _StyleGraph:
    """A graph model as style network: [N, S, S, 3] in [0, 1] to [N, V]."""

    def __init__(self, model: GraphModel) -> None:
        from builder.graph_model.run import load_function

        self._run: Function = load_function(model)

    def __call__(self, images: Any, training: bool = False) -> np.ndarray:
        vectors = [self._run({STYLE_IMAGE: image[None]})[STYLE_VECTOR] for image in images]
        return np.stack([vector.reshape(-1) for vector in vectors])


class _TransformerGraph:
    """A graph model as transformer: contents [N, H, W, 3] and vectors [N, V] to [N, H, W, 3]."""

    def __init__(self, model: GraphModel) -> None:
        from builder.graph_model.run import load_function

        self._run: Function = load_function(model)
        self._shape = input_shape(model, STYLE_VECTOR)

    def __call__(self, inputs: Sequence[Any], training: bool = False) -> np.ndarray:
        painted = [
            self._run({CONTENT_IMAGE: content[None], STYLE_VECTOR: vector.reshape(self._shape)})
            for content, vector in zip(*inputs, strict=True)
        ]
        return np.concatenate([values[PAINTED] for values in painted])
