"""What a style network is shown of an image in training: crops, patterns and other colours of it.

The teacher answers for any picture, so a folder of a few thousand images stands for as many
styles as can be made of it (function matching: Beyer et al. 2022, section 3).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image

from builder.distill.data.images import centre_square, jitter_colours, random_crop
from builder.networks.architecture.style import STYLE_IMAGE_SIZE

View = Callable[[np.ndarray, np.random.Generator], np.ndarray]

_ART_SEEDS = 10
_ART_SIDE = 320
_TILES = (24, 128)
"""Sides in pixels of the tiles that patterns are made of."""


def style_view(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A view of uint8 `image` [H, W, 3] as [256, 256, 3] uint8, often in other colours."""
    view = _VIEWS[int(rng.choice(len(_VIEWS), p=_VIEW_SHARES))]
    pixels = view(image, rng)
    chance = rng.random()
    if chance < 0.4:
        return jitter_colours(pixels, rng)
    return recolour(pixels, rng) if chance < 0.6 else pixels


def style_picture(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 `image` [H, W, 3] as a style image is given, whole or cut: [256, 256, 3] uint8."""
    pixels = (_whole if rng.random() < 0.6 else _part)(image, rng)
    return jitter_colours(pixels, rng) if rng.random() < 0.3 else pixels


def art_picture(rng: np.random.Generator) -> np.ndarray:
    """One of the project's own drawings, [320, 320, 3] uint8.

    The gallery's own seed, 1, is never drawn: its pictures are for judging.
    """
    from builder.gallery.art import STYLES

    return _drawn(int(rng.integers(len(STYLES))), 2 + int(rng.integers(_ART_SEEDS)))


@cache
def _drawn(style: int, seed: int) -> np.ndarray:
    from builder.gallery.art import STYLES

    return np.asarray(STYLES[style].draw(seed, _ART_SIDE).convert("RGB"))


def pattern(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A small tile of `image` repeated over [256, 256, 3]: plain, mirrored or as bricks lie.

    Style networks are weakest at beads, weaves and bricks, of which folders of paintings hold
    few; what makes these hard is the repetition, which any tile gives.
    """
    side = min(int(rng.integers(*_TILES)), *image.shape[:2])
    top, left = (int(rng.integers(length - side + 1)) for length in image.shape[:2])
    tile = _resized(
        image[top : top + side, left : left + side], max(8, round(side * rng.uniform(0.4, 1.6)))
    )
    if rng.random() < 0.5:
        return _window(_mirrored(tile), rng)
    if rng.random() < 0.5:
        tile = np.concatenate([tile, np.roll(tile, len(tile) // 2, axis=1)], axis=0)
    return _window(tile, rng)


def reduced(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """`image` reduced, and continued by reflection: [256, 256, 3], strokes 1.2 to 2.5 finer."""
    square = centre_square(image, round(STYLE_IMAGE_SIZE / rng.uniform(1.2, 2.5)))
    return _window(_mirrored(square), rng)


def recolour(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Strongly other colours for uint8 `image` [H, W, 3]; its shapes stay.

    Either a random linear mixture of the colours, with an inversion now and then, or a palette
    of a few random colours along the mean of the three.
    """
    if rng.random() < 0.6:
        mixture = np.eye(3)[rng.permutation(3)] + rng.normal(0, 0.35, (3, 3))
        mixture *= rng.uniform(0.7, 1.6) / np.abs(mixture).sum(axis=1, keepdims=True)
        mixture *= rng.choice([1, 1, -1])
        middle = 127.5 + rng.normal(0, 30, 3)
        made = (image.astype(np.float32) - 127.5) @ mixture.T.astype(np.float32)
        return np.clip(made + middle.astype(np.float32), 0, 255).astype(np.uint8)
    stops = np.linspace(0, 1, int(rng.integers(2, 6)))
    places = np.linspace(0, 1, 256) ** rng.uniform(0.6, 1.6)
    colours = [np.interp(places, stops, rng.random(len(stops))) for _ in range(3)]
    palette = np.round(255 * np.stack(colours, axis=-1)).astype(np.uint8)
    return palette[image.sum(axis=-1, dtype=np.uint16) // 3]


def _resized(square: np.ndarray, side: int) -> np.ndarray:
    picture = Image.fromarray(square).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(picture)


def _mirrored(tile: np.ndarray) -> np.ndarray:
    """`tile` [H, W, 3] and its mirror images around it, [2 * H, 2 * W, 3]: it can be repeated."""
    tile = np.concatenate([tile, tile[:, ::-1]], axis=1)
    return np.concatenate([tile, tile[::-1]], axis=0)


def _window(tile: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A window [256, 256, 3] somewhere in the plane that `tile` is repeated over."""
    y, x = (int(rng.integers(length)) for length in tile.shape[:2])
    repeats = [
        -(-(start + STYLE_IMAGE_SIZE) // length)
        for start, length in zip((y, x), tile.shape[:2], strict=True)
    ]
    plane = np.tile(tile, (*repeats, 1))
    return plane[y : y + STYLE_IMAGE_SIZE, x : x + STYLE_IMAGE_SIZE]


def _whole(image: np.ndarray, _: np.random.Generator) -> np.ndarray:
    return centre_square(image, STYLE_IMAGE_SIZE)


def _part(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return random_crop(image, STYLE_IMAGE_SIZE, rng, smallest=0.4)


_VIEWS: tuple[View, ...] = (_whole, _part, pattern, reduced)
_VIEW_SHARES = (0.25, 0.45, 0.16, 0.14)
