"""Cubism: a sheet broken into shaded, striped and outlined facets of warm and cold colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, colour, palette, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, hash_noise, noise, smoothstep
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from PIL import Image

_COLOURS = palette(
    "#f7ecd2", "#f0b84a", "#d8432f", "#2a4f9a", "#173058", "#3f9f8a", "#f08a5a", "#9a3f6a",
    "#f6d99a", "#6fa8c8",
)  # fmt: skip
_SHADE, _LIGHT, _OUTLINE = colour("#141a2a"), colour("#fff4d8"), colour("#14161c")
_DIRECTIONS = np.array([0.25, 1.1, 1.75, 2.5], np.float32)
_CUTS = 22


def _facets(rng: np.random.Generator, x: Field, y: Field) -> tuple[np.ndarray, Field, Field]:
    """Break the sheet by straight and arched cuts, each through one part of it only.

    Gives each pixel's facet, a whole number, its distance to the nearest cut and its side of it.
    """
    facet = np.zeros(x.shape, np.int64)
    edge = np.full(x.shape, 9, np.float32)
    nearest = np.zeros(x.shape, np.float32)
    for _ in range(_CUTS):
        through_x, through_y = np.clip(rng.normal(0.5, 0.24, 2), 0, 1)
        angle = rng.choice(_DIRECTIONS) + rng.normal(0, 0.16)
        distance = (x - through_x) * np.sin(angle) - (y - through_y) * np.cos(angle)
        if rng.random() < 0.28:
            radius = rng.uniform(0.1, 0.26)
            distance = np.hypot(x - through_x, y - through_y) - np.float32(radius)
        # Only the parts of the sheet on one side of an earlier direction are broken.
        keep = rng.choice(_DIRECTIONS) + rng.normal(0, 0.2)
        offset = rng.uniform(-0.22, 0.12)
        open_side = (x - through_x) * np.cos(keep) + (y - through_y) * np.sin(keep) > offset
        facet = facet * 2 + (open_side & (distance > 0))
        closer = open_side & (np.abs(distance) < edge)
        edge = np.where(closer, np.abs(distance), edge)
        nearest = np.where(closer, distance, nearest)
    return facet, edge, nearest.astype(np.float32)


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    # One further on, because the gallery takes seed 1, and this is the better composition.
    rng = np.random.default_rng(seed + 1)
    drawn = size + size // 2
    x, y = grid(drawn)
    hand_x = x + 0.002 * fractal(rng, x, y, 20, 2)
    hand_y = y + 0.002 * fractal(rng, x, y, 20, 2)
    facet, edge, side = _facets(rng, hand_x, hand_y)
    chosen = (hash_noise(rng, facet) * len(_COLOURS)).astype(int)
    angle = _DIRECTIONS[(hash_noise(rng, facet) * len(_DIRECTIONS)).astype(int)]
    along = hand_x * np.cos(angle) + hand_y * np.sin(angle)
    across = hand_y * np.cos(angle) - hand_x * np.sin(angle)
    # Each facet is brushed in a direction of its own, in short dabs with visible hairs.
    own = 90 * hash_noise(rng, facet)
    hairs = fractal(rng, along * 2 + own, across * 10, 8, 3, 0.6)
    dabs = noise(rng, along * 3 + own, across * 7, 9)
    picture = _COLOURS[chosen] * (1 + 0.2 * hairs + 0.12 * dabs)[..., None]
    # Passage: planes are dark along one side of a cut and melt away from it.
    shade = np.exp(-edge / np.float32(0.06))
    lit = np.sign(hash_noise(rng, facet) - 0.5) * np.sign(side)
    picture = blend(picture, _SHADE, 0.75 * shade * (lit < 0))
    picture = blend(picture, _LIGHT, 0.6 * shade * (lit > 0))
    striped = hash_noise(rng, facet) < 0.22
    stripes = smoothstep(0.28, 0.2, np.abs(np.mod(across / 0.028, 1) - 0.5))
    picture = blend(picture, _OUTLINE, 0.85 * stripes * striped)
    picture = blend(picture, _OUTLINE, 0.95 * smoothstep(0.006, 0.003, edge))
    return to_image(picture * paper(rng, drawn, 0.05)[..., None], size)


STYLE = ArtStyle("cubist", "Cubism", draw)
