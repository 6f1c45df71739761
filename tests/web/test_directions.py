"""Pages that are read from right to left, small windows, forced colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FloatRect, Route, expect

from tests.web.studio import Studio, payload, pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.web.server import SiteServer


def reversed_page(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('dir="ltr"', 'dir="rtl"', 1))


@pytest.fixture
def reversed_studio(studio: Studio, server: SiteServer) -> Studio:
    studio.page.route(f"{server.origin}/?backend=wasm", reversed_page)
    studio.open(f"{server.origin}/?backend=wasm")
    assert studio.page.evaluate("document.dir") == "rtl"
    studio.set_size(64)
    studio.paint()
    return studio


def test_the_line_and_its_grip_are_together(reversed_studio: Studio) -> None:
    """The photo is left of the line in every language, so the slider runs from left to right."""
    page = reversed_studio.page
    page.keyboard.press("c")
    slider = page.locator("#compare")
    box = slider.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert float(slider.input_value()) < 35
    share = page.locator("#divider").evaluate("(e) => e.style.getPropertyValue('--share')")
    assert float(share) == pytest.approx(float(slider.input_value()) / 100)


def test_width_comes_first_and_the_fill_from_the_right(reversed_studio: Studio) -> None:
    assert re.search("\u2066256 . \\d{3}\u2069", reversed_studio.facts)
    track = reversed_studio.page.locator("#strength").evaluate(
        "(e) => getComputedStyle(e).getPropertyValue('--track')"
    )
    assert "right / calc(100%" in track.partition("repeating")[0]


@pytest.fixture
def phone(browser: Browser, server: SiteServer) -> Iterator[Studio]:
    context = browser.new_context(viewport={"width": 390, "height": 500})
    yield Studio(context.new_page()).open(f"{server.origin}/?backend=wasm")
    context.close()


def test_an_error_is_in_sight_and_a_menu_whole(phone: Studio) -> None:
    page = phone.page
    phone.open_tool("stylize")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    phone.offer("photo", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(phone.error).to_be_in_viewport(ratio=0.9)
    phone.set_size(64)
    phone.paint()
    page.locator("#save-options").click()
    expect(page.locator("#saving")).to_be_in_viewport(ratio=0.99)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_grip_is_seen_in_forced_colours(
    studio: Studio, server: SiteServer, scheme: Literal["dark", "light"]
) -> None:
    """On a photo that is as black, or as white, as the page."""
    page, ground = studio.page, {"dark": "black", "light": "white"}[scheme]
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    studio.open(f"{server.origin}/?backend=wasm")
    studio.upload("photo", payload(Image.new("RGB", (320, 320), ground)))
    studio.set_size(64)
    studio.paint()
    page.keyboard.press("c")
    box = page.locator("#compare").bounding_box()
    assert box
    centre = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # The photo is left of the line.
    clip: FloatRect = {"x": centre[0] - 24, "y": centre[1] - 24, "width": 22, "height": 48}
    seen = pixels(page.screenshot(clip=clip)).mean(-1)
    assert np.ptp(seen) > 150
    background = 0 if scheme == "dark" else 255
    assert (abs(seen - background) < 20).any()
