"""The conversion of a network set to the files of a site."""

from __future__ import annotations

import json
import logging
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.convert.cache import cached_folder, content_key, copy_cached, sources_digest
from builder.convert.converter import SHARD_BYTES, convert_saved_model
from builder.convert.description import describe, vector_size
from builder.convert.encode import write_graph_model
from builder.convert.export import export
from builder.convert.fuse import fuse_convolutions
from builder.convert.parity import Parity, check_parity
from builder.convert.quantization import Quantization, QuantizationPlan
from builder.convert.quiet import calm_tensorflow, hushed
from builder.convert.trial import trial
from builder.networks.catalog import STYLE
from builder.networks.imported import ImportedSet

if TYPE_CHECKING:
    from builder.networks.catalog import NetworkSet

log = logging.getLogger(__name__)

_PARITY = "parity.json"
_TRIAL = "trial.json"
_PACKAGES = ("keras", "tensorflow", "tensorflowjs")


@dataclass(frozen=True)
class ConvertedNetwork:
    """A converted network in the cache.

    Attributes:
        folder: model.json, its shards, parity.json and, of a transformer, trial.json.
        parity: what was measured on exactly these files.
        cached: whether they were there already.
    """

    folder: Path
    parity: Parity
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
    entries = {}
    for role in network_set.roles:
        kind = plan.kind(role, network_set.quantization)
        converted = convert_network(network_set, role, kind)
        copy_cached(converted.folder, folder / role, lambda name: name not in (_PARITY, _TRIAL))
        entries[role] = _described(network_set, folder / role, role, kind)
        if role != STYLE:
            entries[role]["trial"] = json.loads((converted.folder / _TRIAL).read_text("utf-8"))
        log.info(
            "%s/%s: %s, %.0f kB, parity: largest difference %.2g, mean %.2g%s",
            *(network_set.name, role, kind, entries[role]["bytes"] / 1000),
            *(converted.parity.maximum, converted.parity.mean),
            " (cached)" if converted.cached else "",
        )
    described = {
        "name": network_set.name,
        "title": network_set.title,
        "character": network_set.character,
        "licence": network_set.licence,
        "vectorSpace": network_set.vector_space,
        "vectorSize": vector_size(folder / STYLE),
        "style": entries.pop(STYLE),
        "transformers": entries,
    }
    (folder / "set.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    return described


def convert_network(
    network_set: NetworkSet, role: str, quantization: Quantization
) -> ConvertedNetwork:
    """Convert one network and check its parity, or take both from the cache.

    The cache keeps the parity with the hashes of the files it was measured on, so that a build
    that ships the same bytes need not run the networks again.
    """
    key = content_key(
        {
            "fingerprint": network_set.fingerprint(role),
            "style": network_set.fingerprint(STYLE),
            "role": role,
            "quantization": quantization,
            "shard_bytes": SHARD_BYTES,
            "packages": {name: version(name) for name in _PACKAGES},
            "code": _code_digest(),
        }
    )

    def make(folder: Path) -> None:
        log.info("Converting %s/%s ...", network_set.name, role)
        parity = _convert(network_set, role, quantization, folder)
        (folder / _PARITY).write_text(json.dumps(asdict(parity)), encoding="utf-8")
        if role != STYLE:
            with hushed():
                answer = trial(folder, *network_set.limits(role))
            (folder / _TRIAL).write_text(json.dumps(answer), encoding="utf-8")

    folder, cached = cached_folder("networks", key, make)
    parity = Parity(**json.loads((folder / _PARITY).read_text(encoding="utf-8")))
    return ConvertedNetwork(folder, parity, cached)


def _convert(
    network_set: NetworkSet, role: str, quantization: Quantization, folder: Path
) -> Parity:
    calm_tensorflow()
    with hushed():
        network = network_set.network(role)
        style_network = network_set.style_network()
    if isinstance(network_set, ImportedSet):
        model = fuse_convolutions(network_set.graph(role))
        write_graph_model(model, folder, quantization, SHARD_BYTES)
    else:
        with tempfile.TemporaryDirectory() as saved_model:
            with hushed():
                export(network, role, Path(saved_model))
            convert_saved_model(Path(saved_model), folder, quantization)
    multiple, minimum = (1, 1) if role == STYLE else network_set.limits(role)
    with hushed():
        return check_parity(
            *(network, style_network, role, folder, quantization),
            style_size=network_set.style_size,
            multiple=multiple,
            minimum=minimum,
        )


def _described(
    network_set: NetworkSet, folder: Path, role: str, quantization: Quantization
) -> dict[str, Any]:
    if role == STYLE:
        return describe(folder, role, quantization)
    return describe(folder, role, quantization, network_set.limits(role))


def _code_digest() -> str:
    here = Path(__file__).parent
    return sources_digest(here, here.parent / "networks")
