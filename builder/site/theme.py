"""The site's accent colour: shades of it that can be read on the page, light and dark.

Contrast is that of WCAG 2.2 (success criteria 1.4.3 and 1.4.11). A shade keeps hue and, as far as
screens show it, chroma of the colour in Oklch (B. Ottosson, "A perceptual color space for image
processing", 2020); only its lightness moves.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)

LIGHT_PAPERS = ("#f5f4f1", "#ffffff", "#e9e7e2")
"""What accent-coloured text may stand on in the light page: --paper, --surface and --well."""

DARK_PAPERS = ("#191817", "#262422", "#100f0e")
"""The same in the dark page."""

TEXT_CONTRAST = 4.5
"""The least contrast of text (WCAG 2.2 AA)."""

COLOUR_PATTERN = "#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})"
"""What a colour looks like, as a regular expression that JavaScript reads, too."""

_HEX = re.compile(COLOUR_PATTERN)
_STEP = 0.005
_STRONG = 0.08
_DARK_LIGHTNESS = 0.80
_LIGHT_SOFT, _DARK_SOFT = 0.925, 0.315
_INK_LIGHTNESS = 0.24

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Shades:
    """Colours of one page, light or dark, as "#rrggbb".

    Attributes:
        accent: for links, marks and filled buttons.
        strong: a little farther from the paper, for what the pointer is on.
        soft: hardly more than the paper, for the ground of what is chosen.
        on_accent: for text on both of them.
    """

    accent: str
    strong: str
    soft: str
    on_accent: str


@dataclass(frozen=True)
class Accent:
    """An accent colour.

    Attributes:
        light: its shades on the light page.
        dark: its shades on the dark page.
    """

    light: Shades
    dark: Shades


def is_colour(text: str) -> bool:
    """Whether a text is a colour such as "#2a3c96" or "#24c"."""
    return bool(_HEX.fullmatch(text))


def derive_accent(colour: str) -> Accent:
    """The shades of `colour`; warns where the light page needs a darker one than it.

    Args:
        colour: as `is_colour` wants it.
    """
    lightness, chroma, hue = _to_oklch(_read(colour))
    light_soft = _hex(_LIGHT_SOFT, min(chroma, 0.022), hue)
    dark_soft = _hex(_DARK_SOFT, min(chroma, 0.05), hue)
    light = _away(lightness, -1, chroma, hue, (*LIGHT_PAPERS, light_soft))
    if abs(light - lightness) > _STEP / 2:
        log.warning(
            "The accent colour %s is too pale to be read on the light page; %s stands in for it.",
            *(colour, _hex(light, chroma, hue)),
        )
    dark = _away(max(lightness, _DARK_LIGHTNESS), 1, chroma, hue, (*DARK_PAPERS, dark_soft))
    return Accent(
        _shades(light, max(light - _STRONG, 0.0), chroma, hue, light_soft),
        _shades(dark, min(dark + _STRONG, 1.0), chroma, hue, dark_soft),
    )


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted(_luminance(_read(colour)) for colour in (first, second))
    return (high + 0.05) / (low + 0.05)


def _shades(lightness: float, strong: float, chroma: float, hue: float, soft: str) -> Shades:
    accent, stronger = _hex(lightness, chroma, hue), _hex(strong, chroma, hue)
    inks = ("#ffffff", _hex(_INK_LIGHTNESS, min(chroma, 0.06), hue), "#000000")
    worst = {ink: min(contrast(ink, accent), contrast(ink, stronger)) for ink in inks}
    readable = [ink for ink in inks if worst[ink] >= TEXT_CONTRAST]
    return Shades(
        accent, stronger, soft, readable[0] if readable else max(inks, key=worst.__getitem__)
    )


def _away(start: float, sign: int, chroma: float, hue: float, papers: Sequence[str]) -> float:
    """The first lightness from `start` on that can be read on all of `papers`."""
    return next(
        lightness
        for lightness in _steps(start, sign)
        if all(contrast(_hex(lightness, chroma, hue), paper) >= TEXT_CONTRAST for paper in papers)
    )


def _steps(start: float, sign: int) -> Iterator[float]:
    lightness = start
    while 0 < lightness < 1:
        yield lightness
        lightness += sign * _STEP
    yield 0.0 if sign < 0 else 1.0


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with as much of its chroma as sRGB has."""
    for share in range(20, -1, -1):
        rgb = _from_oklch(lightness, chroma * share / 20, hue)
        if all(-1e-4 <= channel <= 1 + 1e-4 for channel in rgb):
            break
    return "#" + "".join(f"{_channel(channel):02x}" for channel in rgb)


def _channel(linear: float) -> int:
    linear = min(max(linear, 0.0), 1.0)
    encoded = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(encoded * 255)


def _read(colour: str) -> Rgb:
    """A colour's channels, linear, 0 to 1."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4))
    return _linear(red), _linear(green), _linear(blue)


def _linear(encoded: float) -> float:
    return encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4


def _luminance(rgb: Rgb) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def _to_oklch(rgb: Rgb) -> tuple[float, float, float]:
    red, green, blue = rgb
    long = _root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = _root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = _root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _root(value: float) -> float:
    # Python 3.10 has no math.cbrt; what comes here is never negative.
    return math.pow(value, 1 / 3)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
