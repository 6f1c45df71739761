"""Picture arithmetic, the same as the browser's (web_template/src/engine): results must agree.

A picture is a uint8 array [height, width, 3], sRGB.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from builder.errors import PictureError

if TYPE_CHECKING:
    from builder.networks.network_set import ContentLimits

SMALLEST_SIDE = 16
LARGEST_PIXELS = 64_000_000


def read_picture(file: Path) -> np.ndarray:
    """Read a picture file: oriented as its EXIF data says, transparency over white.

    Raises:
        PictureError: it is missing, no picture, too small or too large.
    """
    try:
        with warnings.catch_warnings():
            # The limit below is the stricter one, and speaks plainly.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                check_size(image.width, image.height, str(file))
                return to_array(image)
    except Image.DecompressionBombError as error:
        raise _too_large(str(file)) from error
    except UnidentifiedImageError as error:
        raise PictureError(
            f"{file} is no picture that can be read; give a JPEG, PNG or WebP file."
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the file is damaged"
        raise PictureError(f"{file} cannot be read ({reason}); give another picture.") from error


def to_array(image: Image.Image) -> np.ndarray:
    """The pixels of a Pillow image: oriented, in sRGB, on white, 8 bits for each of R, G and B."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        # 16-bit grey; Pillow's own conversion would clip it instead of scaling it.
        image = Image.fromarray((np.asarray(image).astype(np.uint32) // 257).astype(np.uint8))
    image = _to_srgb(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return np.asarray(image.convert("RGB"))


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


def check_size(width: int, height: int, name: str) -> None:
    """Refuse a picture that is too small or too large to paint.

    Raises:
        PictureError: a side is under 16 px, or there are more than 64 million pixels.
    """
    if min(width, height) < SMALLEST_SIDE:
        raise PictureError(
            f"{name} is too small ({width} x {height}); "
            f"give a picture of at least {SMALLEST_SIDE} x {SMALLEST_SIDE} pixels."
        )
    if width * height > LARGEST_PIXELS:
        raise _too_large(name)


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


def _too_large(name: str) -> PictureError:
    return PictureError(
        f"{name} is too large; give a picture of at most {LARGEST_PIXELS // 1_000_000} megapixels."
    )
