"""A cache of folders, keyed by the hash of what they were made from, code included."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from builder.errors import UsageProblem, reason
from builder.files import working_folder
from builder.paths import cache_folder, shipped_cache_folder

_MANIFEST, _FRESH = "manifest.json", "fresh"
_BLOCK = 1 << 20
_PACKAGE = Path(__file__).resolve().parent

handed_out: list[Path] = []
"""The folders, shipped or cached, that this process was given."""

# To parse whole files would take six times as long.
_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+builder\b[^\n(]*(?:\([^)]*\))?", re.MULTILINE)
_TYPES_ONLY = re.compile(r"\nif TYPE_CHECKING:\n(?:(?:[ \t].*)?\n)*")


def content_key(parts: Mapping[str, Any]) -> str:
    """A key, 32 hexadecimal digits, that changes when any of `parts` does."""
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def file_digest(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def files_hash(files: Iterable[Path]) -> str:
    """12 hexadecimal digits that change when a name or a byte of `files` does."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@cache
def code_digest(*modules: str, package: Path = _PACKAGE) -> str:
    """A hash of the sources of `modules` and of all that they import of this package.

    A step whose key holds that of its own module is made again when the code changes that it may
    run, and only then. Imports inside functions count, those for type checkers do not. Sources
    are read once in a process, which goes on running what it has read.

    Args:
        modules: dotted names such as "builder.site.icons", or a module's `__name__`.
        package: the folder of the package `builder`.
    """
    sources = sorted(reachable_code(modules, package).items())
    return hashlib.sha256(b"".join(name.encode() + digest for name, digest in sources)).hexdigest()


def reachable_code(modules: Iterable[str], package: Path = _PACKAGE) -> dict[str, bytes]:
    """What `modules` import of `package`, and they themselves: hashes of sources by module."""
    found: dict[str, bytes] = {}
    wanted = list(modules)
    while wanted:
        module = wanted.pop()
        if module not in found:
            found[module], imported = _source(module, package)
            wanted += imported
    return found


@cache
def _source(module: str, package: Path) -> tuple[bytes, frozenset[str]]:
    """The hash of a module's source, and the modules of the package that it imports."""
    files = _files(package)
    source = files[module].read_bytes()
    names = _imported_names(source.decode("utf-8"))
    # A name is a module itself, or an attribute of one.
    modules = (name if name in files else name.rpartition(".")[0] for name in names)
    return hashlib.sha256(source).digest(), frozenset(modules)


@cache
def _files(package: Path) -> dict[str, Path]:
    """The sources of a package by the dotted names of their modules."""
    return {
        ".".join(file.relative_to(package.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): file
        for file in package.rglob("*.py")
    }


def _imported_names(source: str) -> Iterator[str]:
    """The dotted names that a source imports of the package `builder`."""
    for statement in _IMPORT.findall(_TYPES_ONLY.sub("", source)):
        (node,) = ast.parse(dedent(statement)).body
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def cached_folder(kind: str, key: str, make: Callable[[Path], None]) -> tuple[Path, bool]:
    """The folder of `kind` under `key` and whether it was there; else `make` fills a new one.

    An installed package brings the folders of the default site. A folder whose files are not byte
    for byte what was stored is made again.

    Raises:
        UsageProblem: the cache folder cannot be written.
    """
    for place in (shipped_cache_folder(), cache_folder()):
        folder = place / kind / key
        if _is_whole(folder):
            handed_out.append(folder)
            return folder, True
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            fresh = stack.enter_context(working_folder(folder.parent)) / _FRESH
            fresh.mkdir()
        except OSError as error:
            raise UsageProblem(
                f"The cache folder {folder.parent} cannot be written ({reason(error)}); "
                "set ATELIER_CACHE to a folder of yours."
            ) from error
        make(fresh)
        manifest = {
            file.relative_to(fresh).as_posix(): file_digest(file)
            for file in sorted(fresh.rglob("*"))
            if file.is_file()
        }
        (fresh / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _put_in_place(fresh, folder)
    handed_out.append(folder)
    return folder, False


def _put_in_place(fresh: Path, folder: Path) -> None:
    if _is_whole(folder):
        # Another build made the same meanwhile.
        return
    shutil.rmtree(folder, ignore_errors=True)
    try:
        fresh.rename(folder)
    except OSError:
        if not _is_whole(folder):
            raise


def copy_cached(folder: Path, target: Path, names: Callable[[str], bool]) -> None:
    """Copy those files of a cached `folder` whose names are asked for, each checked again."""
    manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    target.mkdir(parents=True, exist_ok=True)
    for name, digest in manifest.items():
        if names(name):
            shutil.copyfile(folder / name, target / name)
            if file_digest(target / name) != digest:
                raise OSError(f"{target / name} was not written as it was read")


def _is_whole(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return all(file_digest(folder / name) == digest for name, digest in manifest.items())
    except (OSError, ValueError):
        return False
