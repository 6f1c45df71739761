"""Which backend paints: tried once, judged by a known answer, remembered, in a worker or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from builder.bundle.entries import FILE, Entries
from tests.local_server import EMPTY_PAGE
from tests.web.browser import SOFTWARE_WEBGPU, launch
from tests.web.server import ISOLATION, SUBFOLDER, SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright, Route

MOST = 3
"""Difference, of 255, that other orders of summing make in bytes."""

_PAINT = """
async ({ backend = "auto", side = 64 }) => {
  const { Stylizer } = await import("/stylizer.js");
  const stylizer = await Stylizer.load({ backend });
  const photo = new ImageData(side, side);
  photo.data.forEach((_, i) => {
    const [x, y] = [Math.floor(i / 4) % side, Math.floor(i / 4 / side)];
    photo.data[i] = i % 4 === 3 ? 255 : 128 + 90 * Math.sin(x / 5 + (i % 4)) * Math.cos(y / 7);
  });
  const style = Float32Array.from({ length: 100 }, (_, i) => 0.5 * Math.sin(i + 1));
  const channel = new MessageChannel();
  let turns = 0;
  channel.port1.onmessage = () => { turns++; setTimeout(() => channel.port2.postMessage(0), 1); };
  channel.port2.postMessage(0);
  const before = turns;
  const painted = await stylizer.paint(photo, style, { quality: "swift" });
  channel.port1.close();
  stylizer.dispose();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", painted.data));
  return {
    backend: stylizer.backend,
    data: side <= 64 ? Array.from(painted.data) : [],
    hash: Array.from(hash),
    turns: turns - before,
    isolated: crossOriginIsolated,
  };
}
"""

_CHOICES = """
(choice) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("stylizer");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const store = opening.result.transaction("choices", "readwrite").objectStore("choices");
    store.getAllKeys().onsuccess = ({ target: { result: keys } }) => {
      if (choice) for (const key of keys) store.put(choice, key);
      store.getAll().onsuccess = ({ target }) => {
        opening.result.close();
        resolve(target.result);
      };
    };
  };
})
"""

NO_WEBGL = """
const { getContext } = OffscreenCanvas.prototype;
OffscreenCanvas.prototype.getContext = function (kind, ...options) {
  return kind.startsWith("webgl") ? null : getContext.call(this, kind, ...options);
};
"""
"""As Safari's workers were until 2023."""

GRAPHICS_CARD = """
delete self.Worker;
const { getContext } = OffscreenCanvas.prototype;
OffscreenCanvas.prototype.getContext = function (kind, options) {
  return getContext.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false });
};
const drawing = WebGL2RenderingContext.prototype;
const { getParameter } = drawing;
drawing.getParameter = function (name) {
  const isName = name === 0x9246 || name === this.RENDERER;
  return isName ? "A graphics card" : getParameter.call(this, name);
};
"""
"""WebGL that does not admit to be drawn by the processor, and no worker to find that out in."""

SLOW_WASM = """
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (module, imports) => {
  const { exports } = await instantiate(module, imports);
  const run = (...given) => {
    const until = performance.now() + 100;
    while (performance.now() < until) { /* As on a very old processor. */ }
    exports.run(...given);
  };
  return { exports: { ...exports, run } };
};
"""

WRONG_WEBGL = """
delete self.WebAssembly;
let draws = 0;
for (const name of ["drawArrays", "drawElements"]) {
  const draw = drawing[name];
  drawing[name] = function (...how) {
    if (++draws % 5) draw.apply(this, how);
  };
}
"""
"""A graphics card whose driver leaves every fifth drawing out, and no WebAssembly beside it."""


@pytest.fixture
def empty_page(page: Page, server: SiteServer) -> Page:
    """A page that belongs to no site, with a browser memory of its own."""
    page.goto(server.origin + EMPTY_PAGE)
    return page


@pytest.fixture(scope="module")
def expected(browser: Browser, server: SiteServer) -> np.ndarray:
    """What WASM, in a worker and with one thread, makes of the picture."""
    page = browser.new_page()
    page.goto(server.origin + EMPTY_PAGE)
    found = page.evaluate(_PAINT, {"backend": "wasm"})
    page.close()
    return np.array(found["data"])


def differences(found: dict[str, Any], expected: np.ndarray) -> np.ndarray:
    return np.abs(np.array(found["data"]) - expected)


