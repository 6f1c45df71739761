"""What the Makefile does before anything is installed, and what it removes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="needs make")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    # What a make above this one is told is not meant for it.
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_release_is_taken_by_a_name_that_anybody_can_have(tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\ntouch {tmp_path}/called\n")
    python.chmod(0o755)
    done = make(f"VENV={tmp_path}", f"{tmp_path}/.without-tensorflow")
    assert done.returncode != 0
    assert "name its wheel with RELEASE=WHEEL" in done.stderr
    assert not (tmp_path / "called").exists(), "something was installed"


def test_the_python_of_debian_stable_is_taken(tmp_path: Path) -> None:
    shown = make("-n", f"VENV={tmp_path}", f"{tmp_path}/bin/python").stdout
    assert "python3 python3.13 python3.12 python3.11 python3.10" in shown


def test_clean_leaves_the_site_and_names_the_caches() -> None:
    shown = make("-n", "clean").stdout
    assert "tests/bench/peers/node_modules" in shown
    assert "cache_folder" in shown
    removed = [word for line in shown.splitlines() if "rm -rf" in line for word in line.split()]
    assert "web_template/node_modules" in removed
    assert not {"site", "site/", "models"} & set(removed)
