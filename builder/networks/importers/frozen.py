"""A network as a frozen TensorFlow graph: what every importer makes of its source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from builder.errors import NetworkFileError, first_line

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
            of_sizes = isinstance(error, tf.errors.InvalidArgumentError | ValueError)
            remedy = (
                "import a network that takes pictures of any size"
                if of_sizes
                else "import a network of operations that TensorFlow knows"
            )
            raise NetworkFileError(
                f"{self.source} cannot be run on {shapes} ({first_line(error)}); {remedy}."
            ) from error
        return value

    @cached_property
    def _session(self) -> Any:
        import tensorflow as tf

        refuse_harmful(self.graph_def, self.source)
        graph = tf.Graph()
        with graph.as_default():
            try:
                tf.import_graph_def(self.graph_def, name="")
            except (ValueError, TypeError, tf.errors.OpError) as error:
                # What TensorFlow says of a damaged graph begins alike, whatever is wrong.
                unknown = "Op type not registered" in str(error)
                why = "has an operation that TensorFlow does not know" if unknown else "is damaged"
                remedy = "import the network's SavedModel instead" if unknown else "copy it anew"
                raise NetworkFileError(
                    f"{self.source} {why} ({first_line(error)}); {remedy}."
                ) from error
        return tf.compat.v1.Session(graph=graph)


_HARMFUL = re.compile(
    "File|PyFunc|Save|Restore|Reader|Dataset|Checkpoint|Record|Remote|Send|Recv|Iterator|Sql"
)
"""What the names of operations have in them that reach files, other machines or Python."""

_OF_CHECKPOINTS = re.compile("Save|Restore|Checkpoint|ShardedFilename")
"""Those among them that every SavedModel has, and that nothing here runs."""


def refuse_harmful(graph_def: Any, source: Path, *, checkpoints: bool = False) -> None:
    """Refuse a graph that does more than compute.

    Args:
        graph_def: TensorFlow's GraphDef.
        source: where it was read from, for the message.
        checkpoints: whether operations that write and read checkpoints may be there.

    Raises:
        NetworkFileError: it has an operation that reaches files, other machines or Python.
    """
    nodes = [*graph_def.node]
    for function in graph_def.library.function:
        nodes += function.node_def
    for node in nodes:
        if checkpoints and _OF_CHECKPOINTS.search(node.op):
            continue
        if _HARMFUL.search(node.op):
            raise NetworkFileError(
                f"{source} has the operation {node.op}, which does more than compute; "
                "import a network that only takes pictures and gives pictures."
            )


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
