"""Named network sets: what there is, and how to load it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.errors import NetworkFileError, UnknownNetworkSetError
from builder.resources import models_folder

if TYPE_CHECKING:
    import keras

    from builder.convert.quantization import Quantization
    from builder.networks.transformer import StyleTransformer

DEFAULT_SET = "compact"
STYLE = "style"
"""The role of a set's style network; every other role is a transformer's name."""


@dataclass(frozen=True)
class NetworkSet:
    """A style network and transformers trained for its vectors.

    Attributes:
        name: what the command line and the built site call it.
        title: its name for people.
        licence: SPDX identifier of the weights' licence.
        vector_space: sets of one space understand each other's style vectors.
        folder: holds `set.json` and `<role>.weights.h5` for each role.
        transformers: names of the transformers, fastest first.
        shapes: sizes of each network by role, as its shape class takes them.
        character: one sentence for visitors about how it paints.
        quantization: how weights are stored in a site that does not say it, by role.
    """

    name: str
    title: str
    licence: str
    vector_space: str
    folder: Path
    transformers: tuple[str, ...]
    shapes: dict[str, dict[str, Any]]
    character: str = ""
    quantization: Mapping[str, Quantization] = field(default_factory=dict)

    @classmethod
    def described(cls, folder: Path, description: Mapping[str, Any]) -> NetworkSet:
        """The set in `folder` that a set.json describes.

        Raises:
            KeyError, TypeError: the description lacks something.
        """
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
    def style_size(self) -> int:
        """Side in pixels of the square that the style network is fed with."""
        return 256

    def limits(self, quality: str) -> tuple[int, int]:
        """What sides of a content image must be multiples of, and their minimum, in pixels."""
        return 4, 16

    def style_network(self) -> keras.Model:
        """The style network: [N, S, S, 3] in [0, 1] to [N, V]; S is `style_size`."""
        return self.network(STYLE)

    def transformer(self, quality: str) -> StyleTransformer:
        """The transformer called `quality`, e.g. "swift"."""
        return self.network(quality)

    def network(self, role: str) -> Any:
        """The network of `role`, its weights loaded.

        Raises:
            UnknownNetworkSetError: the set has no such network.
            NetworkFileError: its weights are missing, damaged or of another architecture.
        """
        self._require(role)
        from builder.networks.style import StyleShape, build_style_network
        from builder.networks.transformer import TransformerShape, build_transformer

        sizes = self.shapes[role]
        network: keras.Model
        if role == STYLE:
            stages = tuple(tuple(stage) for stage in sizes["stages"])
            network = build_style_network(StyleShape(**{**sizes, "stages": stages}))
        else:
            network = build_transformer(TransformerShape(**sizes), name=role)
        path = self.weights(role)
        try:
            _check_number(path, len(network.weights))
            network.load_weights(path)
        except (OSError, ValueError, KeyError) as error:
            raise NetworkFileError(
                f"Cannot load the weights {path} ({str(error).splitlines()[0]}): "
                "restore the file or train the set again."
            ) from error
        return network

    def weights(self, role: str) -> Path:
        """The file of the weights of `role`."""
        return self.folder / f"{role}.weights.h5"

    def fingerprint(self, role: str) -> str:
        """SHA-256 over the weights and sizes of the network of `role`, in hexadecimal."""
        self._require(role)
        digest = hashlib.sha256(json.dumps(self.shapes[role], sort_keys=True).encode())
        path = self.weights(role)
        try:
            digest.update(path.read_bytes())
        except OSError as error:
            raise NetworkFileError(
                f"Cannot read the weights {path} ({error.strerror}): restore the file."
            ) from error
        return digest.hexdigest()

    def _require(self, role: str) -> None:
        if role not in self.roles:
            raise UnknownNetworkSetError(
                f"The network set {self.name} has no network {role!r}: "
                f"choose one of {', '.join(self.roles)}."
            )


def embedded_sets() -> tuple[str, ...]:
    """Names of the sets that come with the project."""
    return tuple(sorted(path.parent.name for path in models_folder().glob("*/set.json")))


def find_set(name_or_folder: str) -> NetworkSet:
    """The embedded or imported set of that name, or the set or pair of networks in that folder.

    Raises:
        UnknownNetworkSetError: there is none.
        NetworkFileError: its description or its networks cannot be used.
    """
    from builder.networks.imported import import_on_the_fly, sets_folder
    from builder.networks.importers.sources import is_importable
    from builder.networks.known import known_set

    path = Path(name_or_folder)
    folders = [models_folder() / name_or_folder, sets_folder() / name_or_folder]
    for folder in [*(folders if path.name == name_or_folder else ()), path]:
        if (folder / "set.json").is_file():
            return read_set(folder)
    if is_importable(path):
        return import_on_the_fly(path)
    if known_set(name_or_folder):
        raise UnknownNetworkSetError(
            f'The network set "{name_or_folder}" is not on this machine yet; '
            f"fetch it with: build-site networks fetch {name_or_folder}"
        )
    raise UnknownNetworkSetError(
        f"There is no network set {name_or_folder!r}: choose one of "
        f"{', '.join(set_names())}, or name a folder that holds a set.json or two networks."
    )


def set_names() -> tuple[str, ...]:
    """Names of the embedded sets and of those that were imported or fetched."""
    from builder.networks.imported import imported_sets

    return (*embedded_sets(), *imported_sets())


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


def read_set(folder: Path) -> NetworkSet:
    """The set in `folder`, trained or imported.

    Raises:
        NetworkFileError: its description cannot be used.
    """
    from builder.networks.imported import FORMAT, ImportedSet

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
