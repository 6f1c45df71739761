"""A network in the form in which a site ships it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from builder.graph_model.quantization import Quantization
from builder.graph_model.read import GraphModel, read_graph_model
from builder.graph_model.run import Function, load_function


@dataclass(frozen=True)
class WrittenNetwork:
    """A network that was quantized and written, as its files hold it.

    Attributes:
        role: "style" or a transformer's name.
        quantization: what its weights are stored as.
        folder: model.json and its shards.
        model: what they hold.
    """

    role: str
    quantization: Quantization
    folder: Path
    model: GraphModel

    @classmethod
    def read(cls, folder: Path, role: str, quantization: Quantization) -> WrittenNetwork:
        """Read a network back from its files.

        Raises:
            NetworkFileError: the files cannot be read.
        """
        return cls(role, quantization, folder, read_graph_model(folder))

    @cached_property
    def run(self) -> Function:
        """The network, callable with arrays by the signature's input names."""
        return load_function(self.model)
