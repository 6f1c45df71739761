"""Walks through folders that people fill: what is a file, what is left out, and why."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import ConfigError, reason, remedy

_SYSTEM_FILES = {"desktop.ini", "thumbs.db", ".git"}
"""What Windows and Git leave in folders; other systems begin such names with a dot."""

_MAC_FILES = (".ds_store", "._", ".appledouble", ".spotlight", ".trashes", ".fseventsd")
"""What the hidden names begin with that macOS leaves in folders."""


@dataclass
class Listing:
    """What is in a folder, in the order of names.

    Attributes:
        files: what can be read as a file; links to files are.
        others: why each of the others is none: the end of a sentence that begins with its path.
    """

    files: list[Path] = field(default_factory=list)
    others: dict[Path, str] = field(default_factory=dict)


def list_folder(folder: Path) -> Listing:
    """What is in a folder; hidden files, and what systems leave in folders, are passed over.

    Raises:
        ConfigError: the folder cannot be read.
    """
    found = Listing()
    for path in _entries(folder):
        if path.name.startswith(".") or path.name.lower() in _SYSTEM_FILES:
            continue
        kind = _kind(path)
        if kind == "file":
            found.files.append(path)
        else:
            found.others[path] = "is a folder" if kind == "folder" else kind
    return found


def is_folder(path: Path) -> bool:
    """Whether a path is that of a folder, which one that no system takes is not, either."""
    return _kind(path) == "folder"


def is_file(path: Path) -> bool:
    """Whether a path is that of a file, which one that no system takes is not, either."""
    return _kind(path) == "file"


def folder_in(folder: Path, name: str) -> Path | None:
    """The folder called `name` in another; None where nothing there is called so.

    Raises:
        ConfigError: something else is, whose content would be missed without a word.
    """
    found = folder / name
    if found.is_dir():
        return found
    if os.path.lexists(found):
        kind = _kind(found)
        why = "is a file" if kind == "file" else kind
        raise ConfigError(f"{found} {why}, and has to be a folder; rename it, or mend it.")
    return None


def list_tree(folder: Path) -> Listing:
    """The files in a folder and below it; only what systems leave in folders is passed over.

    Links are followed, except to a folder that the link is in.

    Raises:
        ConfigError: a folder cannot be read.
    """
    found = Listing()
    for path, kind in _walk(folder, (_real(folder),)):
        if kind == "file":
            found.files.append(path)
        else:
            found.others[path] = kind
    return found


def _walk(folder: Path, above: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for path in _entries(folder):
        name = path.name.lower()
        if name in _SYSTEM_FILES or name.startswith(_MAC_FILES):
            continue
        kind = _kind(path)
        if kind != "folder":
            yield path, kind
        elif _real(path) in above:
            yield path, "is a link to a folder that it lies in"
        else:
            yield from _walk(path, (*above, _real(path)))


def _entries(folder: Path) -> list[Path]:
    try:
        # The names alone do not say whether what is in the folder may be looked at.
        if not os.access(folder, os.X_OK):
            raise PermissionError(13, "Permission denied", str(folder))
        return sorted(folder.iterdir())
    except OSError as error:
        raise ConfigError(
            f"The folder {folder} cannot be read ({reason(error)}); {remedy(error)}."
        ) from error


def _kind(path: Path) -> str:
    """The words "file" or "folder", or why it is neither: the end of a sentence."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        # A path with a NUL is a ValueError.
        with suppress(OSError, ValueError):
            if path.is_symlink():
                return "is a link that leads nowhere"
        return f"is not there: {error}"
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "is no file but a pipe or a device"


def _real(folder: Path) -> str:
    return os.path.realpath(folder)
