"""Painting in passes: broad strokes first, finer ones over them."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from builder.gallery.sample_photos import sample_photos
from tests.local_server import EMPTY_PAGE
from tests.web.server import SiteServer
from tests.web.studio import WAIT, payload
from tests.web.test_tiles import DECIBELS, SEAM

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.studio import Studio

MOST_GRID = 1.1
"""Gradient energy on the edges of a JPEG file's blocks, relative to that between them."""

_PRELUDE = """
const { Stylizer, StylizerError } = await import("/stylizer.js");
const site = await (await fetch("/")).text();
const data = JSON.parse(
  new DOMParser().parseFromString(site, "text/html").querySelector("#site-data").textContent);
const styles = Object.fromEntries(data.styles.map(({ id, vector }) => [id, vector]));
const [style] = Object.values(styles);
const stylizer = await Stylizer.load({ backend: "wasm" });
const photo = await (await fetch(data.photos[0].image)).blob();
const difference = (one, other) =>
  one.data.reduce((sum, value, i) => sum + Math.abs(value - other.data[i]), 0) / one.data.length;
"""


@pytest.fixture
def run(page: Page, server: SiteServer) -> Any:
    """Runs the body of an async function of `given`, with a stylizer, in an empty page."""
    page.goto(server.origin + EMPTY_PAGE)
    page.set_default_timeout(WAIT)
    return lambda body, given=None: page.evaluate(
        f"async (given) => {{ {_PRELUDE} try {{ {body} }} finally {{ stylizer.dispose(); }} }}",
        given,
    )


def test_passes_come_one_after_the_other(run: Any) -> None:
    found = run("""
      const paint = async (strokes, size = 1024) => {
        const passes = [];
        const totals = new Set();
        const onPass = ({ width, height, data }) =>
          passes.push([width, height, new Set(data).size > 50]);
        const onProgress = ({ stage, total }) => stage === "paint" && totals.add(total);
        const options = { size, quality: "swift", strokes, onPass, onProgress };
        const painted = await stylizer.paint(photo, style, options);
        return { painted, passes, totals: [...totals], sides: [painted.width, painted.height] };
      };
      const [fine, usual, broad] = [await paint("fine"), await paint(), await paint("broad")];
      const small = [await paint("fine", 256), await paint("broad", 256)];
      const thick = await stylizer.paint(photo, style, { strokes: "thick" }).catch((e) => e.code);
      const off = [
        difference(fine.painted, usual.painted),
        difference(usual.painted, broad.painted),
        difference(...small.map(({ painted }) => painted)),
      ];
      for (const each of [fine, usual, broad]) delete each.painted;
      return { fine, usual, broad, off, thick };
    """)
    sides = found["fine"]["sides"]
    assert found["usual"]["sides"] == found["broad"]["sides"] == sides
    assert [len(found[name]["passes"]) for name in ("fine", "usual", "broad")] == [0, 1, 2]
    assert [found[name]["totals"] for name in ("fine", "usual", "broad")] == [[1], [2], [3]]
    for name in ("usual", "broad"):
        widths = [width for width, _, painted in found[name]["passes"] if painted]
        assert widths == sorted(set(widths))
        assert widths[-1] < sides[0] / 1.4
    assert min(found["off"][:2]) > 4
    assert found["off"][2] == 0
    assert found["thick"] == "invalid-argument"


def test_passes_in_tiles_are_the_whole(ask: Any) -> None:
    sizes = [(120, 90), (250, 188), (520, 390)]
    found = ask("comparePasses", backend="wasm", shapes=[], passes=sizes, most=200**2)
    for each in found:
        assert each["tiles"][0] == 3 < each["tiles"][1]
        assert each["decibels"] > DECIBELS, each
        assert each["most"] <= SEAM, each


