"""The list of the files that a build wrote: what the builder owns of a site's folder."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from builder import __version__
from builder.cache import file_digest
from builder.files import read_site_text

FILE = "assets/inventory.json"
"""Where a site says which files are the builder's."""


@dataclass(frozen=True)
class Inventory:
    """The files that a build wrote.

    Attributes:
        files: the SHA-256 of each, by its name from the site's root.
        own: those among them that are copies of static files of the site's own.
        replaced: those of `own` that stand in for files of the builder's.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()

    @classmethod
    def read(cls, site: Path) -> Inventory | None:
        """That of a site; None where there is none, or it is damaged."""
        try:
            said = json.loads(read_site_text(site / FILE))
            files, own, replaced = said["files"], said["own"], said["replaced"]
            names = [*files, *files.values(), *own, *replaced]
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None
        if not all(isinstance(name, str) for name in names):
            return None
        # Whoever wrote the list, nothing outside of the site is touched because of it.
        inside = {name: digest for name, digest in files.items() if _is_inside(name)}
        return cls({**inside, FILE: ""}, frozenset(own), frozenset(replaced))


def write_inventory(site: Path, own: Collection[str] = (), replaced: Collection[str] = ()) -> None:
    """List all files of a finished site in it; the last step of a build.

    Args:
        site: the site's folder.
        own: the names of static files of the site's own.
        replaced: those of `own` that stand in for files of the builder's.
    """
    names = sorted(file_names(site))
    said = {
        "builder": __version__,
        "files": {name: file_digest(site / name) for name in names},
        "own": sorted(own),
        "replaced": sorted(replaced),
    }
    (site / FILE).write_text(json.dumps(said, indent=0) + "\n", encoding="utf-8")


def leave_out(site: Path, names: Collection[str]) -> None:
    """Take names off the inventory of a site, if they are on it."""
    file = site / FILE
    if names and file.is_file():
        said = json.loads(file.read_text(encoding="utf-8"))
        said["files"] = {name: said["files"][name] for name in said["files"] if name not in names}
        file.write_text(json.dumps(said, indent=0) + "\n", encoding="utf-8")


def file_names(folder: Path) -> list[str]:
    """The names of all files in a folder and below, with slashes."""
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()]


def _is_inside(name: str) -> bool:
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        # No file can be called so.
        return False
    path = PurePosixPath(name)
    odd = path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name
    return bool(path.parts) and not odd and path.parts[0] != ".git"
