"""The brush: another style or the photo shows where it was moved, by mouse, finger and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from playwright.sync_api import expect

from tests.web.studio import WAIT, Studio, mean_difference

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from tests.web.server import SiteServer

SIZE = 256
"""Long side in pixels of the paintings."""

BRUSH = 24
"""Diameter of the brush, in percent of the long side."""


def open_region(studio: Studio, server: SiteServer) -> tuple[np.ndarray, Locator]:
    """Paint a photo and open the panel; returns the painting and the panel."""
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(SIZE)
    painting = studio.paint()
    panel = studio.open_tool("region")
    set_slider(panel, "Brush size", BRUSH)
    set_slider(panel, "Soft edge", 0)
    return painting, panel


def set_slider(panel: Locator, name: str, value: int) -> None:
    panel.get_by_role("slider", name=name).fill(str(value))


def choose_brush(panel: Locator, name: str) -> None:
    panel.get_by_role("radio", name=name, exact=True).check(force=True)


def board(studio: Studio) -> Locator:
    return studio.page.get_by_role("application", name="Picture to paint on with the brush")


def stroke(studio: Studio, *path: tuple[float, float]) -> np.ndarray:
    """Drag the brush through places given in shares of the picture; return the painting."""
    before = studio.paints
    box = board(studio).bounding_box()
    assert box is not None
    mouse = studio.page.mouse
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in path]
    mouse.move(*places[0])
    mouse.down()
    for place in places:
        mouse.move(*place, steps=3)
    mouse.up()
    return studio.painting_after(before)


def away_from(painting: np.ndarray, *path: tuple[float, float]) -> np.ndarray:
    """Distance of each pixel from the nearest of some places, in shares of the long side."""
    height, width, _ = painting.shape
    rows, columns = np.mgrid[0:height, 0:width] + 0.5
    long = max(width, height)
    return np.min([np.hypot(columns - x * width, rows - y * height) for x, y in path], 0) / long


def photo_pixels(studio: Studio, shape: tuple[int, ...]) -> np.ndarray:
    """The first photo of the gallery as the browser scales it to the painting's size."""
    height, width, _ = shape
    values = studio.page.evaluate(
        """async ([address, width, height]) => {
          const photo = await (await fetch(address)).blob();
          const options = { resizeWidth: width, resizeHeight: height, resizeQuality: "high" };
          const bitmap = await createImageBitmap(photo, options);
          const canvas = new OffscreenCanvas(width, height);
          canvas.getContext("2d").drawImage(bitmap, 0, 0);
          return [...canvas.getContext("2d").getImageData(0, 0, width, height).data];
        }""",
        [studio.samples["photos"][0]["modern"]["image"], width, height],
    )
    return np.array(values, np.uint8).reshape(height, width, 4)[..., :3]


def test_brush_brings_back_the_photo(studio: Studio, server: SiteServer) -> None:
    painting, panel = open_region(studio, server)
    choose_brush(panel, "The photo")
    brushed = stroke(studio, (0.5, 0.5))
    away = away_from(painting, (0.5, 0.5))
    inside, outside = away < BRUSH / 200 - 0.02, away > BRUSH / 200 + 0.02
    photo = photo_pixels(studio, painting.shape)
    assert np.array_equal(brushed[outside], painting[outside])
    assert mean_difference(brushed[inside], photo[inside]) < 3
    assert mean_difference(painting[inside], photo[inside]) > 10
    # What the board showed while the brush moved does not lie over the finished painting.
    shown = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
    opaque = f"canvas => ({shown})(canvas).data.some((value, i) => i % 4 === 3 && value > 0)"
    assert not board(studio).locator("canvas").evaluate(opaque)

    before = studio.paints
    panel.get_by_role("button", name="Undo").click()
    assert np.array_equal(studio.painting_after(before), painting)
    before = studio.paints
    panel.get_by_role("button", name="Redo").click()
    assert np.array_equal(studio.painting_after(before), brushed)


