"""Picture files as arrays: uint8, sRGB, upright, [height, width, 3], or 4 channels with opacity."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from builder.errors import PictureError

_T = TypeVar("_T")

SMALLEST_SIDE = 16
"""In pixels, of what can be taken as a style or shown; strips can be painted."""

LARGEST_PIXELS = 64_000_000


def read_picture(file: Path) -> np.ndarray:
    """Read a picture file, transparency over white: [height, width, 3].

    Raises:
        PictureError: it is missing, no picture, too small or too large.
    """
    return _read(file, to_array)


def read_with_opacity(file: Path, least: int = SMALLEST_SIDE) -> np.ndarray:
    """Read a picture file: [height, width, 4] where parts of it may be transparent, else 3.

    Args:
        file: the file.
        least: pixels that its sides must have.

    Raises:
        PictureError: as `read_picture`.
    """
    return _read(file, lambda image: np.asarray(_upright(image)), least)


def check_picture(file: Path, least: int = SMALLEST_SIDE) -> None:
    """Refuse what cannot be read, as far as it can be told without reading all of it.

    Raises:
        PictureError: as `read_picture`.
    """
    _read(file, lambda _: None, least)


def to_array(image: Image.Image) -> np.ndarray:
    """The pixels of a Pillow image, transparency over white: [height, width, 3]."""
    return np.asarray(on_white(_upright(image)))


def on_white(image: Image.Image) -> Image.Image:
    """An image in RGB or RGBA as one in RGB."""
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def _read(file: Path, read: Callable[[Image.Image], _T], least: int = SMALLEST_SIDE) -> _T:
    try:
        with warnings.catch_warnings():
            # The limit below is the stricter one, and speaks plainly.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                _check_size(image.width, image.height, str(file), least)
                return read(image)
    except Image.DecompressionBombError as error:
        raise _too_large(str(file)) from error
    except UnidentifiedImageError as error:
        raise PictureError(
            f"{file} is no picture that can be read; give a JPEG, PNG or WebP file."
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the file is damaged"
        raise PictureError(f"{file} cannot be read ({reason}); give another picture.") from error


def _upright(image: Image.Image) -> Image.Image:
    """The image as its EXIF data turns it, in sRGB: RGBA where it may be transparent, else RGB."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        # 16-bit grey; Pillow's own conversion would clip it instead of scaling it.
        image = Image.fromarray((np.asarray(image).astype(np.uint32) // 257).astype(np.uint8))
    image = _to_srgb(image)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _to_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    mode = image.mode if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError):
        # Browsers ignore a profile that is damaged or fits another kind of picture.
        return image
    return converted or image


def _check_size(width: int, height: int, name: str, least: int = SMALLEST_SIDE) -> None:
    """Refuse a picture that is too small or too large.

    Raises:
        PictureError: a side is under `least` pixels, or there are more than 64 million pixels.
    """
    if min(width, height) < least:
        raise PictureError(
            f"{name} is too small ({width} x {height}); "
            f"give a picture of at least {least} x {least} pixels."
        )
    if width * height > LARGEST_PIXELS:
        raise _too_large(name)


def _too_large(name: str) -> PictureError:
    return PictureError(
        f"{name} is too large; give a picture of at most {LARGEST_PIXELS // 1_000_000} megapixels."
    )
