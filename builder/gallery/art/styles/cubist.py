"""Cubism: a table of instruments broken into shaded, brushed facets of ochre and slate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, colour, palette, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, noise, smoothstep
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from PIL import Image

_EARTHS = palette(
    "#c9a15a", "#a67c3d", "#7a5a33", "#dcc492", "#6d7268", "#8f948a", "#4a4d4c", "#b9bba6",
    "#5d6b52", "#efe0bb", "#94562f", "#394a55",
)  # fmt: skip


def _facets(
    rng: np.random.Generator, x: Field, y: Field, cuts: int
) -> tuple[np.ndarray, Field, Field]:
    """Break the sheet by straight and arched cuts, each through one part of it only.

    Gives each pixel's facet number, its distance to the nearest cut and its side of it.
    """
    facet = np.zeros(x.shape, np.int64)
    edge = np.full(x.shape, 9, np.float32)
    nearest = np.zeros(x.shape, np.float32)
    for _ in range(cuts):
        through_x, through_y = np.clip(rng.normal(0.5, 0.24, 2), 0, 1)
        angle = rng.choice([0.25, 1.1, 1.75, 2.5]) + rng.normal(0, 0.16)
        distance = (x - through_x) * np.sin(angle) - (y - through_y) * np.cos(angle)
        if rng.random() < 0.28:
            radius = rng.uniform(0.1, 0.26)
            distance = np.hypot(x - through_x, y - through_y) - np.float32(radius)
        # Only the parts of the sheet on one side of an earlier direction are broken.
        keep = rng.choice([0.25, 1.1, 1.75, 2.5]) + rng.normal(0, 0.2)
        offset = rng.uniform(-0.22, 0.12)
        open_side = (x - through_x) * np.cos(keep) + (y - through_y) * np.sin(keep) > offset
        facet = np.where(open_side, facet * 2 + (distance > 0), facet * 2) % (2**40)
        closer = open_side & (np.abs(distance) < edge)
        edge = np.where(closer, np.abs(distance), edge)
        nearest = np.where(closer, distance, nearest)
    _, facet = np.unique(facet, return_inverse=True)
    return facet.reshape(x.shape), edge, nearest.astype(np.float32)


def _strings(x: Field, y: Field, centre: tuple[float, float], angle: float) -> tuple[Field, Field]:
    """Lines and dark shapes of an instrument: strings, a sound hole and the curve of a body."""
    dx, dy = x - centre[0], y - centre[1]
    along = dx * np.cos(angle) + dy * np.sin(angle)
    across = dy * np.cos(angle) - dx * np.sin(angle)
    hole = np.hypot(along - 0.05, across)
    dark = smoothstep(0.066, 0.062, hole) * (across > -0.03)
    ring = smoothstep(0.006, 0.004, np.abs(hole - 0.08)) * (across < 0.045)
    beside = np.abs(np.mod(across / 0.0125, 1) - 0.5)
    strings = smoothstep(0.16, 0.08, beside) * (np.abs(across) < 0.034) * (np.abs(along) < 0.42)
    waist = 0.15 + 0.05 * np.cos(along * 21)
    body = smoothstep(0.006, 0.0035, np.abs(np.abs(across) - waist)) * (np.abs(along - 0.08) < 0.25)
    frets = smoothstep(0.1, 0.05, np.abs(np.mod(along / 0.03, 1) - 0.5))
    neck = frets * (np.abs(across) < 0.04) * (along < -0.1) * (along > -0.4)
    return np.maximum(dark, 0.9 * neck), np.maximum.reduce([ring, 0.8 * strings, body])


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 2
    x, y = grid(drawn)
    hand_x = x + 0.002 * fractal(rng, x, y, 20, 2)
    hand_y = y + 0.002 * fractal(rng, x, y, 20, 2)
    facet, edge, side = _facets(rng, hand_x, hand_y, 30)
    count = int(facet.max()) + 1
    weights = np.array([3, 3, 2, 3, 2, 2, 1.2, 2, 1.2, 2, 1.2, 1.2])
    chosen = rng.choice(len(_EARTHS), count, p=weights / weights.sum())
    angle = rng.choice([0.25, 1.1, 1.75, 2.5], count).astype(np.float32)[facet]
    along = hand_x * np.cos(angle) + hand_y * np.sin(angle)
    across = hand_y * np.cos(angle) - hand_x * np.sin(angle)
    # Each facet is brushed in a direction of its own, in short dabs with visible hairs.
    own = rng.uniform(0, 90, count).astype(np.float32)[facet]
    hairs = fractal(rng, along * 2 + own, across * 14, 10, 3, 0.6)
    dabs = noise(rng, along * 3 + own, across * 7, 9)
    picture = _EARTHS[chosen][facet] * (1 + 0.15 * hairs + 0.13 * dabs)[..., None]
    # Passage: planes are dark along one side of a cut and melt away from it.
    shade = np.exp(-edge / np.float32(0.045))
    flip = rng.choice([-1.0, 1.0], count).astype(np.float32)[facet]
    lit = flip * np.sign(side)
    picture = blend(picture, colour("#231d18"), 0.62 * shade * (lit < 0))
    picture = blend(picture, colour("#f6ead0"), 0.5 * shade * (lit > 0) * (0.6 + 0.4 * dabs))
    glow = smoothstep(0.75, 0.05, np.hypot(x - 0.5, y - 0.45))
    picture = picture * (0.74 + 0.34 * glow)[..., None]
    for number in range(2):
        centre = (rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.65))
        turn = rng.choice([0.9, 1.2, 1.9, 2.3]) + np.pi * number
        # Refracted: every few facets see the instrument displaced.
        slip = (rng.normal(0, 0.02, (2, count)) * (rng.random(count) < 0.5)).astype(np.float32)
        dark, line = _strings(hand_x + slip[0][facet], hand_y + slip[1][facet], centre, turn)
        shown = (rng.random(count) < 0.75)[facet] * (0.8 + 0.2 * dabs)
        picture = blend(picture, colour("#1d1814"), 0.85 * dark * shown)
        picture = blend(picture, colour("#2a211a"), 0.8 * line * shown)
    broken = smoothstep(-0.35, 0.25, fractal(rng, x, y, 6, 3))
    picture = blend(picture, colour("#1c1713"), 0.85 * broken * smoothstep(0.0032, 0.0012, edge))
    weave = np.sin(x * np.float32(2 * np.pi * 128)) + np.sin(y * np.float32(2 * np.pi * 128))
    canvas = paper(rng, drawn, 0.07) + 0.018 * weave
    return to_image(picture * canvas[..., None], size)


STYLE = ArtStyle("cubist", "Cubism", draw)
