"""The import of networks that were made elsewhere: into the cache, as sets of this project."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.cache import cached_folder, code_digest, content_key, file_digest
from builder.errors import UsageProblem, reason
from builder.files import working_folder
from builder.graph_model.read import GraphModel
from builder.graph_model.tensorflow_setup import captured_output, configure_tensorflow
from builder.networks.imported import FORMAT, TRANSFORMER
from builder.networks.importers.sources import find_networks, network_files
from builder.networks.locations import embedded_sets, imported_sets, sets_folder
from builder.networks.names import alike, is_name
from builder.networks.network_set import STYLE, NetworkSet
from builder.networks.published import preferred_files, set_of_files
from builder.networks.read_set import read_set

if TYPE_CHECKING:
    from builder.networks.importers.classify import Pair

log = logging.getLogger(__name__)

UNKNOWN_LICENCE = "unknown"


@dataclass(frozen=True)
class Labels:
    """What a set is called, where its source does not say or the user knows better.

    Attributes:
        name: short name, safe in file names and addresses; None: the source's.
        title: name for people.
        character: one sentence for visitors.
        licence: SPDX identifier of the weights' licence.
        vector_space: sets of one space understand each other's style vectors.
    """

    name: str | None = None
    title: str | None = None
    character: str | None = None
    licence: str | None = None
    vector_space: str | None = None


def check_name(name: str, force: bool) -> None:
    """Refuse a name that cannot be one or is taken; `force` allows that of an imported set.

    Raises:
        UsageProblem: it is.
    """
    if not is_name(name):
        raise UsageProblem(
            f'A set cannot be called "{name}"; use letters, digits, ".", "_" and "-" for --name, '
            "and no name that a system has for something else."
        )
    if same := alike(name, embedded_sets()):
        raise UsageProblem(
            f'"{same}" is the name of an embedded set; give another one with --name.'
        )
    same = alike(name, imported_sets())
    if same and not (force and same == name):
        raise UsageProblem(
            f'There is a set called "{same}" already; '
            "give another name with --name, or replace it with --force."
        )


def import_set(sources: Sequence[Path], labels: Labels, *, force: bool = False) -> NetworkSet:
    """Import a pair of networks into the cache.

    Args:
        sources: a folder, or the two files or folders of the pair.
        labels: what the set is called.
        force: replace a set of that name that was imported before.

    Raises:
        UsageProblem: a source does not exist or holds no network, or the name is taken.
        NetworkFileError: the networks are no pair or cannot be used.
    """
    configure_tensorflow()
    networks = preferred_files(find_networks(sources))
    labels = _complete(labels, networks, sources)
    assert labels.name is not None
    check_name(labels.name, force)
    target = sets_folder() / labels.name
    with ExitStack() as stack:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            work = stack.enter_context(working_folder(target.parent))
            (work / "fresh").mkdir()
        except OSError as error:
            raise UsageProblem(
                f"The cache folder {target.parent} cannot be written ({reason(error)}); "
                "set ATELIER_CACHE to a folder of yours."
            ) from error
        _write(networks, labels, work / "fresh")
        if target.exists():
            target.rename(work / "old")
        (work / "fresh").rename(target)
    return read_set(target)


def import_on_the_fly(source: Path) -> NetworkSet:
    """The networks in `source` as a set, from the cache when they were imported before.

    Raises:
        UsageProblem: there is no network.
        NetworkFileError: the networks are no pair or cannot be used.
    """
    networks = preferred_files(find_networks([source]))
    labels = _complete(Labels(), networks, [source])
    files = [file for network in networks for file in network_files(network)]
    key = content_key(
        {
            "files": [[file.name, file_digest(file)] for file in files],
            "labels": repr(labels),
            "code": code_digest(__name__),
        }
    )

    def make(folder: Path) -> None:
        log.info("Importing %s ...", source)
        configure_tensorflow()
        _write(networks, labels, folder)

    folder, _ = cached_folder("imports", key, make)
    return read_set(folder)


def _complete(labels: Labels, networks: list[Path], sources: Sequence[Path]) -> Labels:
    published = set_of_files(networks)
    if published:
        labels = Labels(
            labels.name or published.name,
            labels.title or published.title,
            published.character if labels.character is None else labels.character,
            labels.licence or published.licence,
            labels.vector_space or published.vector_space,
        )
    name = labels.name or _name_of(sources[0])
    return replace(
        labels,
        name=name,
        title=labels.title or name[0].upper() + re.sub(r"[-_.]+", " ", name[1:]),
        character=labels.character or "",
        licence=labels.licence or _stated_licence(sources) or UNKNOWN_LICENCE,
        vector_space=labels.vector_space or name,
    )


def _name_of(source: Path) -> str:
    path = source.resolve()
    words = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem if path.is_file() else path.name)
    return words.strip("-._")[:64].lower() or "imported"


_LICENCE_TEXTS = (
    ("Apache-2.0", re.compile(r"Apache License\s+Version 2\.0")),
    ("MIT", re.compile(r"\bMIT License\b|Permission is hereby granted, free of charge")),
    ("GPL-3.0", re.compile(r"GNU GENERAL PUBLIC LICENSE\s+Version 3")),
    ("CC0-1.0", re.compile(r"CC0 1\.0 Universal")),
    ("CC-BY-4.0", re.compile(r"Attribution 4\.0 International")),
    ("BSD-3-Clause", re.compile(r"Redistribution and use in source and binary forms")),
)


def _stated_licence(sources: Sequence[Path]) -> str | None:
    """The licence that a file beside the networks holds, if it is a well-known one."""
    for source in sources:
        folder = source if source.is_dir() else source.parent
        for file in sorted(folder.glob("LICEN[SC]E*")):
            text = file.read_text(encoding="utf-8", errors="replace")
            for name, pattern in _LICENCE_TEXTS:
                if pattern.search(text):
                    return name
    return None


def _write(networks: list[Path], labels: Labels, folder: Path) -> None:
    """Read the networks, make them graph models and write the set into `folder`."""
    from builder.graph_model.write import write_graph_model
    from builder.networks.importers.classify import pair_of
    from builder.networks.importers.sources import read_network
    from builder.networks.importers.to_graph_model import style_model, transformer_model

    with captured_output():
        pair = pair_of([read_network(network) for network in networks])
    models = {STYLE: style_model(pair.style), TRANSFORMER: transformer_model(pair.transformer)}
    for role, model in models.items():
        (folder / role).mkdir()
        write_graph_model(model, folder / role, "none")
    description = {
        "format": FORMAT,
        "name": labels.name,
        "title": labels.title,
        "character": labels.character,
        "licence": labels.licence,
        "vector_space": labels.vector_space,
        **_shapes(pair, models),
    }
    text = json.dumps(description, indent=1, ensure_ascii=False) + "\n"
    (folder / "set.json").write_text(text, encoding="utf-8")


def _shapes(pair: Pair, models: dict[str, GraphModel]) -> dict[str, Any]:
    from builder.graph_model.fuse import fuse_convolutions
    from builder.graph_model.program import program_of

    style, transformer = pair.style, pair.transformer
    fused = fuse_convolutions(models[TRANSFORMER])
    return {
        "style": {
            "kind": style.frozen.kind,
            "parameters": _parameters(models[STYLE]),
            "size": style.size,
            "vector": style.length,
        },
        "transformers": {
            TRANSFORMER: {
                "kind": transformer.frozen.kind,
                "parameters": _parameters(models[TRANSFORMER]),
                "folds": program_of(fused) is not None,
                "vector": list(transformer.vector_shape),
                "multiple": transformer.multiple,
                "minimum": transformer.minimum,
            }
        },
    }


def _parameters(model: GraphModel) -> int:
    return sum(data.size for data in model.weights.values() if data.dtype.kind == "f")
