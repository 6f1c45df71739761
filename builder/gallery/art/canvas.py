"""Colours and pictures: hexadecimal palettes, gradients, papers, and the way back to Pillow.

Colours are sRGB in [0, 1]; pictures are float32 arrays [size, size, 3].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from builder.gallery.art.fields import Field, fractal, grid, noise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def colour(code: str) -> Field:
    """Turn "#rrggbb" into three numbers in [0, 1]."""
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / np.float32(255)


def palette(*codes: str) -> Field:
    """Several colours, [n, 3]."""
    return np.stack([colour(code) for code in codes])


def gradient(colours: Field, position: Field) -> Field:
    """The colours spread evenly over positions 0 to 1, blended linearly: [..., 3]."""
    stops = np.linspace(0, 1, len(colours))
    channels = [np.interp(position, stops, colours[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def blend(under: Field, over: Field, cover: Field) -> Field:
    """`over` laid on `under` where `cover` (0 to 1, one value a pixel) says so."""
    return under + (over - under) * cover[..., None]


def paper(rng: np.random.Generator, size: int, strength: float = 0.05) -> Field:
    """The tooth of a sheet of paper: a factor around 1 for each pixel."""
    x, y = grid(size)
    fibres = noise(rng, x * 0.35, y, 150) + noise(rng, x, y * 0.35, 150)
    clouds = fractal(rng, x, y, 6, 5, 0.7)
    return 1 + np.float32(strength) * (0.5 * fibres + 0.7 * clouds)


def blurred(field: Field, radius: float) -> Field:
    """A field in [0, 1] after a Gaussian blur of `radius` pixels."""
    image = Image.fromarray((np.clip(field, 0, 1) * 255 + 0.5).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), np.float32) / np.float32(255)


def relief(height: Field, strength: float) -> Field:
    """How much light from the upper left falls on a surface: a number around 0 a pixel."""
    rise_y, rise_x = np.gradient(height)
    return np.clip(-(rise_x + rise_y) * np.float32(strength), -1, 1)


def to_image(picture: Field, size: int) -> Image.Image:
    """Round to 8 bits, and shrink to `size` if it was drawn larger."""
    image = Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))
    return image if image.width == size else image.resize((size, size), Image.Resampling.LANCZOS)


def to_array(image: Image.Image) -> Field:
    """A Pillow picture as numbers in [0, 1]."""
    return np.asarray(image, np.float32) / np.float32(255)


def ink(rgb: Sequence[float] | NDArray[np.float32]) -> tuple[int, int, int]:
    """A colour as Pillow's drawing functions take it."""
    red, green, blue = (round(255 * min(max(float(value), 0), 1)) for value in rgb)
    return red, green, blue
