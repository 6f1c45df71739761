"""Puts a finished site in place: built apart from the old one, then moved over it file by file.

The builder owns the files that the last build listed, and nothing else in the folder: that stays
as it is, or the build refuses. The folder itself is never replaced, so that links to it, mounts of
it and programs that are in it go on showing the current site. What is replaced is kept until all
is in place: a move that fails, or whose program is killed, is undone.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath

from builder.cache import file_digest
from builder.errors import UsageProblem
from builder.files import abandoned, locked, unwritable, whole_file, working_folder
from builder.site.output.inventory import FILE, Inventory, file_names, leave_out

log = logging.getLogger(__name__)

_NOTE = Path(__file__).with_name("site_readme.md")
_README, _NO_JEKYLL = "README.md", ".nojekyll"

YIELDING = frozenset({_README, _NO_JEKYLL})
"""What a folder has of the builder's only if it has none of its own."""

_BESIDE_A_SITE = ("cname", "license", "licence", "readme")
"""What the names of files begin with that repositories of sites have; hidden ones come too."""

_SITE, _OLD, _COPY, _UNDO = "site", "old", "copy", "undo.json"
_NAMED = 3


@contextmanager
def staged(out: Path, names: Collection[str] = (), *, force: bool = False) -> Iterator[Path]:
    """Give a new folder whose files become those of the site `out` when the body succeeds.

    When the body fails, `out` stays as it was and nothing is left beside it.

    Args:
        out: the site's folder; where it is a link, what it leads to.
        names: of files that the body will write, as far as they are known; those of folders end
            in "/".
        force: replace files of the same names that no build wrote.

    Raises:
        UsageProblem: `out` cannot be written, or holds what would be in the way.
    """
    target = Path(os.path.realpath(out))
    with ExitStack() as stack:
        with _told_of(out):
            _recover(target)
            _refuse_foreign(target, force)
            _refuse_obstacles(target, names, force)
            work = stack.enter_context(working_folder(_nearest_folder(target)))
            fresh = work / _SITE
            fresh.mkdir()
        with _told_of(out, work):
            yield fresh
        with _told_of(out):
            _put_in_place(fresh, target, work, force)


def write_notes(folder: Path) -> None:
    """Write what every site carries besides its pages: the hosting note and `.nojekyll`."""
    shutil.copyfile(_NOTE, folder / _README)
    # GitHub Pages would else leave out files whose names begin with an underscore.
    (folder / _NO_JEKYLL).touch()


@contextmanager
def _told_of(out: Path, below: Path | None = None) -> Iterator[None]:
    """Say of what the system refuses, below a folder only if one is given, whose site it hits."""
    try:
        yield
    except OSError as error:
        # Of a file that could not be written any further, the system does not say the name.
        full = error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        if below is None or full or str(below) in f"{error.filename} {error.filename2} {error}":
            raise unwritable(out, error) from error
        raise


