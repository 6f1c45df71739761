from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from builder.errors import NetworkFileError
from builder.graph_model.read import read_graph_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four weights, each stored in another way, over two shards that cut one of them."""
    arrays = [
        np.array([[1.5, -2], [3, 0.25]], "<f4"),
        np.array([0.5, -1], "<f2"),
        np.array([0, 255], "u1"),
        np.array([7], "<i4"),
    ]
    data = b"".join(array.tobytes() for array in arrays)
    (tmp_path / "a.bin").write_bytes(data[:6])
    (tmp_path / "b.bin").write_bytes(data[6:])
    weights = [
        {"name": "plain", "shape": [2, 2], "dtype": "float32"},
        {"name": "half", "shape": [2], "dtype": "float32", "quantization": {"dtype": "float16"}},
        {
            "name": "byte",
            "shape": [2],
            "dtype": "float32",
            "quantization": {"dtype": "uint8", "min": -1.0, "scale": 0.5},
        },
        {"name": "count", "shape": [1], "dtype": "int32"},
    ]
    model = {
        "modelTopology": {"node": []},
        "weightsManifest": [{"paths": ["a.bin", "b.bin"], "weights": weights}],
    }
    (tmp_path / "model.json").write_text(json.dumps(model), encoding="utf-8")
    return tmp_path


def test_every_kind_of_weight_is_read(folder: Path) -> None:
    weights = read_graph_model(folder).weights
    assert weights["plain"].tolist() == [[1.5, -2], [3, 0.25]]
    assert weights["half"].tolist() == [0.5, -1]
    assert weights["byte"].tolist() == [-1, 126.5]
    assert weights["count"].tolist() == [7]
    assert [weights[name].dtype for name in weights] == [np.float32] * 3 + [np.int32]


def test_a_missing_shard_is_named(folder: Path) -> None:
    (folder / "b.bin").unlink()
    with pytest.raises(
        NetworkFileError, match=r"b\.bin is missing: .* 2 weight file\(s\) of 26 bytes"
    ):
        read_graph_model(folder)


@pytest.mark.parametrize("change", [-1, 1])
def test_a_shard_of_another_size_is_named(folder: Path, change: int) -> None:
    shard = folder / "b.bin"
    shard.write_bytes((shard.read_bytes() + b"x")[: shard.stat().st_size + change])
    with pytest.raises(NetworkFileError, match=r"b\.bin .* instead of 26"):
        read_graph_model(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"format": "layers-model"}'])
def test_other_json_is_refused(folder: Path, text: str) -> None:
    (folder / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(NetworkFileError, match=r"no TensorFlow\.js graph model"):
        read_graph_model(folder)


def test_the_shard_that_is_cut_off_is_named(folder: Path) -> None:
    data = (folder / "a.bin").read_bytes() + (folder / "b.bin").read_bytes()
    model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    model["weightsManifest"][0]["paths"] = names = ["1.bin", "2.bin", "3.bin"]
    (folder / "model.json").write_text(json.dumps(model), encoding="utf-8")
    for k, name in enumerate(names):
        (folder / name).write_bytes(data[10 * k : 10 * k + 10])
    read_graph_model(folder)
    (folder / "2.bin").write_bytes(data[10:13])
    with pytest.raises(NetworkFileError, match=r"2\.bin holds 3 bytes instead of 10"):
        read_graph_model(folder)


def test_texts_of_2018_are_read(folder: Path) -> None:
    model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    attributes = {
        "data_format": {"s": [78, 72, 87, 67]},
        "fused_ops": {"list": {"s": [[82, 101, 108, 117]]}},
        "new": {"s": "TkhXQw=="},
    }
    model["modelTopology"]["node"] = [{"name": "x", "op": "Conv2D", "attr": attributes}]
    (folder / "model.json").write_text(json.dumps(model), encoding="utf-8")
    (node,) = read_graph_model(folder).topology["node"]
    assert node["attr"]["data_format"] == node["attr"]["new"] == {"s": "TkhXQw=="}
    assert node["attr"]["fused_ops"]["list"]["s"] == ["UmVsdQ=="]
