from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.convert.convert_set import ConvertedNetwork, convert_network
from builder.convert.parity import check_parity, limits
from builder.convert.written import WrittenNetwork
from builder.errors import NetworkFileError, ParityError
from builder.graph_model.quantization import QUANTIZATIONS, Quantization
from builder.networks.network_set import NetworkSet

Convert = Callable[[str, Quantization], ConvertedNetwork]


@pytest.fixture(scope="module")
def convert(network_set: NetworkSet) -> Convert:
    def convert(role: str, quantization: Quantization) -> ConvertedNetwork:
        return convert_network(network_set, role, quantization)

    return convert


@pytest.fixture
def damaged(convert: Convert, tmp_path: Path) -> Path:
    """A copy of the converted transformer that a test may damage."""
    folder = tmp_path / "swift"
    shutil.copytree(convert("swift", "float16").folder, folder)
    return folder


@pytest.mark.parametrize("role", ["style", "swift"])
def test_parity_and_size_under_every_quantization(
    convert: Convert, role: str, record_property: Callable[[str, object], None]
) -> None:
    sizes = []
    for quantization in QUANTIZATIONS:
        converted = convert(role, quantization)
        limit = limits(role, quantization)
        assert 0 <= converted.parity.mean <= limit.mean
        assert converted.parity.mean <= converted.parity.maximum <= limit.maximum
        record_property(f"{role} {quantization}", str(converted.parity))
        sizes.append(sum(file.stat().st_size for file in converted.folder.glob("*.bin")))
    none, float16, uint8 = sizes
    assert 0.49 < float16 / none < 0.55
    assert 0.24 < uint8 / none < 0.40


def test_an_unchanged_network_comes_from_the_cache(convert: Convert) -> None:
    first = convert("swift", "float16")
    again = convert("swift", "float16")
    assert again.cached
    assert (again.folder, again.parity) == (first.folder, first.parity)


def test_shards_are_at_most_a_mebibyte(convert: Convert) -> None:
    files = list(convert("style", "none").folder.glob("group1-shard*of*.bin"))
    assert len(files) >= 2
    assert max(file.stat().st_size for file in files) <= 1024 * 1024


def test_changed_weights_fail_parity(damaged: Path, network_set: NetworkSet) -> None:
    model = json.loads((damaged / "model.json").read_text(encoding="utf-8"))
    (shard,) = model["weightsManifest"][0]["paths"]
    data = bytearray((damaged / shard).read_bytes())
    start = _offset_of_largest(model["weightsManifest"][0]["weights"])
    data[start : start + 4000] = bytes(4000)
    (damaged / shard).write_bytes(data)
    written = WrittenNetwork.read(damaged, "swift", "float16")
    with pytest.raises(ParityError, match=r'"swift" \(float16\) differs from its source by'):
        check_parity(written, network_set)


def _offset_of_largest(weights: list[dict]) -> int:
    """Where in the shards the weight with the most values begins."""
    sizes = [math.prod(entry["shape"]) for entry in weights]
    widths = [2 if "quantization" in entry else 4 for entry in weights]
    place = sizes.index(max(sizes))
    return sum(size * width for size, width in zip(sizes[:place], widths[:place], strict=True))


def test_a_cut_off_shard_is_named(damaged: Path) -> None:
    shard = next(damaged.glob("*.bin"))
    shard.write_bytes(shard.read_bytes()[:-100])
    with pytest.raises(NetworkFileError, match=shard.name):
        WrittenNetwork.read(damaged, "swift", "float16")


def test_the_engine_is_told_the_nodes_it_needs(convert: Convert, network_set: NetworkSet) -> None:
    converted = convert("swift", "float16")
    entry = converted.entry
    topology = json.loads((converted.folder / "model.json").read_text(encoding="utf-8"))[
        "modelTopology"
    ]
    nodes = {node["name"]: node for node in topology["node"]}
    assert nodes[entry["cells"]]["op"] == "Sigmoid"
    assert (entry["cellSize"], entry["multiple"], entry["minimum"]) == (2, 4, 16)
    assert nodes[entry["output"]]["op"] == "Identity"
    assert {"content_image", "style_vector"} <= set(nodes)
    assert len(entry["program"]["cins"]) == len(network_set.network("swift").cins)
