from __future__ import annotations

import numpy as np
import pytest

from builder.distill.judges.style_distance import (
    content_distance,
    gram_distance,
    moment_distance,
    pieces,
    statistics_of,
    style_statistics,
)

_RNG = np.random.default_rng(5)
_FEATURES = [_RNG.random((2, 6, 6, c)) for c in (3, 4, 5, 6, 7)]


def test_where_a_texture_lies_does_not_count() -> None:
    style = style_statistics(_FEATURES)
    moved = style_statistics([np.roll(layer, 2, axis=1) for layer in _FEATURES])
    assert gram_distance(moved, style) == pytest.approx(0, abs=1e-9)
    assert moment_distance(moved, style) == pytest.approx(0, abs=1e-9)
    assert content_distance([np.roll(x, 2, axis=1) for x in _FEATURES], _FEATURES) > 0.1


def test_distances_are_relative_to_the_style() -> None:
    style, nothing = (style_statistics([k * x for x in _FEATURES]) for k in (1.0, 0.0))
    assert gram_distance(nothing, style) == pytest.approx(1)
    louder = style_statistics([np.sqrt(2) * x for x in _FEATURES])
    assert gram_distance(louder, style) == pytest.approx(1)
    assert moment_distance(louder, style) > 0
    assert content_distance([0 * x for x in _FEATURES], _FEATURES) == pytest.approx(1)


def test_pieces_are_the_picture_cut_up() -> None:
    picture = _RNG.random((1024, 1024, 3)).astype(np.float32)
    assert pieces(picture, 256).shape == (1, 256, 256, 3)
    assert pieces(picture, 512).shape == (4, 256, 256, 3)
    whole = pieces(picture, None)
    assert whole.shape == (16, 256, 256, 3)
    np.testing.assert_array_equal(whole[6], picture[256:512, 512:768])
    small = pieces(picture, 256)[0]
    np.testing.assert_allclose(small[3, 5], picture[12:16, 20:24].mean(axis=(0, 1)), rtol=1e-5)
    # A small picture is never enlarged.
    assert pieces(picture[:256, :256], 512).shape == (1, 256, 256, 3)


def test_a_picture_of_one_texture_has_the_same_statistics_in_pieces() -> None:
    tile = _RNG.random((64, 64, 3)).astype(np.float32)

    def features(pictures: np.ndarray) -> list[np.ndarray]:
        return [pictures, pictures**2]

    whole = statistics_of(features, np.tile(tile, (16, 16, 1)), None)
    one = statistics_of(features, np.tile(tile, (4, 4, 1)), None)
    assert gram_distance(whole, one) == pytest.approx(0, abs=1e-6)
