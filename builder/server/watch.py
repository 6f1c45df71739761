"""Watches the files that a site is made of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import watch

from builder.paths import in_checkout, web_template_folder
from builder.site.config import DEFAULT_FILE, SiteConfig

_SOURCES = ("src", "strings", "styles", "templates")
_DEBOUNCE = 100
_INTERRUPTIBLE = 1.0

_Wanted = Callable[[object, str], bool]


@dataclass(frozen=True)
class Watched:
    """Folders with all that is in them, and single files; all paths are absolute."""

    folders: frozenset[Path]
    files: frozenset[Path]


def inputs(config: SiteConfig, config_file: Path | None) -> Watched:
    """What a site of these settings is made of, as far as it is likely to be edited."""
    folders = set(config.input_folders)
    if in_checkout():
        folders |= {web_template_folder() / name for name in _SOURCES}
    files = {config_file or DEFAULT_FILE, *config.input_files}
    return Watched(
        frozenset(folder.resolve() for folder in folders),
        frozenset(file.resolve() for file in files),
    )


class Watcher:
    """Notices changes to files, also while nobody waits for them."""

    def __init__(self) -> None:
        self._watched: Watched | None = None
        self._changed = threading.Event()
        self._stop = threading.Event()

    def follow(self, watched: Watched) -> None:
        """Watch these from now on, and nothing else."""
        if watched == self._watched:
            return
        self._stop.set()
        self._stop, self._watched = threading.Event(), watched
        # Editors replace a file rather than change it, and only its folder notices that.
        beside = {file.parent for file in watched.files}
        names = {str(file) for file in watched.files}
        self._start(watched.folders, True, lambda _, path: "node_modules" not in path)
        self._start(beside, False, lambda _, path: path in names)

    def wait(self) -> None:
        """Return when something changed since the last call."""
        # A wait without end could not be interrupted on every platform.
        while not self._changed.wait(_INTERRUPTIBLE):
            pass
        self._changed.clear()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()

    def _start(self, folders: Iterable[Path], recursive: bool, wanted: _Wanted) -> None:
        found = [folder for folder in folders if folder.is_dir()]
        if found:
            arguments = (found, recursive, wanted, self._stop)
            threading.Thread(target=self._run, args=arguments, daemon=True).start()

    def _run(
        self, folders: list[Path], recursive: bool, wanted: _Wanted, stop: threading.Event
    ) -> None:
        for _ in watch(
            *folders,
            watch_filter=wanted,
            debounce=_DEBOUNCE,
            recursive=recursive,
            stop_event=stop,
            raise_interrupt=False,
        ):
            self._changed.set()
