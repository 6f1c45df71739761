"""How far a painting is from its style and its photo, by the features of a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Features = Sequence[np.ndarray]
"""Layers of a network's features, each [N, h, w, C]."""

PIECE = 256
"""Side in pixels of what a judge sees at once."""

VIEWS = {"whole": 256, "halves": 512, "own resolution": None}
"""Ways to look at a painting, and the side in pixels that it is reduced to (None: not at all).

What is larger than `PIECE` is seen in pieces of that size, so that large strokes and fine ones
both count: a painting of 1024 px is seen whole, in pieces of 512 px, and in pieces of 256 px.
"""

_CONTENT_LAYER = 3


@dataclass(frozen=True)
class StyleStatistics:
    """What is common to all places of a picture, layer by layer.

    Attributes:
        grams: mean products of any two channels, each [C, C] (Gatys et al. 2016, equation 3).
        means: of the channels, each [C].
        deviations: of the channels, each [C].
    """

    grams: tuple[np.ndarray, ...]
    means: tuple[np.ndarray, ...]
    deviations: tuple[np.ndarray, ...]


def style_statistics(features: Features) -> StyleStatistics:
    """The statistics of all pieces of a picture together; `features` are those of the pieces."""
    grams, means, deviations = [], [], []
    for layer in features:
        rows = layer.reshape(-1, layer.shape[-1]).astype(np.float64)
        grams.append(rows.T @ rows / len(rows))
        means.append(rows.mean(axis=0))
        deviations.append(rows.std(axis=0))
    return StyleStatistics(tuple(grams), tuple(means), tuple(deviations))


def gram_distance(a: StyleStatistics, style: StyleStatistics) -> float:
    """Distance of the Gram matrices relative to the style's (Frobenius), mean of the layers."""
    apart = [
        np.linalg.norm(x - y) / np.linalg.norm(y) for x, y in zip(a.grams, style.grams, strict=True)
    ]
    return float(np.mean(apart))


def moment_distance(a: StyleStatistics, style: StyleStatistics) -> float:
    """Mean difference of the channels' means and deviations, relative to the style's deviations.

    The mean of the layers (Huang and Belongie 2017, section 6.1).
    """
    apart = []
    for k in range(len(a.means)):
        moved = np.abs(a.means[k] - style.means[k]) + np.abs(a.deviations[k] - style.deviations[k])
        apart.append(moved.mean() / style.deviations[k].mean())
    return float(np.mean(apart))


def content_distance(painting: Features, photo: Features) -> float:
    """Distance of the fourth layer's features relative to the photo's, place by place."""
    a, b = painting[_CONTENT_LAYER], photo[_CONTENT_LAYER]
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))


def pieces(picture: np.ndarray, side: int | None) -> np.ndarray:
    """`picture` [S, S, 3], reduced to `side` if it is larger, in pieces: [N, 256, 256, 3].

    S and `side` are `PIECE` times a power of 2; cells of pixels are averaged.
    """
    factor = max(1, len(picture) // side) if side else 1
    small = len(picture) // factor
    picture = picture.reshape(small, factor, small, factor, 3).mean(axis=(1, 3))
    count = small // PIECE
    cells = picture.reshape(count, PIECE, count, PIECE, 3).transpose(0, 2, 1, 3, 4)
    return np.asarray(cells.reshape(-1, PIECE, PIECE, 3), np.float32)


def statistics_of(
    features: Callable[[np.ndarray], Features], picture: np.ndarray, side: int | None
) -> StyleStatistics:
    """The statistics of `picture` [S, S, 3] seen at `side`, a few pieces at a time."""
    seen = [features(piece[None]) for piece in pieces(picture, side)]
    return style_statistics([np.concatenate(layers) for layers in zip(*seen, strict=True)])
