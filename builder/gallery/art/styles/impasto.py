"""Impasto: a low sun over fields in thick strokes of unmixed colour, lit from the side."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from builder.gallery.art.canvas import (
    blend,
    blurred,
    gradient,
    ink,
    palette,
    relief,
    to_array,
    to_image,
)
from builder.gallery.art.fields import Field, fractal, grid, scattered, smoothstep
from builder.gallery.art.style import ArtStyle

_SKY = palette("#fffbe8", "#ffe9a8", "#bfe4ea", "#58b4dc", "#2277b8", "#1f3f8a")
_FIELD = palette("#ffe07a", "#f4a23a", "#e2583a", "#c23a6a", "#2f6a8a", "#1f2f5a")
_SCENE = 256

# A style network sees the picture at 256 pixels: narrower strokes than these become a tone.
_LAYERS = ((1 / 16, 0.052, 0.2), (1 / 24, 0.036, 0.14), (1 / 26, 0.026, 0.1))
"""Of each layer of paint, the first below: spacing, width and length of its strokes."""


def _scene(rng: np.random.Generator) -> tuple[Field, Field]:
    """Colours to paint, and the direction of the brush at each of 256 x 256 places."""
    x, y = grid(_SCENE)
    horizon = 0.62 + 0.07 * fractal(rng, x, x * 0 + 0.5, 2.4, 3)
    drift = fractal(rng, x, y, 2, 2) * 0.9
    dx, dy = x - rng.uniform(0.3, 0.7), y - rng.uniform(0.2, 0.3)
    from_sun = np.hypot(dx, dy) + 1e-4
    whirl = 5 * np.exp(-((from_sun / 0.33) ** 2)) / from_sun
    flow_x, flow_y = np.cos(drift) - whirl * dy, 0.8 * np.sin(drift) + whirl * dx
    glow = 1.15 * from_sun + 0.22 * fractal(rng, x, y, 4, 3)
    land = smoothstep(-0.006, 0.006, y - horizon)
    furrows = (y - horizon) / 0.38 + 0.45 * fractal(rng, x * 0.7, y * 3, 5, 3)
    picture = blend(
        gradient(_SKY, np.clip(glow, 0, 1)), gradient(_FIELD, np.clip(furrows, 0, 1)), land
    )
    slope = np.gradient(horizon, axis=1) * _SCENE + 0.7 * fractal(rng, x, y, 4, 2)
    flow_x, flow_y = np.where(land > 0.5, 1, flow_x), np.where(land > 0.5, slope, flow_y)
    return picture, np.arctan2(flow_y, flow_x)


def _stroke(direction: Field, start: Field, length: float) -> Field:
    """Points along the flow from `start`, in unit coordinates, [6, 2]."""
    points = [np.asarray(start, np.float64)]
    for _ in range(5):
        column, row = np.clip((points[-1] * _SCENE).astype(int), 0, _SCENE - 1)
        angle = direction[row, column]
        points.append(points[-1] + np.array([np.cos(angle), np.sin(angle)]) * length / 5)
    return np.array(points)


def _lay(
    rng: np.random.Generator,
    brush: ImageDraw.ImageDraw,
    ridge: ImageDraw.ImageDraw,
    points: Field,
    width: float,
    load: Field,
    size: int,
) -> None:
    """Draw one stroke bristle by bristle: its colours, and how thick the paint lies."""
    normal = np.gradient(points, axis=0)[:, ::-1] * (-1, 1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    bristles = max(4, round(width * 220))
    thick = max(1, round(width / bristles * size * 1.5))
    for side in np.linspace(-1, 1, bristles):
        path = (points + normal * side * width / 2) * size
        line = [tuple(point) for point in path[: rng.integers(4, 7)]]
        # One flank lies in the stroke's own shade, and paint piles up along both.
        shaded = 1 - 0.45 * max(0, side) ** 4
        brush.line(line, fill=ink((load + rng.normal(0, 0.03)) * shaded), width=thick)
        pile = 110 + 110 * side**2 + rng.normal(0, 28)
        ridge.line(line, fill=int(np.clip(pile, 0, 255)), width=thick)


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    scene, direction = _scene(rng)
    drawn = 2 * size
    canvas = to_image(scene * np.float32(0.6), _SCENE).resize((drawn, drawn))
    thickness = Image.new("L", (drawn, drawn), 40)
    brush, ridge = ImageDraw.Draw(canvas), ImageDraw.Draw(thickness)
    for spacing, width, length in _LAYERS:
        for place in scattered(rng, spacing, 1.2):
            column, row = np.clip((place * _SCENE).astype(int), 0, _SCENE - 1)
            load = scene[row, column] * rng.uniform(0.75, 1.25) + rng.normal(0, 0.08, 3)
            points = _stroke(direction, place, length * rng.uniform(0.6, 1.3))
            _lay(rng, brush, ridge, points, width, load, drawn)
    light = relief(blurred(to_array(thickness), drawn / 500), 2.6)
    picture = to_array(canvas) * (1 + 0.7 * light)[..., None]
    return to_image(picture + 0.2 * np.clip(light - 0.35, 0, 1)[..., None], size)


STYLE = ArtStyle("impasto", "Impasto", draw)
