"""Decodes picture files of any kind: an upright image in sRGB comes out, or one sentence."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from builder.errors import PictureError, reason, remedy
from builder.extras import install_command

SMALLEST_SIDE = 16
"""In pixels, of what can be taken as a style or shown; strips can be painted."""

LARGEST_PIXELS = 64_000_000

SUFFIXES = frozenset(
    {".avif", ".bmp", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
)
"""What the names of pictures in a folder end in."""

_BYTES = 16
"""Of memory that reading a picture takes for each pixel, at most."""

_LARGEST_FILE = 1_000_000_000
_FORMATS: tuple[str, ...] = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "DIB", "TIFF", "ICO")
_FORMATS += ("JPEG2000", "PCX", "PPM", "PSD", "QOI", "SGI", "TGA")
"""Those of Pillow's that hold pictures alone: others run programs, or ask for libraries."""

_HEIF = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")
"""What HEIC pictures say of themselves, after the size of their first box."""

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_INTERPRETATION, _WHITE_IS_ZERO = 0x0106, 0
"""TIFF's tag that says what numbers mean (TIFF 6.0, tag 262), and of grey that falls with them."""

_PROFILE_SPACE = slice(16, 20)
"""Where an ICC profile names its colour space."""

_PROFILE_MODES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}
"""The mode of pixels that a profile of a colour space is for."""

