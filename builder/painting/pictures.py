"""Picture files as arrays: uint8, sRGB, upright, [height, width, 3], or 4 channels with opacity."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from builder.painting.decoding import SMALLEST_SIDE, decode, upright


def read_picture(file: Path) -> np.ndarray:
    """Read a picture file, transparency over white: [height, width, 3].

    Raises:
        PictureError: it is missing, no picture, too small or too large.
    """
    return to_array(decode(file))


def read_with_opacity(file: Path, least: int = SMALLEST_SIDE) -> np.ndarray:
    """Read a picture file: [height, width, 4] where parts of it may be transparent, else 3.

    Args:
        file: the file.
        least: pixels that its sides must have.

    Raises:
        PictureError: as `read_picture`.
    """
    return np.asarray(upright(decode(file, least)))


def check_picture(file: Path, least: int = SMALLEST_SIDE) -> None:
    """Refuse what cannot be read, as far as it can be told without reading all of it.

    Raises:
        PictureError: as `read_picture`.
    """
    decode(file, least, pixels=False)


def to_array(image: Image.Image) -> np.ndarray:
    """The pixels of a Pillow image, transparency over white: [height, width, 3]."""
    return np.asarray(on_white(upright(image)))


def on_white(image: Image.Image) -> Image.Image:
    """An image in RGB or RGBA as one in RGB."""
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")
