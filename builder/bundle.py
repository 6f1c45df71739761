"""Bundles the browser code: runs web_template's own build script under Node.js."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from builder.convert.cache import content_key, file_digest
from builder.errors import BundleError
from builder.node import run_script
from builder.resources import cache_folder, in_checkout, web_template_folder


@dataclass(frozen=True)
class Entry:
    """What a page must load, as URLs relative to the site's root.

    Attributes:
        script: the studio's module.
        style: its style sheet.
        preload: modules that the studio imports first.
    """

    script: str
    style: str
    preload: tuple[str, ...]


def bundle(folder: Path) -> Entry:
    """Write the bundled scripts, styles and static files into `folder`, a site's root.

    Raises:
        BundleError: the packages cannot be installed or the code does not compile.
    """
    source = _writable_source()
    said = run_script(
        ["build.mjs", "--outdir", str(folder.resolve())], source, of="The browser code"
    )
    try:
        entry = json.loads(said.strip().splitlines()[-1])
        return Entry(entry["script"], entry["style"], tuple(entry["preload"]))
    except (IndexError, KeyError, ValueError) as error:
        raise BundleError(
            f"{source / 'build.mjs'} did not end with the names of what it wrote; "
            "restore it from the release."
        ) from error


def _writable_source() -> Path:
    """The site's source where npm may install: in the cache unless this is a checkout."""
    source = web_template_folder()
    if in_checkout():
        return source
    files = sorted(file for file in source.rglob("*") if file.is_file())
    key = content_key({str(file.relative_to(source)): file_digest(file) for file in files})
    copy = cache_folder() / "web_template" / key
    if not copy.is_dir():
        shutil.copytree(source, copy, dirs_exist_ok=True)
    return copy
