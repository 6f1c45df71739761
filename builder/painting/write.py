"""Painted pictures as files, which are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from builder.errors import PictureError, UsageProblem, first_line
from builder.files import check_writable, whole_file
from builder.painting.mark import save_options
from builder.painting.pictures import on_white

JPEG_QUALITY = 92
"""What pictures are compressed with unless something else is wanted, of 100."""

_OPAQUE = {"BMP", "JPEG", "PPM"}
"""Formats without opacity, as Pillow calls them."""

_FORMATS = {"AVIF", "GIF", "JPEG2000", "PNG", "TGA", "TIFF", "WEBP", *_OPAQUE}
"""Those that paintings are written in: Pillow only reads some others, or refuses opacity there.

ICO is none of them: Pillow writes the sizes of icons, and not the painting's."""

_NO_PPM = {".pbm", ".pfm", ".pgm"}
"""Suffixes of other pictures, under which Pillow would write PPM pictures all the same."""

_LONGEST = {"WEBP": 16_383, "JPEG": 65_500, "AVIF": 65_536, "GIF": 65_535}
_LONGEST_OF_ALL = 2**31 - 1
"""The longest sides in pixels that formats have."""


def check_output(out: Path) -> None:
    """Refuse what no picture can be written to.

    Raises:
        PictureError: its suffix is that of no format that holds a painting.
        UsageProblem: there is no such folder, or it cannot be written to.
    """
    suffix = out.suffix.lower()
    if suffix in _NO_PPM or Image.registered_extensions().get(suffix) not in _FORMATS:
        raise PictureError(
            f'"{out.name}" names no format that paintings are written in; end it in .png, .jpg, '
            ".webp, .avif or .tif."
        )
    check_writable(out)


def check_sides(out: Path, width: int, height: int) -> None:
    """Refuse a painting that is larger than the format of its file can be.

    Raises:
        PictureError: a side is too long.
    """
    kind = Image.registered_extensions()[out.suffix.lower()]
    most = _LONGEST.get(kind, _LONGEST_OF_ALL)
    if max(width, height) > most:
        raise PictureError(
            f"{out} cannot be {width} x {height} pixels, because {kind} pictures have sides of at "
            f"most {most:,}; choose .png, or a smaller --size."
        )


def write_picture(
    picture: np.ndarray, out: Path, quality: int = JPEG_QUALITY, xmp: str | None = None
) -> None:
    """Write a picture in the format that the suffix of `out` says.

    Args:
        picture: [height, width, 3], or 4 channels: opacity is kept where the format has any, else
            the picture lies on white.
        out: the file.
        quality: of 100, where the format loses something.
        xmp: what the file says of the picture, where its format has a place for it.

    Raises:
        UsageProblem: it cannot be written.
    """
    image = Image.fromarray(np.ascontiguousarray(picture))
    kind = Image.registered_extensions()[out.suffix.lower()]
    if kind in _OPAQUE:
        image = on_white(image)
    with whole_file(out) as file:
        try:
            image.save(file, kind, quality=quality, **(save_options(kind, xmp) if xmp else {}))
        except (KeyError, ValueError) as error:
            raise UsageProblem(
                f"{out} cannot be written as {kind} ({first_line(error)}); choose another format."
            ) from error
