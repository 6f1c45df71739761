"""The main path in stock Firefox, and what its protections against tracking do to pictures."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from tests.web.bidi import Firefox
from tests.web.main_path import (
    SAME,
    choose_files,
    choose_fine,
    click,
    open_studio,
    own_files,
    paint_files,
    wait_until,
    walk_main_path,
)
from tests.web.studio import mean_difference

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Stylize
    from tests.web.server import SiteServer


@pytest.fixture
def start() -> Iterator[Callable[..., Firefox]]:
    """Starts Firefox with some settings switched on."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("needs Firefox; on Debian: apt install firefox-esr")
    with ExitStack() as stack:

        def start(*settings: str) -> Firefox:
            return stack.enter_context(closing(Firefox(program, dict.fromkeys(settings, True))))

        yield start


def test_main_path(
    start: Callable[..., Firefox], server: SiteServer, stylize: Stylize, tmp_path: Path
) -> None:
    facts = walk_main_path(start(), server, stylize, tmp_path)
    assert facts["backend"] in ("wasm", "webgl", "webgpu")


def test_canvases_that_read_as_stripes_are_told_of(
    start: Callable[..., Firefox], server: SiteServer, tmp_path: Path
) -> None:
    firefox = start("privacy.resistFingerprinting")
    open_studio(firefox, server.origin)
    choose_files(firefox, *own_files(tmp_path))
    click(firefox, "#paint")
    said = "document.querySelector('#error').textContent"
    wait_until(firefox, said)
    assert "falsifies what pages read of pictures" in firefox.evaluate(said)
    assert firefox.evaluate("document.querySelector('#studio').dataset.paints ?? '0'") == "0"


def test_canvases_whose_last_bits_change_paint_alike(
    start: Callable[..., Firefox], server: SiteServer, stylize: Stylize, tmp_path: Path
) -> None:
    firefox = start("privacy.fingerprintingProtection")
    open_studio(firefox, server.origin)
    choose_fine(firefox)
    photo, style = own_files(tmp_path)
    painted = paint_files(firefox, photo, style)
    assert mean_difference(painted, stylize(photo, style, max(painted.shape))) < SAME
