"""What the page opens on: a photo and its painting, each in several widths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from builder.gallery.renditions import Rendition, publish_rendition, save_shown

WIDTHS = (640, 960, 1280, 1600)
"""Widths in pixels that browsers choose from by their window; wider than the picture is none."""

PHOTO, PAINTING = "photo", "painting"


@dataclass(frozen=True)
class Opening:
    """A photo and its painting, of which a browser downloads one width each.

    Attributes:
        width, height: of the widest, in pixels.
        photo, painting: the files of each width, narrowest first.
    """

    width: int
    height: int
    photo: Mapping[int, Rendition]
    painting: Mapping[int, Rendition]


def save_opening(photo: Image.Image, painting: Image.Image, folder: Path) -> None:
    """Write a photo and its painting, which have one size, into a folder, in all widths."""
    for name, picture in ((PHOTO, photo), (PAINTING, painting)):
        for width in _widths(picture):
            height = max(round(picture.height * width / picture.width), 1)
            small = picture.resize((width, height), Image.Resampling.LANCZOS)
            save_shown(small, folder, f"{name}-{width}")


def publish_opening(source: Path, folder: Path) -> Opening:
    """Copy what `save_opening` wrote into `folder` of a site."""
    widths = sorted(int(file.stem.rpartition("-")[2]) for file in source.glob(f"{PHOTO}-*.jpg"))

    def published(name: str) -> Mapping[int, Rendition]:
        files = [f"{name}-{width}" for width in widths]
        found = [publish_rendition(source, file, f"opening-{file}", folder) for file in files]
        return dict(zip(widths, found, strict=True))

    with Image.open(source / f"{PHOTO}-{widths[-1]}.jpg") as widest:
        return Opening(*widest.size, published(PHOTO), published(PAINTING))


def _widths(picture: Image.Image) -> list[int]:
    widest = min(picture.width, WIDTHS[-1])
    return [width for width in WIDTHS if width < widest] + [widest]
