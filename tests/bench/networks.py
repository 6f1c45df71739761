"""The networks of a run: the site's default set, and the peers' published ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.cache import cached_folder, content_key, copy_cached, file_digest
from builder.errors import AtelierError
from tests.bench.bundles import PEERS

MAGENTA, NAKANO = "magenta", "nakano"
"""What the report calls magenta-mobile's transformer and the 2018 demo's separable one."""

_SEPARABLE = Path("nakano") / "transformer_separable"


@dataclass(frozen=True)
class Network:
    """A network: where each runtime finds it, as addresses on a `BenchServer`.

    Attributes:
        name: what the report calls it.
        entry: its entry in a set.json, for the engine; the set.json's address, "#", its name.
        graph: its model.json, for tf.loadGraphModel.
        onnx: its ONNX file, for onnxruntime-web.
    """

    name: str
    entry: str | None = None
    graph: str | None = None
    onnx: str | None = None


@dataclass(frozen=True)
class Networks:
    """All networks of a run.

    Attributes:
        set_name: the site's default set.
        own: its transformers, fastest first.
        style: its style network.
        peers: those that could be had, by name.
        absent: why others could not, by name.
        folders: where the peers' files lie, by the name that a server should give them.
        facts: multiplications per painted pixel, weights and bytes by name, where they are known.
    """

    set_name: str
    own: tuple[Network, ...]
    style: Network
    peers: Mapping[str, Network]
    absent: Mapping[str, str]
    folders: Mapping[str, Path]
    facts: Mapping[str, dict[str, Any]] = field(default_factory=dict)


def find_networks(site: Path, published: Path | None) -> Networks:
    """The networks in a built site, and those in a folder of published ones."""
    index = json.loads((site / "networks" / "index.json").read_text(encoding="utf-8"))
    folder = site / "networks" / index["default"]
    described = json.loads((folder / "set.json").read_text(encoding="utf-8"))
    base = f"/site/networks/{index['default']}"
    own = tuple(
        Network(name, f"{base}/set.json#{name}", f"{base}/{files['url']}")
        for name, files in described["transformers"].items()
    )
    style = Network("style", f"{base}/set.json#style")
    facts = {
        name: facts_of(folder / Path(files["url"]).parent, files)
        for name, files in described["transformers"].items()
    }
    peers: dict[str, Network] = {}
    absent: dict[str, str] = {}
    folders: dict[str, Path] = {}
    for name, find in ((MAGENTA, _magenta), (NAKANO, _nakano)):
        try:
            if published is None:
                raise AtelierError(
                    "no folder of published networks: name one with --networks-folder"
                )
            peers[name] = find(published, folders, facts, absent)
        except AtelierError as error:
            absent[name] = error.message
    return Networks(index["default"], own, style, peers, absent, folders, facts)


def facts_of(folder: Path, files: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a converted transformer before it runs."""
    from builder.graph_model.read import read_graph_model

    weights = read_graph_model(folder).weights
    facts: dict[str, Any] = {
        "bytes": sum(file.stat().st_size for file in folder.iterdir()),
        "weights": int(sum(data.size for data in weights.values() if data.dtype.kind == "f")),
    }
    if "program" in files:
        shapes = {name: data.shape for name, data in weights.items()}
        facts["macs_per_pixel"] = multiplications(files["program"], shapes)
    return facts


def multiplications(program: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]]) -> float:
    """Multiplications of all convolutions of a program for each pixel of the content."""
    area = {"content": 1.0}
    total = 0.0
    for step in program["steps"]:
        source = step["in"] if isinstance(step["in"], str) else step["in"][0]
        pixels = area[source]
        if step["op"] == "up":
            pixels *= step["factor"] ** 2
        elif step["op"] in ("conv", "depthwise"):
            pixels /= step["stride"] ** 2
            rows, columns, inputs, outputs = shapes[step["weights"]]
            total += pixels * rows * columns * inputs * outputs
        area[step["out"]] = pixels
    return total


def _magenta(
    published: Path, folders: dict[str, Path], facts: dict[str, Any], absent: dict[str, str]
) -> Network:
    """Magenta's transformer, converted as the builder converts imported sets."""
    from builder.convert.convert_set import convert_network
    from builder.networks.catalog import find_set
    from builder.networks.imported import TRANSFORMER

    source = published / "magenta-mobile"
    if not source.is_dir():
        raise AtelierError(f"its published weights are not in {published}")
    network_set = find_set(str(source))
    converted = convert_network(network_set, TRANSFORMER, "float16")
    writer = PEERS / "onnx_graph.py"
    key = content_key(
        {
            file.name: file_digest(file)
            for file in (converted.folder / "manifest.json", writer, Path(__file__))
        }
    )

    def write_set(folder: Path) -> None:
        copy_cached(converted.folder, folder / TRANSFORMER, _is_of_graph)
        text = json.dumps({"transformers": {TRANSFORMER: converted.entry}})
        (folder / "set.json").write_text(text, encoding="utf-8")

    folder, _ = cached_folder("bench-magenta", key, write_set)
    files = json.loads((folder / "set.json").read_text(encoding="utf-8"))["transformers"]
    folders[MAGENTA] = folder
    facts[MAGENTA] = facts_of(folder / TRANSFORMER, files[TRANSFORMER])
    onnx: str | None = None
    try:
        folders["onnx"] = _onnx(folder, key)
        onnx = "/onnx/transformer.onnx"
    except AtelierError as error:
        absent["magenta@onnxruntime"] = error.message
    base = f"/{MAGENTA}"
    return Network(
        MAGENTA, f"{base}/set.json#{TRANSFORMER}", f"{base}/transformer/model.json", onnx
    )


def _is_of_graph(name: str) -> bool:
    """Whether a cached file belongs to the network, and does not only tell of it."""
    return name == "model.json" or name.endswith(".bin")


def _onnx(network_set: Path, key: str) -> Path:
    """The folder with Magenta's transformer as an ONNX file, written by the `onnx` package."""
    requirements = PEERS / "requirements.txt"

    def install(folder: Path) -> None:
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
        command = [sys.executable, "-m", "pip", "install", *options, "--target", str(folder)]
        done = subprocess.run([*command, "-r", str(requirements)], check=False)
        if done.returncode != 0:
            raise AtelierError("the onnx package could not be installed: check the network")

    def write(folder: Path) -> None:
        packages, _ = cached_folder("bench-python", file_digest(requirements)[:32], install)
        script = PEERS / "onnx_graph.py"
        command = [sys.executable, str(script), str(packages), str(network_set), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AtelierError(f"it could not be written as ONNX: {done.stderr.strip()[-300:]}")

    folder, _ = cached_folder("bench-onnx", key, write)
    return folder


def _nakano(
    published: Path, folders: dict[str, Path], facts: dict[str, Any], absent: dict[str, str]
) -> Network:
    folder = published / _SEPARABLE
    if not (folder / "model.json").is_file():
        raise AtelierError(f"its published weights are not in {published}")
    folders[NAKANO] = folder
    facts[NAKANO] = facts_of(folder, {})
    return Network(NAKANO, graph=f"/{NAKANO}/model.json")
