"""What to paint, and into which files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from builder.errors import PictureError, UsageProblem
from builder.folders import list_folder

_KEPT = {".avif", ".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
"""Suffixes of pictures that are painted into files of the same kind; others become PNG files."""

_PICTURES = {*_KEPT, ".gif", ".heic", ".heif"}
_VIDEOS = {".avi", ".m4v", ".mkv", ".mov", ".mp4", ".webm"}


@dataclass(frozen=True)
class Job:
    """A photo or video, and the file that its painting is written to."""

    photo: Path
    out: Path


def is_video(file: Path) -> bool:
    """Whether the name of a file is that of a video."""
    return file.suffix.lower() in _VIDEOS


def jobs_of(photos: Sequence[Path], out: Path, others: Sequence[Path] = ()) -> list[Job]:
    """The paintings of photos, under their own names in the folder `out`.

    One photo that is no folder is painted into the file `out`, unless that is a folder or its name
    is that of one, without a suffix.

    Args:
        photos: photos, videos, and folders whose pictures and videos are meant.
        out: a folder, which need not be there yet, or a file.
        others: what else is read, such as styles: no painting may take its place.

    Raises:
        PictureError: there is no picture in a folder.
        UsageProblem: two photos would become one file, a painting take the place of what is
            read, or a new folder have the name of a picture or video.
    """
    if len(photos) == 1 and not photos[0].is_dir() and out.suffix and not out.is_dir():
        jobs = [Job(photos[0], out)]
    elif _is_named_as_file(out) and not out.is_dir():
        raise UsageProblem(
            f"{out} is the name of a file, and several photos, or those of a folder, become files "
            "in a folder; name one with -o."
        )
    else:
        # The same photo may be named twice, as by a pattern and by its folder.
        files = dict.fromkeys(file for photo in photos for file in _files(photo))
        jobs = [Job(file, out / _painted_name(file)) for file in files]
    seen: dict[Path, Path] = {}
    read = {_identity(file): file for file in (*others, *(job.photo for job in jobs))}
    for job in jobs:
        identity = _identity(job.out)
        if identity and identity in read:
            raise UsageProblem(
                f"{read[identity]} would be painted over; choose another place with -o."
            )
        other = seen.setdefault(job.out, job.photo)
        if other != job.photo:
            raise UsageProblem(
                f"{other} and {job.photo} would both become {job.out}; "
                "paint them into different folders."
            )
    return jobs


def _is_named_as_file(out: Path) -> bool:
    suffix = out.suffix.lower()
    return suffix in _PICTURES | _VIDEOS or suffix in Image.registered_extensions()


def _identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from others, whatever it is called; None of what is not there."""
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _files(photo: Path) -> list[Path]:
    if not photo.is_dir():
        return [photo]
    wanted = _PICTURES | _VIDEOS
    found = [file for file in list_folder(photo).files if file.suffix.lower() in wanted]
    if not found:
        raise PictureError(f"The folder {photo} holds no picture; give another one.")
    return found


def _painted_name(photo: Path) -> str:
    kept = photo.suffix.lower() in _KEPT | _VIDEOS
    return photo.name if kept else f"{photo.stem}.png"


def make_folder(folder: Path) -> None:
    """Make the folder of paintings, unless it is there.

    Raises:
        UsageProblem: it cannot be made, or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageProblem(
            f"The folder {folder} cannot be made ({error.strerror}); choose another with -o."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageProblem(f"The folder {folder} may not be written to; choose another with -o.")
