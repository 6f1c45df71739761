"""The studio as `build-site serve` sends it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser

from builder.server.serve import LocalServer
from tests.web.studio import Studio


def test_a_served_page_paints_and_loads_again_after_a_build(
    browser: Browser, built_site: Path
) -> None:
    with closing(LocalServer(0)) as server, browser.new_context() as context:
        server.show(built_site)
        failures: list[str] = []
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        studio = Studio(page).open(f"{server.address}?backend=wasm")
        studio.set_size(64)
        studio.paint()
        page.evaluate("window.isOld = true")
        server.show(built_site)
        page.wait_for_function("() => !window.isOld")
        assert not failures
