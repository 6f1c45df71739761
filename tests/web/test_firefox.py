"""The main path in stock Firefox."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.web.bidi import Firefox
from tests.web.main_path import walk_main_path

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Stylize
    from tests.web.server import SiteServer


@pytest.fixture
def firefox() -> Iterator[Firefox]:
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("needs Firefox; on Debian: apt install firefox-esr")
    firefox = Firefox(program)
    yield firefox
    firefox.close()


def test_main_path(firefox: Firefox, server: SiteServer, stylize: Stylize, tmp_path: Path) -> None:
    facts = walk_main_path(firefox, server, stylize, tmp_path)
    assert facts["backend"] in ("wasm", "webgl", "webgpu")
