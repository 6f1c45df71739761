"""Pictures of a built site for the README: `python -m tests.showcase SITE`.

docs/studio.webp is a short moving picture of the studio at work, docs/paintings.webp has sample
photos in sample styles, painted at 1024 px.
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from builder.painting.engine import Engine, Mixture
from tests.chromium import find_chromium
from tests.web.browser import launch
from tests.web.server import SiteServer
from tests.web.studio import Studio

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCS = Path(__file__).resolve().parents[1] / "docs"

PAIRS = (
    ("lake", "impasto"),
    ("otters", "watercolour"),
    ("colosseum", "marbling"),
    ("skyline", "cubist"),
)
"""Photo and style of each painting that is shown."""

CHOICES: tuple[tuple[Literal["photo", "style"], str], ...] = (
    ("style", "cubist"),
    ("photo", "otters"),
    ("style", "watercolour"),
)
"""What is chosen, one after the other, in the moving picture."""

SIDE = 1024
WINDOW = (1280, 800)
MOVING = (800, 500)
STEP, PAUSE = 80, 1600
"""Milliseconds that a picture of a movement is shown, and a finished painting."""


def show_paintings(networks: Path, name: str) -> Image.Image:
    """The `PAIRS` as the network set `name` paints them, `SIDE` pixels wide, two in a row."""
    photos = {photo.id: photo for photo in sample_photos()}
    styles = {style.id: style for style in STYLES}
    sheet = Image.new("RGB", (2 * SIDE, len(PAIRS) // 2 * SIDE * 2 // 3))
    with Engine(networks, name) as engine:
        for number, (photo, style) in enumerate(PAIRS):
            picture = np.asarray(_cut(photos[photo].load(), (SIDE, SIDE * 2 // 3)))
            vector = engine.vector(np.asarray(styles[style].draw(1, 512).convert("RGB")))
            painted = Image.fromarray(engine.paint(picture, Mixture([vector])))
            sheet.paste(painted, (number % 2 * SIDE, number // 2 * SIDE * 2 // 3))
    return sheet


def _cut(picture: Image.Image, sides: tuple[int, int]) -> Image.Image:
    return ImageOps.fit(picture, sides, Image.Resampling.LANCZOS)


class Film:
    """Pictures of a page, one after the other."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frames: list[Image.Image] = []
        self._times: list[int] = []

    def take(self, milliseconds: int = STEP) -> None:
        """The page as it is now, shown for so long."""
        shot = Image.open(BytesIO(self._page.screenshot())).convert("RGB")
        self._frames.append(shot.resize(MOVING, Image.Resampling.LANCZOS))
        self._times.append(milliseconds)

    def save(self, file: Path) -> None:
        """Write a WebP picture that moves for ever."""
        first, *others = self._frames
        options: dict[str, Any] = {
            "save_all": True,
            "append_images": others,
            "duration": self._times,
            "loop": 0,
        }
        first.save(file, quality=60, method=6, **options)


def film_studio(studio: Studio) -> Film:
    """The line between photo and painting is moved, then other styles and a photo are chosen."""
    page, film = studio.page, Film(studio.page)
    film.take(PAUSE)
    for share in [*range(50, 9, -5), *range(10, 91, 5), *range(90, 49, -5)]:
        page.locator("#compare").fill(str(share))
        film.take()
    for kind, name in CHOICES:
        before = studio.paints
        studio.choose(kind, name)
        film.take(3 * STEP)
        studio.painting_after(before)
        film.take(PAUSE)
    return film


def main() -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0] + ".")
    parser.add_argument("site", type=Path, help="a built site with the default settings")
    site = parser.parse_args().site
    chromium = find_chromium()
    if not (site / "index.html").is_file() or chromium is None:
        parser.error(f"There is no site in {site}, or no Chromium: make site and make test first.")
    server = SiteServer(site)
    width, height = WINDOW
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, chromium)
        page = browser.new_page(viewport={"width": width, "height": height})
        studio = Studio(page).open(f"{server.origin}/?backend=wasm")
        film_studio(studio).save(DOCS / "studio.webp")
        browser.close()
    server.close()
    sheet = show_paintings(site / "networks", "compact")
    sheet.save(DOCS / "paintings.webp", quality=80, method=6)
    return 0


if __name__ == "__main__":
    sys.exit(main())
