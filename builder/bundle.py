"""Bundles the browser code: runs web_template's own build script under Node.js."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.convert.cache import cached_folder, content_key, file_digest
from builder.errors import BundleError
from builder.node import run_script
from builder.resources import cache_folder, in_checkout, web_template_folder

_ENTRY, _SITE = "entry.json", "site"
_PARTS = ("src", "styles")
_LISTS = ("preload", "worker", "wasm", "tensorflow", "shell", "packages")


@dataclass(frozen=True)
class Entry:
    """What a page must load, as URLs relative to the site's root.

    Attributes:
        early: a module that starts the worker, to be run as soon as it is there.
        script: the studio's module.
        style: its style sheet.
        preload: modules that the studio imports first, and those of its worker.
        worker: modules of the worker that paints.
        wasm: what the worker adds where WebAssembly paints, as current browsers do.
        tensorflow: what it adds for a style network there.
        shell: every script of the studio and of the worker, as far as all machines run them.
        packages: what is known of each package that the scripts are made of.
    """

    early: str
    script: str
    style: str
    preload: tuple[str, ...]
    worker: tuple[str, ...]
    wasm: tuple[str, ...]
    tensorflow: tuple[str, ...]
    shell: tuple[str, ...]
    packages: tuple[Mapping[str, Any], ...]


def bundle(folder: Path, own: Path | None = None, *, declarations: bool = True) -> Entry:
    """Write the bundled scripts and styles into `folder`, a site's root.

    Args:
        folder: a folder that exists.
        own: a folder of the site's own templates, whose styles/*.css stand in for those of the
            same name and whose static files are added.
        declarations: whether stylizer.d.ts is wanted, which takes the compiler seconds.

    Raises:
        BundleError: the packages cannot be installed or the code does not compile.
    """
    source = _writable_source()
    own_styles = own / "styles" if own is not None and (own / "styles").is_dir() else None
    options = [*(["--styles", str(own_styles.resolve())] if own_styles else [])]
    if not declarations:
        options.append("--no-declarations")
    key = content_key(
        {
            "source": _digests(_source_files(source), source),
            "styles": _digests(_files(own_styles), own_styles) if own_styles else None,
            "declarations": declarations,
        }
    )

    def make(cached: Path) -> None:
        site = cached / _SITE
        site.mkdir()
        said = run_script(
            ["build.mjs", "--outdir", str(site.resolve()), *options], source, of="The browser code"
        )
        lines = said.strip().splitlines()
        (cached / _ENTRY).write_text(lines[-1] if lines else "", encoding="utf-8")

    cached, _ = cached_folder("bundles", key, make)
    shutil.copytree(cached / _SITE, folder, dirs_exist_ok=True)
    if own is not None and (own / "static").is_dir():
        shutil.copytree(own / "static", folder, dirs_exist_ok=True)
    return _entry(cached / _ENTRY, source)


def _entry(file: Path, source: Path) -> Entry:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        lists = {name: tuple(said[name]) for name in _LISTS}
        return Entry(said["early"], said["script"], said["style"], **lists)
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(
            f"{source / 'build.mjs'} did not end with the names of what it wrote; "
            "restore it from the release."
        ) from error


def _source_files(source: Path) -> Iterable[Path]:
    yield from (file for file in sorted(source.iterdir()) if file.suffix in (".json", ".mjs"))
    for part in _PARTS:
        yield from _files(source / part)


def _files(folder: Path) -> Iterable[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _digests(files: Iterable[Path], folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file_digest(file) for file in files}


def _writable_source() -> Path:
    """The site's source where npm may install: in the cache unless this is a checkout."""
    source = web_template_folder()
    if in_checkout():
        return source
    copy = cache_folder() / "web_template" / content_key(_digests(_files(source), source))
    if not copy.is_dir():
        shutil.copytree(source, copy, dirs_exist_ok=True)
    return copy
