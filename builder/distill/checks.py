"""What is looked at before a training begins: it takes hours, and mistakes show in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from builder.errors import UsageProblem, first_line
from builder.files import check_writable, unwritable

SET = "set.json"


def check_folders(*folders: Path) -> None:
    """Refuse folders of images that are none.

    Raises:
        UsageProblem: one is missing or no folder.
    """
    for folder in folders:
        if not folder.is_dir():
            raise UsageProblem(f"There is no folder of images {folder}: check the path.")


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
