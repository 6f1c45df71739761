"""Puts a finished site in place: built beside the old one, then swapped."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.errors import UsageProblem

_NOTE = Path(__file__).with_name("site_readme.md")


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give a new folder beside `out` that takes its place when the body succeeds.

    When the body fails, `out` stays as it was and nothing is left beside it.

    Raises:
        UsageProblem: `out` cannot be written, or holds something that is no built site.
    """
    out = out.absolute()
    _refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        yield fresh
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_notes(folder: Path) -> None:
    """Write what every site carries besides its pages: the hosting note and `.nojekyll`."""
    shutil.copyfile(_NOTE, folder / "README.md")
    # GitHub Pages would else leave out files whose names begin with an underscore.
    (folder / ".nojekyll").touch()


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageProblem(f"{out} is a file; choose a folder with --out.")
    if not out.is_dir():
        return
    names = {path.name for path in out.iterdir()}
    if names - {"README.md"} and not (out / "networks" / "index.json").is_file():
        raise UsageProblem(
            f"{out} holds files that are no built site and would be lost; "
            "choose another folder with --out."
        )


def _swap(fresh: Path, out: Path) -> None:
    # mkdtemp makes folders that only their owner may enter; a web server is someone else.
    umask = os.umask(0)
    os.umask(umask)
    fresh.chmod(0o777 & ~umask)
    old = fresh.with_name(f"{fresh.name}-old")
    try:
        if out.exists():
            out.rename(old)
        try:
            fresh.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    except OSError as error:
        raise _unwritable(out, error) from error
    shutil.rmtree(old, ignore_errors=True)


def _unwritable(out: Path, error: OSError) -> UsageProblem:
    return UsageProblem(
        f"The site cannot be written to {out} ({error.strerror}); "
        "choose a folder that you may write to with --out."
    )
