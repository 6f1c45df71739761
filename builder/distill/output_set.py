"""The folder that a training leaves: a network set."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from builder.distill.experiment import STYLE_NETWORK, TRANSFORMERS
from builder.errors import UsageProblem
from builder.networks.architecture.style import StyleNetwork, build_style_network
from builder.networks.catalog import find_set
from builder.networks.network_set import STYLE, NetworkSet


def write_set(folder: Path, vector_space: str) -> None:
    """Write `folder`/set.json for the networks whose weights are there.

    What a set.json there already says of the set, such as its title, is kept.
    """
    path = folder / "set.json"
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    name = folder.resolve().name
    described = {
        "name": name,
        "title": name.capitalize(),
        "character": "",
        "licence": "not stated",
        "vector_space": vector_space,
        **known,
        "style": asdict(STYLE_NETWORK),
        "transformers": {
            role: asdict(shape)
            for role, shape in TRANSFORMERS.items()
            if (folder / f"{role}.weights.h5").is_file()
        },
    }
    path.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def find_trained(name_or_folder: str) -> NetworkSet:
    """A set whose weights can be gone on with.

    Raises:
        UsageProblem: it was imported, and its weights are no Keras layers of this project.
        UnknownNetworkSetError, NetworkFileError: there is none, or it cannot be used.
    """
    found = find_set(name_or_folder)
    if not found.trainable:
        raise UsageProblem(
            f"{name_or_folder} is an imported set: --start takes one that was trained here, "
            "such as compact."
        )
    return found


def trained_style_network(folder: Path) -> StyleNetwork | None:
    """The style network whose weights lie in `folder`, if any do."""
    weights = folder / f"{STYLE}.weights.h5"
    if not weights.is_file():
        return None
    network = build_style_network(STYLE_NETWORK)
    network.load_weights(weights)
    return network