def test_cancelling_in_the_second_pass(run: Any) -> None:
    found = run("""
      const controller = new AbortController();
      const seen = [];
      let passes = 0;
      const onPass = () => {
        passes++;
        controller.abort();
      };
      const options = { size: 1024, quality: "swift", strokes: "broad" };
      const call = { ...options, onPass, signal: controller.signal };
      const outcome = await stylizer.paint(photo, style, call).catch(({ name }) => name);
      await new Promise((resolve) => setTimeout(resolve, 500));
      // What is remembered of the photo is still the photo.
      const again = await stylizer.paint(photo, style, options);
      const fresh = await Stylizer.load({ backend: "wasm" });
      const expected = await fresh.paint(photo, style, options);
      fresh.dispose();
      return { outcome, passes, off: difference(again, expected) };
    """)
    assert found == {"outcome": "AbortError", "passes": 1, "off": 0}


def test_frames_are_painted_in_passes_too(run: Any) -> None:
    found = run("""
      const options = { size: 640, quality: "swift", strokes: "broad" };
      const picture = await stylizer.paint(photo, style, options);
      const frames = await stylizer.prepare(photo, style, options);
      const first = await frames.paint(photo);
      const second = await frames.paint(photo);
      const fine = await stylizer.paint(photo, style, { ...options, strokes: "fine" });
      return [first, second, fine].map((painted) => difference(painted, picture));
    """)
    assert max(found[:2]) < 0.5
    assert found[2] > 4


def test_transparency_survives_passes(run: Any) -> None:
    found = run("""
      const image = new ImageData(800, 500);
      for (let i = 0; i < image.data.length; i++) {
        const [x, y] = [(i >> 2) % 800, Math.floor((i >> 2) / 800)];
        image.data[i] = i % 4 < 3 ? (x * 7 + y * 3) % 256 : Math.min(255, x);
      }
      const off = (data, at, expected) => Math.abs(data[at * 4 + 3] - expected);
      const passes = [];
      const onPass = ({ data, width }) => passes.push(off(data, width / 4, 200));
      const painted = await stylizer.paint(image, style, { quality: "swift", onPass });
      const row = Array.from({ length: 800 }, (_, x) => off(painted.data, x, Math.min(255, x)));
      return [Math.max(...row), passes.length, Math.max(...passes)];
    """)
    assert found[0] == 0
    assert found[1] > 0
    assert found[2] <= 4


def test_blocks_of_jpeg_are_not_painted(run: Any) -> None:
    """On the edges of blocks, against those of the network's own cells that lie between them."""
    photos = [photo for photo in sample_photos() if photo.id in ("otters", "lake")]
    for photo in photos:
        picture = photo.load()
        picture = picture.resize((1024, 1024 * picture.height // picture.width))
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=30)
        painted = run(
            """
            const file = await (await fetch(`data:image/jpeg;base64,${given}`)).blob();
            const found = [];
            for (const id of ["impasto", "watercolour"]) {
              const painted = await stylizer.paint(file, styles[id], { quality: "fine" });
              const canvas = new OffscreenCanvas(painted.width, painted.height);
              canvas.getContext("2d").putImageData(painted, 0, 0);
              const bytes = await (await canvas.convertToBlob()).bytes();
              found.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
            }
            return found;
            """,
            base64.b64encode(file.getvalue()).decode(),
        )
        with Image.open(file) as image:
            assert _on_grid(image) > 1.4 * MOST_GRID
        for each in painted:
            with Image.open(io.BytesIO(base64.b64decode(each))) as image:
                assert _on_grid(image) < MOST_GRID


def _on_grid(image: Image.Image) -> float:
    """Gradient energy across the edges of 8 px blocks as a ratio to that 4 px beside them."""
    luminance = np.asarray(image.convert("L"), np.float64)
    on = off = 0.0
    for picture in (luminance, luminance.T):
        energy = (np.diff(picture, axis=0) ** 2).mean(axis=1)
        on, off = on + energy[7::8].mean(), off + energy[3::8].mean()
    return on / off


def test_the_studio_shows_passes(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.choose_strokes("Broad")
    studio.set_size(768)
    studio.open_tool("colours").get_by_role("slider", name="Colours").fill("60")
    before = studio.paints
    studio.upload("photo", payload(sample_photos()[0].load().resize((900, 600)), "mine.png"))
    assert studio.painting_after(before).shape == (512, 768, 3)
    assert studio.passes == 2
    assert "768" in studio.facts