def patch_workers(page: Page, script: str) -> None:
    """Run `script` in every worker of a page before the worker's own code, but for its imports."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=script + response.text())

    listed = page.evaluate(f"async () => (await fetch('{SUBFOLDER}/{FILE}')).json()")
    page.context.route(f"**/{Entries.parse(listed).of('worker').address}", answer)


def test_choice_is_remembered(empty_page: Page) -> None:
    page = empty_page
    assert page.evaluate(_PAINT, {})["backend"] == "wasm"
    (choice,) = page.evaluate(_CHOICES)
    assert choice["backend"] == "wasm"
    assert choice["msPerPixel"] > 0

    # A remembered choice is taken at its word ...
    page.evaluate(_CHOICES, {**choice, "backend": "cpu"})
    page.reload()
    assert page.evaluate(_PAINT, {})["backend"] == "cpu"

    # ... unless it fails: then the choice is made anew.
    page.evaluate(_CHOICES, {**choice, "backend": "webgpu"})
    page.reload()
    assert page.evaluate(_PAINT, {})["backend"] == "wasm"
    assert [kept["backend"] for kept in page.evaluate(_CHOICES)] == ["wasm"]


def test_wrong_answer_disqualifies(empty_page: Page, expected: np.ndarray) -> None:
    # With nothing to compare it with but the builder's answer.
    said: list[str] = []
    empty_page.on("console", lambda message: said.append(message.text))
    patch_workers(empty_page, GRAPHICS_CARD + WRONG_WEBGL)
    found = empty_page.evaluate(_PAINT, {})
    assert [text for text in said if "WebGL paints wrongly" in text]
    assert found["backend"] == "cpu"
    assert differences(found, expected).max() <= MOST


def test_a_faster_graphics_card_takes_over(empty_page: Page) -> None:
    patch_workers(empty_page, GRAPHICS_CARD + SLOW_WASM)
    backends = empty_page.evaluate("""async () => {
      const { Stylizer } = await import("/stylizer.js");
      const stylizer = await Stylizer.load();
      const backends = [];
      for (let k = 0; k < 20 && stylizer.backend !== "webgl"; k++) {
        await stylizer.paint(new ImageData(32, 32), new Float32Array(100), { quality: "swift" });
        backends.push(stylizer.backend);
        await new Promise((resolve) => setTimeout(resolve, 1500));
      }
      stylizer.dispose();
      return backends;
    }""")
    assert backends[0] == "wasm", "nobody waits for a graphics card at first"
    assert backends[-1] == "webgl"
    (choice,) = empty_page.evaluate(_CHOICES)
    assert choice["backend"] == "webgl"
    assert choice["settled"]


def test_plain_javascript_paints(empty_page: Page, expected: np.ndarray) -> None:
    found = empty_page.evaluate(_PAINT, {"backend": "cpu"})
    assert found["backend"] == "cpu"
    assert differences(found, expected).max() <= MOST


def test_webgpu_paints(
    playwright: Playwright,
    chromium: Path,
    server: SiteServer,
    watch: Callable[[Browser], Page],
    expected: np.ndarray,
) -> None:
    browser = launch(playwright.chromium, chromium, *SOFTWARE_WEBGPU)
    page = watch(browser)
    page.goto(server.origin + EMPTY_PAGE)
    found = page.evaluate(_PAINT, {"backend": "webgpu"})
    assert found["backend"] == "webgpu"
    assert differences(found, expected).max() <= MOST
    # In software it is no choice for visitors.
    assert page.evaluate(_PAINT, {"side": 32})["backend"] == "wasm"
    browser.close()


def test_page_paints_where_workers_have_no_webgl(empty_page: Page, expected: np.ndarray) -> None:
    patch_workers(empty_page, NO_WEBGL)
    found = empty_page.evaluate(_PAINT, {"backend": "webgl"})
    assert found["backend"] == "webgl"
    assert not empty_page.workers
    assert differences(found, expected).max() <= MOST
    assert found["turns"] > 10, "the page had its turns while it painted"


@pytest.mark.parametrize("without", ["delete window.Worker", "window.Worker = Symbol"])
def test_page_paints_where_there_are_no_workers(
    page: Page, server: SiteServer, without: str
) -> None:
    """Or where, as of `Symbol`, none can be made."""
    page.goto(server.origin + EMPTY_PAGE)
    in_worker = page.evaluate(_PAINT, {"side": 1600})
    page.add_init_script(without)
    page.reload()
    on_page = page.evaluate(_PAINT, {"side": 1600})
    assert on_page["backend"] == "wasm"
    assert on_page["hash"] == in_worker["hash"]
    assert on_page["turns"] > 3


@pytest.fixture
def isolated_server(built_site: Path) -> Iterator[SiteServer]:
    server = SiteServer(built_site, headers=ISOLATION)
    yield server
    server.close()


def test_threads_paint_the_same(
    browser: Browser, isolated_server: SiteServer, expected: np.ndarray
) -> None:
    page = browser.new_page()
    page.goto(isolated_server.origin + EMPTY_PAGE)
    found = page.evaluate(_PAINT, {"backend": "wasm"})
    page.close()
    assert found["isolated"]
    threads = Entries.read(isolated_server.site).needed("threads")
    assert any(isolated_server.visited(file) for file in threads)
    assert differences(found, expected).max() <= MOST
