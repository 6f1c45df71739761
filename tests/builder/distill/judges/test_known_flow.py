from __future__ import annotations

import numpy as np
import pytest

from builder.distill.judges.known_flow import MOTIONS, NOISE, Motion, flow_errors, mesh, moved


def _smooth(side: int) -> np.ndarray:
    y, x = np.mgrid[:side, :side] / 20
    picture = np.stack([np.sin(x), np.cos(y), np.sin(x + y)], axis=-1) / 2.2 + 0.5
    return picture.astype(np.float32)


_PHOTO = _smooth(112)


def test_who_paints_every_pixel_by_itself_moves_with_the_photo() -> None:
    errors = flow_errors(lambda picture: 1 - picture, _PHOTO, np.random.default_rng(0))
    assert set(errors) == {motion.name for motion in MOTIONS} | {NOISE}
    for motion in MOTIONS:
        assert errors[motion.name] ** 0.5 < 2e-3, motion
    assert errors[NOISE] ** 0.5 == pytest.approx(2 / 255, rel=0.1)


def test_a_fixed_grid_does_not_move_with_the_photo() -> None:
    grid = np.zeros((96, 96, 1), np.float32)
    grid[::4, ::4] = 0.1

    def paint(picture: np.ndarray) -> np.ndarray:
        return picture + grid

    errors = flow_errors(paint, _PHOTO, np.random.default_rng(0))
    assert errors["shift 1 px"] ** 0.5 == pytest.approx(0.1 * np.sqrt(2 / 16), rel=0.01)
    assert mesh(paint(_PHOTO[8:-8, 8:-8])) > 255 * 0.1 / 5
    assert mesh(_PHOTO[8:-8, 8:-8]) < 2


def test_motions_are_about_the_centre() -> None:
    picture = _smooth(64)
    turned = moved(picture, Motion("turn", degrees=90))
    np.testing.assert_allclose(turned[4:-4, 4:-4], np.rot90(picture, -1)[4:-4, 4:-4], atol=1e-3)
    zoomed = moved(picture, Motion("zoom", zoom=2.0))
    np.testing.assert_allclose(zoomed[31, 31], picture[31:33, 31:33].mean(axis=(0, 1)), atol=0.02)
    np.testing.assert_allclose(zoomed[48, 40], picture[40, 36], atol=0.02)
