from __future__ import annotations

import numpy as np

from builder.distill.students.readout import solve_readout
from builder.networks.architecture.style import StyleNetwork, StyleShape, build_style_network

_SMALL = StyleShape(stem=8, stages=((8, 1, 2), (12, 1, 2)), head=16)
_PICTURES = np.random.default_rng(1).random((24, 4, 64, 64, 3), dtype=np.float32)
_MEAN = np.full((4, 100), 0.2, np.float32)


def _error(network: StyleNetwork, other: StyleNetwork) -> float:
    pictures = _PICTURES.reshape(-1, 64, 64, 3)
    return float(np.std(np.asarray(network(pictures)) - np.asarray(other(pictures))))


def test_a_last_layer_that_is_off_is_found_again() -> None:
    told, network = (build_style_network(_SMALL) for _ in range(2))
    network.set_weights(told.get_weights())
    off = np.random.default_rng(2).normal(0, 0.1, network.vector.kernel.shape)
    network.vector.kernel.assign(network.vector.kernel + off)
    before = _error(network, told)

    def batches(step: int) -> dict[str, np.ndarray]:
        pictures = _PICTURES[step]
        return {"images": pictures, "vectors": np.asarray(told(pictures)), "mean": _MEAN}

    solve_readout(network, batches, len(_PICTURES))
    assert _error(network, told) < 0.2 * before
