"""Whatever goes wrong, the page says one plain sentence and goes on working."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Playwright, expect

from builder.gallery.art import STYLES
from builder.site.i18n import LanguageConfig, load_texts
from tests.web.browser import launch
from tests.web.studio import Studio, payload

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.web.server import Fault, SiteServer

SIZE = 256

NO_WASM = "--js-flags=--jitless"
"""Without its compilers, V8 has no WebAssembly either."""

BAD_FILES: dict[str, Callable[[], FilePayload]] = {
    "text named .png": lambda: {
        "name": "notes.png",
        "mimeType": "image/png",
        "buffer": b"Buy milk.\n" * 40,
    },
    "nothing": lambda: {"name": "empty.jpg", "mimeType": "image/jpeg", "buffer": b""},
    "half a picture's header": lambda: {
        "name": "half.png",
        "mimeType": "image/png",
        "buffer": payload(Image.new("RGB", (64, 64)))["buffer"][:24],
    },
    "64 megapixels and more": lambda: payload(Image.new("1", (8100, 8000)), "wall.png"),
}

TOO_SMALL = {"5 pixels": lambda: payload(Image.new("RGB", (5, 5), "red"), "dot.png")}
"""What can be painted, but has no style to speak of."""


@pytest.mark.parametrize("kind", ["photo", "style"])
def test_bad_files(kind: Literal["photo", "style"], studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    chosen = studio.page.locator(f'input[name="{kind}"]:checked')
    before = chosen.input_value()
    messages = set()
    bad_files = BAD_FILES | (TOO_SMALL if kind == "style" else {})
    for name, make in bad_files.items():
        studio.page.evaluate("document.querySelector('#error').textContent = ''")
        studio.offer(kind, make())
        expect(studio.error, name).not_to_be_empty(timeout=60_000)
        messages.add(studio.complaint())
        assert chosen.input_value() == before
    assert len(messages) >= len(bad_files) - 2
    studio.set_size(SIZE)
    studio.paint()
    expect(studio.error).to_be_hidden()


@pytest.mark.parametrize(
    ("role", "pattern", "fault"),
    [
        ("transformer", "networks/*/swift/*.bin", "missing"),
        ("transformer", "networks/*/swift/*.bin", "truncated"),
        ("transformer", "networks/*/swift/model.json", "truncated"),
        ("transformer", "networks/*/swift/*.bin", "changed"),
        ("style", "networks/*/style/group1-shard1of*.bin", "missing"),
        ("style", "networks/*/style/group1-shard1of*.bin", "truncated"),
        ("transformer", "assets/*.wasm", "missing"),
        ("transformer", "assets/*.wasm", "changed"),
    ],
)
def test_broken_site(
    role: str, pattern: str, fault: Fault, studio: Studio, server: SiteServer
) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    sample = studio.page.locator('input[name="style"]:checked').input_value()
    with server.broken(pattern, fault):
        if role == "style":
            # It is painted at once, unless that fails.
            studio.upload("style", payload(STYLES[0].draw(3, 200)))
        if pattern.startswith("assets"):
            # The painter's code is on its way before anybody asks for a painting.
            studio.open(f"{server.origin}/?backend=wasm")
            studio.set_size(SIZE)
        studio.page.locator("#paint").click()
        message = studio.expect_error()
        assert "file" in message
        assert pattern[pattern.rindex(".") :] in message, "its name"
    if role == "style":
        # Samples need no style network, so they paint even while it is broken.
        with server.broken(pattern, fault):
            studio.choose("style", sample)
            studio.paint()
    else:
        studio.paint()
    expect(studio.error).to_be_hidden()


def test_without_webassembly(
    playwright: Playwright,
    chromium: Path,
    server: SiteServer,
    watch: Callable[[Browser], Page],
) -> None:
    browser = launch(playwright.chromium, chromium, NO_WASM)
    studio = Studio(watch(browser))
    studio.open(f"{server.origin}/?backend=wasm")
    assert studio.page.evaluate("typeof WebAssembly") == "undefined"
    studio.set_size(SIZE)
    studio.page.locator("#paint").click()
    assert "WebAssembly" in studio.expect_error()
    studio.choose("photo", studio.samples["photos"][2]["id"])
    title = studio.samples["photos"][2]["title"]
    expect(studio.page.locator("#photo")).to_have_attribute("alt", title)
    # Left to choose, the page paints with what there is.
    studio.open(server.origin)
    studio.set_size(SIZE)
    studio.paint()
    assert studio.backend == "webgl"
    browser.close()


def test_without_the_wished_backend(
    playwright: Playwright,
    chromium: Path,
    server: SiteServer,
    watch: Callable[[Browser], Page],
) -> None:
    browser = launch(playwright.chromium, chromium, NO_WASM, webgl=False)
    studio = Studio(watch(browser))
    studio.open(f"{server.origin}/?backend=webgl")
    studio.page.locator("#paint").click()
    assert "browser" in studio.expect_error()
    browser.close()


def test_german_pages_complain_in_german(studio: Studio, server: SiteServer) -> None:
    """What the engine says in English, a page says in its own language, numbers and all."""
    (german,) = load_texts({"de": LanguageConfig()})
    studio.open(f"{server.origin}/de/?backend=wasm")
    studio.offer("style", payload(Image.new("RGB", (9, 1200), "red"), "strich.png"))
    small = german("errors.picture_small", width=9, height="1.200", least=16)
    expect(studio.error).to_have_text(str(small))
    studio.offer("photo", BAD_FILES["64 megapixels and more"]())
    expect(studio.error).not_to_have_text(str(small), timeout=60_000)
    large = german("errors.picture_large", megapixels=65, most=64)
    assert studio.complaint() == str(large)

    with server.broken("networks/*/swift/*.bin", "missing"):
        studio.page.locator("#paint").click()
        before, after = str(german("errors.file_missing", file="|", status=404)).split("|")
        message = studio.expect_error()
        assert message.startswith(before)
        assert message.endswith(after)

    studio.open(f"{server.origin}/de/?backend=webgpu")
    studio.page.locator("#paint").click()
    assert studio.expect_error() == str(german("errors.backend_lacking", backend="WebGPU"))
