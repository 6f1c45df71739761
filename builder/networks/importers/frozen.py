"""A network as a frozen TensorFlow graph: what every importer makes of its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from builder.errors import NetworkFileError

Shape = tuple[int | None, ...]
"""Sizes of a tensor; None where any size will do."""


@dataclass(frozen=True)
class Port:
    """An input or output: the tensor's name, such as "x:0", and its shape, None if not known."""

    tensor: str
    shape: Shape | None


@dataclass(frozen=True)
class Frozen:
    """A graph whose weights are constants.

    Attributes:
        source: the file or folder it was read from, for messages.
        kind: what that is, such as "SavedModel".
        graph_def: TensorFlow's GraphDef.
        inputs: its inputs, float32.
        outputs: its outputs.
    """

    source: Path
    kind: str
    graph_def: Any = field(repr=False)
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]

    def run(self, feeds: Mapping[str, np.ndarray], tensor: str) -> np.ndarray:
        """The value of `tensor` for `feeds`, by tensor name.

        Raises:
            NetworkFileError: TensorFlow cannot compute it.
        """
        import tensorflow as tf

        try:
            value: np.ndarray = self._session.run(tensor, dict(feeds))
        except (tf.errors.OpError, ValueError, TypeError) as error:
            shapes = " and ".join(str(list(value.shape)) for value in feeds.values())
            raise NetworkFileError(
                f"{self.source} cannot be run on {shapes} ({first_line(error)}); "
                "import a network that takes pictures of any size."
            ) from error
        return value

    @cached_property
    def _session(self) -> Any:
        import tensorflow as tf

        graph = tf.Graph()
        with graph.as_default():
            try:
                tf.import_graph_def(self.graph_def, name="")
            except ValueError as error:
                raise NetworkFileError(
                    f"{self.source} has an operation that TensorFlow does not know "
                    f"({first_line(error)}); import the network's SavedModel instead."
                ) from error
        return tf.compat.v1.Session(graph=graph)


def freeze(function: Any, source: Path, kind: str) -> Frozen:
    """Freeze a concrete function of TensorFlow: its variables become constants."""
    from tensorflow.python.framework.convert_to_constants import (
        convert_variables_to_constants_v2,
    )

    frozen = convert_variables_to_constants_v2(function)
    return Frozen(
        source,
        kind,
        frozen.graph.as_graph_def(),
        _ports(frozen.inputs),
        _ports(frozen.outputs),
    )


def _ports(tensors: Sequence[Any]) -> tuple[Port, ...]:
    return tuple(
        Port(tensor.name, None if tensor.shape.rank is None else tuple(tensor.shape.as_list()))
        for tensor in tensors
        if tensor.dtype.is_floating
    )


def first_line(error: BaseException) -> str:
    """The first line of what an error says, shortened."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(" .:;")
