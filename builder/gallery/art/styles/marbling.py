"""Marbling: drops of colour on a bath, pulled into combs and swirls.

The picture is found backwards: each pixel is traced through the moves in reverse, down to the
drop it came from (the mathematical marbling of Jaffer, 2012).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, colour, palette, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, noise, scattered, smoothstep
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

_PALETTES = (
    palette("#12355b", "#f4ead5", "#c8452f", "#e8a33d", "#2a7f86", "#f4ead5", "#0b1c33"),
    palette("#3b1f4a", "#f6e7d7", "#b5374e", "#e9b44c", "#1f6f78", "#f6e7d7", "#171326"),
    palette("#0f4c4a", "#f2ead0", "#d9622b", "#f0b95a", "#7c2137", "#f2ead0", "#0c2226"),
)


def _shear(
    x: Field, y: Field, angle: float, amount: float, waves: float, phase: float
) -> tuple[Field, Field]:
    """Undo a combing: the bath slid along `angle`, back and forth in waves across it."""
    along = np.array([np.cos(angle), np.sin(angle)], np.float32)
    across = -along[1] * x + along[0] * y
    slid = np.float32(amount) * np.sin(2 * np.pi * (np.float32(waves) * across + phase))
    return x - slid * along[0], y - slid * along[1]


def _tines(
    x: Field, y: Field, angle: float, spacing: float, pull: float, phase: float
) -> tuple[Field, Field]:
    """Undo a comb: tines `spacing` apart dragged the bath along, less so between them."""
    along = np.array([np.cos(angle), np.sin(angle)], np.float32)
    across = (-along[1] * x + along[0] * y) / np.float32(spacing) + np.float32(phase)
    from_tine = np.abs(across - np.round(across)) * np.float32(spacing)
    slid = np.float32(pull) * np.exp(-from_tine / np.float32(0.16 * spacing))
    return x - slid * along[0], y - slid * along[1]


def _swirl(
    x: Field, y: Field, centre: tuple[float, float], turn: float, reach: float
) -> tuple[Field, Field]:
    dx, dy = x - np.float32(centre[0]), y - np.float32(centre[1])
    angle = -np.float32(turn) * np.exp(-(dx * dx + dy * dy) / np.float32(reach * reach))
    cos, sin = np.cos(angle), np.sin(angle)
    return centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos


def _drops(rng: np.random.Generator, x: Field, y: Field) -> tuple[NDArray[np.int32], Field]:
    """Number of the drop each pixel belongs to, and how far it lies from that drop's rim (0-1)."""
    shape = x.shape
    x, y = x.ravel().copy(), y.ravel().copy()
    owner = np.zeros(x.size, np.int32)
    rim = np.ones(x.size, np.float32)
    waiting = np.arange(x.size)
    # Drop upon drop at each place makes rings; the later ones are scattered small.
    places = np.tile(scattered(rng, 1 / 5) * 1.2 - 0.1, (5, 1))
    centres = np.concatenate([places, rng.uniform(0, 1, (60, 2))]).astype(np.float32)
    radii = rng.uniform(0.045, 0.075, len(centres)).astype(np.float32)
    radii[len(places) :] *= 0.35
    for drop in range(len(centres) - 1, -1, -1):
        dx, dy = x - centres[drop, 0], y - centres[drop, 1]
        squared, reach = dx * dx + dy * dy, radii[drop] ** 2
        inside = squared < reach
        owner[waiting[inside]] = drop + 1
        rim[waiting[inside]] = 1 - np.sqrt(squared[inside] / reach)
        # A drop pushes all that was there outwards and keeps its area: pull it back in.
        outside = ~inside
        pulled = np.sqrt(1 - reach / squared[outside])
        x = centres[drop, 0] + dx[outside] * pulled
        y = centres[drop, 1] + dy[outside] * pulled
        waiting = waiting[outside]
    # What no drop reached shows the bath, sprinkled with bands of colour before all else.
    bands = np.floor(7 * fractal(rng, x, y, 5, 3)).astype(np.int32)
    owner[waiting] = len(centres) + 1 + bands - bands.min()
    return owner.reshape(shape), rim.reshape(shape)


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 2
    x, y = grid(drawn)
    paint_x, paint_y = x, y
    turn = rng.choice([0, np.pi / 2])
    for _ in range(2):
        centre = (rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8))
        spin = rng.choice([-1, 1]) * rng.uniform(1.6, 2.8)
        paint_x, paint_y = _swirl(paint_x, paint_y, centre, spin, rng.uniform(0.13, 0.22))
    spacing = rng.uniform(0.05, 0.075)
    paint_x, paint_y = _tines(paint_x, paint_y, turn, spacing, 0.06, rng.random())
    paint_x, paint_y = _tines(paint_x, paint_y, turn + np.pi, spacing, 0.06, rng.random() + 0.5)
    paint_x, paint_y = _shear(paint_x, paint_y, turn + np.pi / 2, 0.03, 2.2, rng.random())
    paint_x, paint_y = _tines(paint_x, paint_y, turn + np.pi / 2, 0.17, 0.11, rng.random())
    paint_x = paint_x + 0.004 * fractal(rng, x, y, 14, 2)
    owner, rim = _drops(rng, paint_x, paint_y)
    colours = _PALETTES[seed % len(_PALETTES)]
    picture = colours[rng.integers(0, len(colours), owner.max() + 1)[owner]]
    # Gall in the paint: a pale line at each drop's rim, and colour thinning towards it.
    picture = blend(picture, colour("#fbf3e2"), 0.35 * smoothstep(0.05, 0.0, rim))
    picture = picture * (0.93 + 0.09 * smoothstep(0, 0.5, rim))[..., None]
    sheet = paper(rng, drawn, 0.05) + 0.05 * noise(rng, x, y, 190)
    return to_image(picture * sheet[..., None], size)


STYLE = ArtStyle("marbling", "Marbling", draw)
