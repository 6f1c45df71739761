"""Ink wash: mountains rising out of mist, a pine branch, a pale moon and a seal."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from builder.gallery.art.canvas import blend, blurred, colour, paper, to_array, to_image
from builder.gallery.art.fields import Field, fractal, grid, noise, smoothstep, warp
from builder.gallery.art.style import ArtStyle


def _mountain(
    rng: np.random.Generator, x: Field, y: Field, base: float, rise: float, dark: float
) -> Field:
    """Ink laid by one range: dark at the ridge, dissolving downwards into mist."""
    peaks = fractal(rng, x + np.float32(rng.uniform(0, 30)), x * 0 + 0.5, 2.1, 6, 0.52)
    ridge = base - rise * (0.35 + peaks)
    depth = y - ridge
    body = smoothstep(-0.002, 0.004 + 0.02 * (1 - dark), depth)
    fade = np.exp(-np.clip(depth, 0, 1) / np.float32(0.05 + 0.13 * dark))
    # Texture strokes run down the slopes: noise squeezed across the fall of the land.
    leaning = x + 0.35 * depth * np.sign(peaks)
    strokes = fractal(rng, leaning * 3.4 + 0.1 * peaks, depth * 0.9, 14, 4, 0.6)
    dry = smoothstep(-0.05, 0.5, strokes) * smoothstep(0.35, 0.02, depth)
    wash = 0.45 + 0.35 * fractal(rng, x, y, 4, 4)
    edge = np.exp(-np.abs(depth - 0.004) / np.float32(0.005))
    return np.clip(body * (fade * wash + 0.75 * dry * fade * dark + 0.35 * edge) * dark, 0, 1)


def _branch(rng: np.random.Generator, size: int) -> Field:
    """A pine branch from one side: coverage in [0, 1]."""
    layer = Image.new("L", (size, size), 0)
    brush = ImageDraw.Draw(layer)
    side = int(rng.choice([0, 1]))
    point = np.array([side * 1.02 - 0.01 + 0.0, rng.uniform(0.2, 0.3)])
    heading = np.pi * side + rng.uniform(-0.1, 0.35) * (1 - 2 * side)
    width = 0.017
    while width > 0.002:
        step = np.array([np.cos(heading), np.sin(heading)]) * 0.016
        ahead = point + step
        brush.line((*(point * size), *(ahead * size)), fill=235, width=max(2, int(width * size)))
        if rng.random() < 0.62:
            _needles(rng, brush, size, ahead, heading, rng.choice([-1, 1]), width)
        point, heading, width = ahead, heading + rng.normal(0, 0.2), width * 0.955
    return to_array(layer)


def _needles(
    rng: np.random.Generator,
    brush: ImageDraw.ImageDraw,
    size: int,
    start: np.ndarray,
    heading: float,
    turn: float,
    width: float,
) -> None:
    twig = heading + turn * rng.uniform(0.5, 1.1)
    end = start + np.array([np.cos(twig), np.sin(twig)]) * rng.uniform(0.02, 0.075)
    brush.line((*(start * size), *(end * size)), fill=210, width=max(2, int(width * size * 0.4)))
    for _ in range(3):
        centre = end + rng.normal(0, 0.012, 2)
        for angle in np.linspace(-np.pi * 1.05, np.pi * 0.05, 15):
            length = rng.uniform(0.024, 0.036)
            tip = centre + np.array([np.cos(angle), 0.72 * np.sin(angle)]) * length
            tone = int(rng.uniform(120, 250))
            brush.line((*(centre * size), *(tip * size)), fill=tone, width=max(1, size // 520))


def _birds(rng: np.random.Generator, size: int, centre: tuple[float, float]) -> Field:
    layer = Image.new("L", (size, size), 0)
    brush = ImageDraw.Draw(layer)
    for _ in range(7):
        x, y = np.array(centre) + rng.normal(0, (0.07, 0.03))
        span = rng.uniform(0.009, 0.016)
        for wing in (-1, 1):
            box = np.array([x + min(0, wing) * 2 * span, y, x + max(0, wing) * 2 * span, y + span])
            arc = (200, 320) if wing < 0 else (220, 340)
            brush.arc(tuple(box * size), *arc, fill=215, width=max(1, size // 340))
    return to_array(layer)


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 2
    x, y = grid(drawn)
    sheet = colour("#efe8d8") * paper(rng, drawn, 0.07)[..., None]
    moon_at = (rng.uniform(0.3, 0.7), rng.uniform(0.14, 0.24))
    from_moon = np.hypot(x - moon_at[0], y - moon_at[1])
    halo = smoothstep(0.30, 0.075, from_moon) * smoothstep(0.066, 0.072, from_moon)
    laid = 0.17 * halo + 0.06 * fractal(rng, x, y, 3)
    bent_x, bent_y = warp(rng, x, y, 28, 0.006, 4)
    ranges = 5
    for number in range(ranges):
        nearness = number / (ranges - 1)
        rise = rng.uniform(0.24, 0.36) * (1 - 0.45 * nearness)
        stain = _mountain(rng, bent_x, bent_y, 0.43 + 0.5 * nearness, rise, 0.3 + 0.7 * nearness)
        laid = laid * (1 - 0.55 * smoothstep(0, 0.4, stain)) + stain
    mist = smoothstep(0.0, 0.75, fractal(rng, x * 0.6, y * 2.4, 3, 4)) * smoothstep(0.3, 0.7, y)
    laid = laid * (1 - 0.55 * mist)
    branch = _branch(rng, drawn)
    # Wet paper: ink creeps a little way out of each stroke, and pools unevenly.
    bleed = blurred(branch, drawn * 0.006)
    laid = laid + branch * (0.75 + 0.2 * noise(rng, x, y, 40)) + 0.22 * bleed
    laid = laid + _birds(rng, drawn, (1 - moon_at[0], moon_at[1] + 0.1))
    laid = np.clip(laid * (1 + 0.16 * noise(rng, x, y, 170)), 0, 1)
    picture = blend(sheet, colour("#15181d"), 0.97 * laid)
    left, top = (0.885, 0.86) if rng.random() < 0.5 else (0.06, 0.86)
    return to_image(_sealed(rng, picture, x, y, left, top), size)


def _sealed(
    rng: np.random.Generator, picture: Field, x: Field, y: Field, left: float, top: float
) -> Field:
    """A carved red seal: strokes of paper in a worn square."""
    u, v = (x - left) / 0.055, (y - top) / 0.075
    inside = (u > 0) & (u < 1) & (v > 0) & (v < 1)
    strokes = np.zeros(x.shape, bool)
    for _ in range(7):
        at, reach = rng.uniform(0.15, 0.85), rng.uniform(0.15, 0.6)
        across, along = (u, v) if rng.random() < 0.5 else (v, u)
        strokes |= (np.abs(across - at) < 0.045) & (along > reach - 0.1) & (along < reach + 0.35)
    worn = smoothstep(-0.75, -0.2, noise(rng, x, y, 120))
    return blend(picture, colour("#b3261e"), np.float32(0.92) * inside * ~strokes * worn)


STYLE = ArtStyle("ink-wash", "Ink wash", draw)
