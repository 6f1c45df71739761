from __future__ import annotations

import re
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from builder.gallery.art import STYLES, ArtStyle

pytestmark = pytest.mark.slow

SIZE = 160


@cache
def drawn(style: ArtStyle, seed: int) -> np.ndarray:
    return np.asarray(style.draw(seed, SIZE), np.float32)


def statistics(picture: np.ndarray) -> np.ndarray:
    """Colour means and spreads, and the strength of detail at three scales."""
    spread = picture.reshape(-1, 3)
    grey = picture.mean(axis=-1)
    detail = []
    for step in (1, 2, 4):
        coarse = grey[: SIZE // step * step, : SIZE // step * step]
        coarse = coarse.reshape(SIZE // step, step, SIZE // step, step).mean(axis=(1, 3))
        detail += [np.abs(np.diff(coarse, axis=axis)).mean() for axis in (0, 1)]
    return np.concatenate([spread.mean(0), spread.std(0), detail])


def test_a_dozen_or_more_with_ids_of_their_own() -> None:
    ids = [style.id for style in STYLES]
    assert len(ids) >= 12
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", each) for each in ids)
    assert all(style.title for style in STYLES)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_drawing(style: ArtStyle) -> None:
    first = style.draw(1, SIZE)
    assert first.mode == "RGB"
    assert first.size == (SIZE, SIZE)
    assert first.tobytes() == style.draw(1, SIZE).tobytes()
    assert np.abs(drawn(style, 1) - drawn(style, 2)).mean() > 4
    # Neither flat nor noise alone: contrast over the whole, and detail that stays when halved.
    values = statistics(drawn(style, 1))
    assert values[3:6].max() > 20
    assert values[8:10].min() > 2


def test_a_drawing_is_the_same_at_any_size() -> None:
    for style in STYLES[:3]:
        large = style.draw(1, 2 * SIZE).resize((20, 20))
        small = style.draw(1, SIZE).resize((20, 20))
        difference = np.asarray(large, np.float32) - np.asarray(small, np.float32)
        assert np.abs(difference).mean() < 16, style.id


def test_any_two_styles_are_clearly_different() -> None:
    for one, other in combinations(STYLES, 2):
        apart = np.abs(statistics(drawn(one, 1)) - statistics(drawn(other, 1))).max()
        assert apart > 10, f"{one.id} and {other.id} look alike"
