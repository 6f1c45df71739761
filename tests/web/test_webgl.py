"""Transformers that the graphics card draws, without TensorFlow.js, beside the same on WASM."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bundle import bundle_script
from tests.local_server import EMPTY_PAGE
from tests.web.server import SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDING = 1 / 255
"""Of pixels read back as bytes, in [0, 1]."""

STATISTICS = 1e-3
"""Differences, in standard deviations, that other orders of summing make."""


@pytest.mark.parametrize("is_software", [True, False])
def test_drawing_paints_what_wasm_paints(
    is_software: bool, built_site: Path, tmp_path: Path, browser: Browser
) -> None:
    (tmp_path / "site").symlink_to(built_site)
    bundle_script(Path(__file__).with_name("webgl.ts"), tmp_path / "webgl")
    server = SiteServer(tmp_path)
    page = browser.new_page()
    page.goto(server.origin + EMPTY_PAGE)
    script = 'async (task) => (await import("/webgl/webgl.js")).compare(task)'
    vector = [0.5 * math.sin(i + 1) for i in range(100)]
    given = {"networks": "/site/networks/", "vector": vector, "isSoftware": is_software}
    found = page.evaluate(script, given)
    page.close()
    server.close()
    assert len(found) == 2
    for transformer in found:
        assert transformer["live"] <= ROUNDING, transformer
        assert transformer["measured"] <= STATISTICS, transformer
        assert transformer["columns"] == 96
        assert transformer["part"] <= ROUNDING, transformer
        assert transformer["links"] == 0, "no shader depends on a picture's size"
