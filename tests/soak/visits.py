"""What trials in a browser have in common: a built site, Chromium, a page that is watched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Error, Page, Worker, sync_playwright

from builder.site.build import build_site
from builder.site.config import SiteConfig
from tests.chromium import find_chromium
from tests.web.browser import launch
from tests.web.server import SiteServer

CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A camera that shows a moving picture, and may be used."""

GARBAGE = ("--js-flags=--expose-gc",)
"""Scripts may have garbage collected, which `kept_memory` does."""

MEGABYTE = 2**20

_SETTLED = 300
"""Milliseconds in which Chromium gives back what it was asked for, on a machine that has time."""

_FALLING = 0.99
"""Of one look at the memory to the next, while Chromium is still giving back."""

_MOST_LOOKS = 6

_LOAD_MUCH = """async () => {
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext("2d");
  const parts = [await canvas.convertToBlob(), new Uint8Array(8 * 2 ** 20)];
  for (let k = 0; k < 30; k++) {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob(parts));
    await image.decode();
    URL.revokeObjectURL(image.src);
  }
}"""


@dataclass
class Watched:
    """A page, and what went wrong on it that nobody caught.

    Attributes:
        page: the page.
        faults: uncaught errors, rejections that nobody handled, and the page's death.
    """

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        self.page.on("crash", lambda _: self.faults.append("the page is dead"))
        self.page.on("download", lambda download: download.delete())
        self.page.on("dialog", lambda dialog: dialog.accept())


@contextmanager
def built_site() -> Iterator[Path]:
    """The default site, built as for a release."""
    with TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build_site(SiteConfig(), site, for_release=False)
        yield site


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, find_chromium(), *flags)
        yield browser
        browser.close()


@contextmanager
def visit(server: SiteServer, browser: Browser) -> Iterator[Watched]:
    """A visitor of their own, whose page asks nobody but the server."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, proxy=server.proxy, service_workers="block"
    )
    yield Watched(context.new_page())
    context.close()


def renderers() -> list[int]:
    """Process numbers of the pages, and of their workers, of all browsers that this one started.

    Without the one that shows Chromium's own controls: it has 25 to 37 MB, whatever a page does.
    """
    parents: dict[int, int] = {}
    lines: dict[int, bytes] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            lines[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        parents[int(folder.name)] = int(stat[1])

    def is_own(number: int) -> bool:
        while number > 1:
            if number == os.getpid():
                return True
            number = parents.get(number, 0)
        return False

    def shows_page(line: bytes) -> bool:
        return b"--type=renderer" in line and b"--top-chrome-webui" not in line

    return [n for n, line in lines.items() if shows_page(line) and is_own(n)]


def memory(process: int) -> int:
    """Bytes of memory that a process has for itself and has written; 0 where it is gone.

    What it has of files is left out. Of Chromium's program that is up to 27 MB, which are of one
    process, or shared, as other browsers on the machine come and go.
    """
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    written = ("Private_Dirty:", "Swap:")
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(written))


def in_workers(workers: Iterable[Worker], script: str) -> list[Any]:
    """What a script gives in each worker that has not ended meanwhile."""
    given = []
    for worker in workers:
        try:
            given.append(worker.evaluate(script))
        except Error as error:
            if "closed" not in str(error) and "destroyed" not in str(error):
                raise
    return given


def fill_record(page: Page) -> None:
    """Load in a page what fills the record of its traffic.

    The interface that Chromium is driven by keeps 100 MB of what a page loaded last for each of its
    clients, in the page's process.
    """
    page.evaluate(_LOAD_MUCH)


def kept_memory(page: Page) -> int:
    """Bytes that a page, and its workers, cannot do without, in a browser with `GARBAGE`.

    Garbage is collected, and Chromium told that memory is short: then it gives back what it keeps
    of images that were decoded, up to 512 MB. See `fill_record`, too.
    """
    looks = [_after_collection(page)]
    while len(looks) < _MOST_LOOKS:
        looks.append(_after_collection(page))
        if looks[-1] > _FALLING * looks[-2]:
            break
    return min(looks)


def _after_collection(page: Page) -> int:
    page.evaluate("gc()")
    in_workers(page.workers, "gc()")
    session = page.context.new_cdp_session(page)
    session.send("Memory.simulatePressureNotification", {"level": "critical"})
    session.detach()
    page.wait_for_timeout(_SETTLED)
    return sum(memory(process) for process in renderers())


def resident_pages(process: int) -> int:
    """Pages of memory that a process uses, alone or with others; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0
