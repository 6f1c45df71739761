"""Picture arithmetic, the same as the browser's (web_template/src/engine): results must agree.

A picture is a uint8 array [height, width, 3], sRGB.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from builder.painting.decoding import decode, upright

if TYPE_CHECKING:
    from builder.networks.network_set import ContentLimits


def read_picture(file: Path) -> np.ndarray:
    """Read a picture file, transparency over white: [height, width, 3].

    Raises:
        PictureError: it is missing, no picture, too small or too large.
    """
    return to_array(decode(file))


def read_with_opacity(file: Path) -> np.ndarray:
    """Read a picture file: [height, width, 4] where parts of it may be transparent, else 3.

    Raises:
        PictureError: as `read_picture`.
    """
    return np.asarray(upright(decode(file)))


def to_array(image: Image.Image) -> np.ndarray:
    """The pixels of a Pillow image, transparency over white: [height, width, 3]."""
    return np.asarray(on_white(upright(image)))


def on_white(image: Image.Image) -> Image.Image:
    """An image in RGB or RGBA as one in RGB."""
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def resize(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resample with a triangle filter that widens when shrinking (Pillow's BILINEAR)."""
    if picture.shape[:2] == (height, width):
        return picture
    image = Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(image)


def style_square(picture: np.ndarray, size: int = 256) -> np.ndarray:
    """What a style network sees: the largest centred square, [size, size, 3] in [0, 1]."""
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = resize(picture[top : top + side, left : left + side], size, size)
    return square.astype(np.float32) / 255


def painting_size(width: int, height: int, size: int | None) -> tuple[int, int]:
    """Width and height at which a content image is painted, its long side being `size` px."""
    if size is None:
        return width, height
    long_side = max(width, height)

    def scaled(side: int) -> int:
        # Rounded half up in whole numbers: Python's round() goes to even, JavaScript's up.
        return max(1, (2 * side * size + long_side) // (2 * long_side))

    return scaled(width), scaled(height)


def pad_content(picture: np.ndarray, limits: ContentLimits) -> np.ndarray:
    """Extend to sides that a transformer takes.

    Only at the right and at the bottom; by reflection, back and forth where the side is short.
    """
    for axis in (0, 1):
        side = picture.shape[axis]
        padding = limits.fitting(side) - side
        widths = [(0, 0)] * picture.ndim
        widths[axis] = (0, padding)
        picture = np.pad(picture, widths, mode="reflect")
    return picture


def to_pixels(painted: np.ndarray) -> np.ndarray:
    """From [0, 1] to 8 bits, rounded half up."""
    return np.floor(np.clip(painted, 0, 1) * 255 + 0.5).astype(np.uint8)
