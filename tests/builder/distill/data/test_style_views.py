from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from builder.distill.data.style_views import art_picture, pattern, recolour, reduced, style_view

_IMAGE = np.random.default_rng(3).integers(0, 256, (200, 260, 3), dtype=np.uint8)


@pytest.mark.parametrize("view", [style_view, pattern, reduced])
def test_views_are_squares_that_depend_on_the_random_numbers_alone(view: Any) -> None:
    for seed in range(12):
        made = view(_IMAGE, np.random.default_rng(seed))
        assert made.shape == (256, 256, 3)
        assert made.dtype == np.uint8
        np.testing.assert_array_equal(made, view(_IMAGE, np.random.default_rng(seed)))


def test_a_pattern_repeats_its_tile() -> None:
    repeated = 0
    for seed in range(8):
        made = pattern(_IMAGE, np.random.default_rng(seed))
        repeated += any(np.array_equal(made[k:], made[:-k]) for k in range(8, 240))
    # The longest periods are longer than the picture.
    assert repeated >= 4


def test_recolouring_keeps_what_is_one_colour_of_one_colour() -> None:
    halves = np.zeros((8, 8, 3), np.uint8)
    halves[:, 4:] = (200, 60, 90)
    for seed in range(8):
        made = recolour(halves, np.random.default_rng(seed))
        assert made.dtype == np.uint8
        for half in (made[:, :4], made[:, 4:]):
            assert len(np.unique(half.reshape(-1, 3), axis=0)) == 1


def test_training_never_sees_the_drawings_that_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    import builder.distill.data.style_views as views

    asked = []
    monkeypatch.setattr(views, "_drawn", lambda style, seed: asked.append((style, seed)))
    for seed in range(200):
        art_picture(np.random.default_rng(seed))
    assert {seed for _, seed in asked} == set(range(2, 12))
