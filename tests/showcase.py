"""Pictures of a built site for the README: `python -m tests.showcase SITE`.

docs/studio.webp is a short moving picture of the studio at work, docs/paintings.webp has sample
photos in sample styles, painted at 1024 px. With `--before OTHER`, another built site,
docs/before.webp has what its networks paint in one pass beside what the site paints. For the one
in docs OTHER had the networks of commit a699f67: `git archive a699f67 models/compact | tar -x -C
old`, then `build-site --networks old/models/compact --out OTHER`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
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

Pairs = Sequence[tuple[str, str]]

PAIRS: Pairs = (
    ("lake", "impasto"),
    ("otters", "watercolour"),
    ("colosseum", "marbling"),
    ("skyline", "cubist"),
)
"""Photo and style of each painting that is shown."""

CHANGED: Pairs = (("colosseum", "engraving"), ("lake", "woodcut"))
"""Photo and style of each painting that is shown as it was and as it is."""

CHOICES: tuple[tuple[Literal["photo", "style"], str], ...] = (
    ("style", "cubist"),
    ("photo", "otters"),
    ("style", "watercolour"),
)
"""What is chosen, one after the other, in the moving picture."""

SIDES = (1024, 682)
WINDOW = (1280, 800)
MOVING = (800, 500)
STEP, PAUSE = 80, 1600
"""Milliseconds that a picture of a movement is shown, and a finished painting."""


def paintings(
    networks: Path, name: str, pairs: Pairs, strokes: str = "medium"
) -> list[Image.Image]:
    """The `pairs` as the network set `name` paints them, in `SIDES`."""
    photos = {photo.id: photo for photo in sample_photos()}
    styles = {style.id: style for style in STYLES}
    with Engine(networks, name) as engine:
        return [
            Image.fromarray(
                engine.paint(
                    np.asarray(ImageOps.fit(photos[photo].load(), SIDES, Image.Resampling.LANCZOS)),
                    Mixture(
                        [engine.vector(np.asarray(styles[style].draw(1, 512).convert("RGB")))],
                        strokes=strokes,
                    ),
                )
            )
            for photo, style in pairs
        ]


def sheet(pictures: Sequence[Image.Image]) -> Image.Image:
    """Pictures of `SIDES`, two in a row."""
    width, height = SIDES
    made = Image.new("RGB", (2 * width, -(-len(pictures) // 2) * height))
    for number, picture in enumerate(pictures):
        made.paste(picture, (number % 2 * width, number // 2 * height))
    return made


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
    parser.add_argument(
        "--before", type=Path, help="a site built with the networks of an earlier commit"
    )
    given = parser.parse_args()
    site = given.site
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
    painted = sheet(paintings(site / "networks", "compact", PAIRS))
    painted.save(DOCS / "paintings.webp", quality=80, method=6)
    if given.before:
        old = paintings(given.before / "networks", "compact", CHANGED, strokes="fine")
        new = paintings(site / "networks", "compact", CHANGED)
        both = [picture for pair in zip(old, new, strict=True) for picture in pair]
        sheet(both).save(DOCS / "before.webp", quality=60, method=6)
    return 0


if __name__ == "__main__":
    sys.exit(main())
