"""Kills builds while their files are moved into the site, and those that give back the old one.

The next build must find the old or the new site whole, what is the user's untouched, and no litter.
Small files stand for a site's, so that what happens between any two calls of the system is tried.

`python -m tests.soak moves --count 200 --seed 1`
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy as np

from builder.files import PREFIX
from builder.site.output import staging
from builder.site.output.inventory import FILE, write_inventory

Files = dict[str, bytes]
Way = Callable[[], AbstractContextManager[None]]

_CALLS = ("os.rename", "os.link", "os.mkdir", "os.rmdir", "os.remove", "open")
"""What changes folders, as Python tells of it before it does it."""

_OWN = {"CNAME": b"example.org", "gallery/own/a.txt": b"years of work"}
_OTHER_DISK = "gallery"


def kill_moves(count: int, seed: int) -> list[str]:
    """Kill so many builds while they move; what was wrong afterwards."""
    rng = np.random.default_rng(seed)
    with TemporaryDirectory() as name:
        out = Path(name) / "site"
        _build(out, _files(rng))
        for own, text in _OWN.items():
            (out / own).parent.mkdir(parents=True, exist_ok=True)
            (out / own).write_bytes(text)
        faults = []
        left: Counter[str] = Counter()
        for number in range(count):
            way = _WAYS[int(rng.integers(len(_WAYS)))]
            fault = _trial(out, rng, way, left)
            faults += [f"number {number}, {way.__name__}: {fault}"] if fault else []
        print(f"killed moves left: {dict(left)}")
        return faults


def _trial(
    out: Path,
    rng: np.random.Generator,
    way: Way,
    left: Counter[str],
) -> str:
    """Kill a build of another site, and perhaps the one that puts that right; what is wrong."""
    before, files = _contents(out), _files(rng)
    with TemporaryDirectory(dir=out.parent) as name:
        copy = Path(name) / "site"
        shutil.copytree(out, copy)
        calls = _in_child(lambda: _build(copy, files), way)
        after = _contents(copy)
    _in_child(lambda: _build(out, files), way, kill_at=int(rng.integers(calls)))
    left["in the middle"] += _contents(out) not in (before, after)
    while rng.random() < 0.5:
        _in_child(lambda: give_back(out), way, kill_at=int(rng.integers(40)), at_once=True)
    give_back(out)
    found = _contents(out)
    litter = [path for path in out.parent.rglob(f"{PREFIX}*") if path.is_dir()]
    for folder in litter:
        shutil.rmtree(folder)
    left["new" if found == after else "old"] += 1
    _build(out, files)
    if found not in (before, after):
        names = {name for name in {*before, *found} if before.get(name) != found.get(name)}
        return f"neither the old nor the new site: {sorted(names)}"
    if litter:
        return f"{', '.join(folder.name for folder in litter)} left"
    return "" if _contents(out) == after else "the next build did not end with its site"


def _files(rng: np.random.Generator) -> Files:
    """Some files of a site: many stay, change, come and go; folders become files and back."""
    names = [f"{folder}{i}.x" for folder in ("", "assets/", "gallery/", "de/a/") for i in range(4)]
    names += [("odd/a", "odd/b/c")[int(rng.integers(2))], ("turn", "turn/in")[int(rng.integers(2))]]
    chosen = [name for name in names if rng.random() < 0.7]
    return {name: b"%d" % rng.integers(3) * 50 for name in chosen}


def _build(out: Path, files: Files) -> None:
    with staging.staged(out) as folder:
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        (folder / FILE).parent.mkdir(exist_ok=True)
        write_inventory(folder)


class _EnoughError(Exception):
    pass


def give_back(out: Path) -> None:
    """Do what a build does first in a site's folder: put right what a killed one has left."""
    with suppress(_EnoughError), staging.staged(out):
        raise _EnoughError


def _contents(out: Path) -> Files:
    return {
        file.relative_to(out).as_posix(): file.read_bytes()
        for file in out.rglob("*")
        if not file.is_dir() and not any(part.startswith(PREFIX) for part in file.parts)
    }


def _in_child(
    body: Callable[[], None],
    way: Way,
    *,
    kill_at: int | None = None,
    at_once: bool = False,
) -> int:
    """Run `body` in a process of its own that is killed at a call; how many calls it made.

    The first call is the first that moves, or with `at_once` the very first.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        calls, counts = 0, at_once
        move_all = staging._move_all

        def count(event: str, _: object) -> None:
            nonlocal calls
            if counts and event in _CALLS:
                if calls == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                calls += 1

        def moving(*given: Any) -> None:
            nonlocal counts
            counts = True
            move_all(*given)

        sys.addaudithook(count)
        status = 1
        try:
            with patch.object(staging, "_move_all", moving), way():
                body()
            os.write(writer, str(calls).encode())
            status = 0
        finally:
            # Nothing of the parent's is cleaned up twice.
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as said:
        _, status = os.waitpid(child, 0)
        if status not in (0, signal.SIGKILL):
            raise RuntimeError("A build ended otherwise than killed.")
        return int(said.read() or 0)


@contextmanager
def links() -> Iterator[None]:
    """What is replaced is kept as a link."""
    yield


@contextmanager
def copies() -> Iterator[None]:
    """On file systems without links it is copied, and a copy may be half there."""

    def copy2(source: Path, target: Path, **_: Any) -> None:
        data = source.read_bytes()
        target.write_bytes(data[: len(data) // 2])
        target.write_bytes(data)

    def link(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    with patch.multiple(staging, os=_Instead(os, link=link), shutil=_Instead(shutil, copy2=copy2)):
        yield


@contextmanager
def other_disk() -> Iterator[None]:
    """A folder of the site is another disk, to which nothing can be renamed or linked."""
    replace, link = Path.replace, os.link

    def check(source: Path, target: Path) -> None:
        if _is_on_other_disk(source) != _is_on_other_disk(target):
            raise OSError(errno.EXDEV, "Invalid cross-device link")

    def replace_within(source: Path, target: Path) -> Path:
        check(source, target)
        return replace(source, target)

    def link_within(source: Path, target: Path, **options: Any) -> None:
        check(source, target)
        link(source, target, **options)

    with (
        patch.object(Path, "replace", replace_within),
        patch.object(staging, "os", _Instead(os, link=link_within)),
    ):
        yield


def _is_on_other_disk(path: Path) -> bool:
    inside = (part for part in path.parts if part == _OTHER_DISK or part.startswith(PREFIX))
    return next(inside, None) == _OTHER_DISK


class _Instead:
    """A module with other functions under some names."""

    def __init__(self, module: Any, **others: Any) -> None:
        self._module = module
        self.__dict__.update(others)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


_WAYS = [links, copies, other_disk]
