"""After the first painting the page works without a connection, and newer versions ask first."""

from __future__ import annotations

import fnmatch
import json
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from builder.bundle.entries import Entries
from builder.gallery.art import STYLES
from builder.site.service_worker import SCRIPT, write_service_worker
from tests.web.server import SUBFOLDER, Fault, SiteServer
from tests.web.studio import WAIT, Studio, payload

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 256

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  }
  return found;
}"""
"""Addresses of all that is kept."""

_TEXT = "async (url) => (await fetch(url)).text()"

GONE = """async () => (await navigator.serviceWorker.getRegistrations()).length === 0 &&
  (await caches.keys()).length === 0"""

_FAILS_ONCE = """
const { register } = ServiceWorkerContainer.prototype;
let calls = 0;
ServiceWorkerContainer.prototype.register = function (...given) {
  calls += 1;
  return calls > 1 ? register.apply(this, given) : Promise.reject(new TypeError("not now"));
};
"""

Visitor = Callable[..., Studio]


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Visitors with storage of their own, on whose pages no script may fail."""
    failures: list[str] = []
    contexts = []

    def new_visitor(init_script: str = "") -> Studio:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        context.add_init_script(init_script or "0")
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        return Studio(page)

    yield new_visitor
    for context in contexts:
        context.close()
    assert not failures


@pytest.fixture
def own_server(built_site: Path, tmp_path: Path) -> Iterator[SiteServer]:
    """A server of a copy of the site, which the test may change."""
    server = SiteServer(shutil.copytree(built_site, tmp_path / "site"))
    yield server
    server.close()


def expect_kept(page: Page) -> None:
    expect(page.locator("#offline-section")).to_have_attribute("data-state", "ready", timeout=WAIT)


def kept(page: Page) -> list[str]:
    """Names of the kept files, relative to the site's root."""
    root = page.evaluate(
        "new URL(JSON.parse(document.querySelector('#site-data').textContent)"
        ".root || './', document.baseURI).href"
    )
    return sorted(url.removeprefix(root).partition("?")[0] for url in page.evaluate(KEPT))


def test_paints_without_a_connection(visitor: Visitor, server: SiteServer) -> None:
    address = f"{server.origin}{SUBFOLDER}?backend=wasm"
    studio = visitor().open(address)
    page = studio.page
    server.forget()
    studio.choose_quality("Fine")
    studio.set_size(SIZE)
    painted = studio.paint()
    expect(page.locator("#notice")).to_contain_text("Ready to work offline", timeout=WAIT)
    expect_kept(page)

    names = kept(page)
    sets = studio.samples["networks"]
    assert f"networks/{sets['default']}/fine/model.json" in names
    assert not [name for name in names if "/style/" in name], "was not used"
    shell, used = listed(server.site)
    assert shell <= set(names)
    for kind in ("assets/*.js", "assets/*.wasm", "gallery/*.avif"):
        of_kind = set(fnmatch.filter(used, kind))
        assert 0 < len(of_kind & set(names)) < len(of_kind), f"{kind}: what was used is kept"

    server.forget()
    with server.cut():
        studio.open(address)
        studio.choose_quality("Fine")
        studio.set_size(SIZE)
        assert np.array_equal(studio.paint(), painted)
        for other in ("help.html", "de/", "de/help.html"):
            page.goto(f"{server.origin}{SUBFOLDER}{other}")
            expect(page.locator("h1")).to_be_visible()
            assert page.locator("html").get_attribute("lang") == ("de" if "de/" in other else "en")
    assert not server.visits


def test_what_fails_once_is_tried_again(visitor: Visitor, server: SiteServer) -> None:
    studio = visitor(_FAILS_ONCE).open(f"{server.origin}/?backend=wasm")
    studio.choose_quality("Swift")
    studio.set_size(SIZE)
    studio.paint()
    expect_kept(studio.page)