def test_brush_shows_a_second_style(studio: Studio, server: SiteServer) -> None:
    painting, panel = open_region(studio, server)
    other = studio.samples["styles"][2]
    panel.get_by_role("radio", name=other["title"], exact=True).check(force=True)
    before = studio.paints
    panel.get_by_role("button", name="Fill all").click()
    second = studio.painting_after(before)
    assert mean_difference(second, painting) > 5

    choose_brush(panel, "The painting")
    path = (0.2, 0.5), (0.8, 0.5)
    mixed = stroke(studio, *path)
    away = away_from(painting, *[(x, 0.5) for x in np.linspace(0.2, 0.8, 200)])
    inside, outside = away < BRUSH / 200 - 0.02, away > BRUSH / 200 + 0.02
    assert np.array_equal(mixed[inside], painting[inside])
    assert np.array_equal(mixed[outside], second[outside])

    choose_brush(panel, "Another style")
    before = studio.paints
    panel.get_by_role("button", name="Invert").click()
    inverted = studio.painting_after(before)
    assert np.array_equal(inverted[inside], second[inside])
    assert np.array_equal(inverted[outside], painting[outside])

    before = studio.paints
    panel.get_by_role("button", name="Clear").click()
    assert np.array_equal(studio.painting_after(before), painting)

    # A filled picture is the same as one painted in that style.
    before = studio.paints
    studio.choose("style", other["id"])
    assert mean_difference(studio.painting_after(before), second) < 0.5


def test_brush_with_keys_alone(studio: Studio, server: SiteServer) -> None:
    painting, panel = open_region(studio, server)
    page = studio.page
    panel.get_by_role("radio", name="Another style").focus()
    page.keyboard.press("ArrowRight")
    expect(panel.get_by_role("radio", name="The photo")).to_be_checked()
    board(studio).focus()
    before = studio.paints
    for _ in range(2):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.down(" ")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.up(" ")
    brushed = studio.painting_after(before)
    expect(page.locator("#announcer")).not_to_be_empty()
    changed = np.abs(brushed.astype(int) - painting).sum(2) > 0
    rows, columns = np.nonzero(changed)
    height, width = changed.shape
    assert columns.max() < width / 2
    assert rows.max() > height / 2 + BRUSH / 200 * max(width, height)
    # A step with Shift is one and a half radii of the brush.
    centre = (columns.min() + columns.max() + 1) / 2
    left = width / 2 - 2 * 0.75 * BRUSH / 100 * max(width, height)
    assert abs(centre - left) < 4


def test_brush_under_a_finger(browser: Browser, server: SiteServer) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        service_workers="block",
    )
    page = context.new_page()
    studio = Studio(page)
    painting, panel = open_region(studio, server)
    choose_brush(panel, "The photo")
    box = board(studio).bounding_box()
    assert box is not None
    scrolled = page.evaluate("scrollY")
    touches = context.new_cdp_session(page)
    before = studio.paints
    y = box["y"] + box["height"] / 2
    points = [
        {"x": box["x"] + share * box["width"], "y": y + 40 * share} for share in (0.3, 0.5, 0.7)
    ]
    for kind, point in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    brushed = studio.painting_after(before)
    assert page.evaluate("scrollY") == scrolled
    changed = (np.abs(brushed.astype(int) - painting).sum(2) > 0).mean(0)
    width = changed.size
    assert changed[int(0.3 * width) : int(0.7 * width)].min() > 0
    assert changed[: int(0.1 * width)].max() == 0
    context.close()


def test_regions_go_with_their_photo(studio: Studio, server: SiteServer) -> None:
    painting, panel = open_region(studio, server)
    choose_brush(panel, "The photo")
    brushed = stroke(studio, (0.3, 0.3))
    photos = [photo["id"] for photo in studio.samples["photos"]]
    before = studio.paints
    studio.choose("photo", photos[1])
    studio.painting_after(before)
    before = studio.paints
    studio.page.keyboard.press("Control+z")
    assert np.array_equal(studio.painting_after(before), brushed)
    before = studio.paints
    studio.choose("photo", photos[1])
    studio.painting_after(before)
    before = studio.paints
    studio.choose("photo", photos[0])
    assert np.array_equal(studio.painting_after(before), painting)
    expect(studio.error).to_be_hidden(timeout=WAIT)
