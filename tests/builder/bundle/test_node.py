from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.bundle import node as subject
from builder.errors import UsageProblem


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An otherwise empty PATH, and no Node.js from PyPI."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(subject, "_bundled_node", lambda: None)
    subject.find_node.cache_clear()
    yield tmp_path
    subject.find_node.cache_clear()


def put(folder: Path, name: str, says: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {says}\n", encoding="ascii")
    program.chmod(0o755)


def test_a_new_enough_node_on_the_path_is_taken(path: Path) -> None:
    put(path, "node", "v22.1.0")
    put(path, "npm", "10")
    assert subject.find_node().node == path / "node"


@pytest.mark.parametrize("says", ["v16.20.0", "nonsense"])
def test_an_old_node_is_not_taken(path: Path, says: str) -> None:
    put(path, "node", says)
    put(path, "npm", "8")
    with pytest.raises(UsageProblem, match=r"Node\.js 20 or newer"):
        subject.find_node()


def test_the_node_from_pypi_has_npm() -> None:
    node = subject._bundled_node()
    assert node is not None
    assert node.node.is_file()
    assert all((node.node.parent / part).exists() for part in node.npm)


def test_npm_does_not_speak_of_newer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_update_notifier", "true")
    node = subject.find_node()
    command = [*node.npm, "config", "get", "update-notifier"]
    said = subprocess.run(
        command, env=node.environment(), capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "false"
