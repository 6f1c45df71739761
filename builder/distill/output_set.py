"""The folder that a training leaves: a network set."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from builder.distill.checks import SET, described
from builder.distill.experiment import STYLE_NETWORK, TRANSFORMERS
from builder.errors import UsageProblem
from builder.files import write_whole
from builder.networks.architecture.style import StyleNetwork, StyleShape
from builder.networks.architecture.transformer import TransformerShape
from builder.networks.catalog import find_set
from builder.networks.network_set import STYLE, NetworkSet
from builder.networks.read_set import read_set


def write_set(
    folder: Path, vector_space: str, role: str, shape: StyleShape | TransformerShape
) -> None:
    """Write `folder`/set.json for the networks whose weights are there.

    `role` was trained now, and has the sizes `shape`.

    What a set.json there already says of the set, such as its title, and of the architecture of
    its other networks, is kept.
    """
    known = described(folder)
    name = folder.resolve().name
    shapes = {r: asdict(sizes) for r, sizes in TRANSFORMERS.items()}
    shapes |= {**known.get("transformers", {}), role: asdict(shape)}
    fresh: dict[str, Any] = {
        "name": name,
        "title": name.capitalize(),
        "character": "",
        "licence": "not stated",
        "vector_space": vector_space,
        "style": asdict(STYLE_NETWORK),
        **known,
        "transformers": {
            r: shapes[r] for r in TRANSFORMERS if (folder / f"{r}.weights.h5").is_file()
        },
    }
    if role == STYLE:
        fresh["style"] = asdict(shape)
    write_whole(folder / SET, json.dumps(fresh, indent=2) + "\n")


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
    if not (folder / f"{STYLE}.weights.h5").is_file():
        return None
    found: StyleNetwork = read_set(folder).style_network()
    return found
