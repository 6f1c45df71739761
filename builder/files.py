"""Writes files so that they are there whole or not at all, and leaves nothing beside them."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from builder.errors import UsageProblem, reason, remedy

try:
    import fcntl
except ImportError:  # Windows has no such locks; what a killed run left there stays.
    fcntl = None  # type: ignore[assignment]

PREFIX = ".atelier-"
"""What the names of working folders begin with."""

_MARK = ".in-use"
_ATTEMPTS = 5


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """Give a new folder in `parent`, which is removed at the end.

    Working folders in `parent` of runs that were killed are removed first.

    Raises:
        OSError: `parent` cannot be written.
    """
    for _ in abandoned(parent):
        pass
    folder, lock = _new_folder(parent)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def abandoned(parent: Path) -> Iterator[Path]:
    """The working folders in `parent` of runs that were killed; each is removed after its turn."""
    for folder in sorted(parent.glob(f"{PREFIX}*")):
        lock = None
        with suppress(OSError):
            if not folder.is_symlink() and not any(folder.iterdir()):
                folder.rmdir()
            lock = _lock(folder / _MARK, os.O_RDWR)
        if lock is not None:
            try:
                yield folder
                _remove(folder)
            finally:
                os.close(lock)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs that lock `folder` waiting until the block has ended."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some file systems know no locks: there, two builds at once are not kept apart.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """Give the name of a new file that takes the place of `file` once the block has ended well.

    Until then, and if it fails, `file` stays as it was. A link stays a link, and the file that it
    leads to is replaced.

    Raises:
        UsageProblem: the file cannot be written.
    """
    check_writable(file)
    target = Path(os.path.realpath(file))
    try:
        with working_folder(target.parent) as folder:
            fresh = folder / target.name
            yield fresh
            if target.exists():
                shutil.copymode(target, fresh)
            fresh.replace(target)
    except OSError as error:
        raise unwritable(file, error) from error


def write_whole(file: Path, text: str) -> None:
    """Write a text in UTF-8 as `whole_file` does.

    Raises:
        UsageProblem: the file cannot be written.
    """
    with whole_file(file) as fresh:
        fresh.write_text(text, encoding="utf-8")


def read_site_text(file: Path) -> str:
    """What a file of a site says; what is no text in it is replaced.

    Raises:
        OSError: it cannot be read, or is no file: nobody writes into a pipe, which would be waited
            for.
    """
    if not file.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file))
    return file.read_text(encoding="utf-8", errors="replace")


def check_writable(file: Path) -> None:
    """Refuse what no file can be written to, before there is anything to write.

    Raises:
        UsageProblem: its folder does not exist or cannot be written to, or something other than
            a file, or a write-protected one, has its name.
    """
    target = Path(os.path.realpath(file))
    try:
        if target.is_dir():
            raise UsageProblem(f"{file} is a folder; give the name of a file.")
        if target.exists() and not target.is_file():
            raise UsageProblem(f"{file} is no file but a device or a pipe; give another name.")
        if not target.parent.is_dir():
            raise UsageProblem(
                f"The folder {target.parent} does not exist; make it or choose another."
            )
        if not os.access(target.parent, os.W_OK | os.X_OK):
            raise UsageProblem(
                f"The folder {target.parent} may not be written to; choose another place."
            )
        if target.exists() and not os.access(target, os.W_OK):
            raise UsageProblem(f"{file} is write-protected; choose another name.")
    except OSError as error:
        raise unwritable(file, error) from error


def unwritable(path: Path, error: OSError) -> UsageProblem:
    """The error that `path` cannot be written."""
    return UsageProblem(f"{path} cannot be written ({reason(error)}); {remedy(error)}.")


def _new_folder(parent: Path) -> tuple[Path, int]:
    for _ in range(_ATTEMPTS):
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        try:
            lock = _lock(folder / _MARK, os.O_RDWR | os.O_CREAT)
        except OSError:
            _remove(folder)
            raise
        # Another run that tidies up may have taken the folder for an abandoned one.
        if lock is not None:
            return folder, lock
    raise OSError(f"no working folder can be kept in {parent}")


def _remove(folder: Path) -> None:
    """Remove a working folder; its mark goes last, for without it none is known for abandoned."""
    with suppress(OSError):
        for inner in folder.iterdir():
            if inner.is_dir() and not inner.is_symlink():
                shutil.rmtree(inner)
            elif inner.name != _MARK:
                inner.unlink()
        (folder / _MARK).unlink(missing_ok=True)
        folder.rmdir()


def _lock(mark: Path, flags: int) -> int | None:
    """Open and lock a working folder's mark; None where another run has it, or it has none."""
    if fcntl is None:
        return os.open(mark, flags) if flags & os.O_CREAT else None
    try:
        descriptor = os.open(mark, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        # No locks on this file system: nobody can tell whether a folder is abandoned.
        if flags & os.O_CREAT:
            return descriptor
        os.close(descriptor)
        return None
    if not _is_at(descriptor, mark):
        os.close(descriptor)
        return None
    return descriptor


def _is_at(descriptor: int, file: Path) -> bool:
    """Whether an open file still has its name: another run may have removed it and let it go."""
    try:
        return os.path.samestat(os.fstat(descriptor), file.lstat())
    except (FileNotFoundError, NotADirectoryError):
        return False


def sent_bytes(files: Iterable[Path]) -> int:
    """How many bytes a host sends for files that it compresses.

    That is by gzip, which every host and browser knows; brotli, which many prefer, takes less.
    """
    return sum(_sent(file.read_bytes()) for file in files)


@lru_cache(maxsize=1024)
def _sent(content: bytes) -> int:
    """Remembered for the next build of this process."""
    return min(len(content), len(gzip.compress(content, mtime=0)))
