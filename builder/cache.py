"""A cache of folders and of small JSON values, keyed by the hash of what they were made from."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from builder.errors import UsageProblem
from builder.paths import cache_folder

_MANIFEST = "manifest.json"
_BLOCK = 1 << 20


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


def sources_digest(*folders: Path) -> str:
    """A hash of the Python sources in `folders`, so that a change of code empties the cache."""
    files = sorted(file for folder in folders for file in folder.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def cached_folder(kind: str, key: str, make: Callable[[Path], None]) -> tuple[Path, bool]:
    """The folder of `kind` under `key` and whether it was there; else `make` fills a new one.

    A folder whose files are not byte for byte what was stored is made again.

    Raises:
        UsageProblem: the cache folder cannot be written.
    """
    folder = cache_folder() / kind / key
    if _is_whole(folder):
        return folder, True
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    except OSError as error:
        raise UsageProblem(
            f"The cache folder {folder.parent} cannot be written ({error.strerror}); "
            "set ATELIER_CACHE to a folder of yours."
        ) from error
    try:
        make(fresh)
        manifest = {
            file.relative_to(fresh).as_posix(): file_digest(file)
            for file in sorted(fresh.rglob("*"))
            if file.is_file()
        }
        (fresh / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _put_in_place(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
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
