"""Which Chromium the tests drive; `python -m tests.chromium` fails when there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> Path | None:
    """The program: of the variable CHROMIUM, of the system, or of Playwright's own download."""
    chosen = os.environ.get("CHROMIUM")
    for candidate in [chosen] if chosen else [shutil.which(name) for name in _NAMES]:
        if candidate and _runs(candidate):
            return Path(candidate)
    downloaded = _downloaded()
    return Path(downloaded) if _runs(downloaded) else None


def _downloaded() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _runs(program: str) -> bool:
    # Ubuntu's package of that name may be a stub that only asks for a snap.
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if find_chromium() else 1)
