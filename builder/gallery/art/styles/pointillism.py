"""Pointillism: a river bank in small touches of unmixed colour."""

from __future__ import annotations

import colorsys

import numpy as np
from PIL import Image, ImageDraw

from builder.gallery.art.canvas import blend, colour, gradient, ink, palette, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, scattered, smoothstep
from builder.gallery.art.style import ArtStyle

_SKY = palette("#4f7fd0", "#8fb4ea", "#d8c6ea", "#f9c9b4", "#f6a56f")
_RIVER = palette("#f2b48a", "#c09ac8", "#4f74c0", "#27489a")
_MEADOW = palette("#f0c05a", "#d8894a", "#7f9a4a", "#2f6a6a")


def _scene(rng: np.random.Generator, size: int) -> Field:
    """What the painter looks at: sky, far bank, river, meadow and trees."""
    x, y = grid(size)
    horizon = rng.uniform(0.38, 0.46)
    sun_x = rng.uniform(0.25, 0.75)
    picture = gradient(_SKY, np.clip(y / horizon + 0.08 * fractal(rng, x, y, 4), 0, 1))
    clouds = smoothstep(0.1, 0.6, fractal(rng, x, y * 2.5, 3, 5)) * smoothstep(horizon, 0.1, y)
    picture = blend(picture, colour("#fbeee0"), clouds * 0.8)
    glow = np.exp(-(((x - sun_x) / 0.13) ** 2) - ((y - horizon + 0.07) / 0.1) ** 2)
    picture = blend(picture, colour("#fff0b0"), glow)
    depth = np.clip((y - horizon) / (1 - horizon), 0, 1)
    ripples = fractal(rng, x * 0.6, y * 4, 9, 3) * 0.16
    river = gradient(_RIVER, np.clip(depth * 1.15 + ripples, 0, 1))
    streak = np.exp(-(((x - sun_x) / (0.05 + 0.12 * depth)) ** 2)) * (0.55 + 1.5 * ripples)
    river = blend(river, colour("#ffe7a0"), np.clip(streak, 0, 1))
    picture = np.where((y > horizon)[..., None], river, picture)
    far = horizon - 0.045 - 0.05 * fractal(rng, x, x * 0 + 0.3, 4)
    hill = gradient(palette("#7d78b5", "#5a6aa8", "#4d7a86"), (y - far) / 0.09)
    picture = np.where(((y > far) & (y < horizon + 0.012))[..., None], hill, picture)
    slant = rng.choice([-1, 1]) * 0.34
    bank = 0.74 + slant * (x - 0.5) + 0.07 * fractal(rng, x, y * 0 + 0.7, 3)
    lit = (y - bank) / 0.4 + 0.3 * fractal(rng, x, y, 7)
    picture = np.where((y > bank)[..., None], gradient(_MEADOW, np.clip(lit, 0, 1)), picture)
    high = 1 if slant < 0 else 0
    for number in range(4):
        centre_x = abs(high - rng.uniform(0.02, 0.12) - 0.13 * number)
        picture = _tree(rng, picture, x, y, centre_x, rng.uniform(0.3, 0.42) - 0.045 * number)
    return picture


def _tree(
    rng: np.random.Generator, picture: Field, x: Field, y: Field, trunk_x: float, top: float
) -> Field:
    crown_y, width, height = top + 0.05, rng.uniform(0.09, 0.13), rng.uniform(0.2, 0.27)
    trunk = smoothstep(0.014, 0.008, np.abs(x - trunk_x + 0.01 * np.sin(y * 16)))
    trunk = trunk * (y > crown_y) * (y < 0.86)
    picture = blend(picture, colour("#5a3f6e"), trunk)
    ragged = fractal(rng, x, y, 10, 4) * 0.35
    inside = 1 - np.hypot((x - trunk_x) / width, (y - crown_y) / height) + ragged
    light = (trunk_x - x) / width * 0.3 + (crown_y - y) / height * 0.4 + 0.5 + ragged
    leaves = gradient(
        palette("#27356e", "#3a6a6c", "#c8603c", "#f0a840", "#f6d27a"), np.clip(light, 0, 1)
    )
    return blend(picture, leaves, smoothstep(0, 0.1, inside))


def _touch(rng: np.random.Generator, local: Field) -> tuple[int, int, int]:
    """One dab: the local colour purified, or its neighbour or its opposite on the colour wheel."""
    hue, light, saturation = colorsys.rgb_to_hls(*map(float, local))
    choice = rng.random()
    if choice < 0.16:
        hue, saturation, light = hue + 0.5, 0.45, light * 0.9 + 0.06
    elif choice < 0.5:
        hue, saturation = hue + rng.choice([-0.09, 0.09]), saturation * 1.05 + 0.06
    else:
        hue, saturation = hue + rng.normal(0, 0.025), saturation * 1.15 + 0.05
    light += rng.normal(0, 0.075)
    return ink(colorsys.hls_to_rgb(hue % 1, min(max(light, 0.08), 0.95), min(saturation, 1)))


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    scene = _scene(rng, 256)
    drawn = 2 * size
    canvas = Image.new("RGB", (drawn, drawn), ink(colour("#e9dcc0")))
    brush = ImageDraw.Draw(canvas)
    for spacing, radius in ((1 / 36, 0.022), (1 / 50, 0.0138), (1 / 58, 0.0092)):
        for point_x, point_y in scattered(rng, spacing, 1.3):
            row, column = np.clip((int(point_y * 256), int(point_x * 256)), 0, 255)
            width = radius * rng.uniform(0.75, 1.2) * drawn
            height = width * rng.uniform(0.7, 1.0)
            left, top = point_x * drawn, point_y * drawn
            box = (left - width, top - height, left + width, top + height)
            brush.ellipse(box, fill=_touch(rng, scene[row, column]))
    painted = np.asarray(canvas.resize((size, size), Image.Resampling.LANCZOS), np.float32) / 255
    return to_image(painted * paper(rng, size, 0.06)[..., None], size)


STYLE = ArtStyle("pointillism", "Pointillism", draw)
