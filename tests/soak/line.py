"""First visits over a bad line: every file is cut once, requests are lost, answers stall.

`python -m tests.soak line --count 10 --seed 1`
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Error, Request

from tests.soak.visits import Watched, built_site, chromium, visit
from tests.web.server import SiteServer
from tests.web.studio import Studio

LOST = 0.05
"""Share of requests that are never answered: the line breaks."""

STALLED = 0.1
"""Share of answers that stop in the middle for a while."""

_MOST = 25
"""Times a visitor presses Reload or Paint before giving up."""

_LONGEST_STALL = 3.0
"""Seconds."""

_STARTED = """() => {
  const visible = (one) => one.checkVisibility({ visibilityProperty: true });
  const said = [...document.querySelectorAll("#unstarted p")].some(visible);
  return said || document.querySelector("#paint")?.disabled === false;
}"""
"""That the page works, or says why not."""

_SILENT = 90
"""Seconds after which a page that came whole and says nothing is at fault."""

_ENDED = "() => ['done', 'error'].includes(document.querySelector('#studio').dataset.state)"


class BadLine(SiteServer):
    """Serves a site, cutting each file once."""

    def __init__(self, site: Path, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._cut_once: set[str] = set()
        self._lock = threading.Lock()
        super().__init__(site)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        line = self

        class Handler(super()._handler()):  # type: ignore[misc]
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                status, kind, content, _ = line._answer(path)
                with line._lock:
                    lost, stalled = line._rng.random(2) < (LOST, STALLED)
                    pause = float(line._rng.random()) * _LONGEST_STALL
                    cut = not lost and path not in line._cut_once
                    if cut:
                        line._cut_once.add(path)
                half = len(content) // 2
                if lost or cut:
                    self.close_connection = True
                if lost:
                    return
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Cache-Control", "max-age=600")
                # A page that is loaded again does not wait for what it asked for before.
                with suppress(ConnectionError):
                    self.end_headers()
                    self.wfile.write(content[:half])
                    if stalled:
                        time.sleep(pause)
                    if not cut:
                        self.wfile.write(content[half:])

        return Handler


def visit_over_bad_lines(count: int, seed: int) -> list[str]:
    """Visit so often for the first time; visits that ended without a painting, and what fell."""
    faults: list[str] = []
    presses: list[int] = []
    with built_site() as site, chromium() as browser:
        for number in range(count):
            with _line(site, seed + number) as line, visit(line, browser) as watched:
                pressed = _painted(watched, line)
                if pressed is None:
                    faults.append(f"visit {number}: no painting after {_MOST} times")
                else:
                    presses.append(pressed)
                faults += [f"visit {number}: {fault}" for fault in watched.faults]
    if presses:
        print(f"Reload or Paint pressed {np.mean(presses):.1f} times, at most {max(presses)}")
    return faults


@contextmanager
def _line(site: Path, seed: int) -> Iterator[BadLine]:
    line = BadLine(site, seed)
    yield line
    line.close()


def _painted(watched: Watched, line: BadLine) -> int | None:
    """How often a visitor, who does what the page says, pressed something until it painted."""
    page = watched.page
    studio = Studio(page)
    cut: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request():
            cut.append(request.url)

    page.on("requestfailed", note)
    works = False
    for pressed in range(_MOST):
        if not works:
            cut.clear()
            works = _opened(watched, line, cut)
            if not works:
                continue
        page.locator("#paint").click()
        page.wait_for_function(_ENDED, timeout=120_000)
        if studio.main.get_attribute("data-state") == "done":
            return pressed
        studio.complaint()
    return None


def _opened(watched: Watched, line: BadLine, cut: list[str]) -> bool:
    """Open the page: whether it works, or the line is to blame that it does not."""
    page = watched.page
    with suppress(Error):
        page.goto(line.origin, wait_until="commit")
        for _ in range(_SILENT * 10):
            if cut:
                # Browsers show what came of a page that was cut.
                return False
            if page.evaluate(_STARTED):
                return page.locator("#paint:enabled").count() > 0
            page.wait_for_timeout(100)
        watched.faults.append(f"silent for {_SILENT} s")
    return False
