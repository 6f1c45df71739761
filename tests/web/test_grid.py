"""Strip and grid: small paintings of all mixtures between styles."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.web.server import SiteServer
from tests.web.studio import WAIT, Studio, mean_difference, pixels


@pytest.fixture
def panel(studio: Studio, server: SiteServer) -> Locator:
    studio.page.set_viewport_size({"width": 1280, "height": 900})
    studio.open(f"{server.origin}/?backend=wasm")
    return studio.open_tool("grid")


def cells(studio: Studio) -> Locator:
    return studio.page.get_by_role("grid", name="Mixtures").get_by_role("button")


def painted(cell: Locator) -> np.ndarray:
    url = cell.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    return pixels(base64.b64decode(url.partition(",")[2]))


def paint_all(studio: Studio, panel: Locator, count: int) -> None:
    panel.get_by_role("button", name="Paint all").click()
    expect(studio.page.locator(".grid-cell.painted")).to_have_count(count, timeout=WAIT)
    expect(panel.get_by_role("progressbar")).to_be_hidden()


def test_a_strip_between_two_styles(studio: Studio, panel: Locator, server: SiteServer) -> None:
    panel.get_by_text("3", exact=True).click()
    titles = [style["title"] for style in studio.samples["styles"]]
    panel.get_by_label("Style 2").select_option(titles[3])
    expect(panel.get_by_role("button", name="Save as one picture")).to_be_disabled()
    paint_all(studio, panel, 3)
    names = [cell.get_attribute("aria-label") for cell in cells(studio).all()]
    assert names == [titles[0], f"{titles[0]} 50%, {titles[3]} 50%", titles[3]]
    pictures = [painted(cell) for cell in cells(studio).all()]
    assert max(pictures[0].shape) == 256
    # What is below the stage is about what it shows.
    page = studio.page
    title = studio.samples["photos"][0]["title"]
    expect(page.locator("#guest-title")).to_have_text(
        f"{title}, between {titles[0]} and {titles[3]}"
    )
    expect(page.locator("#guest-facts")).to_have_text("3 small paintings are done.")
    expect(page.locator("#paint")).to_be_hidden()
    shares = page.locator(".grid-share").all_inner_texts()
    assert shares == ["100 : 0", "50 : 50", "0 : 100"]
    with page.expect_download() as shown:
        page.get_by_role("button", name="Download").click()
    assert shown.value.suggested_filename.endswith("-strip.png")
    page.set_viewport_size({"width": 390, "height": 844})
    widths = [cell.bounding_box()["width"] for cell in cells(studio).all()]  # type: ignore[index]
    assert min(widths) > 110
    page.set_viewport_size({"width": 1280, "height": 900})
    apart = mean_difference(pictures[0], pictures[2])
    assert apart > 5
    # The middle is nearer to both ends than they are to each other.
    assert mean_difference(pictures[0], pictures[1]) < apart
    assert mean_difference(pictures[1], pictures[2]) < apart

    with studio.page.expect_download() as download:
        panel.get_by_role("button", name="Save as one picture").click()
    assert download.value.suggested_filename == f"{studio.samples['photos'][0]['id']}-strip.png"
    sheet = pixels(Path(download.value.path()).read_bytes())
    height, width, _ = pictures[0].shape
    assert sheet.shape == (height + 16, 3 * width + 32, 3)
    for column, picture in enumerate(pictures):
        left = 8 + column * (width + 8)
        assert np.array_equal(sheet[8 : 8 + height, left : left + width], picture)

    # What is taken is painted as the cell shows it.
    studio.set_size(256)
    studio.choose_quality("Swift")
    studio.open_tool("grid")
    cells(studio).nth(1).click()
    assert mean_difference(studio.paint(), pictures[1]) < 1
    assert f"{titles[0]} + {titles[3]}" in studio.page.locator("#painting-title").inner_text()
    expect(page.locator("#guest-title")).to_be_hidden()


def test_a_table_with_the_keyboard(studio: Studio, panel: Locator) -> None:
    panel.get_by_text("Table", exact=True).click()
    panel.get_by_text("3", exact=True).click()
    expect(panel.get_by_role("combobox")).to_have_count(4)
    paint_all(studio, panel, 9)
    # While they are painted they are large, on the stage.
    table = studio.page.get_by_role("grid", name="Mixtures")

    def width() -> float:
        box = table.bounding_box()
        assert box
        return box["width"]

    assert width() > 500
    titles = [style["title"] for style in studio.samples["styles"]]
    cells(studio).first.focus()
    keyboard = studio.page.keyboard
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"):
        keyboard.press(key)
    focused = studio.page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", f"{titles[1]} 50%, {titles[3]} 50%")
    keyboard.press("Enter")
    expect(focused).to_have_attribute("aria-current", "true")
    assert width() < 400, "the painting is to be seen"
    combine = studio.open_tool("combine")
    balance = combine.get_by_role("slider", name="Balance")
    expect(balance).to_have_attribute("aria-valuetext", f"{titles[1]} 50%, {titles[3]} 50%")


def test_cancelling_keeps_what_there_is(studio: Studio, panel: Locator) -> None:
    panel.get_by_text("Table", exact=True).click()
    panel.get_by_text("7", exact=True).click()
    panel.get_by_role("button", name="Paint all").click()
    expect(studio.page.locator(".grid-cell.painted").nth(1)).to_be_attached(timeout=WAIT)
    panel.get_by_role("button", name="Cancel").click()
    expect(panel.get_by_role("progressbar")).to_be_hidden()
    there = studio.page.locator(".grid-cell.painted").count()
    assert 2 <= there < 49
    # Another layout begins anew, and nothing of the old one arrives late.
    panel.get_by_text("Strip", exact=True).click()
    panel.get_by_text("3", exact=True).click()
    paint_all(studio, panel, 3)
    expect(cells(studio)).to_have_count(3)


def test_it_gives_way_to_what_is_painted_after_it(studio: Studio, panel: Locator) -> None:
    page = studio.page
    panel.get_by_text("3", exact=True).click()
    paint_all(studio, panel, 3)
    expect(page.locator("#guest")).to_be_visible()
    title = page.locator("#guest-title").inner_text()
    studio.set_strength(60)
    expect(page.locator("#guest")).to_be_hidden()
    expect(page.locator("#painting-title")).to_be_visible()

    # It is in its panel, and what is saved of it is called as the photo that it was painted of.
    studio.choose("photo", studio.samples["photos"][1]["id"])
    page.locator('[data-opens="grid"]').click()
    page.locator("#grid-large").click()
    expect(page.locator("#guest-title")).to_have_text(title)
    first = studio.samples["photos"][0]["id"]
    with page.expect_download() as saved:
        panel.get_by_role("button", name="Save as one picture").click()
    assert saved.value.suggested_filename == f"{first}-strip.png"
