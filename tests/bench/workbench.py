"""What every measurement of a run needs: the site, the networks, pictures, servers, browsers."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.bench.bundles import PEERS, bundle_lanes
from tests.bench.chrome import started
from tests.bench.networks import Networks
from tests.bench.server import BenchServer, Connection
from tests.local_server import EMPTY_PAGE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

Size = tuple[int, int]
"""Width and height in pixels."""

PATIENCE_MS = 600_000
"""After this a page counts as stuck."""


@dataclass(frozen=True)
class Effort:
    """How much time a run may take.

    Attributes:
        runs: timed runs of each subject, at most.
        seconds: what a race or the paints of a visit should take, in seconds.
        longest: seconds; a paint that is expected to take longer is left out, and named.
    """

    runs: int
    seconds: float
    longest: float


class Workbench:
    """One run's surroundings; `close` ends its servers.

    Attributes:
        networks: what is measured.
        effort: how thoroughly.
        playwright: drives the browsers.
        card: whether WebGL and WebGPU run on a graphics card.
    """

    def __init__(
        self,
        site: Path,
        networks: Networks,
        folder: Path,
        playwright: Playwright,
        effort: Effort,
        *,
        card: bool = False,
    ) -> None:
        self.networks = networks
        self.playwright = playwright
        self.effort = effort
        self.card = card
        self._site = site
        self._pictures = folder / "pictures"
        self._pictures.mkdir()
        self._lanes = folder / "lanes"
        bundle_lanes(self._available_lanes(), self._lanes)
        self._servers: list[BenchServer] = []
        self.open = self.server()
        self.isolated = self.server(isolated=True)
        page = (site / "index.html").read_text(encoding="utf-8")
        self._data = _site_data(page)

    def close(self) -> None:
        for server in self._servers:
            server.close()

    @property
    def vector(self) -> list[float]:
        """The first sample style's vector."""
        return list(self._data["styles"][0]["vector"])

    def server(
        self, *, isolated: bool = False, connection: Connection | None = None
    ) -> BenchServer:
        """A server of the site (below /site), the lanes, the pictures and the peers' files."""
        folders = {
            "site": self._site,
            "lanes": self._lanes,
            "pictures": self._pictures,
            "onnxruntime": PEERS / "node_modules" / "onnxruntime-web" / "dist",
            **self.networks.folders,
        }
        server = BenchServer(folders, isolated=isolated, connection=connection)
        self._servers.append(server)
        return server

    def picture(self, size: Size) -> str:
        """The address of the first sample photo as a JPEG file of `size`."""
        return f"/pictures/{self.picture_file(size).name}"

    def picture_file(self, size: Size) -> Path:
        """The first sample photo as a JPEG file of `size`."""
        width, height = size
        name = f"{width}x{height}.jpg"
        file = self._pictures / name
        if not file.is_file():
            photo = self._site / self._data["photos"][0]["image"]
            with Image.open(photo) as image:
                image.convert("RGB").resize(size, Image.Resampling.BICUBIC).save(file, quality=90)
        return file

    def text_file(self, name: str, content: str) -> str:
        """Put a text file where servers find it; its address."""
        (self._pictures / name).write_text(content, encoding="utf-8")
        return f"/pictures/{name}"

    @contextlib.contextmanager
    def browser(self, backend: str = "wasm", *, camera: bool = False) -> Iterator[Browser]:
        """A fresh Chromium that can run `backend`, with a camera if one is asked for."""
        with started(self.playwright, backend, card=self.card, camera=camera) as browser:
            yield browser

    @staticmethod
    def page(browser: Browser, server: BenchServer) -> Page:
        """An empty page with a cache of its own."""
        page = browser.new_context().new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server.origin + EMPTY_PAGE)
        return page

    @staticmethod
    def _available_lanes() -> Sequence[str]:
        peers = ("onnx", "tfjs-1", "demo") if (PEERS / "node_modules").is_dir() else ()
        return ("engine", "engine-worker", "engine-thread", "tfjs", "endurance", *peers)


def _site_data(page: str) -> dict[str, Any]:
    """What a built page tells its scripts."""
    found = re.search(r'<script[^>]*id="?site-data"?[^>]*>(.*?)</script>', page, re.DOTALL)
    if found is None:
        raise ValueError("the site's page lacks its data: build it again with make site")
    data: dict[str, Any] = json.loads(found[1])
    return data


def rounds_for(effort: Effort, seconds: float) -> int:
    """How often something that takes `seconds` may run: at least twice."""
    return max(2, min(effort.runs, int(effort.seconds / max(seconds, 1e-6))))
