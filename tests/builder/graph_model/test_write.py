from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from builder.graph_model.read import GraphModel, read_graph_model
from builder.graph_model.write import write_graph_model


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
