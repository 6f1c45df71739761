"""The first thirty seconds: a painting before any script, and one's own after two clicks."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from builder.gallery.sample_photos import sample_photos
from tests.web.studio import WAIT, Studio, payload

if TYPE_CHECKING:
    from tests.web.server import SiteServer

OPENING = 250_000
"""Compressed bytes of the page, its styles, its scripts and the two pictures that it opens on."""

_DESKTOP: ViewportSize = {"width": 1440, "height": 900}
_PHONE: ViewportSize = {"width": 390, "height": 844}

_NOTE_SHIFTS = """
globalThis.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_CHOOSE_EARLY = """
addEventListener("DOMContentLoaded", () => {
  const bytes = Uint8Array.from(atob("FILE"), (sign) => sign.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], "early.png", { type: "image/png" }));
  document.querySelector("input[data-file=photo]").files = files.files;
});
"""
_SPLIT = "document.querySelector('#picture').style.getPropertyValue('--split')"
_LOADED = "[...document.querySelectorAll('#photo, #opening')].every((one) => one.naturalWidth > 0)"


def _mine(side: int = 320) -> Image.Image:
    return sample_photos()[2].load().resize((side, side))


@pytest.mark.parametrize("script", ["studio-*.js", "chunk-*.js"])
def test_the_painting_is_compared_before_the_studio_has_started(
    page: Page, server: SiteServer, script: str
) -> None:
    with server.broken(f"assets/{script}", "missing"):
        page.goto(server.origin)
        page.wait_for_function(f"() => {_LOADED}", timeout=WAIT)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("No picture leaves this device")).to_be_visible()
        expect(page.locator("#paint")).to_be_disabled()
        page.get_by_label("Photo to the left, painting to the right").fill("20")
        page.wait_for_function(f"() => {_SPLIT} !== ''")
        split = float(page.evaluate(_SPLIT).removesuffix("%"))
        assert split < 45
        shown = page.evaluate("getComputedStyle(document.querySelector('#photo')).clipPath")
        assert f"{100 - split:.3f}%" in shown
        page.get_by_role("radio", name="Painting").check(force=True)
        expect(page.locator("#photo")).to_be_hidden()
        expect(page.locator("#divider")).to_be_hidden()


@pytest.mark.parametrize(("viewport", "density"), [(_DESKTOP, 1), (_DESKTOP, 2), (_PHONE, 3)])
def test_the_opening_is_small_and_nothing_moves(
    browser: Browser, server: SiteServer, viewport: ViewportSize, density: int
) -> None:
    context = browser.new_context(
        viewport=viewport, device_scale_factor=density, service_workers="block"
    )
    page = context.new_page()
    page.add_init_script(_NOTE_SHIFTS)
    server.forget()
    Studio(page).open(server.origin)
    page.wait_for_function(f"() => {_LOADED}", timeout=WAIT)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("globalThis.shift") == pytest.approx(0, abs=0.001)
    sizes = server.compressed_sizes()
    # Small pictures to choose from are asked for last, as far as they are in sight.
    opening = {
        name: size
        for name, size in sizes.items()
        if not name.startswith("gallery/") or name.startswith("gallery/opening-")
    }
    shown = [name for name in opening if name.startswith("gallery/")]
    assert len(shown) == 2, f"one photo and one painting: {shown}"
    table = "\n".join(f"{size:>9} {name}" for name, size in opening.items())
    assert sum(opening.values()) <= OPENING, table
    context.close()


def test_what_is_on_its_way_has_its_colours(page: Page, server: SiteServer) -> None:
    page.route("**/gallery/*", lambda _: None)
    page.goto(server.origin, wait_until="commit")
    expect(page.locator("#storage-amount")).to_be_visible()
    pictures = page.locator("#photos img, #styles img, #photo, #opening")
    samples = Studio(page).samples
    expect(pictures).to_have_count(2 + len(samples["photos"]) + 2 * len(samples["styles"]))
    # Until they are there they show a few pixels, as large as they will be.
    shown = pictures.evaluate_all(
        """(all) => all.map((image) => {
          const { width, height } = image.getBoundingClientRect();
          return [getComputedStyle(image).backgroundImage, Math.min(width, height)];
        })"""
    )
    assert all(colours.startswith('url("data:image/webp') for colours, _ in shown)
    assert min(side for _, side in shown) > 20


def test_an_own_painting_takes_two_clicks_and_a_dialog(studio: Studio, server: SiteServer) -> None:
    page = studio.open(server.origin).page
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Add your photo").click()
    chooser.value.set_files(payload(_mine()))
    studio.painting_after(0)
    expect(page.locator("#opening")).to_have_count(0)
    # It goes without being downloaded once more in the format of old browsers.
    assert not server.visited("gallery/opening-painting-*.jpg")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    with Image.open(download.value.path()) as saved:
        assert saved.size == (320, 320)
        assert np.asarray(saved).std() > 20


def test_a_photo_chosen_before_the_scripts_are_there_is_painted(
    studio: Studio, server: SiteServer
) -> None:
    page = studio.page
    file = base64.b64encode(payload(_mine(128))["buffer"]).decode()
    page.add_init_script(_CHOOSE_EARLY.replace("FILE", file))
    studio.open(server.origin)
    assert studio.painting_after(0).shape == (128, 128, 3)


def test_a_style_is_painted_without_pressing_paint(studio: Studio, server: SiteServer) -> None:
    studio.open(server.origin).choose("style", "woodcut")
    assert studio.painting_after(0).std() > 20
    expect(studio.page.locator("#opening")).to_have_count(0)


def test_who_saves_data_is_asked_first(studio: Studio, server: SiteServer) -> None:
    studio.page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    studio.open(server.origin).upload("photo", payload(_mine()))
    expect(studio.page.locator("#photo")).to_have_attribute("width", "320")
    expect(studio.main).to_have_attribute("data-state", "idle")
    assert not server.visited("networks/*/*/*.bin")
    assert studio.paint().shape == (320, 320, 3)


def test_styles_show_what_they_make_of_an_own_photo(studio: Studio, server: SiteServer) -> None:
    page = studio.open(server.origin).page
    studio.upload("photo", payload(_mine()))
    studio.painting_after(0)
    bubbles = page.locator("#styles .choice-preview canvas")
    expect(bubbles).to_have_count(len(studio.samples["styles"]), timeout=WAIT)
    spread = bubbles.evaluate_all(
        """(all) => all.map((canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const colours = [...data].filter((_, i) => i % 4 < 3).sort((a, b) => a - b);
          return colours.at(-1) - colours[0];
        })"""
    )
    assert min(spread) > 60, "all of them are painted"
    studio.choose("photo", "coffee")
    expect(bubbles).to_have_count(0)
