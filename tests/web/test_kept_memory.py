"""What the long trials measure of memory: leaks of a page and its workers, but no garbage."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.soak.visits import GARBAGE, MEGABYTE, fill_record, kept_memory, memory, renderers
from tests.web.browser import launch

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def test_what_is_read_of_files_does_not_count_but_what_is_written_does(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(os.urandom(LEAK))
    with file.open("r+b") as opened:
        # As programs are: of the process alone as long as nobody else reads them.
        os.fsync(opened.fileno())
        before = memory(os.getpid())
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as read:
            assert sum(read[:: mmap.PAGESIZE])
            assert memory(os.getpid()) - before < 0.2 * LEAK
    with mmap.mmap(-1, LEAK, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as written:
        for place in range(0, LEAK, mmap.PAGESIZE):
            written[place] = 1
        assert memory(os.getpid()) - before > 0.8 * LEAK


@pytest.mark.usefixtures("page")
def test_only_pages_count() -> None:
    lines = [Path(f"/proc/{process}/cmdline").read_bytes() for process in renderers()]
    assert lines
    assert not any(b"--top-chrome-webui" in line for line in lines)


def test_what_pages_load_does_not_count_once_the_record_of_it_is_full(page: Page) -> None:
    fill_record(page)
    before = kept_memory(page)
    fill_record(page)
    assert abs(kept_memory(page) - before) < 0.2 * LEAK
