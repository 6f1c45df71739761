"""Where a teacher's files are, which is known before its networks can be loaded."""

from __future__ import annotations

from pathlib import Path

from builder.errors import NetworkFileError, UsageProblem
from builder.networks.locations import imported_sets
from builder.networks.names import is_name
from builder.paths import downloads_folder


def find_teacher(name_or_folder: str) -> Path:
    """The folder of the files of a teacher: that folder, or of a fetched set of that name.

    Raises:
        UsageProblem: there is neither.
    """
    folder = Path(name_or_folder)
    if folder.is_dir():
        return folder
    fetched = downloads_folder() / name_or_folder
    if is_name(name_or_folder) and fetched.is_dir() and any(fetched.glob("*.tflite")):
        return fetched
    if name_or_folder in imported_sets():
        raise UsageProblem(
            f'"{name_or_folder}" was imported, and a teacher is needed as it was published: name '
            "the folder with its two TensorFlow Lite files."
        )
    raise UsageProblem(
        f'There is no teacher "{name_or_folder}": name a folder with a TensorFlow Lite pair, or '
        "fetch one with: build-site networks fetch magenta-mobile"
    )


def teacher_pair(folder: Path) -> tuple[Path, Path]:
    """The style network and the transformer in `folder`: `*predict*.tflite`, `*transfer*.tflite`.

    The most precise file wins where there are several (f32, f16, int8).

    Raises:
        NetworkFileError: one is missing.
    """
    return _most_precise(folder, "predict"), _most_precise(folder, "transfer")


def _most_precise(folder: Path, stem: str) -> Path:
    for precision in ("f32", "fp32", "f16", "fp16", "int8"):
        for path in sorted(folder.glob(f"*{stem}*.tflite")):
            if precision in path.name:
                return path
    raise NetworkFileError(
        f"{folder} holds no *{stem}*.tflite: point --teacher at a folder with both files."
    )
