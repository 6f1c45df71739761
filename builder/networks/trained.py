"""Network sets that were trained here: Keras networks of this project's own layers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from builder.errors import NetworkFileError, first_line
from builder.graph_model.tensorflow_setup import captured_output, configure_tensorflow
from builder.networks.network_set import STYLE, ContentLimits, NetworkSet

if TYPE_CHECKING:
    from builder.graph_model.read import GraphModel

_LIMITS = ContentLimits(multiple=4, minimum=16)
"""Two strides of 2 and reflected borders ask for these."""


class TrainedSet(NetworkSet):
    """A set of `set.json` and `<role>.weights.h5`; `shapes` are what the shape classes take."""

    trainable = True

    @property
    def style_size(self) -> int:
        return 256

    def limits(self, transformer: str) -> ContentLimits:
        self._require(transformer)
        return _LIMITS

    def files(self, role: str) -> Sequence[Path]:
        return [self.folder / f"{role}.weights.h5"]

    def graph(self, role: str) -> GraphModel:
        """The network of `role`, by way of a SavedModel."""
        from builder.graph_model.converter import graph_model_of
        from builder.networks.export import export

        configure_tensorflow()
        with tempfile.TemporaryDirectory() as folder:
            with captured_output():
                export(self.network(role), role, Path(folder))
            return graph_model_of(Path(folder))

    def _load(self, role: str) -> Any:
        network = self._built(role)
        (path,) = self.files(role)
        try:
            _check_number(path, len(network.weights))
            network.load_weights(path)
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise NetworkFileError(
                f"Cannot load the weights {path} ({first_line(error)}): "
                "restore the file or train the set again."
            ) from error
        if not all(np.isfinite(array).all() for array in network.get_weights()):
            raise NetworkFileError(
                f"The weights {path} hold values that are no numbers: "
                "restore the file or train the set again."
            )
        return network

    def _built(self, role: str) -> Any:
        from builder.networks.architecture.style import StyleShape, build_style_network
        from builder.networks.architecture.transformer import TransformerShape, build_transformer

        sizes = self.shapes[role]
        if role == STYLE:
            stages = tuple(tuple(stage) for stage in sizes["stages"])
            return build_style_network(StyleShape(**{**sizes, "stages": stages}))
        return build_transformer(TransformerShape(**sizes), name=role)


def _check_number(path: Path, expected: int) -> None:
    # Keras does not mind weights that the network has no place for.
    import h5py

    found: list[str] = []
    with h5py.File(path) as file:
        file.visititems(
            lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) else None
        )
    if len(found) != expected:
        raise ValueError(f"{len(found)} arrays where its set.json describes {expected}")
