"""What to paint, and into which files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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


def jobs_of(photos: Sequence[Path], out: Path) -> list[Job]:
    """The paintings of photos, under their own names in the folder `out`.

    One photo that is no folder is painted into the file `out`, unless that is a folder or its name
    is that of one, without a suffix.

    Args:
        photos: photos, videos, and folders whose pictures and videos are meant.
        out: a folder, which is made unless it is there, or a file.

    Raises:
        PictureError: there is no picture in a folder.
        UsageProblem: two photos would become one file, or a photo its own painting.
    """
    if len(photos) == 1 and not photos[0].is_dir() and out.suffix and not out.is_dir():
        jobs = [Job(photos[0], out)]
    else:
        files = [file for photo in photos for file in _files(photo)]
        jobs = [Job(file, out / _painted_name(file)) for file in files]
        _make(out)
    seen: dict[Path, Path] = {}
    for job in jobs:
        if job.out.resolve() == job.photo.resolve():
            raise UsageProblem(f"{job.photo} would be painted over; choose another place with -o.")
        other = seen.setdefault(job.out, job.photo)
        if other != job.photo:
            raise UsageProblem(
                f"{other} and {job.photo} would both become {job.out}; "
                "paint them into different folders."
            )
    return jobs


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


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageProblem(
            f"The folder {folder} cannot be made ({error.strerror}); choose another with -o."
        ) from error
