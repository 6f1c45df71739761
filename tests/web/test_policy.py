"""What the Content-Security-Policy of the pages stops, and that the studio needs no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from builder.site.policy import HEADERS
from tests.web.screens import open_tools
from tests.web.server import SiteServer
from tests.web.studio import WAIT, Studio, payload

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

_REFUSED = """async (way) => {
  const heard = new Promise((resolve) => {
    document.addEventListener(
      "securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective));
    setTimeout(() => resolve("nothing"), 5000);
  });
  const element = (name, values) => document.body.append(
    Object.assign(document.createElement(name), values));
  const ways = {
    "inline script": () => element("script", { textContent: "window.harmed = true" }),
    "foreign script": () => element("script", { src: "https://elsewhere.example/a.js" }),
    "handler": () => {
      document.body.setAttribute("onclick", "window.harmed = true");
      document.body.click();
    },
    // Later, since browsers let those who drive them evaluate words.
    "eval": () => setTimeout(() => window.eval("window.harmed = true")),
    "html": () => { document.body.innerHTML += "<img src=x onerror='window.harmed = true'>"; },
    "foreign picture": () => element("img", { src: "https://elsewhere.example/a.gif" }),
    "foreign style": () => element("link", {
      rel: "stylesheet", href: "https://elsewhere.example/a.css" }),
    "inline style": () => element("style", { textContent: "body { color: red }" }),
    "frame": () => element("iframe", { src: "https://elsewhere.example/" }),
    "base": () => element("base", { href: "https://elsewhere.example/" }),
    "form": () => { const form = document.createElement("form");
      form.action = "https://elsewhere.example/"; document.body.append(form); form.submit(); },
    "foreign worker": () => new Worker("https://elsewhere.example/a.js"),
    "plain http": () => fetch("http://elsewhere.example/").catch(() => {}),
  };
  window.addEventListener("error", (event) => event.preventDefault());
  try { ways[way](); } catch {}
  return [await heard, window.harmed === true];
}"""

WAYS = {
    "inline script": "require-trusted-types-for",
    "foreign script": "require-trusted-types-for",
    "handler": "require-trusted-types-for",
    "eval": "require-trusted-types-for",
    "html": "require-trusted-types-for",
    "foreign picture": "img-src",
    "foreign style": "style-src-elem",
    "inline style": "style-src-elem",
    "frame": "frame-src",
    "base": "base-uri",
    "form": "form-action",
    "foreign worker": "require-trusted-types-for",
    "plain http": "connect-src",
}


@pytest.fixture
def sent(built_site: Path) -> Iterator[SiteServer]:
    """A host that sends what `_headers` says, so that workers have a policy, too."""
    lines = (built_site / HEADERS).read_text(encoding="utf-8").splitlines()[1:]
    server = SiteServer(built_site, dict(line.strip().split(": ", 1) for line in lines))
    yield server
    server.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("way", WAYS)
def test_what_is_stopped(way: str, page: Page, server: SiteServer, violations: list[str]) -> None:
    page.goto(f"{server.origin}/help.html")
    directive, harmed = page.evaluate(_REFUSED, way)
    assert directive in (WAYS[way], "script-src-attr", "script-src", "script-src-elem")
    assert not harmed
    violations.clear()


@pytest.mark.parametrize("backend", ["wasm", "webgl"])
def test_all_tools_work_under_the_headers(backend: str, page: Page, sent: SiteServer) -> None:
    """Workers, binaries and a style of one's own; a violation fails the test by itself."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    studio = Studio(page).open(f"{sent.origin}/?backend={backend}")
    studio.set_size(128)
    studio.paint()
    before = studio.paints
    studio.upload("style", payload(_stripes()))
    studio.painting_after(before)
    for _ in open_tools(studio):
        pass
    expect(page.locator("#offline-section")).to_have_attribute("data-state", "ready", timeout=WAIT)
    assert errors == []


def test_a_policy_of_the_host_that_forbids_too_much_is_said(
    browser: Browser, built_site: Path, violations: list[str]
) -> None:
    server = SiteServer(built_site, {"Content-Security-Policy": "default-src 'self'"})
    context = browser.new_context()
    try:
        studio = Studio(context.new_page()).open(f"{server.origin}/?backend=wasm")
        studio.offer("photo", payload(_stripes()))
        expect(studio.page.locator("#notice")).to_contain_text("img-src")
    finally:
        context.close()
        server.close()
        violations.clear()


def _stripes() -> Any:
    from PIL import Image

    return Image.radial_gradient("L").convert("RGB")
