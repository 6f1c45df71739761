"""Named network sets: what there is, and how to load it."""

from __future__ import annotations

from pathlib import Path

from builder.errors import UnknownNetworkSetError
from builder.folders import is_file
from builder.networks.importers.sources import is_importable
from builder.networks.importing import import_on_the_fly
from builder.networks.locations import embedded_sets, imported_sets, sets_folder
from builder.networks.network_set import NetworkSet
from builder.networks.published import published_set
from builder.networks.read_set import read_set
from builder.paths import models_folder


def find_set(name_or_folder: str) -> NetworkSet:
    """The embedded or imported set of that name, or the set or pair of networks in that folder.

    Raises:
        UnknownNetworkSetError: there is none.
        NetworkFileError: its description or its networks cannot be used.
    """
    if not name_or_folder:
        raise _unknown(name_or_folder)
    path = Path(name_or_folder)
    folders = [models_folder() / name_or_folder, sets_folder() / name_or_folder]
    for folder in [*(folders if path.name == name_or_folder else ()), path]:
        if is_file(folder / "set.json"):
            return read_set(folder)
    if is_importable(path):
        return import_on_the_fly(path)
    if published_set(name_or_folder):
        raise UnknownNetworkSetError(
            f'The network set "{name_or_folder}" is not on this machine yet; '
            f"fetch it with: build-site networks fetch {name_or_folder}"
        )
    raise _unknown(name_or_folder)


def _unknown(name_or_folder: str) -> UnknownNetworkSetError:
    return UnknownNetworkSetError(
        f"There is no network set {name_or_folder!r}: choose one of "
        f"{', '.join(set_names())}, or name a folder that holds a set.json or two networks."
    )


def set_names() -> tuple[str, ...]:
    """Names of the embedded sets and of those that were imported or fetched."""
    return (*embedded_sets(), *imported_sets())