_OTHERS = (
    (4, (b"ftypqt", b"ftypisom", b"ftypmp4"), "a film"),
    (0, (b"%PDF",), "a PDF document"),
    (0, (b"<svg", b"<?xml"), "a drawing (SVG)"),
    (0, (b"<!DOCTYPE", b"<!doctype", b"<html"), "a web page"),
    (0, (b"\xff\x0a", b"\0\0\0\x0cJXL"), "a JPEG XL picture"),
    (0, (b"PK\3\4", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf"), "an archive"),
    (0, (b"version https://git-lfs",), "a pointer of Git LFS, not the picture itself"),
)
"""What else files are that are called pictures: offset, first bytes, what it is."""


def decode(file: Path, least: int = SMALLEST_SIDE, *, pixels: bool = True) -> Image.Image:
    """Read a picture file of a size that can be painted, as Pillow has it.

    Args:
        file: the picture.
        least: pixels that its sides must have.
        pixels: whether they are wanted; without them little of the file is looked at.

    Raises:
        PictureError: it is missing, no picture, damaged, too small or too large.
    """
    with warnings.catch_warnings():
        # The limit below is the stricter one, and what is odd in a picture says nothing to users.
        warnings.simplefilter("ignore")
        try:
            data = _read(file)
            if size := _size_of_webp(data):
                # Pillow takes memory for all pixels before it says how many there are.
                _check_size(*size, str(file), least)
                _check_memory(*size)
            formats = _heif_formats(file) if data[4:].startswith(_HEIF) else _FORMATS
            image = Image.open(BytesIO(_without_texts(data)), formats=formats)
            _check_size(image.width, image.height, str(file), least)
            if pixels:
                # Some decoders take too little memory for damage, and others end the process.
                _check_memory(image.width, image.height)
                with _quiet() if image.format == "TIFF" else nullcontext():
                    image.load()
                _check_size(image.width, image.height, str(file), least)
        except PictureError:
            raise
        except MemoryError as error:
            raise PictureError(
                f"There is not enough memory to read {file}; give a smaller picture, or close "
                "other programs."
            ) from error
        except Image.DecompressionBombError as error:
            raise _too_large(str(file)) from error
        except UnidentifiedImageError as error:
            raise PictureError(
                f"{file} {_no_picture(file, data)}; give a JPEG, PNG, WebP or TIFF file."
            ) from error
        except Exception as error:
            # Decoders raise whatever a damaged file leads them to.
            raise PictureError(
                f"{file} cannot be read (the file is damaged); give another picture."
            ) from error
    return image


def _heif_formats(file: Path) -> tuple[str, ...]:
    """The format of HEIC pictures, which an optional package adds to Pillow's."""
    if not find_spec("pillow_heif"):
        raise PictureError(
            f"{file} is a HEIC picture; give a JPEG, or get what reads it with: "
            f"{install_command('heic')}"
        )
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    return ("HEIF",)


def picture_digest(file: Path) -> str:
    """The SHA-256 of a picture file, in hexadecimal.

    Raises:
        PictureError: it cannot be read.
    """
    return hashlib.sha256(_read(file)).hexdigest()


def upright(image: Image.Image) -> Image.Image:
    """An image as its EXIF data turns it, in sRGB: RGBA where it may be transparent, else RGB."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        turn = _turn(image)
        image = _in_srgb(_in_8_bits(image))
    return image.transpose(turn) if turn is not None else image


def _check_size(width: int, height: int, name: str, least: int) -> None:
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


def _read(file: Path) -> bytes:
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
            raise PictureError(f"{file} is {kind}; give a JPEG, PNG, WebP or TIFF file.")
        if status.st_size > _LARGEST_FILE:
            raise _too_large(str(file))
        return file.read_bytes()
    except (OSError, ValueError) as error:
        # A path with a NUL is a ValueError.
        why = (reason(error), remedy(error)) if isinstance(error, OSError) else (error, "mend it")
        raise PictureError(f"{file} cannot be read ({why[0]}); {why[1]}.") from error


def _check_memory(width: int, height: int) -> None:
    """Raise MemoryError where there is too little for a picture of this size."""
    np.empty(width * height * _BYTES, np.uint8)


def _size_of_webp(data: bytes) -> tuple[int, int] | None:
    """Width and height by the header of a WebP file (RFC 9649); None of what is none."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        sides = int.from_bytes(data[21:25], "little")
        return (sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what a native library says of a damaged file off the terminal."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _no_picture(file: Path, data: bytes) -> str:
    """What a file is that is no picture, as far as its first bytes tell."""
    if not data:
        return "is empty"
    for offset, beginnings, kind in _OTHERS:
        if data[offset:].startswith(beginnings):
            promised = file.suffix.lower() in SUFFIXES
            return f"is {kind}, whatever its name says" if promised else f"is {kind}"
    return "is no picture that can be read"


def _without_texts(data: bytes) -> bytes:
    """A PNG without its texts, which may be larger than Pillow allows and say nothing here."""
    signature = b"\x89PNG\r\n\x1a\n"
    if not data.startswith(signature):
        return data
    kept, start = [signature], len(signature)
    while start + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, start)
        end = start + 12 + length
        if data[start + 4 : start + 8] not in (b"tEXt", b"zTXt", b"iTXt"):
            kept.append(data[start:end])
        start = end
    return b"".join(kept)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How EXIF data says that the picture is to be turned; broken data says nothing."""
    try:
        if "exif" not in image.info:
            exif = image.getexif() if image.format == "TIFF" else Image.Exif()
        else:
            exif = Image.Exif()
            exif.load(image.info["exif"])
        return _TURNS.get(exif.get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - Pillow raises whatever broken EXIF data leads it to
        return None


def _in_8_bits(image: Image.Image) -> Image.Image:
    """An image whose channels have 8 bits; Pillow would clip larger numbers instead of scaling."""
    if image.mode != "F" and not image.mode.startswith("I"):
        return image
    values = np.asarray(image)
    if image.mode == "F":
        values = np.nan_to_num(values, copy=True)
    least, most = 0.0, 1.0 if image.mode == "F" else 65535.0
    if values.min() < least or values.max() > most:
        # Numbers of a measurement: the smallest is shown black, the largest white.
        least, most = float(values.min()), float(values.max())
    share = (values.astype(np.float32) - np.float32(least)) / np.float32(max(most - least, 1e-30))
    if getattr(image, "tag_v2", {}).get(_INTERPRETATION) == _WHITE_IS_ZERO:
        share = 1 - share
    grey = Image.fromarray(np.clip(share * 255 + 0.5, 0, 255).astype(np.uint8))
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
    grey.info["icc_profile"] = image.info.get("icc_profile")
    return grey


def _in_srgb(image: Image.Image) -> Image.Image:
    """An image in RGB or RGBA, its colours converted from those of its profile, if it has one."""
    transparent = image.has_transparency_data
    wanted = "RGBA" if transparent else "RGB"
    profile = image.info.get("icc_profile")
    if image.mode == "LAB":
        source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        return _converted(image, source) or image.getchannel("L").convert("RGB")
    if not profile:
        return image.convert(wanted)
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image.convert(wanted)
    mode = _PROFILE_MODES.get(profile[_PROFILE_SPACE])
    # Browsers ignore a profile that fits another kind of picture.
    grey, four = image.mode in ("1", "L", "LA", "La"), image.mode == "CMYK"
    if mode is None or (mode == "L") != grey or (mode == "CMYK") != four:
        return image.convert(wanted)
    plain = image.convert("RGBA") if transparent else image
    converted = _converted(plain.convert(mode), source)
    if converted is None:
        return plain.convert(wanted)
    if transparent:
        converted.putalpha(plain.getchannel("A"))
    return converted


def _converted(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image | None:
    """An image in sRGB; None where its profile is damaged."""
    try:
        return ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return None
