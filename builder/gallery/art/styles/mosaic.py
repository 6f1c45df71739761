"""Mosaic: a round pavement of small stones set in circles, in the Roman manner."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from builder.gallery.art.canvas import blurred, colour, ink, palette, relief, to_array, to_image
from builder.gallery.art.fields import fractal, grid
from builder.gallery.art.style import ArtStyle

_STONE = {
    "white": palette("#efe6d2", "#e4d8bd", "#f6efe0"),
    "black": palette("#26252a", "#34313a", "#1d2430"),
    "red": palette("#a23a2a", "#b9503a", "#8c2d25"),
    "ochre": palette("#d79c3c", "#e6b65a", "#c4832c"),
    "green": palette("#3f6f5a", "#5a8a6c", "#2f5a50"),
    "blue": palette("#2c5b86", "#3f7aa8", "#1f4268"),
    "gold": palette("#f0cf6a", "#f7e08f", "#d9ad3d"),
    "rose": palette("#d8a08a", "#c98a77", "#e4b8a2"),
}


class _Pavement:
    """The design: which stone lies at a distance and an angle from the centre."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rays = int(rng.choice([8, 10, 12]))
        self._knots = int(rng.choice([6, 7, 8]))
        order = rng.permutation(["red", "green", "blue"])
        self._first, self._second, self._third = (str(name) for name in order)

    def stone(self, radius: float, angle: float) -> str:
        turn = angle / (2 * np.pi)
        if radius < 0.165:
            return self._star(radius, turn)
        if radius < 0.185:
            return "black"
        if radius < 0.275:
            return self._braid((radius - 0.23) / 0.045, turn)
        if radius < 0.295:
            return "black"
        if radius < 0.395:
            return self._scales((radius - 0.295) / 0.1, turn)
        if radius < 0.455:
            return self._running_wave((radius - 0.425) / 0.03, turn)
        return self._corner(radius, turn)

    def _star(self, radius: float, turn: float) -> str:
        ray = abs((turn * self._rays) % 1 - 0.5) * 2
        reach = 0.05 + 0.1 * ray**1.3
        if radius < 0.03:
            return "gold"
        if radius < reach * 0.55:
            return "ochre"
        if radius < reach:
            return self._first
        return "black" if radius < reach + 0.011 else "white"

    def _braid(self, across: float, turn: float) -> str:
        """Two strands that pass over and under each other."""
        phase = turn * self._knots * np.pi
        for strand, name in ((0, self._second), (np.pi / 2, self._first)):
            near = across - 0.62 * np.sin(phase + strand)
            over = np.cos(phase * 1 + strand) > 0
            if abs(near) < 0.2:
                return "white" if abs(near) < 0.07 and over else name
            if abs(near) < 0.33:
                return "ochre"
        return "black"

    def _scales(self, across: float, turn: float) -> str:
        place = (turn * self._rays * 2) % 1 - 0.5
        reach = np.hypot(place * 1.95, across)
        if reach > 1:
            return "black" if reach < 1.13 else "ochre"
        return (self._third, "white", "rose", self._second)[min(int((1 - reach) * 4), 3)]

    def _running_wave(self, across: float, turn: float) -> str:
        place = (turn * self._knots * 3) % 1
        crest = 1.5 * (place - 0.5) + 0.85 * np.sin(2 * np.pi * place)
        return self._third if across < crest else "white"

    def _corner(self, radius: float, turn: float) -> str:
        if radius < 0.475:
            return "black"
        if radius < 0.5:
            return "ochre"
        if radius < 0.515:
            return "black"
        leaf = np.hypot(((turn * 4) % 1 - 0.5) * 4.2, (radius - 0.6) / 0.075)
        if leaf < 0.45:
            return "gold"
        if leaf < 0.8:
            return "red"
        return "green" if leaf < 1.05 else "white"


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    design = _Pavement(rng)
    drawn = 2 * size
    grout = Image.new("RGB", (drawn, drawn), ink(colour("#6b6257")))
    height = Image.new("L", (drawn, drawn), 0)
    brush, lift = ImageDraw.Draw(grout), ImageDraw.Draw(height)
    step = 0.0165
    for ring in range(int(0.72 / step)):
        radius = (ring + 0.5) * step
        count = max(4, round(2 * np.pi * radius / (step * 1.08)))
        start = rng.random()
        for number in range(count):
            angle = 2 * np.pi * (number + start + rng.normal(0, 0.06)) / count
            middle = radius + rng.normal(0, step * 0.05)
            shades = _STONE[design.stone(radius, angle)]
            tone = shades[rng.integers(len(shades))] * rng.uniform(0.86, 1.12)
            corners = _corners(rng, middle, angle, step) * drawn
            stone = [tuple(corner) for corner in corners]
            brush.polygon(stone, fill=ink(tone + rng.normal(0, 0.015, 3)))
            lift.polygon(stone, fill=int(rng.uniform(120, 255)))
    return to_image(_weathered(rng, grout, height), size)


def _corners(rng: np.random.Generator, radius: float, angle: float, step: float) -> np.ndarray:
    """The four corners of a roughly square stone, in unit coordinates."""
    half = step * rng.uniform(0.4, 0.46, 2)
    tilt = angle + rng.normal(0, 0.07)
    outward = np.array([np.cos(tilt), np.sin(tilt)])
    onward = np.array([-outward[1], outward[0]])
    centre = 0.5 + radius * np.array([np.cos(angle), np.sin(angle)])
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    square = signs * half + rng.normal(0, step * 0.055, (4, 2))
    return centre + square[:, :1] * outward + square[:, 1:] * onward


def _weathered(rng: np.random.Generator, stones: Image.Image, height: Image.Image) -> np.ndarray:
    drawn = stones.width
    x, y = grid(drawn)
    light = relief(blurred(to_array(height), drawn / 640), 3.2)
    polish = 1 + 0.1 * fractal(rng, x, y, 4, 3) + 0.08 * fractal(rng, x, y, 90, 2)
    return to_array(stones) * (polish * (1 + 0.4 * light))[..., None]


STYLE = ArtStyle("mosaic", "Mosaic", draw)
