from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from builder.distill.students.losses import (
    colour_difference,
    cosine_difference,
    energy_difference,
    gradient_difference,
    gram_difference,
    hint_difference,
    phase_deviation,
    statistics_difference,
    structure_difference,
    style_shortfall,
)

_RNG = np.random.default_rng(4)
_PICTURE = _RNG.random((2, 32, 32, 3)).astype(np.float32)


@pytest.mark.parametrize("loss", [gradient_difference, energy_difference, hint_difference])
def test_equal_pictures_differ_by_nothing(loss: Callable[[Any, Any], Any]) -> None:
    assert float(loss(_PICTURE, _PICTURE)) == pytest.approx(0, abs=1e-6)


def test_gradients_ignore_a_shift_in_brightness() -> None:
    assert float(gradient_difference(_PICTURE, _PICTURE + 0.25)) == pytest.approx(0, abs=1e-6)
    assert float(gradient_difference(_PICTURE, _PICTURE[:, ::-1])) > 0.05


def test_energy_ignores_where_strokes_are_and_sees_blur() -> None:
    assert float(energy_difference(_PICTURE[:, ::-1], _PICTURE)) == pytest.approx(0, abs=1e-4)
    halved = 0.5 * _PICTURE
    assert float(energy_difference(halved, _PICTURE)) == pytest.approx(np.log(4), rel=0.05)


def test_a_hint_of_the_mean_alone_scores_one() -> None:
    mean = np.broadcast_to(_PICTURE.mean(axis=(0, 1, 2)), _PICTURE.shape)
    assert float(hint_difference(mean, _PICTURE)) == pytest.approx(1, rel=1e-2)


def test_statistics_ignore_where_strokes_are_and_have_slopes_on_flat_channels() -> None:
    moved = np.roll(_PICTURE, 5, axis=1)
    assert float(statistics_difference([moved], [_PICTURE])) == pytest.approx(0, abs=1e-5)
    assert float(statistics_difference([0.5 * _PICTURE], [_PICTURE])) > 0.3
    flat = keras.Variable(np.zeros_like(_PICTURE))
    with tf.GradientTape() as tape:
        difference = statistics_difference([flat.value], [_PICTURE])
    assert np.isfinite(tape.gradient(difference, flat.value)).all()


def test_cosine_difference_of_opposite_vectors() -> None:
    vectors = _RNG.normal(size=(3, 100))
    assert float(cosine_difference(vectors, 3 * vectors)) == pytest.approx(0, abs=1e-6)
    assert float(cosine_difference(vectors, -vectors)) == pytest.approx(2)


def test_emphasis_counts_the_worst_rows_more() -> None:
    told = np.eye(2, 100)
    found = np.stack([told[0] + 0.1 * told[1], told[1] + 2 * told[0]])
    plain = float(cosine_difference(found, told))
    assert float(cosine_difference(found, told, emphasis=0.5)) > plain
    alike = np.stack([told[0] + told[1], told[1] + told[0]])
    emphasized = float(cosine_difference(alike, told, emphasis=0.5))
    assert emphasized == pytest.approx(float(cosine_difference(alike, told)), abs=1e-6)


def test_colours_count_their_means_and_spreads_but_not_where_they_are() -> None:
    moved = np.roll(_PICTURE, 5, axis=1)
    assert float(colour_difference(moved, _PICTURE)) == pytest.approx(0, abs=1e-5)
    assert float(colour_difference(_PICTURE + 0.1, _PICTURE)) == pytest.approx(0.1, abs=1e-5)
    paler = 0.5 + 0.5 * (_PICTURE - 0.5)
    assert float(colour_difference(paler, _PICTURE)) > 0.1


def test_style_falls_short_only_where_the_teacher_has_more_of_it() -> None:
    wanted = _RNG.normal(size=(4, 100))
    strong, weak = wanted + 0.1, wanted + _RNG.normal(size=(4, 100))
    assert float(style_shortfall(weak, strong, wanted)) > 0.1
    assert float(style_shortfall(strong, weak, wanted)) == 0


def test_gram_matrices_ignore_where_strokes_are_and_how_many_pixels_there_are() -> None:
    moved = np.roll(_PICTURE, 5, axis=1)
    assert float(gram_difference([moved], [_PICTURE])) == pytest.approx(0, abs=1e-3)
    twice = np.concatenate([_PICTURE, _PICTURE], axis=2)
    assert float(gram_difference([twice], [_PICTURE])) == pytest.approx(0, abs=1e-3)
    # Products grow with the square.
    assert float(gram_difference([2 * _PICTURE], [_PICTURE])) == pytest.approx(3, rel=1e-3)


def test_structure_is_what_colours_and_contrast_leave() -> None:
    other = 0.2 + 0.5 * _PICTURE
    assert float(structure_difference(other, _PICTURE)) == pytest.approx(0, abs=1e-2)
    assert float(structure_difference(_PICTURE[:, ::-1], _PICTURE)) > 1


def test_phases_see_a_grid_and_no_gradient_of_light() -> None:
    grid = np.zeros((1, 64, 64, 3), np.float32)
    grid[:, ::4, ::4] = 1
    assert float(phase_deviation(grid)) == pytest.approx(0.242, abs=1e-3)
    flat = np.full_like(grid, 0.5)
    assert float(phase_deviation(flat)) < 1e-3
