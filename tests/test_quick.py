"""A quick run leaves out what is slow, and says so if something slow slips in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent


def quick_run(folder: Path) -> subprocess.CompletedProcess[str]:
    settings = folder / "pytest.ini"
    settings.write_text(f"[pytest]\npythonpath = {REPOSITORY}", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--quick", "-p", "tests.quick"]
    return subprocess.run(
        [*command, "-c", str(settings), str(folder)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


def test_slow_tests_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "test_module.py").write_text("from keras import ops", encoding="utf-8")
    (tmp_path / "test_tests.py").write_text(
        "import pytest\n"
        "@pytest.fixture\ndef networks(): ...\n"
        "@pytest.fixture\ndef site(networks): ...\n"
        "def test_of_a_site(site): ...\n"
        "def test_with_tensorflow():\n    import tensorflow.lite\n"
        "@pytest.mark.slow\ndef test_that_computes(): ...\n"
        "def test_that_runs(): ...\n",
        encoding="utf-8",
    )
    done = quick_run(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 2 skipped, 2 deselected" in done.stdout


def test_a_run_that_was_not_quick_fails(tmp_path: Path) -> None:
    text = "import sys\ndef test_it():\n    sys.modules['tensorflow'] = sys\n"
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    done = quick_run(tmp_path)
    assert done.returncode == 4
    assert "a quick run imported tensorflow" in done.stderr
