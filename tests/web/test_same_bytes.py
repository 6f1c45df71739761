"""What `build-site stylize` writes is what a browser paints, byte by byte."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import Browser, Page

from builder.cli import main
from tests.local_server import EMPTY_PAGE
from tests.pictures import pixels
from tests.web.server import SiteServer

PAIRS = [
    # Sides of photo and style, opacity, strength, and the size it is painted at.
    ((16, 16), (16, 16), "none", 1.0, None),
    ((17, 31), (31, 300), "none", 0.3, None),
    ((1, 97), (90, 80), "none", 1.0, 120),
    ((97, 1), (256, 256), "none", 1.0, 131),
    ((64, 64), (257, 255), "hard", 1.0, None),
    ((65, 63), (100, 512), "hard", 1.5, None),
    ((50, 75), (90, 80), "soft", 1.0, None),
    ((51, 76), (90, 80), "soft", 0.5, 33),
    ((120, 201), (40, 40), "soft", 1.5, 260),
    ((201, 120), (333, 128), "none", 0.0, None),
    ((133, 77), (64, 1024), "none", 0.85, 50),
    ((255, 257), (256, 256), "none", 1.5, None),
    ((256, 256), (128, 128), "hard", 0.0, None),
    ((300, 199), (77, 91), "none", 1.25, 101),
    ((299, 401), (19, 23), "soft", 1.0, 402),
    ((480, 640), (640, 480), "none", 1.0, None),
    ((511, 333), (200, 201), "hard", 0.75, 127),
    ((768, 512), (512, 512), "none", 1.0, 777),
    ((1025, 1), (16, 900), "none", 1.0, None),
    ((1400, 1300), (300, 200), "none", 1.0, None),
]

_START = """
async () => {
  const { Stylizer } = await import("/stylizer.js");
  window.stylizer = await Stylizer.load({ backend: "wasm" });
}
"""

_PAINT = """
async ({ photo, style, strength, size }) => {
  const pixels = ({ rgba, width }) =>
    new ImageData(Uint8ClampedArray.from(atob(rgba), (one) => one.charCodeAt(0)), width);
  const { stylizer } = window;
  const vector = await stylizer.style(pixels(style));
  const options = { strength, quality: "fine", ...(size && { size }) };
  const { data, width } = await stylizer.paint(pixels(photo), vector, options);
  let text = "";
  for (let i = 0; i < data.length; i += 4096) {
    text += String.fromCharCode(...data.subarray(i, i + 4096));
  }
  return { rgba: btoa(text), width };
}
"""


@pytest.fixture(scope="module")
def stylizer(browser: Browser, server: SiteServer) -> Iterator[Page]:
    """A page with a painter of the site."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(server.origin + EMPTY_PAGE)
    page.evaluate(_START)
    yield page
    context.close()


def picture(seed: int, sides: tuple[int, int], opacity: str = "none") -> Image.Image:
    """A fixed picture, some of which may be transparent, all or in part."""
    colours = pixels(seed, *sides)
    if opacity == "none":
        return Image.fromarray(colours)
    alpha = pixels(seed + 1, *sides)[..., :1]
    alpha = np.where(alpha > 120, 255, 0).astype(np.uint8) if opacity == "hard" else alpha
    return Image.fromarray(np.concatenate([colours, alpha], axis=2))


def sent(image: Image.Image) -> dict[str, Any]:
    rgba = image.convert("RGBA").tobytes()
    return {"rgba": base64.b64encode(rgba).decode("ascii"), "width": image.width}


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_same_bytes(
    number: int, stylizer: Page, networks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_sides, style_sides, opacity, strength, size = PAIRS[number]
    photo = picture(3 * number, photo_sides, opacity)
    style = picture(3 * number + 2, style_sides, opacity)
    monkeypatch.chdir(tmp_path)
    photo.save("photo.png")
    style.save("style.png")
    options = ["--strength", str(strength), *(["--size", str(size)] if size else [])]
    command = ["stylize", "photo.png", "style.png", "-o", "out.png", "--networks", networks]
    done = CliRunner().invoke(main, [*command, *options])
    assert done.exit_code == 0, done.output
    task = {"photo": sent(photo), "style": sent(style), "strength": strength, "size": size}
    found = stylizer.evaluate(_PAINT, task)
    with Image.open("out.png") as painted:
        assert painted.width == found["width"]
        assert painted.mode == photo.mode
        expected = base64.b64decode(found["rgba"])
        assert painted.convert("RGBA").tobytes() == expected
