"""Ink wash: bamboo in loaded strokes before ranges of blue-green washes and a red sun."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from builder.gallery.art.canvas import blend, blurred, colour, paper, to_array, to_image
from builder.gallery.art.fields import Field, fractal, grid, smoothstep, warp
from builder.gallery.art.style import ArtStyle

_SHEET, _WASH, _INK, _SUN = (colour(code) for code in ("#f6efdf", "#2f5f6f", "#0e1016", "#c8281e"))
_RANGES = 4


def _path(start: tuple[float, float], angle: float, bend: float, length: float) -> Field:
    """Points along an arc that turns by `bend`, in unit coordinates, [n, 2]."""
    turned = angle + bend * np.linspace(0, 1, 24)
    steps = np.stack([np.cos(turned), np.sin(turned)], axis=1) * length / 24
    return np.array(start) + np.cumsum(steps, axis=0)


def _stroke(
    rng: np.random.Generator, brush: ImageDraw.ImageDraw, size: int, points: Field, widths: Field
) -> None:
    """One stroke of a loaded brush, hair by hair; some hairs run dry before its end."""
    normal = np.gradient(points, axis=0)[:, ::-1] * (-1, 1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    hairs = max(6, round(float(widths.max()) * 500))
    thick = max(1, round(float(widths.max()) * size / hairs * 1.6))
    for side in np.linspace(-0.5, 0.5, hairs):
        end = len(points) if rng.random() < 0.6 else int(len(points) * rng.uniform(0.5, 1))
        path = (points + normal * (side * widths)[:, None]) * size
        tone = int(np.clip(rng.normal(220, 36), 70, 255))
        brush.line([tuple(point) for point in path[:end]], fill=tone, width=thick)


def _bamboo(rng: np.random.Generator, brush: ImageDraw.ImageDraw, size: int, foot: float) -> None:
    """A culm of several joints from the lower edge up, with twigs and leaves."""
    point, lean, width = (foot, 1.03), rng.normal(-np.pi / 2, 0.12), rng.uniform(0.03, 0.052)
    while point[1] > 0.02:
        length = rng.uniform(0.17, 0.24)
        joint = _path(point, lean, rng.normal(0, 0.05), length)
        swell = 1 + 0.35 * np.abs(np.linspace(-1, 1, len(joint))) ** 6
        _stroke(rng, brush, size, joint, width * swell)
        tip = joint[-1] + 0.012 * np.array([np.cos(lean), np.sin(lean)])
        point, lean, width = (float(tip[0]), float(tip[1])), lean + rng.normal(0, 0.05), width * 0.9
        if point[1] < 0.75:
            for _ in range(2):
                _twig(rng, brush, size, point, rng.choice([-1, 1]))


def _twig(
    rng: np.random.Generator,
    brush: ImageDraw.ImageDraw,
    size: int,
    start: tuple[float, float],
    side: int,
) -> None:
    twig = _path(start, -np.pi / 2 + side * rng.uniform(0.6, 1.2), side * 0.5, 0.11)
    _stroke(rng, brush, size, twig, np.full(len(twig), 0.008))
    for at in rng.integers(8, len(twig), 4):
        droop = np.pi / 2 - side * rng.uniform(0.1, 1.3)
        leaf = _path(tuple(twig[at]), droop, side * rng.normal(0, 0.3), rng.uniform(0.1, 0.17))
        # A leaf is pressed to its full width at once and lifted to a point.
        body = np.sin(np.pi * np.linspace(0.06, 1, len(leaf)) ** 0.6)
        _stroke(rng, brush, size, leaf, rng.uniform(0.022, 0.034) * body)


def _washes(rng: np.random.Generator, sheet: Field, x: Field, y: Field) -> Field:
    """Ranges of hills, each dark at its ridge and dissolving downwards into mist."""
    bent_x, bent_y = warp(rng, x, y, 6, 0.03, 4)
    for number in range(_RANGES):
        nearness = number / (_RANGES - 1)
        peaks = fractal(rng, bent_x + 9 * number, bent_x * 0 + 0.5, 1.8, 4, 0.5)
        depth = bent_y - (0.38 + 0.17 * number - 0.2 * (0.3 + peaks))
        fade = np.exp(-np.clip(depth, 0, 1) / np.float32(0.1 + 0.05 * number))
        grain = 1 + 0.35 * fractal(rng, x, y, 18, 4)
        # Water carries ink to the drying edge.
        edge = 0.5 * np.exp(-np.abs(depth - 0.006) / np.float32(0.006)) * (depth > -0.01)
        laid = smoothstep(-0.003, 0.012, depth) * fade * grain + edge
        strength = 0.5 + 0.5 * (number + 1) / _RANGES
        sheet = blend(
            sheet, _WASH * np.float32(1 - 0.45 * nearness), np.clip(laid * strength, 0, 1)
        )
    return sheet


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 2
    x, y = grid(drawn)
    picture = _washes(rng, _SHEET * paper(rng, drawn, 0.06)[..., None], x, y)
    left = rng.random() < 0.5
    sun_x = rng.uniform(0.62, 0.78) if left else rng.uniform(0.22, 0.38)
    from_sun = np.hypot(x - sun_x, y - 0.2) + 0.006 * fractal(rng, x, y, 14, 3)
    picture = blend(picture, _SUN, 0.92 * smoothstep(0.092, 0.086, from_sun))
    layer = Image.new("L", (drawn, drawn), 0)
    for foot in rng.uniform(0.06, 0.2) + np.array([0, 0.14, 0.3]):
        _bamboo(rng, ImageDraw.Draw(layer), drawn, float(foot if left else 1 - foot))
    strokes = to_array(layer)
    # Wet paper: ink creeps a little way out of each stroke.
    bleed = blurred(strokes, drawn * 0.008)
    return to_image(blend(picture, _INK, np.clip(0.97 * strokes + 0.3 * bleed, 0, 1)), size)


STYLE = ArtStyle("ink-wash", "Ink wash", draw)
