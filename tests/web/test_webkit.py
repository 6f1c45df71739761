"""The main path in WebKitGTK, which shares its engine with Safari."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.web.main_path import walk_main_path
from tests.web.webdriver import WebKit, find_webkit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Stylize
    from tests.web.server import SiteServer


@pytest.fixture
def display() -> Iterator[str]:
    """A display that nobody sees."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("needs Xvfb; on Debian: apt install xvfb")
    reader, writer = os.pipe()
    # Xvfb chooses a free display itself, and writes its number when it is ready.
    command = [program, "-displayfd", str(writer), "-screen", "0", "1280x900x24"]
    process = subprocess.Popen(
        [*command, "-nolisten", "tcp"], stderr=subprocess.DEVNULL, pass_fds=[writer]
    )
    os.close(writer)
    with os.fdopen(reader) as numbers:
        yield f":{numbers.readline().strip()}"
    process.terminate()
    process.wait()


@pytest.fixture
def webkit(display: str) -> Iterator[WebKit]:
    found = find_webkit()
    if found is None:
        pytest.skip("needs WebKitGTK; on Debian: apt install webkit2gtk-driver")
    webkit = WebKit(*found, display)
    yield webkit
    webkit.close()


def test_main_path(webkit: WebKit, server: SiteServer, stylize: Stylize, tmp_path: Path) -> None:
    facts = walk_main_path(webkit, server, stylize, tmp_path)
    assert facts["backend"] in ("wasm", "webgl", "webgpu")
