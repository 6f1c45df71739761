"""What the long trials measure of memory: leaks of a page and its workers, but no garbage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.soak.visits import GARBAGE, MEGABYTE, kept_memory
from tests.web.browser import launch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Playwright, Worker

LEAK = 96 * MEGABYTE

_WORKER = "new Worker(URL.createObjectURL(new Blob(['self.onmessage = () => {}'])))"


@pytest.fixture
def page(playwright: Playwright, chromium: Path) -> Iterator[Page]:
    browser = launch(playwright.chromium, chromium, *GARBAGE)
    page = browser.new_page()
    page.set_content("<!doctype html><title>Memory</title>")
    yield page
    browser.close()


def test_garbage_does_not_count_but_leaks_do(page: Page) -> None:
    with page.expect_worker() as starting:
        page.evaluate(f"globalThis.worker = {_WORKER}; undefined")
    places: list[Page | Worker] = [page, starting.value]
    for place in places:
        place.evaluate("() => { globalThis.kept = []; }")
        before = kept_memory(page)
        place.evaluate("bytes => { new Uint8Array(bytes).fill(1); }", LEAK)
        assert kept_memory(page) - before < 0.2 * LEAK
        place.evaluate("bytes => { globalThis.kept.push(new Uint8Array(bytes).fill(1)); }", LEAK)
        assert kept_memory(page) - before > 0.8 * LEAK
        place.evaluate("() => { globalThis.kept = []; }")
        assert kept_memory(page) - before < 0.2 * LEAK
