"""What is looked at before a training begins: it takes hours, and mistakes show in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from builder.errors import UsageProblem, first_line
from builder.files import check_writable, unwritable
from builder.folders import Listing, list_folder
from builder.painting.decoding import SUFFIXES

SET = "set.json"

HELD_OUT_CONTENTS = 40
HELD_OUT_STYLES = 60
"""Images that no training sees, to judge it by."""


def check_images(contents: Path, styles: Path) -> None:
    """Refuse folders of images to train on and to judge by that cannot be used.

    Raises:
        UsageProblem: one is missing, no folder, or holds too few images.
        ConfigError: one cannot be read.
    """
    list_images(contents, HELD_OUT_CONTENTS)
    list_images(styles, HELD_OUT_STYLES)


def list_images(folder: Path, held_out: int) -> Listing:
    """The images in a folder, some of which are held out, and what only looks like one.

    Raises:
        UsageProblem: it is missing, no folder, or holds too few images.
        ConfigError: it cannot be read.
    """
    if not folder.is_dir():
        raise UsageProblem(f"There is no folder of images {folder}: check the path.")
    found = list_folder(folder)
    files = [path for path in found.files if path.suffix.lower() in SUFFIXES]
    if len(files) <= held_out:
        raise UsageProblem(
            f"{folder} holds {len(files)} images, and {held_out} are held out of a training to "
            f"judge it by: add {held_out + 1 - len(files)} or more."
        )
    others = {path: why for path, why in found.others.items() if path.suffix.lower() in SUFFIXES}
    return Listing(files, others)


def check_output(out: Path, stages: Iterable[tuple[str, Path]], *, force: bool) -> None:
    """Refuse a set's folder that cannot be written, or whose weights are not this training's.

    Args:
        out: the set's folder.
        stages: the role of each network to be trained, and the folder of its checkpoint.
        force: replace weights that were trained elsewhere.

    Raises:
        UsageProblem: it is.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(out, error) from error
    described(out)
    for role, folder in stages:
        weights = out / f"{role}.weights.h5"
        check_writable(weights)
        if weights.exists() and not force and not any(folder.glob("checkpoint.npz")):
            raise UsageProblem(
                f"{weights} is there already, and no checkpoint in {folder} says that it is of "
                "this training; choose another folder with --out, or replace it with --force."
            )


def described(out: Path) -> dict[str, Any]:
    """What the set.json in a folder says; nothing where there is none.

    Raises:
        UsageProblem: it is damaged.
    """
    file = out / SET
    if not file.exists():
        return {}
    try:
        said = json.loads(file.read_text(encoding="utf-8-sig"))
        if not isinstance(said, dict) or not isinstance(said.get("transformers", {}), dict):
            raise TypeError("it is no table")
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise UsageProblem(
            f"{file} cannot be used ({first_line(error)}); mend it, or remove it."
        ) from error
    return said


def check_finite(arrays: Iterable[np.ndarray], of: str, remedy: str) -> None:
    """Refuse weights that are no numbers.

    Args:
        arrays: the weights.
        of: what they are of, the beginning of the message.
        remedy: what to do, the end of the message without a full stop.

    Raises:
        UsageProblem: one is infinite or no number.
    """
    if not all(np.isfinite(array).all() for array in arrays if array.dtype.kind == "f"):
        raise UsageProblem(f"{of} holds weights that are no numbers; {remedy}.")
