"""No picture, and nothing about one, leaves the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from tests.local_server import EMPTY_PAGE
from tests.web.screens import open_tools
from tests.web.studio import WAIT, Studio, payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.server import SiteServer

SIZE = 256

WAYS_OUT = """async ([own, foreign]) => {
  await fetch(`${own}/own-post`, { method: "POST", body: "x" }).catch(() => {});
  navigator.sendBeacon(`${own}/own-beacon`, "x");
  await fetch(`${foreign}/foreign-get`, { mode: "no-cors" }).catch(() => {});
  await new Promise((done) => { const image = new Image(); image.onerror = done;
    image.src = `${foreign}/foreign-image`; });
  for (const address of [own, foreign]) {
    await new Promise((done) => {
      const socket = new WebSocket(`${address.replace("http", "ws")}/socket`);
      socket.onerror = socket.onclose = done;
    });
  }
}"""
"""What a page might do that must not go unnoticed here."""


@pytest.fixture
def page(browser: Browser, server: SiteServer) -> Iterator[Page]:
    """A page in a browser that asks the server for everything, and may keep what it likes."""
    server.forget()
    context = browser.new_context(proxy=server.proxy)
    yield context.new_page()
    context.close()


def test_pictures_stay_here(page: Page, server: SiteServer) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    studio = Studio(page).open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    studio.paint()
    before = studio.paints
    studio.upload("photo", payload(sample_photos()[1].load().resize((300, 200)), "secret.png"))
    studio.upload("style", payload(STYLES[1].draw(3, 200), "private.png"))
    studio.painting_after(before)
    studio.set_strength(60)
    with page.expect_download():
        page.locator("#download").click()
    for _ in open_tools(studio):
        pass
    expect(page.locator("#offline-section")).to_have_attribute("data-state", "ready", timeout=WAIT)
    page.goto(f"{server.origin}/help.html")

    assert len(asked) > 20
    for url in asked:
        if url.startswith("http"):
            parts = urlsplit(url)
            assert re.fullmatch(r"|backend=wasm|v=[0-9a-f]+|__WB_REVISION__=[0-9a-f]+", parts.query)
    assert {visit.status for visit in server.visits} == {200}
    assert page.context.cookies() == []
    assert server.strangers == []


def test_nothing_would_go_unnoticed(page: Page, server: SiteServer) -> None:
    # A page without a policy, which would stop most of it.
    page.goto(server.origin + EMPTY_PAGE)
    page.evaluate(WAYS_OUT, [server.origin, "http://elsewhere.example"])
    found = "\n".join(server.strangers)
    for way in ("POST /own-post", "POST /own-beacon", "GET /socket"):
        assert way in found
    for way in ("foreign-get", "foreign-image", "CONNECT elsewhere.example"):
        assert way in found
