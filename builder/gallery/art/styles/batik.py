"""Batik: kawung lattice and lotus rosettes, waxed out of indigo and brown, veined with cracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, colour, to_image
from builder.gallery.art.fields import Field, cracks, fractal, grid, noise, smoothstep, warp
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from PIL import Image

_WAX = colour("#f3e6c8")
_SOGA = colour("#a8642a")
_DARK = colour("#4a2413")
_INDIGO = colour("#1d2f57")
_SKY = colour("#4f78a6")


def _line(distance: Field, width: float, soft: float) -> Field:
    """A waxed line of half `width` along the zeros of `distance`."""
    return smoothstep(width + soft, width - soft, np.abs(distance))


def _kawung(cloth: Field, x: Field, y: Field, count: float, soft: float) -> Field:
    """The old court pattern: four oval fruits round each crossing of a diagonal lattice."""
    u, v = (x + y) * np.float32(count / 1.414), (y - x) * np.float32(count / 1.414)
    cell_u, cell_v = u - np.round(u), v - np.round(v)
    # One oval lies along each side of the lattice.
    lying = np.abs(cell_u) > np.abs(cell_v)
    along = np.where(lying, 0.5 - np.abs(cell_u), 0.5 - np.abs(cell_v))
    across = np.where(lying, cell_v, cell_u)
    oval = np.hypot((along - 0.235) / 0.205, across / 0.135) - 1
    cloth = blend(cloth, _WAX, smoothstep(soft * 12, -soft * 12, oval))
    cloth = blend(cloth, _SOGA, smoothstep(soft * 12, -soft * 12, oval + 0.3))
    seeds = np.hypot((np.abs(along - 0.235) - 0.06) / 0.045, across / 0.035) - 1
    cloth = blend(cloth, _DARK, smoothstep(soft * 40, -soft * 40, seeds))
    cross = np.hypot(np.abs(cell_u) - 0.5, np.abs(cell_v) - 0.5)
    cloth = blend(cloth, _WAX, smoothstep(0.055 + soft * 6, 0.055 - soft * 6, cross))
    centre = np.hypot(cell_u, cell_v)
    return blend(cloth, _SKY, smoothstep(0.045 + soft * 6, 0.045 - soft * 6, centre))


def _lotus(
    cloth: Field, x: Field, y: Field, centre: tuple[float, float], radius: float, petals: int
) -> Field:
    """A round flower of three rings of petals, ringed by wax dots, laid over the lattice."""
    dx, dy = (x - centre[0]) / radius, (y - centre[1]) / radius
    distance, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
    soft = 0.0016 / radius
    cloth = blend(cloth, _INDIGO, smoothstep(1.17 + soft, 1.17 - soft, distance))
    beads = 2 * np.pi / (petals * 4)
    along = (np.mod(angle / beads, 1) - 0.5) * beads * 1.09
    spots = np.hypot(along, distance - 1.09)
    cloth = blend(cloth, _WAX, smoothstep(0.034 + soft, 0.034 - soft, spots))
    cloth = blend(cloth, _WAX, _line(distance - 1.17, 0.012, soft))
    rings = ((1.0, 0, _SOGA, 0.42), (0.74, 0.5, _SKY, 0.42), (0.48, 0, _SOGA, 0.4))
    for reach, turn, dye, base in rings:
        turned = angle * petals / (2 * np.pi) + turn
        sector = np.abs(turned - np.round(turned)) * 2
        inward = np.clip((distance / reach - base) / (1 - base), 0, 1.2)
        petal = sector - np.sqrt(np.clip(1 - inward**2.6, 0, 1)) * 0.93
        petal = np.where(distance > reach, 1, petal)
        edge = soft * 3
        cloth = blend(cloth, _WAX, smoothstep(edge, -edge, petal))
        cloth = blend(cloth, dye, smoothstep(edge, -edge, petal + 0.17))
        veins = np.abs(np.mod(turned * 10 + 0.5, 1) - 0.5)
        vein = smoothstep(0.16, 0.08, veins) * smoothstep(-0.25, -0.35, petal) * (inward < 0.8)
        cloth = blend(cloth, _WAX, vein * 0.9)
    cloth = blend(cloth, _DARK, smoothstep(0.24 + soft, 0.24 - soft, distance))
    stamen = np.hypot(np.mod(dx * 14, 1) - 0.5, np.mod(dy * 14, 1) - 0.5)
    cloth = blend(cloth, _WAX, smoothstep(0.32, 0.24, stamen) * (distance < 0.2))
    return blend(cloth, _WAX, _line(distance - 0.24, 0.014, soft))


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 2
    x, y = grid(drawn)
    hand_x, hand_y = warp(rng, x, y, 5, 0.007, 3)
    hand_x, hand_y = warp(rng, hand_x, hand_y, 45, 0.0012, 2)
    ground = np.broadcast_to(_DARK, (*x.shape, 3))
    count = float(rng.choice([7, 8, 9]))
    cloth = _kawung(ground, hand_x, hand_y, count, 0.002)
    petals = int(rng.choice([8, 10, 12]))
    placed = _placed(rng)
    for number, (centre_x, centre_y, radius) in enumerate(placed):
        rows, columns = (
            slice(*(int(np.clip(at + side * 1.22 * radius, 0, 1) * drawn) for side in (-1, 1)))
            for at in (centre_y, centre_x)
        )
        part = np.s_[rows, columns]
        count = petals - 2 * (number > 1)
        cloth[part] = _lotus(
            cloth[part], hand_x[part], hand_y[part], (centre_x, centre_y), radius, count
        )
    # Dye is never even, and creeps through cracks in the wax.
    uneven = 1 + 0.16 * fractal(rng, x, y, 5, 5, 0.6) + 0.05 * noise(rng, x, y, 200)
    crack_x, crack_y = warp(rng, x, y, 14, 0.016, 3)
    coarse = cracks(rng, crack_x, crack_y, 9) / 9
    fine = cracks(rng, crack_x, crack_y, 26) / 26
    patch = smoothstep(-0.25, 0.5, fractal(rng, x, y, 4))
    veins = np.maximum(
        smoothstep(0.0032, 0.0006, coarse), 0.75 * patch * smoothstep(0.0024, 0.0004, fine)
    )
    waxed = smoothstep(0.45, 0.8, cloth[..., 2])
    cloth = cloth * uneven[..., None]
    cloth = blend(cloth, _INDIGO, veins * (0.3 + 0.55 * waxed))
    stain = smoothstep(0.25, 0.75, fractal(rng, x, y, 7, 4)) * waxed
    cloth = blend(cloth, _SOGA * np.float32(1.15), 0.28 * stain)
    weave = np.sin(x * np.float32(2 * np.pi * 170)) * np.sin(y * np.float32(2 * np.pi * 170))
    return to_image(cloth * (1 + 0.035 * weave)[..., None], size)


def _placed(rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Centres and radii of flowers that do not overlap, the largest first."""
    placed: list[tuple[float, float, float]] = []
    for radius in (0.27, 0.19, 0.15, 0.12, 0.09, 0.09, 0.07):
        for _ in range(40):
            centre_x, centre_y = rng.uniform(0.05, 0.95, 2)
            clear = (
                np.hypot(centre_x - other_x, centre_y - other_y) > 1.24 * (radius + other)
                for other_x, other_y, other in placed
            )
            if all(clear):
                placed.append((float(centre_x), float(centre_y), radius))
                break
    return placed


STYLE = ArtStyle("batik", "Batik", draw)
