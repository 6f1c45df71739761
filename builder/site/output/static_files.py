"""The static files of a site's own, which are added to what the builder writes."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection
from pathlib import Path

from builder.errors import ConfigError
from builder.folders import folder_in, list_tree
from builder.site.output.inventory import FILE as INVENTORY

log = logging.getLogger(__name__)

STATIC = "static"
"""The folder among the templates that has them."""


def static_files(templates: Path | None, names: Collection[str]) -> dict[str, Path]:
    """The static files in a folder of templates, by their names in the site.

    Args:
        templates: the folder, if the site has one.
        names: what the builder writes, as far as it is known before; those of folders end in "/".

    Raises:
        ConfigError: one has the name of a folder of the builder's, or of its list of files, or
            lies below that of a file; or the folder of static files is none.
    """
    folder = folder_in(templates, STATIC) if templates else None
    if folder is None:
        return {}
    found = list_tree(folder)
    for path, kind in found.others.items():
        log.warning("%s %s, and is left out of the site.", path, kind)
    files = {file.relative_to(folder).as_posix(): file for file in found.files}
    for name, file in files.items():
        _refuse_clash(name, file, names)
    return files


def add_static_files(files: dict[str, Path], site: Path) -> list[str]:
    """Copy static files into a site; return the names that stand in for files of the builder's.

    Raises:
        ConfigError: one has the name of a folder of the builder's, or lies below that of a file.
    """
    replaced = []
    for name, file in files.items():
        target = site / name
        if target.is_dir():
            raise _clash(file, f"{name}/")
        above = [parent for parent in target.parents if parent != site and parent.is_file()]
        if above:
            raise _clash(file, above[0].relative_to(site).as_posix())
        if target.exists() and target.read_bytes() != file.read_bytes():
            log.warning("%s stands in for the builder's own %s.", file, name)
            replaced.append(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return replaced


def _refuse_clash(name: str, file: Path, names: Collection[str]) -> None:
    if name == INVENTORY:
        raise ConfigError(
            f"{file} cannot be in the site, because the builder lists there what it wrote; "
            "rename it."
        )
    for own in names:
        if own == f"{name}/" or name.startswith(f"{own}/"):
            raise _clash(file, own)


def _clash(file: Path, name: str) -> ConfigError:
    kind = "a folder" if name.endswith("/") else "a file"
    return ConfigError(
        f"{file} cannot be in the site beside {name}, {kind} that the builder writes; rename it."
    )
