from __future__ import annotations

import numpy as np
import pytest

from builder.networks.architecture.transformer import StyleTransformer, build_transformer
from builder.networks.network_set import NetworkSet

_RNG = np.random.default_rng(6)
_STYLE = _RNG.normal(size=(1, 100)).astype(np.float32)


@pytest.fixture(scope="module")
def swift(network_set: NetworkSet) -> StyleTransformer:
    return network_set.transformer("swift")


def _photo(height: int, width: int) -> np.ndarray:
    smooth = _RNG.random((1, height // 4, width // 4, 3)).repeat(4, axis=1).repeat(4, axis=2)
    return smooth.astype(np.float32)


@pytest.mark.parametrize(("height", "width"), [(16, 16), (64, 100), (68, 36)])
def test_any_multiple_of_four_keeps_its_size(
    swift: StyleTransformer, height: int, width: int
) -> None:
    painted = np.asarray(swift([_photo(height, width), _STYLE]))
    assert painted.shape == (1, height, width, 3)
    assert painted.min() >= 0
    assert painted.max() <= 1


def test_statistics_given_back_paint_the_same_picture(swift: StyleTransformer) -> None:
    photo = _photo(64, 48)
    live = np.asarray(swift([photo, _STYLE]))
    frozen = np.asarray(swift([photo, _STYLE], statistics=swift.measure(photo, _STYLE)))
    np.testing.assert_allclose(frozen, live, atol=1e-6)


def test_with_frozen_statistics_a_tile_is_a_piece_of_the_whole_picture(
    swift: StyleTransformer,
) -> None:
    photo = _photo(192, 192)
    statistics = swift.measure(photo, _STYLE)
    whole = np.asarray(swift([photo, _STYLE], statistics=statistics))
    tile = np.asarray(swift([photo[:, :160, :160], _STYLE], statistics=statistics))
    np.testing.assert_allclose(tile[:, :80, :80], whole[:, :80, :80], atol=1e-4)


def test_each_picture_of_a_batch_is_painted_by_itself(swift: StyleTransformer) -> None:
    photos = np.concatenate([_photo(32, 32), _photo(32, 32)])
    styles = np.concatenate([_STYLE, -_STYLE])
    together = np.asarray(swift([photos, styles]))
    alone = [np.asarray(swift([photos[k : k + 1], styles[k : k + 1]]))[0] for k in range(2)]
    np.testing.assert_allclose(together, alone, atol=1e-4)
    assert np.abs(together[0] - together[1]).mean() > 0.05


def test_configuration_rebuilds_the_architecture() -> None:
    network = build_transformer()
    again = StyleTransformer.from_config(network.get_config())
    again.build()
    assert [w.shape for w in again.weights] == [w.shape for w in network.weights]