def test_style_network_is_kept_once_it_was_used(visitor: Visitor, server: SiteServer) -> None:
    address = f"{server.origin}/?backend=wasm"
    style = payload(STYLES[2].draw(5, 200))
    studio = visitor().open(address)
    studio.choose_quality("Swift")
    studio.set_size(SIZE)
    studio.paint()
    expect_kept(studio.page)
    before = studio.paints
    studio.upload("style", style)
    painted = studio.painting_after(before)
    # Now the service worker sees what is used.
    studio.page.wait_for_function(
        f"async () => (await ({KEPT})()).some((url) => url.includes('/style/group'))", timeout=WAIT
    )
    with server.cut():
        studio.open(address)
        studio.choose_quality("Swift")
        studio.set_size(SIZE)
        studio.upload("style", style)
        assert np.array_equal(studio.paint(), painted)


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [("page", "replaced"), ("page", "truncated"), ("tool", "replaced"), ("tool", "truncated")],
)
def test_nothing_else_is_kept_in_a_files_place(
    wanted: str, fault: Fault, visitor: Visitor, server: SiteServer
) -> None:
    """Neither the login page of a network nor half a file, and later visits find the site."""
    address = f"{server.origin}{SUBFOLDER}?backend=wasm"
    tool = Entries.read(server.site).needed("tool")[-1]
    name = tool if wanted == "tool" else "de/index.html"
    studio = visitor().open(address)
    studio.choose_quality("Swift")
    studio.set_size(SIZE)
    section = studio.page.locator("#offline-section")
    with server.broken(name, fault):
        studio.paint()
        expect(section).to_have_attribute("data-state", "no-file", timeout=WAIT)
        expect(section).to_contain_text("not all files of this site arrived")
    assert name not in kept(studio.page)
    studio.open(address)
    studio.choose_quality("Swift")
    studio.set_size(SIZE)
    studio.paint()
    expect_kept(studio.page)
    server.forget()
    with server.cut():
        body = studio.page.evaluate(_TEXT, f"{server.origin}{SUBFOLDER}{name}")
    assert body == (server.site / name).read_text(encoding="utf-8")


def test_a_browser_that_refuses_says_so(visitor: Visitor, server: SiteServer) -> None:
    refusing = """ServiceWorkerContainer.prototype.register = () =>
      Promise.reject(new DOMException("no", "SecurityError"));"""
    studio = visitor(refusing).open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    studio.paint()
    section = studio.page.locator("#offline-section")
    expect(section).to_have_attribute("data-state", "refused", timeout=WAIT)
    expect(section).to_contain_text("refuses to keep the page")


def test_where_storage_is_blocked(visitor: Visitor, server: SiteServer) -> None:
    blocked = """Object.defineProperty(navigator, "serviceWorker", {
      get() { throw new DOMException("blocked", "SecurityError"); } });"""
    studio = visitor(blocked).open(f"{server.origin}/?backend=wasm")
    expect(studio.page.locator("#offline-state")).to_contain_text("does not keep the page")


def test_newer_version_asks_first(visitor: Visitor, own_server: SiteServer) -> None:
    server = own_server
    studio = visitor().open(f"{server.origin}/?backend=wasm")
    page = studio.page
    studio.choose_quality("Swift")
    studio.set_size(SIZE)
    studio.paint()
    expect_kept(page)
    before = page.evaluate(KEPT)

    publish(server.site, "<title>", "<title>New: ")
    page.reload()
    notice = page.locator("#notice")
    expect(notice).to_contain_text("new version", timeout=WAIT)
    assert not page.title().startswith("New: "), "nothing changes unasked"
    notice.get_by_role("button", name="Later").click()
    expect(notice).to_be_hidden()
    studio.open(f"{server.origin}/?backend=wasm")
    assert not page.title().startswith("New: ")

    with page.expect_navigation(timeout=WAIT):
        notice.get_by_role("button", name="Reload").click()
    assert page.title().startswith("New: ")
    expect_kept(page)
    after = page.evaluate(KEPT)
    changed = {url for url in set(before) ^ set(after) if "isolation" not in url}
    assert {url.partition("?")[0] for url in changed} == {f"{server.origin}/index.html"}
    assert len(after) == len(set(after)) == len(before), "of each file one version is kept"


