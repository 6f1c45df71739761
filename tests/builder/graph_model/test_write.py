from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.graph_model.quantization import QUANTIZATIONS, Quantization
from builder.graph_model.read import GraphModel, read_graph_model
from builder.graph_model.write import SHARD_BYTES, write_graph_model


def read_back(data: np.ndarray, quantization: Quantization, folder: Path) -> np.ndarray:
    model = GraphModel({"node": []}, {"a": data}, {})
    write_graph_model(model, folder, quantization)
    return read_graph_model(folder).weights["a"]


@pytest.mark.parametrize(("low", "high"), [(-1.5, 3.0), (0.25, 4.0), (-7.0, -2.0), (2.0, 2.0)])
def test_a_byte_is_read_back_within_a_step(low: float, high: float, tmp_path: Path) -> None:
    data = np.linspace(low, high, 1000, dtype=np.float32)
    data[500] = np.clip(0, low, high)
    read = read_back(data, "uint8", tmp_path)
    step = (high - low) / 255
    # Where 0 is within the range, the range is moved by up to half a step for its sake.
    assert np.abs(read - data).max() <= 1.01 * step
    assert np.abs(read - data).mean() <= 0.3 * step
    assert read[500] == data[500] or not low <= 0 <= high


@pytest.mark.parametrize("quantization", QUANTIZATIONS)
def test_small_weights_and_whole_numbers_are_kept(
    quantization: Quantization, tmp_path: Path
) -> None:
    small = np.linspace(0, 1, 8, dtype=np.float32)
    whole = np.arange(1000, dtype=np.int32)
    for data in (small, whole):
        np.testing.assert_array_equal(read_back(data, quantization, tmp_path), data)


def test_weights_are_cut_into_shards(tmp_path: Path) -> None:
    data = np.arange(SHARD_BYTES // 2, dtype=np.float32)
    np.testing.assert_array_equal(read_back(data, "none", tmp_path), data)
    sizes = [file.stat().st_size for file in sorted(tmp_path.glob("group1-shard*of2.bin"))]
    assert sizes == [SHARD_BYTES, SHARD_BYTES]


def written(folder: Path, attributes: dict[str, Any]) -> Path:
    """The folder of a model whose one node has these attributes."""
    folder.mkdir()
    node = {"name": "sum", "op": "AddV2", "input": ["weight"], "attr": attributes}
    weights = {"weight": np.arange(3, dtype=np.float32)}
    write_graph_model(GraphModel({"node": [node]}, weights, {}), folder, "none")
    return folder


def test_one_network_makes_one_file_in_whatever_order_its_attributes_come(tmp_path: Path) -> None:
    attributes = {"T": {"type": "DT_FLOAT"}, "shape": {"list": {"i": ["1", "2"]}}}
    one = written(tmp_path / "one", attributes)
    other = written(tmp_path / "other", dict(reversed(attributes.items())))
    assert (one / "model.json").read_bytes() == (other / "model.json").read_bytes()
    (node,) = read_graph_model(one).topology["node"]
    assert node["attr"] == attributes
