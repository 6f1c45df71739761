"""The studio in every window: on phones, tablets and desktops, zoomed, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.local_server import EMPTY_PAGE
from tests.web.layout import faults, faults_of_tools
from tests.web.screens import COLOURS, findings
from tests.web.studio import WAIT, Studio, large_photo, payload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.web.server import SiteServer

TOUCH = ((360, 740), (390, 844), (768, 1024), (844, 390))
MOUSE = ((1024, 768), (1440, 900), (1920, 1080))
ZOOMED = ((640, 512), (320, 256))
"""A window of 1280 x 1024 at 200 and 400 percent."""


@pytest.fixture(scope="module", params=["en-touch", "de-touch", "en-mouse", "de-mouse"])
def painted(
    request: pytest.FixtureRequest, browser: Browser, server: SiteServer
) -> Iterator[tuple[Page, str, bool]]:
    """The studio with a painting, its language, and whether fingers point."""
    language, pointer = request.param.split("-")
    touch = pointer == "touch"
    context = browser.new_context(
        has_touch=touch, is_mobile=touch, reduced_motion="reduce", service_workers="block"
    )
    page = context.new_page()
    studio = Studio(page).open(f"{server.origin}/{'de/' if language == 'de' else ''}?backend=wasm")
    studio.set_size(64)
    studio.paint()
    studio.open_tool("stylize")
    yield page, language, touch
    context.close()


def test_nothing_is_cut_overlaps_or_is_too_small(painted: tuple[Page, str, bool]) -> None:
    page, language, touch = painted
    found = []
    for width, height in TOUCH if touch else (*MOUSE, *ZOOMED):
        page.set_viewport_size({"width": width, "height": height})
        for direction in ("ltr", "rtl") if language == "en" else ("ltr",):
            page.evaluate("(direction) => { document.dir = direction; }", direction)
            where = f"{width} x {height}, {language}, {direction}"
            found += [f"{where}, {fault}" for fault in faults_of_tools(page, touch=touch)]
        page.evaluate("document.dir = 'ltr'")
    assert not found, "\n".join(sorted(set(found)))


def test_axe_finds_nothing_in_any_window(painted: tuple[Page, str, bool]) -> None:
    page, language, touch = painted
    if language == "de":
        pytest.skip("the words are all that differs")
    found = []
    for width, height in TOUCH if touch else (*MOUSE, *ZOOMED):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width} x {height}: {finding}" for finding in findings(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {finding}" for finding in findings(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


def test_the_main_action_and_the_tools_are_on_the_first_screen(
    painted: tuple[Page, str, bool],
) -> None:
    page, _, touch = painted
    for width, height in TOUCH[:3] if touch else MOUSE:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        for closed in (False, True):
            if closed:
                page.keyboard.press("Escape")
            expect(page.locator("#download")).to_be_in_viewport(ratio=1)
            expect(page.locator("[data-opens]").first).to_be_in_viewport(ratio=1)
            room = page.evaluate(
                "document.querySelector('#tools').getBoundingClientRect().top"
                " - document.querySelector('#dock').getBoundingClientRect().bottom"
            )
            assert not closed or room < 1, "a void where the panel was"
        page.locator("[data-opens]").first.click()


def test_the_rail_says_that_there_is_more(painted: tuple[Page, str, bool]) -> None:
    page, _, touch = painted
    if not touch:
        pytest.skip("there is room for all tools")
    page.set_viewport_size({"width": 360, "height": 740})
    rail = page.locator("#tools ul")
    page.locator("[data-opens]").first.click()
    expect(rail).to_have_attribute("data-more", "after")
    page.locator("[data-opens]").last.click()
    expect(rail).to_have_attribute("data-more", "before")
    expect(page.locator("[data-opens]").last).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 768, "height": 1024})
    expect(rail).to_have_attribute("data-more", "")


def test_long_names_squeeze_and_move_nothing(browser: Browser, server: SiteServer) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        service_workers="block",
    )
    page = context.new_page()
    studio = Studio(page)
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(64)
    studio.paint()
    places = [page.locator(part).bounding_box() for part in ("#dock", "#viewport")]
    name = "IMG_20240811_153012_HDR_A_holiday_at_the_lake_before_the_rain"
    paints = studio.paints
    studio.upload("photo", payload(Image.new("RGB", (80, 60), "navy"), f"{name}.png"))
    studio.painting_after(paints)
    expect(page.locator("#kept li")).to_have_count(2)
    title = page.locator("#painting-title")
    assert name in (title.get_attribute("title") or "")
    assert [page.locator(part).bounding_box() for part in ("#dock", "#viewport")] == places
    widths = [
        page.locator(part).evaluate("(element) => element.clientWidth")
        for part in (".caption", ".caption-text:not(.guest-caption)")
    ]
    assert widths[1] > widths[0] / 2

    heading = page.get_by_role("heading", level=1)
    one_line = heading.locator("span").bounding_box()
    heading.locator("span").evaluate(
        "(words) => { words.textContent = 'Painted harbour '.repeat(5); }"
    )
    long_title = heading.locator("span").bounding_box()
    assert one_line
    assert long_title
    assert long_title["height"] == one_line["height"]
    expect(heading).to_have_attribute("title", page.title())
    context.close()


def test_nothing_beside_moves_while_a_painting_runs(studio: Studio, server: SiteServer) -> None:
    page = studio.open(f"{server.origin}/?backend=wasm").page
    studio.set_size(64)
    studio.upload("photo", large_photo())
    studio.painting_after(0)
    cancel = page.locator("#cancel")
    for width, height in ((390, 844), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        studio.set_size(64)
        studio.paint()
        before = page.locator("#add-photo").bounding_box()
        studio.set_size(None)
        expect(cancel).to_be_visible(timeout=WAIT)
        assert page.locator("#add-photo").bounding_box() == before
        expect(page.locator("#download")).to_be_hidden()
        cancel.click()
        expect(cancel).to_be_hidden()


def test_samples_are_not_enlarged_until_they_blur(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    studio.open(f"{server.origin}/?backend=wasm")
    shown = page.locator("#picture")
    width, height = 600, 400
    assert [width, height] == [
        photo[side]
        for photo in studio.samples["photos"]
        if photo["id"] == "coffee"
        for side in ("width", "height")
    ]
    studio.choose("photo", "coffee")
    expect(page.locator("#photo")).to_have_attribute("width", str(width))
    assert shown.evaluate("(box) => [box.clientWidth, box.clientHeight]") == [900, 600]
    # On their own pictures people work, with brushes and frames.
    studio.upload("photo", payload(Image.new("RGB", (60, 40), "navy")))
    assert shown.evaluate("(box) => box.clientWidth") > 900


def test_large_letters_push_nothing_out(studio: Studio, server: SiteServer) -> None:
    """Browsers can be set to a larger font, of which everything here is a multiple."""
    page = studio.page
    page.set_viewport_size({"width": 390, "height": 844})
    studio.open(f"{server.origin}/?backend=wasm")
    studio.paint()
    found = []
    for percent in (100, 125, 150):
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{percent}%")
        for width in (360, 390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            for part in ("#add-photo", "#share-picture", "#download", "#save-options"):
                box = page.locator(part).bounding_box()
                assert box
                if box["x"] < 0 or box["x"] + box["width"] > width:
                    found.append(f"{percent} %, {width} px: {part} is out")
    assert not found


def test_faults_would_be_found(page: Page, server: SiteServer) -> None:
    page.set_viewport_size({"width": 600, "height": 600})
    page.goto(f"{server.origin}/help.html")
    assert faults(page, touch=False) == []
    page.goto(server.origin + EMPTY_PAGE)
    page.evaluate("""() => {
      document.body.innerHTML = `
        <div style="width: 60px; overflow: hidden; white-space: nowrap">words without an end</div>
        <button style="width: 50px; height: 20px; padding: 0">one</button>
        <button style="width: 50px; height: 20px; margin-left: -30px">two</button>
        <button style="position: absolute; left: 590px; width: 50px">far</button>`;
    }""")
    found = "\n".join(faults(page, touch=True))
    for fault in (
        "text is cut: words without",
        "overlap: button one and button two",
        "outside: button far",
        "small: button one, 50 x 20",
    ):
        assert fault in found
