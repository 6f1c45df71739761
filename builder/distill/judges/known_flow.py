"""Whether a painting moves with its photo: the photo is moved by a known flow and painted again.

No flow is estimated, so nothing is judged but the painter: RMSE of the two paintings where they
overlap, as films are judged by warped frames (Lai et al. 2018, section 4.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

_MARGIN = 8
"""Pixels around the judged picture that movements bring in."""

_BORDER = 16
"""Pixels along the edges that are not compared: painters reflect their own borders."""

_NOISE = 2 / 255


@dataclass(frozen=True)
class Motion:
    """A movement of the picture's plane about its centre.

    Attributes:
        name: what the card calls it.
        shift: by how many whole pixels right and down.
        zoom: by which factor larger.
        degrees: turned by how much.
    """

    name: str
    shift: int = 0
    zoom: float = 1.0
    degrees: float = 0.0


MOTIONS = (
    Motion("shift 1 px", shift=1),
    Motion("shift 2 px", shift=2),
    Motion("shift 3 px", shift=3),
    Motion("zoom 1 %", zoom=1.01),
    Motion("zoom 2 %", zoom=1.02),
    Motion("turn 1 degree", degrees=1.0),
)
NOISE = "noise 2/255"


def moved(picture: np.ndarray, motion: Motion) -> np.ndarray:
    """`picture` [S, S, 3] after `motion`, bicubic between pixels, 0 where nothing is known."""
    side, shift = len(picture), motion.shift
    if motion.zoom == 1 and motion.degrees == 0:
        made = np.zeros_like(picture)
        made[shift:, shift:] = picture[: side - shift, : side - shift]
        return made
    angle = np.radians(motion.degrees)
    cosine, sine = np.cos(angle) / motion.zoom, np.sin(angle) / motion.zoom
    # Pillow takes where each pixel of the result comes from: x' = a x + b y + c, and so on.
    middle = side / 2
    across = (cosine, sine, middle * (1 - cosine - sine))
    down = (-sine, cosine, middle * (1 - cosine + sine))
    channels = [
        Image.fromarray(np.ascontiguousarray(picture[..., k], np.float32)).transform(
            (side, side), Image.Transform.AFFINE, (*across, *down), Image.Resampling.BICUBIC
        )
        for k in range(3)
    ]
    return np.stack([np.asarray(channel) for channel in channels], axis=-1)


def flow_errors(
    paint: Callable[[np.ndarray], np.ndarray], photo: np.ndarray, rng: np.random.Generator
) -> dict[str, float]:
    """Mean squared difference of painting moved and moved painted, by the name of the motion.

    Args:
        paint: paints a picture [H, W, 3].
        photo: [S, S, 3] in [0, 1]; all but 8 pixels on each side are painted, a multiple of 4.
        rng: draws the noise.
    """
    inner = slice(_MARGIN, -_MARGIN)
    still = photo[inner, inner]
    painting = paint(still)
    inside = slice(_BORDER, -_BORDER)
    found = {}
    for motion in MOTIONS:
        after = paint(np.clip(moved(photo, motion)[inner, inner], 0, 1))
        apart = (moved(painting, motion) - after)[inside, inside]
        found[motion.name] = float(np.mean(apart**2))
    noisy = np.clip(still + rng.normal(0, _NOISE, still.shape).astype(np.float32), 0, 1)
    found[NOISE] = float(np.mean((paint(noisy) - painting) ** 2))
    return found


def mesh(picture: np.ndarray, period: int = 4) -> float:
    """Deviation at constant phase: how strongly `picture` [H, W, 3] repeats a fixed grid.

    The standard deviation of the mean luminances at the `period` x `period` phases of the grid,
    in levels of 255. H and W are multiples of `period`.
    """
    luminance = picture @ np.array([0.2126, 0.7152, 0.0722])
    height, width = luminance.shape
    cells = luminance.reshape(height // period, period, width // period, period)
    return float(255 * np.std(cells.mean(axis=(0, 2))))
