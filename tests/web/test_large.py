"""Large pictures: browsers keep what they are shown, so they are shown no more than one can see."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.web.studio import WAIT, Studio, mean_difference, payload, pixels

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

    from tests.web.server import SiteServer

WIDE = (4200, 1100)
"""Sides of a picture that is sent in parts, and painted soon."""

_NATURAL = "image => image.decode().then(() => image.naturalWidth)"


def wide(name: str) -> FilePayload:
    forms = Image.effect_noise((84, 22), 90).convert("RGB")
    return payload(forms.resize(WIDE, Image.Resampling.BICUBIC), name)


def paint_photo(studio: Studio, size: int | None) -> None:
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(size)
    before = studio.paints
    studio.upload("photo", wide("wide.jpg"))
    studio.painting_after(before)


def canvas_width(studio: Studio) -> int:
    return studio.page.locator("#painting").evaluate("canvas => canvas.width")


def large_images(page: Page) -> int:
    """Images of a large painting's pixels that the page holds on to."""
    session = page.context.new_cdp_session(page)
    kind = session.send("Runtime.evaluate", {"expression": "ImageData.prototype"})
    found = session.send("Runtime.queryObjects", {"prototypeObjectId": kind["result"]["objectId"]})
    counted = session.send(
        "Runtime.callFunctionOn",
        {
            "objectId": found["objects"]["objectId"],
            "functionDeclaration": "function () {"
            f" return this.filter(({{ width }}) => width === {WIDE[0]}).length; }}",
            "returnByValue": True,
        },
    )
    session.detach()
    return int(counted["result"]["value"])


def test_no_more_of_a_picture_is_decoded_than_is_shown(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    studio.open(f"{server.origin}/?backend=wasm")
    paint_photo(studio, 256)
    listed = page.locator('input[name="photo"]:checked + img')
    assert listed.evaluate(_NATURAL) == 256
    photo = page.locator("#photo")
    assert photo.evaluate(_NATURAL) == 2048
    # What lies closer than the copy shows is seen in the photo itself.
    for _ in range(4):
        page.locator("#zoom-in").click()
    page.wait_for_function(
        f"document.querySelector('#photo').naturalWidth === {WIDE[0]}", timeout=WAIT
    )
    before = studio.paints
    studio.upload("style", wide("stripes.png"))
    studio.painting_after(before)
    panel = studio.open_tool("combine")
    choice = panel.locator(".choice", has_text="stripes").locator("img")
    assert choice.evaluate(_NATURAL) == 256


def test_a_large_painting_is_saved_whole_and_shown_smaller(
    studio: Studio, server: SiteServer
) -> None:
    page = studio.page
    studio.open(f"{server.origin}/?backend=wasm")
    paint_photo(studio, None)
    expect(page.locator("#facts")).to_contain_text(re.compile("4200 . 1100"))
    assert canvas_width(studio) == WIDE[0] // 2
    small = studio.painting()
    with page.expect_download(timeout=WAIT) as download:
        page.locator("#download").click()
    saved = pixels(Path(download.value.path()).read_bytes())
    assert saved.shape == (WIDE[1], WIDE[0], 3)
    halved = np.asarray(Image.fromarray(saved).reduce(2))
    assert mean_difference(small, halved) < 1
    for _ in range(4):
        page.locator("#zoom-in").click()
    assert canvas_width(studio) == WIDE[0]
    assert np.array_equal(studio.painting(), saved)


def test_the_pixels_of_a_large_painting_go_with_it(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    studio.open(f"{server.origin}/?backend=wasm")
    paint_photo(studio, None)
    assert large_images(page) == 1
    before = studio.previews
    studio.choose("photo", studio.samples["photos"][1]["id"])
    page.wait_for_function(
        "before => Number(document.querySelector('#studio').dataset.previews) > before",
        arg=before,
        timeout=WAIT,
    )
    # Nothing takes its place that is finished.
    page.keyboard.press("Escape")
    assert large_images(page) == 0


def test_copies_of_own_pictures_are_there_at_the_next_visit(
    studio: Studio, server: SiteServer
) -> None:
    page = studio.page
    studio.open(f"{server.origin}/?backend=wasm")
    page.get_by_role("checkbox", name="My own photos and styles").check()
    paint_photo(studio, 256)
    expect(page.locator("#storage-amount")).to_contain_text("your own pictures (1)", timeout=WAIT)
    # What was chosen last is stored a moment later.
    page.wait_for_timeout(1000)
    page.reload()
    expect(studio.main).to_have_attribute("data-state", "done", timeout=WAIT)
    studio.open_tool("stylize")
    listed = page.locator('input[name="photo"]:checked + img')
    assert listed.evaluate(_NATURAL) == 256
