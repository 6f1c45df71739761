"""The studio in a frame of another page, which may allow little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.local_server import EMPTY_PAGE
from tests.web.server import SiteServer
from tests.web.studio import WAIT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

_EMBED = """([address, sandbox]) => new Promise((resolve) => {
  const frame = document.createElement("iframe");
  frame.width = 900;
  frame.height = 700;
  frame.setAttribute("sandbox", sandbox);
  frame.onload = resolve;
  frame.src = address;
  document.body.append(frame);
})"""


@pytest.fixture
def open_server(built_site: Path) -> Iterator[SiteServer]:
    """A host that lets pages without an origin read its files."""
    server = SiteServer(built_site, {"Access-Control-Allow-Origin": "*"})
    yield server
    server.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    yield context.new_page()
    context.close()


def embedded(page: Page, server: SiteServer, sandbox: str) -> FrameLocator:
    page.goto(server.origin + EMPTY_PAGE)
    page.evaluate(_EMBED, [f"{server.origin}/?backend=wasm", sandbox])
    return page.frame_locator("iframe")


@pytest.mark.parametrize("sandbox", ["allow-scripts", "allow-scripts allow-same-origin"])
def test_paints_in_a_sandbox(sandbox: str, page: Page, open_server: SiteServer) -> None:
    """Neither forms nor downloads are allowed, and in the first neither is the origin."""
    frame = embedded(page, open_server, sandbox)
    expect(frame.locator("#paint")).to_be_enabled(timeout=WAIT)
    frame.locator("#paint").click()
    expect(frame.locator("#studio")).to_have_attribute("data-state", "done", timeout=WAIT)
    expect(frame.locator("#error")).to_be_hidden()
    frame.locator("#download").click()
    # Without an origin there are no workers, and a page writes files while it is idle.
    expect(frame.locator("#notice")).to_contain_text("a window of its own", timeout=WAIT)
    expect(frame.locator("#announcer")).not_to_contain_text("Saved as")
    frame.locator("#shortcuts-button").click()
    frame.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(frame.get_by_role("dialog")).to_be_hidden()


def test_a_frame_whose_host_lets_no_script_run(page: Page, server: SiteServer) -> None:
    frame = embedded(page, server, "allow-scripts")
    expect(frame.locator("#unstarted")).to_be_visible(timeout=20_000)
    expect(frame.locator("#unstarted p:visible")).to_contain_text("a window of its own")
