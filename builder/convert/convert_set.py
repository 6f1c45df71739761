"""The conversion of a network set to the files of a site."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.cache import cached_folder, code_digest, content_key, copy_cached
from builder.convert.manifest import describe, vector_size, write_index
from builder.convert.parity import Parity, check_parity
from builder.convert.written import WrittenNetwork
from builder.graph_model.fuse import fuse_convolutions
from builder.graph_model.quantization import Quantization, QuantizationPlan
from builder.graph_model.tensorflow_setup import captured_output, configure_tensorflow
from builder.graph_model.write import write_graph_model
from builder.networks.network_set import STYLE

if TYPE_CHECKING:
    from builder.networks.network_set import NetworkSet

log = logging.getLogger(__name__)

_DESCRIPTION = "description.json"
"""What is known of the files beside it; the site gets them without it."""

_PACKAGES = ("keras", "numpy", "tensorflow")


@dataclass(frozen=True)
class ConvertedNetwork:
    """A converted network in the cache.

    Attributes:
        folder: model.json and its shards.
        entry: what set.json says of it.
        vector_size: length of the style vectors that it makes or paints with.
        parity: what was measured on exactly these files.
        packages: the versions of the packages that they were made and measured with.
        cached: whether they were there already.
    """

    folder: Path
    entry: dict[str, Any]
    vector_size: int
    parity: Parity
    packages: dict[str, str]
    cached: bool


def convert_set(network_set: NetworkSet, folder: Path, plan: QuantizationPlan) -> dict[str, Any]:
    """Write all networks of a set and its set.json into `folder`; return what set.json holds.

    Args:
        network_set: the set.
        folder: the set's folder in the site, `networks/<name>`; it is made.
        plan: how each network is quantized.

    Raises:
        ParityError: a converted network does not compute what its source does.
    """
    networks = {}
    for role in network_set.roles:
        kind = plan.kind(role, network_set.quantization)
        networks[role] = converted = convert_network(network_set, role, kind)
        copy_cached(converted.folder, folder / role, lambda name: name != _DESCRIPTION)
        log.info(
            "%s/%s: %s, %.0f kB, parity: largest difference %.2g, mean %.2g, TensorFlow %s%s",
            *(network_set.name, role, kind, converted.entry["bytes"] / 1000),
            *(converted.parity.maximum, converted.parity.mean, converted.packages["tensorflow"]),
            " (cached)" if converted.cached else "",
        )
    described = {
        **_labels(network_set),
        "vectorSize": networks[STYLE].vector_size,
        "style": networks[STYLE].entry,
        "transformers": {role: networks[role].entry for role in network_set.transformers},
    }
    (folder / "set.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    return described


def converted_set(network_set: NetworkSet) -> Path:
    """A folder in the cache that has of a site's `networks` what the engine reads to use this set.

    Raises:
        ParityError: as `convert_set`.
    """
    plan = QuantizationPlan()
    kinds = {role: plan.kind(role, network_set.quantization) for role in network_set.roles}
    keys = {role: _key(network_set, role, kind) for role, kind in kinds.items()}
    parts = {"networks": keys, "labels": _labels(network_set)}

    def make(folder: Path) -> None:
        write_index(folder, [convert_set(network_set, folder / network_set.name, plan)])

    return cached_folder("converted", content_key(parts), make)[0]


def convert_network(
    network_set: NetworkSet, role: str, quantization: Quantization
) -> ConvertedNetwork:
    """Convert one network, check its parity and describe it, or take all from the cache.

    The cache keeps what was found out with the hashes of the files that it was found out of, so
    that a build that ships the same bytes need not run the networks again.
    """

    def make(folder: Path) -> None:
        log.info("Converting %s/%s ...", network_set.name, role)
        found = _convert(network_set, role, quantization, folder)
        (folder / _DESCRIPTION).write_text(json.dumps(found), encoding="utf-8")

    folder, cached = cached_folder("networks", _key(network_set, role, quantization), make)
    found = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
    return ConvertedNetwork(
        folder,
        found["entry"],
        found["vector_size"],
        Parity(**found["parity"]),
        found["packages"],
        cached,
    )


def _labels(network_set: NetworkSet) -> dict[str, str]:
    return {
        "name": network_set.name,
        "title": network_set.title,
        "character": network_set.character,
        "licence": network_set.licence,
        "vectorSpace": network_set.vector_space,
    }


def _key(network_set: NetworkSet, role: str, quantization: Quantization) -> str:
    return content_key(
        {
            "fingerprint": network_set.fingerprint(role),
            "style": network_set.fingerprint(STYLE),
            "role": role,
            "quantization": quantization,
            "code": code_digest(__name__, type(network_set).__module__),
        }
    )


def _convert(
    network_set: NetworkSet, role: str, quantization: Quantization, folder: Path
) -> dict[str, Any]:
    """Write a network into `folder`; return what is found out of it."""
    configure_tensorflow()
    with captured_output():
        graph = network_set.graph(role)
        write_graph_model(fuse_convolutions(graph), folder, quantization)
        # From here on all is of the files, as the site gets them.
        written = WrittenNetwork.read(folder, role, quantization)
        parity = check_parity(written, network_set)
        return {
            "packages": {name: version(name) for name in _PACKAGES},
            "parity": asdict(parity),
            "entry": describe(written, network_set),
            "vector_size": vector_size(written),
        }
