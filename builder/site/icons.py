"""The site's icons: Atelier's on a ground of the accent colour, or made of an own picture."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw

from builder.cache import cached_folder, code_digest, content_key
from builder.errors import PictureError
from builder.painting.decoding import picture_digest
from builder.painting.pictures import read_with_opacity

GROUND = "#23306e"
"""The ground's colour where the site has no accent colour."""

SVG = "icon.svg"
FOLDER = "icons"
TOUCH = f"{FOLDER}/touch-180.png"
"""For the home screens of iOS, which cut its corners themselves."""

_SIDE = 64
_CORNER = 14
_SHAPES = (
    ("#f2b04a", "M12 46C18 22 30 12 52 12c-6 6-8 12-9 20-2 12-12 20-31 14z"),
    ("#e2583e", "M12 46c8 4 16 5 22 2 7-3 9-9 10-16-9 1-12 9-18 13-4 2-9 2-14 1z"),
)
_BRUSH = ("#fffaf0", 3, "M10 54c8-14 18-24 34-34")
_SUPERSAMPLING = 4
_STEPS = 256
_SAFE = 0.76
_SMALLEST_OWN = 512


@dataclass(frozen=True)
class Icon:
    """An icon, as the manifest lists it.

    Attributes:
        url: relative to the site's root.
        side: in pixels; 0 for any.
        purpose: "any", or "maskable" where the platform cuts the edges off.
    """

    url: str
    side: int
    purpose: str = "any"

    @property
    def kind(self) -> str:
        """Its media type."""
        return "image/svg+xml" if self.url.endswith(".svg") else "image/png"


_RASTER = (
    Icon(f"{FOLDER}/icon-192.png", 192),
    Icon(f"{FOLDER}/icon-512.png", 512),
    Icon(f"{FOLDER}/maskable-192.png", 192, "maskable"),
    Icon(f"{FOLDER}/maskable-512.png", 512, "maskable"),
)


def write_icons(site: Path, ground: str, own: Path | None = None) -> tuple[Icon, ...]:
    """Write the icons into `site`; return them, the one for tabs and headings first.

    Args:
        site: the site's root.
        ground: the colour behind the brush, and behind the edges of an own picture.
        own: a square picture of the site's own.

    Raises:
        PictureError: `own` is no picture, too small or not square.
    """
    if own is None:
        (site / SVG).write_text(_svg(ground), encoding="utf-8")
        draw: Callable[[int, bool], Image.Image] = partial(_drawn, ground)
        source = "atelier"
    else:
        draw = partial(_scaled, _read(own), ground)
        source = picture_digest(own)
    key = content_key({"source": source, "ground": ground, "code": code_digest(__name__)})
    cached, _ = cached_folder("icons", key, partial(_write, draw))
    shutil.copytree(cached / FOLDER, site / FOLDER)
    return _RASTER if own else (Icon(SVG, 0), *_RASTER)


def _write(draw: Callable[[int, bool], Image.Image], folder: Path) -> None:
    (folder / FOLDER).mkdir()
    for icon in _RASTER:
        draw(icon.side, icon.purpose == "maskable").save(folder / icon.url, optimize=True)
    draw(180, True).save(folder / TOUCH, optimize=True)


def _svg(ground: str) -> str:
    colour, width, brush = _BRUSH
    shapes = "\n".join(f'  <path d="{path}" fill="{fill}"/>' for fill, path in _SHAPES)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}">
  <rect width="{_SIDE}" height="{_SIDE}" rx="{_CORNER}" fill="{ground}"/>
{shapes}
  <path d="{brush}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>
</svg>
"""


def _drawn(ground: str, side: int, bleeds: bool) -> Image.Image:
    """Atelier's icon; where it `bleeds`, with a ground to the edges and the brush inside."""
    large = side * _SUPERSAMPLING
    image = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    corner = 0 if bleeds else _CORNER * large / _SIDE
    draw.rounded_rectangle((0, 0, large - 1, large - 1), corner, ground)
    scale = large / _SIDE * (_SAFE if bleeds else 1)
    offset = (large - scale * _SIDE) / 2

    def placed(path: str) -> list[tuple[float, float]]:
        return [(x * scale + offset, y * scale + offset) for x, y in _points(path)]

    for fill, path in _SHAPES:
        draw.polygon(placed(path), fill)
    colour, width, brush = _BRUSH
    radius = width * scale / 2
    for x, y in placed(brush):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def _points(path: str) -> Iterator[tuple[float, float]]:
    """Points along an SVG path that knows M, C and c."""
    x = y = 0.0
    for command, said in re.findall(r"([MCcz])([^MCcz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", said)]
        if command == "M":
            x, y = numbers
        for start in range(0, len(numbers) - 5, 6):
            base = (x, y) if command == "c" else (0.0, 0.0)
            xs = [x, *(base[0] + value for value in numbers[start : start + 6 : 2])]
            ys = [y, *(base[1] + value for value in numbers[start + 1 : start + 6 : 2])]
            for step in range(_STEPS + 1):
                share = step / (_STEPS)
                yield _bezier(xs, share), _bezier(ys, share)
            x, y = xs[-1], ys[-1]


def _bezier(values: list[float], share: float) -> float:
    rest = 1 - share
    first, second, third, fourth = values
    return (
        rest**3 * first
        + 3 * rest**2 * share * second
        + 3 * rest * share**2 * third
        + share**3 * fourth
    )


def check_icon(file: Path) -> None:
    """Refuse what is no icon.

    Raises:
        PictureError: it is no picture, too small or not square.
    """
    _read(file)


def _read(file: Path) -> Image.Image:
    picture = Image.fromarray(read_with_opacity(file, least=1))
    if picture.width != picture.height or picture.width < _SMALLEST_OWN:
        raise PictureError(
            f"The icon {file} is {picture.width} x {picture.height} pixels; "
            f"give a square picture of at least {_SMALLEST_OWN} x {_SMALLEST_OWN}."
        )
    return picture


def _scaled(picture: Image.Image, ground: str, side: int, bleeds: bool) -> Image.Image:
    if not bleeds:
        return picture.resize((side, side), Image.Resampling.LANCZOS)
    inner = round(side * _SAFE)
    image = Image.new("RGB", (side, side), ground)
    small = picture.resize((inner, inner), Image.Resampling.LANCZOS)
    mask = small if small.mode == "RGBA" else None
    image.paste(small, ((side - inner) // 2,) * 2, mask)
    return image
