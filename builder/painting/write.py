"""Painted pictures as files, which are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from builder.errors import PictureError, UsageProblem
from builder.painting.pictures import on_white

JPEG_QUALITY = 92
"""What pictures are compressed with unless something else is wanted, of 100."""

_OPAQUE = {"BMP", "JPEG"}
"""Formats without opacity, as Pillow calls them."""


def check_output(out: Path) -> None:
    """Refuse what no picture can be written to.

    Raises:
        PictureError: its suffix is that of no format.
        UsageProblem: there is no such folder.
    """
    if out.suffix.lower() not in Image.registered_extensions():
        raise PictureError(f'"{out.name}" names no picture format; end it in .png, .jpg or .webp.')
    if not out.parent.is_dir():
        raise UsageProblem(f"The folder {out.parent} does not exist; make it or choose another.")
    if out.is_dir():
        raise UsageProblem(f"{out} is a folder; give the name of a picture file.")


def write_picture(picture: np.ndarray, out: Path, quality: int = JPEG_QUALITY) -> None:
    """Write a picture in the format that the suffix of `out` says.

    Args:
        picture: [height, width, 3], or 4 channels: opacity is kept where the format has any, else
            the picture lies on white.
        out: the file.
        quality: of 100, where the format loses something.

    Raises:
        UsageProblem: it cannot be written.
    """
    image = Image.fromarray(np.ascontiguousarray(picture))
    kind = Image.registered_extensions()[out.suffix.lower()]
    if kind in _OPAQUE:
        image = on_white(image)
    with whole_file(out) as file:
        image.save(file, kind, quality=quality)


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Give the name of a file beside `out` that takes its place once the block has ended well.

    Raises:
        UsageProblem: one of the two cannot be written.
    """
    fresh = out.with_name(f".{out.stem}.{os.getpid()}{out.suffix}")
    try:
        yield fresh
        fresh.replace(out)
    except (OSError, KeyError) as error:
        raise UsageProblem(
            f"{out} cannot be written ({getattr(error, 'strerror', None) or error}); "
            "choose another place or format."
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
