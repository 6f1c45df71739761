"""Networks and descriptions from strangers: odd ones are refused, nothing leaves its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builder.errors import NetworkFileError, UsageProblem
from builder.graph_model.read import read_graph_model
from builder.networks.importers.sources import find_networks
from builder.networks.importing import check_name
from builder.networks.names import alike, is_name
from builder.networks.read_set import read_set

SET: dict[str, Any] = {
    "name": "mine",
    "title": "Mine",
    "licence": "CC0-1.0",
    "vector_space": "mine",
    "style": {"stages": [[8, 1, 2]], "stem": 8, "head": 16},
    "transformers": {"swift": {"channels": 8, "blocks": 1, "repeat": 1}},
}
MODEL: dict[str, Any] = {
    "modelTopology": {"node": [{"name": "a", "op": "Const"}]},
    "weightsManifest": [
        {"paths": ["one.bin"], "weights": [{"name": "a", "shape": [2], "dtype": "float32"}]}
    ],
}


@pytest.mark.parametrize("name", ["mine", "a.b-c_d", "9", "Compact"])
def test_names_that_any_system_takes(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".x",
        "../x",
        "a/b",
        "index.json",
        "Index.JSON",
        "con",
        "CON.a",
        "lpt1",
        "t.",
        "a" * 65,
        5,
    ],
)
def test_names_that_some_system_does_not_take(name: object) -> None:
    assert not is_name(name)


def test_names_differ_in_more_than_their_size() -> None:
    assert alike("Compact", ["compact"]) == "compact"
    assert alike("other", ["compact"]) is None
    for name, says in (("index.json", "cannot be called"), ("Compact", "embedded set")):
        with pytest.raises(UsageProblem, match=says):
            check_name(name, force=True)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": "../../outside"}, "can be called"),
        ({"transformers": {"../swift": {}}}, "can be called"),
        ({"transformers": {"swift": 5}}, "must be a table"),
        ({"transformers": 5}, "must be tables"),
        ({"style": {"stem": 1e12}}, "has the number"),
        ({"style": {"stem": -1}}, "has the number"),
        ({"title": 5}, '"title" must be a text'),
        ({"title": None}, '"title" must be a text'),
        ({"quantization": 5}, "must be a table"),
    ],
)
def test_odd_descriptions_are_refused(tmp_path: Path, changed: dict[str, Any], says: str) -> None:
    file = tmp_path / "set.json"
    file.write_text(json.dumps(SET), encoding="utf-8-sig")
    assert read_set(tmp_path).name == "mine"
    file.write_text(json.dumps({**SET, **changed}), encoding="utf-8")
    with pytest.raises(NetworkFileError, match=says):
        read_set(tmp_path)


@pytest.mark.parametrize("text", ["", "[", "5", "null", "[" * 5000, '{"name": "a"}', "\x00"])
def test_descriptions_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "set.json").write_text(text, encoding="utf-8")
    with pytest.raises(NetworkFileError, match=r"set\.json") as raised:
        read_set(tmp_path)
    assert "\n" not in raised.value.format_message()


def write_model(folder: Path, **changed: Any) -> None:
    (folder / "one.bin").write_bytes(bytes(8))
    (folder / "model.json").write_text(json.dumps({**MODEL, **changed}), encoding="utf-8")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"modelTopology": 5}, "of another type"),
        ({"modelTopology": {"node": None}}, "it has no nodes"),
        ({"modelTopology": {"node": [5]}}, "of another type"),
        ({"modelTopology": {"node": [{"op": "a"}]}}, "lacks or does not know 'name'"),
        ({"weightsManifest": 5}, "of another type"),
        ({"weightsManifest": [5]}, "of another type"),
        (
            {"weightsManifest": [{"paths": ["../secret"], "weights": []}]},
            r"'\.\./secret' is no file beside it",
        ),
        ({"weightsManifest": [{"paths": ["/etc/passwd"], "weights": []}]}, "is no file beside it"),
        (
            {
                "weightsManifest": [
                    {
                        "paths": ["one.bin"],
                        "weights": [{"name": "a", "shape": [-1], "dtype": "float32"}],
                    }
                ]
            },
            "has the shape",
        ),
        (
            {
                "weightsManifest": [
                    {
                        "paths": ["one.bin"],
                        "weights": [{"name": "a", "shape": [10**9] * 3, "dtype": "float32"}],
                    }
                ]
            },
            "holds 8 bytes instead of",
        ),
        (
            {
                "weightsManifest": [
                    {
                        "paths": ["one.bin"],
                        "weights": [{"name": "a", "shape": [2], "dtype": "int64"}],
                    }
                ]
            },
            "does not know 'int64'",
        ),
    ],
)
def test_odd_graph_models_are_refused(tmp_path: Path, changed: dict[str, Any], says: str) -> None:
    write_model(tmp_path)
    assert read_graph_model(tmp_path).weights["a"].shape == (2,)
    write_model(tmp_path, **changed)
    with pytest.raises(NetworkFileError, match=says):
        read_graph_model(tmp_path)


def test_large_letters_in_endings_make_no_difference(tmp_path: Path) -> None:
    (tmp_path / "a.tflite").touch()
    (tmp_path / "B.TFLITE").touch()
    assert [file.name for file in find_networks([tmp_path])] == ["B.TFLITE", "a.tflite"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.onnx", "is for ONNX"),
        ("a.pth", "is PyTorch's"),
        ("a.tar.gz", "is an archive, and has to be unpacked"),
        ("style.weights.h5", "is weights alone"),
        ("a.txt", "holds no network; give"),
    ],
)
def test_what_is_no_network_here_is_said(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(UsageProblem, match=says):
        find_networks([tmp_path])
