from __future__ import annotations

import numpy as np

from builder.networks.architecture.style import (
    StyleNetwork,
    StyleShape,
    build_style_network,
    scale_to_unit,
)
from builder.networks.network_set import NetworkSet

_IMAGES = np.random.default_rng(7).random((4, 256, 256, 3)).astype(np.float32)


def test_vectors_are_a_hundred_numbers_each_of_its_own_image(network_set: NetworkSet) -> None:
    network = network_set.style_network()
    together = np.asarray(network(_IMAGES))
    assert together.shape == (4, 100)
    np.testing.assert_allclose(np.asarray(network(_IMAGES[2:3]))[0], together[2], atol=1e-4)


def test_scaling_gives_every_convolution_outputs_of_unit_deviation() -> None:
    network = build_style_network()
    scale_to_unit(network, _IMAGES)
    stem = np.asarray(network.stem(_IMAGES * 2 - 1))
    np.testing.assert_allclose(stem.std(), 1, rtol=1e-3)
    assert 0.01 < np.asarray(network(_IMAGES)).std() < 10


def test_configuration_rebuilds_the_architecture() -> None:
    network = build_style_network(StyleShape(hidden=20))
    again = StyleNetwork.from_config(network.get_config())
    again(_IMAGES[:1])
    assert [w.shape for w in again.weights] == [w.shape for w in network.weights]
