"""Impasto: thick brush strokes that follow a whirling night sky, lit from the side."""

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

_NIGHT = palette("#0d1c4a", "#173a86", "#2c67b0", "#5c9cc4", "#b7d3b2")
_STAR = palette("#fff3b8", "#f8d24a", "#e9a021", "#8fae7a")
_FIELD = palette("#16302e", "#2c5a34", "#6d8a2f", "#c9a52f", "#e0c25a")
_SCENE = 256


def _scene(rng: np.random.Generator) -> tuple[Field, Field]:
    """Colours to paint, and the direction of the brush at each of 256 x 256 places."""
    x, y = grid(_SCENE)
    horizon = 0.72 + 0.09 * fractal(rng, x, x * 0 + 0.5, 2.4, 3)
    drift = fractal(rng, x, y, 2.2, 2) * 0.9
    flow_x, flow_y = np.cos(drift), np.sin(drift) * 0.8
    bright = 0.38 + 0.4 * fractal(rng, x, y, 4, 3) - 0.25 * (0.5 - y)
    stars = [
        (star_x, star_y * 0.66, rng.uniform(0.022, 0.055))
        for star_x, star_y in scattered(rng, 1 / 4, 0.7)
        if 0.05 < star_x < 0.95 and 0.07 < star_y < 0.85
    ]
    picture = gradient(_NIGHT, np.clip(bright, 0, 1))
    for star_x, star_y, radius in stars:
        dx, dy = x - star_x, y - star_y
        distance = np.hypot(dx, dy) + 1e-4
        pull = np.exp(-((distance / (3.2 * radius)) ** 2)) * 5
        spin = rng.choice([-1, 1])
        flow_x = flow_x - spin * pull * dy / distance
        flow_y = flow_y + spin * pull * dx / distance
        rings = 0.07 * np.sin(distance / radius * 7)
        glow = np.clip(distance / (2.6 * radius) + rings, 0, 1)
        halo = smoothstep(2.7 * radius, 0.9 * radius, distance)
        picture = blend(picture, gradient(_STAR, glow), halo)
    land = smoothstep(-0.006, 0.006, y - horizon)
    furrows = (y - horizon) / 0.3 + 0.3 * fractal(rng, x, y * 3, 5, 3)
    picture = blend(picture, gradient(_FIELD, np.clip(0.9 - furrows, 0, 1)), land)
    slope = np.gradient(horizon, axis=1) * _SCENE
    flow_x = np.where(land > 0.5, 1, flow_x)
    flow_y = np.where(land > 0.5, slope + 0.5 * fractal(rng, x, y, 4, 2), flow_y)
    picture, flow_x, flow_y = _cypress(rng, x, y, picture, flow_x, flow_y)
    return picture, np.arctan2(flow_y, flow_x)


def _cypress(
    rng: np.random.Generator, x: Field, y: Field, picture: Field, flow_x: Field, flow_y: Field
) -> tuple[Field, Field, Field]:
    foot_x = rng.choice([0.12, 0.88]) + rng.uniform(-0.03, 0.03)
    up = np.clip((1.02 - y) / 0.86, 0, 1)
    sway = 0.025 * np.sin(up * 9)
    width = 0.085 * (1 - up) ** 0.7 * (0.55 + 0.45 * np.sin(up * 12 + 1) ** 2)
    inside = smoothstep(0.006, -0.006, np.abs(x - foot_x - sway) - width) * (up < 0.99)
    shade = 0.35 + 0.6 * fractal(rng, x * 4, y, 5, 3)
    leaves = gradient(palette("#0b1413", "#14301f", "#2f4a22", "#6b4a22"), np.clip(shade, 0, 1))
    flame = 0.6 * np.sin(up * 22 + (x - foot_x) * 40)
    tree = inside > 0.5
    return blend(picture, leaves, inside), np.where(tree, flame, flow_x), np.where(tree, -1, flow_y)


def _stroke(direction: Field, start: Field, length: float) -> list[tuple[float, float]]:
    """Points along the flow from `start`, in unit coordinates."""
    points = [(float(start[0]), float(start[1]))]
    x, y = points[0]
    for _ in range(5):
        row, column = (min(max(int(v * _SCENE), 0), _SCENE - 1) for v in (y, x))
        angle = direction[row, column]
        x, y = x + np.cos(angle) * length / 5, y + np.sin(angle) * length / 5
        points.append((x, y))
    return points


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    scene, direction = _scene(rng)
    drawn = 2 * size
    canvas = to_image(scene * np.float32(0.8), _SCENE).resize((drawn, drawn))
    thickness = Image.new("L", (drawn, drawn), 40)
    brush, ridge = ImageDraw.Draw(canvas), ImageDraw.Draw(thickness)
    for spacing, width, length in (
        (1 / 30, 0.028, 0.12),
        (1 / 42, 0.018, 0.085),
        (1 / 50, 0.011, 0.05),
    ):
        bristles = max(4, round(width * 300))
        for place in scattered(rng, spacing, 1.2):
            row, column = (min(max(int(v * _SCENE), 0), _SCENE - 1) for v in place[::-1])
            load = scene[row, column] * rng.uniform(0.86, 1.16) + rng.normal(0, 0.025, 3)
            points = np.array(_stroke(direction, place, length * rng.uniform(0.6, 1.3)))
            normal = np.gradient(points, axis=0)[:, ::-1] * (-1, 1)
            normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
            for bristle in range(bristles):
                across = (bristle / (bristles - 1) - 0.5) * width
                path = (points + normal * across) * drawn
                path = [tuple(point) for point in path[: rng.integers(4, 7)]]
                thick = max(1, round(width / bristles * drawn * 1.5))
                brush.line(path, fill=ink(load + rng.normal(0, 0.035)), width=thick)
                # Paint piles up along the sides of a stroke.
                pile = 110 + 110 * abs(2 * across / width) ** 2 + rng.normal(0, 28)
                ridge.line(path, fill=int(np.clip(pile, 0, 255)), width=thick)
    height = blurred(to_array(thickness), drawn / 700)
    light = relief(height, 2.6)
    picture = to_array(canvas) * (1 + 0.42 * light)[..., None]
    picture = picture + 0.2 * np.clip(light - 0.35, 0, 1)[..., None]
    return to_image(picture, size)


STYLE = ArtStyle("impasto", "Impasto", draw)
