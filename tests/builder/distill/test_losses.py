from __future__ import annotations

import numpy as np
import pytest

from builder.distill.losses import energy_difference, gradient_difference, hint_difference

_RNG = np.random.default_rng(4)
_PICTURE = _RNG.random((2, 32, 32, 3)).astype(np.float32)


@pytest.mark.parametrize("loss", [gradient_difference, energy_difference, hint_difference])
def test_equal_pictures_differ_by_nothing(loss) -> None:
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
