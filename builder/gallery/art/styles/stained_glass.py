"""Stained glass: a rose window of jewel-coloured panes between leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, blurred, colour, palette, to_image
from builder.gallery.art.fields import (
    Field,
    fractal,
    grid,
    noise,
    scattered,
    smoothstep,
    voronoi,
    warp,
)
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from PIL import Image

_JEWELS = (
    palette("#f7c531", "#f39a1d", "#ffe27a"),
    palette("#b3122c", "#d62839", "#8f0d3f"),
    palette("#123c9c", "#1f5fc4", "#0b2a6f"),
    palette("#0f8f7f", "#1fa35b", "#0a6a4c"),
    palette("#5b2a91", "#7a3fb5", "#3d1a6b"),
    palette("#2f86d6", "#57a7e8", "#1a62a8"),
)


def _sites(rng: np.random.Generator) -> tuple[Field, list[int]]:
    """Sites of the panes and the palette of each: rings of a rose, then loose panes around it."""
    petals = int(rng.choice([6, 8, 10]))
    sites, families = [(0.5, 0.5)], [0]
    radius, order = 0.0, rng.permutation(len(_JEWELS))
    for ring in range(6):
        radius += 0.085 - 0.004 * ring
        count = petals * (1 if ring < 2 else 2 if ring < 4 else 3)
        turn = (ring % 2) * np.pi / count
        for number in range(count):
            angle = turn + 2 * np.pi * number / count
            sites.append((0.5 + radius * np.cos(angle), 0.5 + radius * np.sin(angle)))
            alternate = (number % 2) if ring in (2, 4) else 0
            families.append(int(order[(ring + 3 * alternate) % len(order)]))
    for x, y in scattered(rng, 1 / 10):
        if np.hypot(x - 0.5, y - 0.5) > radius + 0.06:
            sites.append((x, y))
            families.append(int(rng.choice([2, 5, 4, 2, 3])))
    return np.array(sites, np.float32), families


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 2
    x, y = grid(drawn)
    sites, families = _sites(rng)
    bent_x, bent_y = warp(rng, x, y, 5, 0.006, 2)
    cells = voronoi(sites, bent_x, bent_y)
    shades = np.stack([_JEWELS[family][rng.integers(3)] for family in families])
    shades = shades * rng.uniform(0.8, 1.2, (len(shades), 1)) + rng.normal(0, 0.025, shades.shape)
    glass: Field = shades[cells.site].astype(np.float32)
    # Each pane is blown and poured by itself: its streaks run in a direction of their own.
    angle = rng.uniform(0, np.pi, len(sites)).astype(np.float32)[cells.site]
    along = x * np.cos(angle) + y * np.sin(angle)
    across = -x * np.sin(angle) + y * np.cos(angle)
    streaks = fractal(rng, along * 1.3 + angle, across * 7, 5, 4)
    seeds = smoothstep(0.55, 0.8, noise(rng, x, y, 95))
    light = 1.02 + 0.42 * streaks + 0.25 * fractal(rng, x, y, 3) + 0.35 * seeds
    light = light * (1.2 - 0.55 * np.hypot(x - 0.5, y - 0.5))
    light = light * (0.72 + 0.28 * smoothstep(0.0, 0.016, cells.edge))
    glass = glass * light[..., None] + np.float32(0.12) * np.clip(streaks, 0, 1)[..., None]
    half_width = 0.0042 + 0.0012 * noise(rng, x, y, 25)
    hub = np.hypot(x - 0.5, y - 0.5)
    ring_edge = np.minimum(np.abs(hub - 0.27), np.abs(hub - 0.475)) - 0.003
    lead_edge = np.minimum(cells.edge, ring_edge)
    lead = smoothstep(half_width + 0.0018, half_width - 0.0006, lead_edge)
    sheen = np.clip(1 - lead_edge / half_width, 0, 1)
    metal = (
        colour("#15141a") + colour("#3b3a44") * (sheen * smoothstep(-0.2, 0.5, streaks))[..., None]
    )
    picture = blend(glass, metal, lead)
    # Light spills over the leads, as it does in a dark church.
    spill: Field = np.stack(
        [blurred(glass[..., c] * (1 - lead), drawn * 0.008) for c in range(3)], -1
    )
    lit = 1 - (1 - np.clip(picture, 0, 1)) * (1 - np.float32(0.28) * spill)
    return to_image(lit.astype(np.float32), size)


STYLE = ArtStyle("stained-glass", "Stained glass", draw)