def _nearest_folder(path: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next(folder for folder in (path, *path.parents) if os.path.lexists(folder))


def _refuse_foreign(out: Path, force: bool) -> None:
    """Refuse a folder that was filled by others, for a site among their files is no one's wish."""
    if not (there := _nearest_folder(out)).is_dir():
        kind = "link that leads to itself" if there.is_symlink() else "file"
        raise UsageProblem(f"{there} is a {kind}; choose a folder with --out.")
    if force or not out.is_dir() or Inventory.read(out):
        return
    names = sorted(path.name for path in out.iterdir())
    foreign = [name for name in names if not name.lower().startswith((".", *_BESIDE_A_SITE))]
    if foreign:
        raise UsageProblem(
            f"{out} holds {_some(foreign)}, which no build listed, and might be lost among a "
            "site's files; choose another folder with --out, or say with --force that the site "
            "belongs there."
        )


def _refuse_obstacles(out: Path, names: Iterable[str], force: bool) -> None:
    if not out.is_dir():
        return
    owned = _owned(out)
    files = [name for name in names if not name.endswith("/") and name not in YIELDING]
    folders = [name.rstrip("/") for name in names if name.endswith("/")]
    inside = {parent for name in (*files, *folders) for parent in _parents(name)} | set(folders)
    obstacles = [name for name in sorted(inside) if _is_no_folder(out / name) and name not in owned]
    for name in files:
        kind = _kind(out / name)
        if kind is None or (name in owned and kind != "folder"):
            continue
        if kind == "folder" and _holds_only(out, name, owned):
            continue
        if kind == "folder" or not force:
            obstacles.append(name)
    if obstacles:
        raise UsageProblem(
            f"{out} holds {_some(obstacles)}, which no build wrote and which is in the way of the "
            "site's own; move it away, or choose another folder with --out"
            + ("." if force else ", or replace files of others with --force.")
        )


def _put_in_place(fresh: Path, out: Path, work: Path, force: bool) -> None:
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            fresh.rename(out)
        except OSError as error:
            # Another build was first.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        else:
            return
    with locked(out):
        owned = _owned(out)
        names = file_names(fresh)
        wanted = [name for name in names if not _yields(out / name, name, owned)]
        leave_out(fresh, set(names) - set(wanted))
        changed = [name for name in wanted if not _is_same(fresh / name, out / name)]
        _refuse_obstacles(out, changed, force)
        gone = _obsolete(out, owned, set(wanted))
        _move_all(fresh, out, work, changed, gone)


def _move_all(
    fresh: Path, out: Path, work: Path, changed: Collection[str], gone: Collection[str]
) -> None:
    added = [name for name in changed if _kind(out / name) in (None, "folder")]
    (work / _UNDO).write_text(json.dumps({"out": str(out), "added": added}), encoding="utf-8")
    old = work / _OLD
    places = {parent for name in changed for parent in _parents(name)} | set(changed)
    blocking = [name for name in gone if name in places or not places.isdisjoint(_parents(name))]
    try:
        for name in blocking:
            _take_away(name, out, old)
        # Pages come after what they refer to, and what is referred to no more goes last.
        for name in sorted(changed, key=lambda name: (name not in added, name == FILE)):
            if name not in added:
                _keep(out / name, old / name, work / _COPY)
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            _move(fresh / name, out / name)
        for name in gone:
            if name not in blocking:
                _take_away(name, out, old)
        (work / _UNDO).unlink()
    except BaseException:
        _undo(work, out)
        raise


def _undo(work: Path, out: Path) -> None:
    """Give a folder back what a move into it has replaced, as far as it came."""
    said = json.loads((work / _UNDO).read_text(encoding="utf-8"))
    for name in said["added"]:
        if _kind(out / name) not in (None, "folder"):
            (out / name).unlink()
        _prune(out, name)
    old = work / _OLD
    for name in file_names(old) if old.is_dir() else ():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        _move(old / name, out / name)


def _recover(out: Path) -> None:
    """Undo what a build that was killed had begun to move, and remove what it left."""
    # A folder of the site that is another disk has working folders of its own.
    inside = {out / parent for name in _owned(out) for parent in _parents(name)}
    for folder in (_nearest_folder(out.parent), out, *sorted(inside)):
        for work in abandoned(folder) if folder.is_dir() else ():
            with suppress(OSError, ValueError, LookupError, TypeError):
                said = json.loads((work / _UNDO).read_text(encoding="utf-8"))
                if said["out"] == str(out):
                    _undo(work, out)


def _owned(out: Path) -> dict[str, str]:
    found = Inventory.read(out)
    return dict(found.files) if found else {}


def _obsolete(out: Path, owned: dict[str, str], wanted: Collection[str]) -> list[str]:
    """What earlier builds wrote and this one did not, unless it was changed since."""
    gone = []
    for name, digest in owned.items():
        file = out / name
        if name in wanted or _kind(file) is None or _crosses_link(out, name):
            continue
        if _kind(file) != "file" or file_digest(file) != digest:
            log.warning("%s was changed since the last build, and stays.", file)
        else:
            gone.append(name)
    return gone


def _yields(file: Path, name: str, owned: dict[str, str]) -> bool:
    """Whether a folder has its own of what the builder would write."""
    if name not in YIELDING or not os.path.lexists(file):
        return False
    return not file.is_file() or file_digest(file) != owned.get(name)


def _take_away(name: str, out: Path, old: Path) -> None:
    (old / name).parent.mkdir(parents=True, exist_ok=True)
    _move(out / name, old / name)
    _prune(out, name)


def _keep(file: Path, kept: Path, copy: Path) -> None:
    """Have `kept` be what `file` is, whole from the first moment on; `copy` may be left."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, kept, follow_symlinks=False)
    except OSError:
        shutil.copy2(file, copy, follow_symlinks=False)
        copy.replace(kept)


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        # A folder of the site may be another disk.
        if error.errno != errno.EXDEV:
            raise
        with whole_file(target) as fresh:
            shutil.copyfile(source, fresh)
        source.unlink()


def _prune(out: Path, name: str) -> None:
    """Remove the folders of a file that is gone, as far as they are empty."""
    for parent in _parents(name):
        with suppress(OSError):
            (out / parent).rmdir()


def _parents(name: str) -> list[str]:
    """The folders above a name, the nearest first."""
    return [str(parent) for parent in PurePosixPath(name).parents][:-1]


def _kind(path: Path) -> str | None:
    """Whether a path is a "file", a "folder", or "other"; None if it is not there."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "other"


def _is_no_folder(path: Path) -> bool:
    return _kind(path) in ("file", "other")


def _crosses_link(out: Path, name: str) -> bool:
    return any((out / parent).is_symlink() for parent in _parents(name))


def _holds_only(out: Path, name: str, owned: Collection[str]) -> bool:
    return all(f"{name}/{inner}" in owned for inner in file_names(out / name))


def _is_same(first: Path, second: Path) -> bool:
    if _kind(second) != "file" or first.stat().st_size != second.stat().st_size:
        return False
    return file_digest(first) == file_digest(second)


def _some(names: Collection[str]) -> str:
    """A few of some names, and how many more there are."""
    shown = ", ".join(list(names)[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
