"""One photo of 24 megapixels after the other opened, painted at its own size, compared and saved.

`python -m tests.soak large --count 10 --seed 1`
"""

from __future__ import annotations

import re
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from tests.soak.visits import (
    MEGABYTE,
    built_site,
    chromium,
    memory,
    renderers,
    resident_pages,
    visit,
)
from tests.web.server import SiteServer
from tests.web.studio import Studio

WIDTH, HEIGHT = 6000, 4000
"""Pixels of the photo."""

MOST = 900 * MEGABYTE
"""Bytes that page and worker may have together."""

_PATIENCE = 1_800_000
"""Milliseconds that one painting may take on a busy machine."""

_PAINTED = """(before) => {
  const { paints, state } = document.querySelector("#studio").dataset;
  return state === "error" || (state === "done" && Number(paints) > before);
}"""


class Peak:
    """Looks, again and again, how much memory the pages that are there have."""

    def __init__(self) -> None:
        self.most = 0
        self._renderers = renderers()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> int:
        self._ended.set()
        self._thread.join()
        return self.most

    def _look(self) -> None:
        most_pages = 0
        while not self._ended.wait(0.1):
            pages = sum(resident_pages(process) for process in self._renderers)
            # What a process has for itself takes the system as long as a page takes to paint.
            if pages > most_pages:
                most_pages = pages
                self.most = max(self.most, sum(memory(process) for process in self._renderers))


def paint_large(count: int, seed: int) -> list[str]:
    """Do so so often; what failed, and whether it took too much memory."""
    faults: list[str] = []
    with TemporaryDirectory() as folder, built_site() as site, chromium() as browser:
        photo = Path(folder) / "large.jpg"
        server = SiteServer(site)
        with visit(server, browser) as watched:
            studio = Studio(watched.page).open(f"{server.origin}/?backend=wasm")
            studio.choose_quality("Swift")
            studio.set_size(None)
            for number in range(count):
                # The studio knows a photo again that it has.
                _draw(photo, seed + number)
                peak = Peak()
                fault = _once(studio, photo)
                most = peak.end()
                print(f"  {number}: at most {most // MEGABYTE} MB", flush=True)
                if fault:
                    faults.append(f"number {number}: {fault}")
                if most > MOST:
                    faults.append(f"number {number}: {most // MEGABYTE} MB of memory")
            faults += watched.faults
        server.close()
    return faults


def _once(studio: Studio, photo: Path) -> str:
    page = studio.page
    before, chosen = studio.paints, page.locator('input[name="photo"]:checked')
    was = chosen.input_value()
    studio.open_tool("stylize")
    page.locator('input[data-file="photo"]').set_input_files(photo)
    page.wait_for_function(
        "(was) => document.querySelector('input[name=photo]:checked').value !== was",
        arg=was,
        timeout=_PATIENCE,
    )
    page.wait_for_function(_PAINTED, arg=before, timeout=_PATIENCE)
    if said := studio.error.text_content():
        return said
    painted = [int(side) for side in re.findall(r"\d+", page.locator("#facts").inner_text())]
    for view in ("photo", "painting", "compare"):
        page.locator(f'input[name="view"][value="{view}"]').check(force=True)
    with page.expect_download(timeout=_PATIENCE):
        page.locator("#download").click()
    return "" if painted == [WIDTH, HEIGHT] else f"a painting of {painted}"


def _draw(file: Path, seed: int) -> None:
    """Soft forms with grain, so that it is a JPEG of a photo's size."""
    rng = np.random.default_rng(seed)
    forms = Image.fromarray(rng.integers(0, 256, (40, 60, 3), np.uint8))
    picture = np.asarray(forms.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC), np.int16)
    grain = rng.integers(-12, 13, (HEIGHT, WIDTH, 1), np.int16)
    Image.fromarray(np.clip(picture + grain, 0, 255).astype(np.uint8)).save(file, quality=92)
