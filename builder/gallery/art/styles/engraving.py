"""Engraving: spheres on a rippling cloth in swelling, crossing lines of sepia ink."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, colour, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, noise, smoothstep
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

_LIGHT = np.array([-0.55, -0.6, 0.58], np.float32)


class _Surface:
    """What lies under each pixel: its brightness, and two coordinates that hug its shape."""

    def __init__(self, light: Field, along: Field, across: Field) -> None:
        self.light, self.along, self.across = light, along, across

    def cover(self, other: _Surface, where: NDArray[np.bool_]) -> None:
        for name in ("light", "along", "across"):
            setattr(self, name, np.where(where, getattr(other, name), getattr(self, name)))


def _cloth(rng: np.random.Generator, x: Field, y: Field) -> _Surface:
    tilt = rng.uniform(-0.6, 0.6)
    folds = x * np.cos(tilt) + y * np.sin(tilt)
    height = 0.05 * np.sin(2 * np.pi * (folds * 2.4 + 0.9 * fractal(rng, x, y, 1.6, 2)))
    height = height + 0.05 * fractal(rng, x, y, 2.5, 3)
    rise_y, rise_x = np.gradient(height * np.float32(x.shape[0]))
    light = 0.58 - 0.62 * (rise_x * 0.75 + rise_y * 0.75)
    light = light + 0.25 * smoothstep(0.9, 0.1, np.hypot(x - 0.3, y - 0.2)) - 0.12
    return _Surface(light, (y + 1.3 * height) * 19, (x + 0.8 * y + 1.5 * height) * 19)


def _sphere(
    x: Field, y: Field, centre: tuple[float, float], radius: float, spin: float
) -> _Surface:
    u, v = (x - centre[0]) / radius, (y - centre[1]) / radius
    depth = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    light = u * _LIGHT[0] + v * _LIGHT[1] + depth * _LIGHT[2]
    # Light thrown back by the cloth keeps the dark side's rim apart from the ground.
    bounce = 0.2 * smoothstep(0.75, 1.0, np.hypot(u, v)) * smoothstep(-0.1, 0.8, v * 0.7 + u * 0.7)
    gleam = smoothstep(0.86, 0.97, light)
    along = u * np.cos(spin) + v * np.sin(spin)
    across = v * np.cos(spin) - u * np.sin(spin)
    lines = 20 * radius
    # Meridians of the turned sphere: they crowd together towards its sides.
    wrap_a = np.arcsin(np.clip(along / np.sqrt(np.maximum(1 - across**2 * 0.82, 0.02)), -1, 1))
    wrap_b = np.arcsin(np.clip(across / np.sqrt(np.maximum(1 - along**2 * 0.82, 0.02)), -1, 1))
    tone = np.clip(0.12 + 0.8 * light, 0.06, 1) + bounce + gleam
    return _Surface(tone, wrap_a * lines, wrap_b * lines)


def _spheres(rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Centres and radii, the farthest first; each keeps clear of the others."""
    placed: list[tuple[float, float, float]] = []
    for radius in (0.26, 0.19, 0.14, 0.11, 0.09):
        for _ in range(60):
            x, y = rng.uniform(radius + 0.05, 0.95 - radius, 2)
            if all(np.hypot(x - ox, y - oy) > 0.93 * (radius + other) for ox, oy, other in placed):
                placed.append((float(x), float(y), radius))
                break
    return sorted(placed, key=lambda sphere: sphere[1] + sphere[2])


def _hatch(coordinate: Field, darkness: Field, rough: Field) -> Field:
    """Lines along whole numbers of `coordinate`, as thick as `darkness` (0 to 1) asks."""
    steep_y, steep_x = np.gradient(coordinate)
    pixel = np.hypot(steep_x, steep_y)
    from_line = np.abs(coordinate - np.round(coordinate))
    half = np.clip(darkness, 0, 1) * np.float32(0.42) * (1 + 0.18 * rough)
    line = np.clip((half - from_line) / np.maximum(pixel, 1e-4) + 0.5, 0, 1)
    # Where lines crowd beyond what can be told apart, their average tone stands in.
    crowded = smoothstep(0.35, 0.6, pixel)
    return (line * (1 - crowded) + 2 * half * crowded) * (darkness > 0.02)


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = 2 * size
    x, y = grid(drawn)
    surface = _cloth(rng, x, y)
    outline = np.zeros_like(x)
    for centre_x, centre_y, radius in _spheres(rng):
        shadow = np.hypot((x - centre_x - 0.55 * radius) / 1.25, y - centre_y - 0.75 * radius)
        surface.light = surface.light - 0.62 * smoothstep(1.1 * radius, 0.7 * radius, shadow)
        distance = np.hypot(x - centre_x, y - centre_y)
        ball = _sphere(x, y, (centre_x, centre_y), radius, rng.uniform(0, np.pi))
        surface.cover(ball, distance < radius)
        outline = np.where(distance < radius, 0, outline)
        outline = np.maximum(outline, smoothstep(0.0022, 0.0008, np.abs(distance - radius)))
    rough = fractal(rng, x, y, 60, 2)
    dark = 1 - surface.light + 0.05 * rough
    lines = _hatch(surface.along, 0.14 + 0.6 * dark, rough)
    lines = np.maximum(lines, _hatch(surface.across, 0.9 * (dark - 0.4), rough))
    diagonal = (surface.along + surface.across) * np.float32(0.75)
    lines = np.maximum(lines, _hatch(diagonal, 0.8 * (dark - 0.72), rough))
    lines = np.maximum(lines, outline)
    # Dots flick out of the lines in the half-lights.
    dots = np.hypot(
        surface.along - np.floor(surface.along) - 0.5, surface.across - np.round(surface.across)
    )
    flick = smoothstep(0.17, 0.11, dots) * smoothstep(0.12, 0.3, dark) * smoothstep(0.5, 0.36, dark)
    lines = np.maximum(lines, flick)
    margin = np.maximum(np.abs(x - 0.5), np.abs(y - 0.5))
    lines = np.where(margin > 0.468, 0, lines)
    lines = np.maximum(lines, smoothstep(0.0022, 0.0012, np.abs(margin - 0.47)))
    sheet = colour("#f1e8d3") * paper(rng, drawn, 0.05)[..., None]
    plate_tone = 0.06 + 0.05 * fractal(rng, x, y, 3)
    sheet = sheet * (1 - plate_tone * (margin < 0.47))[..., None]
    inked = lines * (0.93 + 0.06 * noise(rng, x, y, 60))
    return to_image(blend(sheet, colour("#2a1a12"), inked), size)


STYLE = ArtStyle("engraving", "Engraving", draw)