def listed(site: Path) -> tuple[set[str], set[str]]:
    """The files that the service worker stores at once, and those that it keeps once used."""
    line, _ = (site / SCRIPT).read_text().split("\n", 1)
    files = json.loads(line[line.index("{") : -1])
    return {entry["url"] for entry in files["shell"]}, set(files["used"])


def publish(site: Path, old: str, new: str) -> None:
    """Change the page, and say so in the service worker's list, as a new build does."""
    page, script = site / "index.html", site / SCRIPT
    page.write_text(page.read_text().replace(old, new, 1))
    shell, _ = listed(site)
    script.write_text(script.read_text().split("\n", 1)[1])
    write_service_worker(site, shell, Entries.read(site))


def test_site_that_is_no_longer_to_be_kept(visitor: Visitor, own_server: SiteServer) -> None:
    server = own_server
    studio = visitor().open(f"{server.origin}/?backend=wasm")
    studio.choose_quality("Swift")
    studio.set_size(SIZE)
    studio.paint()
    expect_kept(studio.page)
    page, script = server.site / "index.html", server.site / SCRIPT
    page.write_text(page.read_text().replace('"offline": true', '"offline": false'))
    script.write_text(script.read_text().split("\n", 1)[1])
    studio.page.reload()
    studio.page.wait_for_function(GONE, timeout=WAIT)
    studio.open(server.origin)
    studio.page.wait_for_function(GONE, timeout=WAIT)


def test_nothing_is_kept_where_data_is_saved(visitor: Visitor, server: SiteServer) -> None:
    saver = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    studio = visitor(saver).open(f"{server.origin}/?backend=wasm")
    page = studio.page
    section = page.locator("#offline-section")
    expect(section).to_have_attribute("data-state", "off")
    section.get_by_role("button", name="Keep for use offline").click()
    expect_kept(page)
    assert kept(page)
    section.get_by_role("button", name="Remove what is kept").click()
    expect(section).to_have_attribute("data-state", "off")
    assert kept(page) == []
    assert page.evaluate(GONE)
    studio.open(f"{server.origin}/?backend=wasm")
    expect(section).to_have_attribute("data-state", "off")


def test_nothing_is_downloaded_for_later_before_the_first_painting(
    visitor: Visitor, server: SiteServer
) -> None:
    server.forget()
    studio = visitor().open(f"{server.origin}/?backend=wasm")
    expect(studio.page.locator("#offline-section")).to_have_attribute("data-state", "waiting")
    studio.page.wait_for_load_state("networkidle")
    assert not server.visited(SCRIPT)
    assert studio.page.evaluate(KEPT) == []


def test_all_processor_cores(visitor: Visitor, server: SiteServer) -> None:
    address = f"{server.origin}/?backend=wasm"
    studio = visitor().open(address)
    page = studio.page
    studio.choose_quality("Swift")
    studio.set_size(SIZE)
    painted = studio.paint()
    expect_kept(page)
    assert not page.evaluate("crossOriginIsolated")

    box = page.get_by_role("checkbox", name="Use all processor cores")
    reload = page.get_by_role("button", name="Reload now")
    expect(reload).to_be_hidden()
    box.check()
    expect(reload).to_be_visible(timeout=WAIT)
    assert not page.evaluate("crossOriginIsolated"), "nothing changes while the visitor works"
    with page.expect_navigation():
        reload.click()
    assert page.evaluate("crossOriginIsolated")
    expect(box).to_be_checked()
    server.forget()
    with server.cut():
        studio.open(address)
        studio.choose_quality("Swift")
        studio.set_size(SIZE)
        threaded = studio.paint()
    assert np.abs(threaded.astype(int) - painted).max() <= 2

    box.uncheck()
    with page.expect_navigation():
        reload.click()
    assert not page.evaluate("crossOriginIsolated")
    expect(box).not_to_be_checked()
