"""Damages pictures of every format and reads them: an array or a sentence must come out.

`python -m tests.soak pictures --count 5000 --seed 1`
"""

from __future__ import annotations

import struct
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from builder.errors import PictureError
from builder.painting.pictures import read_picture

LONGEST = 5.0
"""Seconds after which a reader is said to hang."""

_FORMATS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("JPEG", "RGB", {}),
    ("JPEG", "L", {"progressive": True}),
    ("JPEG", "CMYK", {}),
    ("MPO", "RGB", {"save_all": True}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {"transparency": 1}),
    ("PNG", "I;16", {}),
    ("PNG", "1", {}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}),
    ("WEBP", "RGBA", {"save_all": True}),
    ("AVIF", "RGB", {}),
    ("AVIF", "RGBA", {}),
    ("GIF", "P", {"save_all": True}),
    ("BMP", "RGB", {}),
    ("BMP", "P", {}),
    ("TIFF", "RGBA", {}),
    ("TIFF", "F", {}),
    ("TIFF", "I", {}),
    ("TIFF", "CMYK", {"compression": "tiff_lzw"}),
    ("TIFF", "RGB", {"compression": "jpeg"}),
    ("TIFF", "1", {"compression": "group4"}),
    ("TIFF", "LAB", {}),
    ("ICO", "RGBA", {}),
    ("JPEG2000", "RGB", {}),
    ("PCX", "P", {}),
    ("PPM", "RGB", {}),
    ("QOI", "RGBA", {}),
    ("SGI", "RGB", {}),
    ("TGA", "RGBA", {"compression": "tga_rle"}),
)
_WITH_EXTRAS = {"JPEG", "PNG", "WEBP", "AVIF", "TIFF", "MPO"}


@dataclass
class Found:
    """What came out.

    Attributes:
        pictures: how many gave an array.
        sentences: how many gave a sentence.
        faults: what else came out, and what took too long.
        slowest: seconds that the slowest took.
        reasons: how often each reason was given.
    """

    pictures: int = 0
    sentences: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)


def fuzz_pictures(count: int, seed: int) -> Found:
    """Damage so many pictures and read them."""
    found = Found()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "picture.jpg"
        for name, content in damaged_pictures(count, seed):
            file.write_bytes(content)
            _try(file, name, found)
    return found


def damaged_pictures(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """What each is, and its content."""
    rng = np.random.default_rng(seed)
    wholes = [_encoded(kind, mode, options, rng) for kind, mode, options in _FORMATS]
    for number in range(count):
        which = int(rng.integers(len(wholes)))
        content = _damaged(wholes[which], wholes, rng)
        yield f"number {number}, {_FORMATS[which][:2]}", content


def _try(file: Path, name: str, found: Found) -> None:
    began = time.monotonic()
    try:
        picture = read_picture(file)
        if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
            found.faults.append(f"{name}: an array of {picture.dtype} {picture.shape}")
        found.pictures += 1
    except PictureError as error:
        said = error.format_message()
        if str(file) not in said or "\n" in said or not said.endswith("."):
            found.faults.append(f"{name}: {said!r}")
        found.sentences += 1
        found.reasons[said.replace(str(file), "").partition(";")[0]] += 1
    except Exception:  # noqa: BLE001 - any other is what is looked for
        found.faults.append(f"{name}: {traceback.format_exc()}")
    took = time.monotonic() - began
    found.slowest = max(found.slowest, took)
    if took > LONGEST:
        found.faults.append(f"{name}: took {took:.1f} s")


def _encoded(kind: str, mode: str, options: dict[str, Any], rng: np.random.Generator) -> bytes:
    pixels = rng.integers(0, 255, (48, 64, 3), np.uint8)
    pixels[8:40, 8:40] = 200, 30, 90
    picture = Image.fromarray(pixels)
    if mode == "I;16":
        picture = Image.fromarray(pixels[..., 0].astype(np.uint16) * 257)
    elif mode == "LAB":
        made = ImageCms.profileToProfile(
            picture, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode=mode
        )
        assert made is not None
        picture = made
    else:
        picture = picture.convert(mode)
    options = dict(options)
    if options.get("save_all"):
        options["append_images"] = [picture.rotate(180)]
    if kind in _WITH_EXTRAS:
        exif = Image.Exif()
        exif[0x0112], exif[0x011A], exif[0x010E] = 6, 72.0, "a text"
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        options |= {"exif": exif, "icc_profile": profile}
    data = BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def _damaged(whole: bytes, wholes: list[bytes], rng: np.random.Generator) -> bytes:
    data = bytearray(whole)
    for _ in range(int(rng.integers(1, 4))):
        _damage(data, wholes, rng)
    return bytes(data)


def _damage(data: bytearray, wholes: list[bytes], rng: np.random.Generator) -> None:
    place = int(rng.integers(max(len(data), 1)))
    # Heads say most, and are hit most.
    if rng.random() < 0.6:
        place = int(rng.integers(min(max(len(data), 1), 300)))
    length = int(rng.integers(1, 64))
    way = int(rng.integers(8))
    if way == 0:
        for one in rng.integers(0, max(len(data), 1), 12):
            data[one : one + 1] = bytes([int(rng.integers(256))])
    elif way == 1:
        del data[place:]
    elif way == 2:
        del data[place : place + length]
    elif way == 3:
        data[place:place] = rng.integers(0, 256, length, np.uint8).tobytes()
    elif way == 4:
        odd = int(rng.choice([0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000]))
        data[place : place + 4] = struct.pack(rng.choice([">I", "<I"]), odd)
    elif way == 5:
        data[place : place + length] = bytes(length)
    elif way == 6:
        other = wholes[int(rng.integers(len(wholes)))]
        data[place : place + length] = other[place : place + length]
    else:
        data[place:place] = data[place : place + length] * 3
