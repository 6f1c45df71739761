"""What a network set is: a style network and the transformers that paint with its vectors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from builder.cache import content_key, file_digest
from builder.errors import NetworkFileError, UnknownNetworkSetError
from builder.networks.names import is_name

if TYPE_CHECKING:
    from typing_extensions import Self

    from builder.graph_model.quantization import Quantization
    from builder.graph_model.read import GraphModel

STYLE = "style"
"""The role of a set's style network; every other role is a transformer's name."""


@dataclass(frozen=True)
class ContentLimits:
    """Which pictures a transformer takes.

    Attributes:
        multiple: what both sides must be multiples of, in pixels.
        minimum: the shortest side, in pixels; a multiple of `multiple`.
    """

    multiple: int
    minimum: int

    def fitting(self, side: int) -> int:
        """The shortest side that is allowed and not shorter than `side`, in pixels."""
        return max(self.minimum, -(-side // self.multiple) * self.multiple)


_TEXTS = ("name", "title", "licence", "vector_space")
_LARGEST_NUMBER = 10_000_000
_DEEPEST = 8


def _check(description: Mapping[str, Any]) -> None:
    """Refuse what no set.json says: whoever wrote it, it names no other folder, nor huge networks.

    Raises:
        KeyError, TypeError, ValueError: something is missing or odd.
    """
    for key in _TEXTS:
        if not isinstance(description[key], str):
            raise TypeError(f'"{key}" must be a text')
    transformers = description["transformers"]
    if not isinstance(transformers, dict) or not isinstance(description["style"], dict):
        raise TypeError('"style" and "transformers" must be tables')
    for name in (description["name"], *transformers):
        if not is_name(name):
            raise ValueError(f"nothing can be called {name!r}")
    for role, shape in {STYLE: description["style"], **transformers}.items():
        if not isinstance(shape, dict):
            raise TypeError(f'"{role}" must be a table')
        _check_numbers(shape, role, 0)
    if not isinstance(description.get("character", ""), str):
        raise TypeError('"character" must be a text')
    if not isinstance(description.get("quantization", {}), dict):
        raise TypeError('"quantization" must be a table')


def _check_numbers(value: Any, where: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError(f'"{where}" is nested too deeply')
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            _check_numbers(inner, where, depth + 1)
    elif isinstance(value, int | float) and not 0 <= value <= _LARGEST_NUMBER:
        raise ValueError(f'"{where}" has the number {value}')


@dataclass(frozen=True)
class NetworkSet(ABC):
    """A style network and transformers trained for its vectors.

    Attributes:
        name: what the command line and the built site call it.
        title: its name for people.
        licence: SPDX identifier of the weights' licence.
        vector_space: sets of one space understand each other's style vectors.
        folder: holds `set.json` and the networks.
        transformers: names of the transformers, fastest first.
        shapes: what `set.json` says of each network, by role.
        character: one sentence for visitors about how it paints.
        quantization: how weights are stored in a site that does not say it, by role.
    """

    trainable: ClassVar[bool]
    """Whether training can go on with the weights, which takes layers of this project."""

    name: str
    title: str
    licence: str
    vector_space: str
    folder: Path
    transformers: tuple[str, ...]
    shapes: dict[str, dict[str, Any]]
    character: str = ""
    quantization: Mapping[str, Quantization] = field(default_factory=dict)
    _loaded: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def described(cls, folder: Path, description: Mapping[str, Any]) -> Self:
        """The set in `folder` that a set.json describes.

        Raises:
            KeyError, TypeError, ValueError: the description lacks something, or is odd.
        """
        _check(description)
        return cls(
            name=description["name"],
            title=description["title"],
            licence=description["licence"],
            vector_space=description["vector_space"],
            folder=folder,
            transformers=tuple(description["transformers"]),
            shapes={STYLE: description["style"], **description["transformers"]},
            character=description.get("character", ""),
            quantization=description.get("quantization", {}),
        )

    @property
    def roles(self) -> tuple[str, ...]:
        """The style network's role and the transformers' names."""
        return (STYLE, *self.transformers)

    @property
    @abstractmethod
    def style_size(self) -> int:
        """Side in pixels of the square that the style network is fed with."""

    @abstractmethod
    def limits(self, transformer: str) -> ContentLimits:
        """Which content images a transformer takes."""

    @abstractmethod
    def graph(self, role: str) -> GraphModel:
        """The network of `role` as a graph model in float32.

        Its inputs and outputs are called as builder/graph_model/signature.py says.

        Raises:
            UnknownNetworkSetError, NetworkFileError: as `network`.
        """

    @abstractmethod
    def files(self, role: str) -> Sequence[Path]:
        """The files of the network of `role`."""

    @abstractmethod
    def _load(self, role: str) -> Any:
        """The network of `role`, which the set has."""

    def style_network(self) -> Any:
        """The style network: [N, S, S, 3] in [0, 1] to [N, V]; S is `style_size`."""
        return self.network(STYLE)

    def transformer(self, name: str) -> Any:
        """A transformer, e.g. "swift": contents [N, H, W, 3] and vectors [N, V] to paintings."""
        return self.network(name)

    def network(self, role: str) -> Any:
        """The network of `role`, callable as those of Keras are; loaded once.

        Raises:
            UnknownNetworkSetError: the set has no such network.
            NetworkFileError: its files are missing, damaged or of another architecture.
        """
        self._require(role)
        if role not in self._loaded:
            self._loaded[role] = self._load(role)
        return self._loaded[role]

    def fingerprint(self, role: str) -> str:
        """A key that changes with the files and the shape of the network of `role`."""
        self._require(role)
        try:
            files = {file.name: file_digest(file) for file in self.files(role)}
        except OSError as error:
            raise NetworkFileError(
                f"Cannot read the network {error.filename} ({error.strerror}): restore the file."
            ) from error
        return content_key({"shape": self.shapes[role], "files": files})

    def _require(self, role: str) -> None:
        if role not in self.roles:
            raise UnknownNetworkSetError(
                f"The network set {self.name} has no network {role!r}: "
                f"choose one of {', '.join(self.roles)}."
            )
