"""The files that a picture of the gallery becomes: sized, encoded, and kept in the cache."""

from __future__ import annotations

import base64
import math
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, features

from builder.cache import cached_folder, code_digest, content_key, file_digest
from builder.painting.decoding import SMALLEST_SIDE
from builder.painting.pictures import to_array

THUMBNAIL_SIDE = 256
"""Longest side in pixels of a thumbnail."""

PLACEHOLDER_SIDE = 16
"""Longest side in pixels of what stands, blurred, where a thumbnail will be."""

# A higher speed costs AVIF no bytes at these sizes, and a lower one takes five times as long.
_SMALL: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 80},
    "avif": {"quality": 45, "speed": 8},
    "webp": {"quality": 75, "method": 6},
}
# Looked at as large as a window, and waited for: fewer bytes than what is painted from. The
# strokes of a painting hide what AVIF leaves out.
_SHOWN: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 80},
    "avif": {"quality": 31, "speed": 6},
    "webp": {"quality": 75, "method": 6},
}
# Painted from and looked at closely: nearer to the original than the JPEG, and with a colour for
# each pixel, for style images mix theirs finely.
_LARGE: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 88},
    "avif": {"quality": 65, "speed": 7, "subsampling": "4:4:4"},
    "webp": {"quality": 85, "method": 6},
}
_IMAGE, _THUMBNAIL, _PLACEHOLDER = "image", "thumbnail", "placeholder.webp"


@dataclass(frozen=True)
class Rendition:
    """A picture in two formats, as URLs relative to the site's root.

    Attributes:
        url: a JPEG, which every browser reads.
        modern: the same in fewer bytes, as AVIF (or WebP, where Pillow cannot write AVIF).
    """

    url: str
    modern: str


@dataclass(frozen=True)
class Encoded:
    """A picture's files in the cache.

    Attributes:
        folder: where they are.
        width, height: of the image, in pixels.
    """

    folder: Path
    width: int
    height: int

    @property
    def image(self) -> Path:
        """The picture itself as most browsers get it, in the modern format."""
        return self.folder / f"{_IMAGE}.{_modern()}"

    @property
    def placeholder(self) -> str:
        """A data URI of the picture in a few pixels, some 200 characters long."""
        data = (self.folder / _PLACEHOLDER).read_bytes()
        return f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}"

    def publish(self, name: str, folder: Path) -> tuple[Rendition, Rendition]:
        """Copy image and thumbnail into `folder` of a site; return their addresses."""
        thumbnail = publish_rendition(self.folder, _THUMBNAIL, f"{name}-thumbnail", folder)
        return publish_rendition(self.folder, _IMAGE, name, folder), thumbnail


def encode(source: str, side: int, load: Callable[[], Image.Image]) -> Encoded:
    """Encode a picture: at most `side` pixels long, a thumbnail, and a placeholder.

    Args:
        source: what its pixels depend on, for the cache.
        side: longest side of the image in pixels.
        load: gives its pixels; called only when they are not in the cache.
    """
    sides = [side, THUMBNAIL_SIDE, PLACEHOLDER_SIDE]
    parts = {"source": source, "sides": sides, "format": _modern(), "code": code_digest(__name__)}
    folder, _ = cached_folder("gallery", content_key(parts), partial(_encode, load, side))
    with Image.open(folder / f"{_IMAGE}.jpg") as image:
        return Encoded(folder, *image.size)


def save_small(picture: Image.Image, folder: Path, name: str) -> None:
    """Write a small picture as `name` in both formats."""
    _save(picture, folder, name, _SMALL)


def save_shown(picture: Image.Image, folder: Path, name: str) -> None:
    """Write a picture that fills a page as `name` in both formats."""
    _save(picture, folder, name, _SHOWN)


def publish_rendition(source: Path, name: str, as_name: str, folder: Path) -> Rendition:
    """Copy a picture in both formats into `folder` of a site; return the addresses."""
    url = publish(source / f"{name}.jpg", as_name, folder)
    return Rendition(url, publish(source / f"{name}.{_modern()}", as_name, folder))


def publish(file: Path, name: str, folder: Path) -> str:
    """Copy a file into `folder` of a site, named after its content; return its address."""
    published = f"{name}-{file_digest(file)[:10]}{file.suffix}"
    shutil.copyfile(file, folder / published)
    return f"{folder.name}/{published}"


def _encode(load: Callable[[], Image.Image], side: int, folder: Path) -> None:
    picture = Image.fromarray(to_array(load()))
    # What is long and narrow may be longer, so that it can still be painted.
    narrow, long = sorted(picture.size)
    side = max(side, math.ceil(SMALLEST_SIDE * long / narrow))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    _save(picture, folder, _IMAGE, _LARGE)
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    save_small(picture, folder, _THUMBNAIL)
    picture.thumbnail((PLACEHOLDER_SIDE, PLACEHOLDER_SIDE), Image.Resampling.BOX)
    data = BytesIO()
    picture.save(data, "webp", quality=30, method=6)
    (folder / _PLACEHOLDER).write_bytes(data.getvalue())


def _save(
    picture: Image.Image, folder: Path, name: str, options: Mapping[str, Mapping[str, Any]]
) -> None:
    picture.save(folder / f"{name}.jpg", optimize=True, progressive=True, **options["jpg"])
    modern = _modern()
    picture.save(folder / f"{name}.{modern}", **options[modern])


def _modern() -> str:
    return "avif" if features.check("avif") else "webp"
