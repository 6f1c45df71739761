from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builder import files

fcntl = pytest.importorskip("fcntl", reason="Windows knows no such locks")


def test_a_folder_removed_before_it_was_locked_is_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock: Callable[[int, int], None] = fcntl.flock
    removed: list[Path] = []

    def lock_late(descriptor: int, operation: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        removed.extend(files.abandoned(tmp_path))
        lock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", lock_late)
    with files.working_folder(tmp_path) as folder:
        assert removed
        assert folder not in removed
        (folder / "file").touch()
    assert not list(tmp_path.iterdir())
