from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from builder.errors import UsageProblem
from builder.graph_model.probe_picture import fixed_picture
from builder.networks.network_set import NetworkSet
from builder.painting.pictures import read_picture, to_pixels
from builder.painting.stylize import mixing_shares, stylize


@pytest.fixture
def paint(tmp_path: Path, network_set: NetworkSet) -> Callable[..., np.ndarray]:
    def save(name: str, seed: int, height: int, width: int) -> Path:
        Image.fromarray(to_pixels(fixed_picture(seed, height, width))).save(tmp_path / name)
        return tmp_path / name

    photo = save("photo.png", 1, 50, 75)
    styles = [save("a.png", 2, 90, 80), save("b.png", 3, 60, 60)]

    def paint(*chosen: int, **options: Any) -> np.ndarray:
        out = tmp_path / "painted.png"
        size = stylize(photo, [styles[k] for k in chosen], out, network_set, **options)
        painted = read_picture(out)
        assert painted.shape == (size[1], size[0], 3)
        return painted.astype(int)

    return paint


def test_the_painting_has_the_photos_size_or_the_asked_one(
    paint: Callable[..., np.ndarray],
) -> None:
    assert paint(0).shape == (50, 75, 3)
    assert paint(0, size=30).shape == (20, 30, 3)


def test_strength_leads_from_the_photos_style_to_the_style(
    paint: Callable[..., np.ndarray],
) -> None:
    own, half, full = (paint(0, strength=s) for s in (0, 0.5, 1))
    assert np.abs(own - full).mean() > 0.5
    assert np.abs(half - full).mean() < np.abs(own - full).mean()
    assert (paint(1, strength=0) == own).all()


def test_weights_mix_styles(paint: Callable[..., np.ndarray]) -> None:
    first, second = paint(0), paint(1)
    assert (paint(0, 1, weights=[3, 0]) == first).all()
    assert (paint(0, 1, weights=[0, 1]) == second).all()
    assert (paint(0, 1) == paint(0, 1, weights=[2, 2])).all()


def test_shares_add_up_to_one() -> None:
    assert mixing_shares(None, 4).tolist() == [0.25] * 4
    assert mixing_shares([3, 1], 2).tolist() == [0.75, 0.25]


@pytest.mark.parametrize("weights", [[1], [1, 2, 3], [1, -1], [0, 0], [1, float("nan")]])
def test_weights_that_cannot_be_shares(weights: list[float]) -> None:
    with pytest.raises(UsageProblem, match="--weights"):
        mixing_shares(weights, 2)
