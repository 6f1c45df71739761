"""The known answer by which browsers judge their backends."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from builder.convert.convert_set import convert_network, convert_set
from builder.graph_model.quantization import QuantizationPlan
from builder.networks.network_set import NetworkSet

SIDE = 64


def known_picture() -> np.ndarray:
    """As the engine's self-test has it, written down once more."""
    picture = np.zeros((SIDE, SIDE, 3), np.float32)
    for y in range(SIDE):
        for x in range(SIDE):
            for channel in range(3):
                wave = np.sin(x / 9 + channel) * np.cos(y / 13)
                tile = ((x >> 5) + (y >> 5)) % 2
                picture[y, x, channel] = 0.4 + 0.3 * wave + 0.2 * tile
    return picture


def test_answer_is_what_the_network_paints(network_set: NetworkSet) -> None:
    answer = convert_network(network_set, "swift", "float16").entry["trial"]
    vector = np.array([[0.5 * np.sin(i + 1) for i in range(100)]], np.float32)
    painted = np.asarray(network_set.transformer("swift")([known_picture()[None], vector]))[0]
    expected = [
        painted[8 * j + (i + 3 * j) % 8, 8 * i + (3 * i + j) % 8] * 255
        for j in range(SIDE // 8)
        for i in range(SIDE // 8)
    ]
    assert answer["side"] == SIDE
    assert np.abs(np.array(answer["colours"]) - np.ravel(expected)).max() <= 2
    assert np.ptp(answer["colours"]) > 50


def test_site_says_the_answer_of_each_transformer(network_set: NetworkSet, tmp_path: Path) -> None:
    described = convert_set(network_set, tmp_path / "set", QuantizationPlan())
    answers = [entry["trial"]["colours"] for entry in described["transformers"].values()]
    assert len({str(answer) for answer in answers}) == len(network_set.transformers)
    assert "trial" not in described["style"]
    assert not list((tmp_path / "set").rglob("description.json"))
