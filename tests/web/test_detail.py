"""The painting's size and strokes, and the time that a painting will take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from builder.gallery.sample_photos import sample_photos
from tests.web.studio import WAIT, large_photo, payload

if TYPE_CHECKING:
    from tests.web.server import SiteServer
    from tests.web.studio import Studio


def test_size_goes_up_to_the_photos_own(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    photo = sample_photos()[0].load().resize((700, 470), Image.Resampling.LANCZOS)
    studio.upload("photo", payload(photo, "mine.png"))
    time = studio.page.locator("#detail-time")
    studio.set_size(256)
    expect(time).to_contain_text("first painting")
    assert studio.paint().shape[:2] == (172, 256)
    expect(time).to_contain_text("on this device")
    before = studio.paints
    studio.set_size(None)
    expect(studio.page.locator("#size-value")).to_have_text(
        re.compile("^700 . 470, the photo.s own$")
    )
    assert studio.painting_after(before).shape[:2] == (470, 700)
    before = studio.paints
    studio.set_size(512)
    assert studio.painting_after(before).shape[:2] == (344, 512)


def test_a_painting_has_the_pixels_of_the_view_and_can_have_the_photos_own(
    studio: Studio, server: SiteServer
) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    page = studio.page
    if studio.has_qualities:
        studio.choose_quality("Swift")
    photo = sample_photos()[0].load().resize((700, 470), Image.Resampling.LANCZOS)
    studio.upload("photo", payload(photo, "mine.png"))
    # The view is wider than the photo, so no machine is too slow for all of it.
    assert page.locator("#viewport").evaluate("(view) => view.clientWidth") > 700
    assert studio.paint().shape[:2] == (470, 700)
    offer = page.locator("#full-size")
    expect(offer).to_be_hidden()
    before = studio.paints
    studio.set_size(256)
    expect(page.get_by_role("checkbox", name="As large as")).not_to_be_checked()
    assert studio.painting_after(before).shape[:2] == (172, 256)
    expect(offer).to_have_text(re.compile("^Paint at 700 . 470, about .+ sec$"))
    page.locator("#save-options").click()
    with page.expect_download(timeout=WAIT) as waiting:
        page.get_by_role("button", name=re.compile("Download at 700 . 470")).click()
    with Image.open(waiting.value.path()) as saved:
        assert saved.size == (700, 470)
    expect(offer).to_be_hidden()
    before = studio.paints
    page.get_by_role("button", name="Undo").click()
    assert studio.painting_after(before).shape[:2] == (172, 256)
    before = studio.paints
    offer.click()
    assert studio.painting_after(before).shape[:2] == (470, 700)


_STOPPED_CLOCK = "performance.now = () => 1;"
"""By such a clock every painting is as quick as can be."""


def test_a_first_painting_goes_on_to_the_photos_own_size(
    studio: Studio, server: SiteServer
) -> None:
    studio.page.add_init_script(_STOPPED_CLOCK)
    studio.open(f"{server.origin}/?backend=wasm")
    page = studio.page
    # What the engine measures by itself counts, too, where it may choose a network.
    if studio.has_qualities:
        studio.choose_quality("Swift")
    photo = sample_photos()[0].load().resize((1500, 1000), Image.Resampling.LANCZOS)
    studio.upload("photo", payload(photo, "mine.jpg"))
    assert page.locator("#viewport").evaluate("(view) => view.clientWidth") < 1280
    assert studio.painting_after(0).shape[:2] == (1000, 1500)
    # One that is as large as the view comes in two passes and is a pass itself before the three of
    # the larger one; for the history they are one painting.
    assert studio.passes == 1 + 1 + 2
    assert studio.paints == 1
    expect(page.locator("#full-size")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    studio.painting_after(1)
    expect(page.locator("#kept button")).to_have_count(2)


def test_cancel_leaves_a_first_painting_as_large_as_the_view(
    studio: Studio, server: SiteServer
) -> None:
    page = studio.page
    page.add_init_script(_STOPPED_CLOCK)
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    # After its own first pass, the smaller one is the second.
    page.evaluate("""() => {
      const studio = document.querySelector("#studio");
      new MutationObserver(() => {
        if (studio.dataset.passes === "2") document.querySelector("#cancel").click();
      }).observe(studio, { attributeFilter: ["data-passes"] });
    }""")
    studio.upload("photo", large_photo())
    assert max(studio.painting_after(0).shape) < 2400
    assert studio.paints == 1
    assert studio.passes == 2
    expect(page.locator("#full-size")).to_be_visible()
    expect(page.locator("#download")).to_be_enabled()


def test_strokes_keep_the_size_and_come_in_passes(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.upload("photo", payload(sample_photos()[0].load().resize((900, 600)), "mine.png"))
    studio.set_size(768)
    medium = studio.paint()
    assert studio.passes == 1
    found = {"medium": medium}
    for strokes in ("Broad", "Fine"):
        before, passes = studio.paints, studio.passes
        studio.choose_strokes(strokes)
        found[strokes] = studio.painting_after(before)
        assert studio.passes == passes + {"Broad": 2, "Fine": 0}[strokes]
    for one, other in (("medium", "Broad"), ("Broad", "Fine"), ("medium", "Fine")):
        assert found[one].shape == found[other].shape == (512, 768, 3)
        assert np.abs(found[one].astype(int) - found[other]).mean() > 4


def test_strength_beyond_the_style_exaggerates(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(256)
    full = studio.paint()
    before = studio.paints
    studio.set_strength(150)
    more = studio.painting_after(before)
    expect(studio.page.locator("#strength-value")).to_have_text("150%, exaggerated")
    before = studio.paints
    studio.set_strength(50)
    half = studio.painting_after(before)
    gap = np.abs(full.astype(int) - half).mean()
    assert np.abs(more.astype(int) - half).mean() > gap > 1


def test_faces_are_kept_where_that_is_wanted(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.choose("photo", "astronaut")
    studio.set_size(512)
    before = studio.paint()
    loaded = {visit.file for visit in server.visits}
    paints = studio.paints
    box = studio.open_tool("detail").get_by_role("checkbox", name="Keep faces")
    box.check()
    kept = studio.painting_after(paints)
    [detector] = {visit.file for visit in server.visits} - loaded
    assert (server.site / detector).stat().st_size > 190_000
    changed = np.abs(kept.astype(int) - before).max(axis=2) > 0
    assert changed[60:180, 170:280].mean() > 0.5
    assert not changed[256:].any(), "below the face is a suit"
    studio.page.get_by_role("button", name="Undo").click()
    expect(box).not_to_be_checked()


def test_faces_lead_to_the_brush_for_the_photo(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.open_tool("detail").get_by_role("button", name="Bring back more with a brush").click()
    region = studio.page.locator("#tool-region")
    expect(region.get_by_role("radio", name="The photo", exact=True)).to_be_checked()
    expect(studio.page.locator("#tool-region-title")).to_be_focused()
