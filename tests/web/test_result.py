"""The painting on the stage and what can be done with it: compare, zoom, save, go back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from builder.painting.mark import SOURCE_TYPE
from tests.web.studio import Studio, mean_difference, payload, pixels

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.server import SiteServer

SIZE = 256


@pytest.fixture
def painted(studio: Studio, server: SiteServer) -> Studio:
    """The studio with a small painting, by the fast network where there are two."""
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(SIZE)
    studio.paint()
    return studio


def download(studio: Studio) -> tuple[str, bytes]:
    with studio.page.expect_download() as waiting:
        studio.page.get_by_role("button", name="Download").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def choose_format(studio: Studio, name: str) -> None:
    page = studio.page
    page.get_by_role("button", name="Format, size and shapes").click()
    page.locator("#saving").get_by_role("radio", name=name).check(force=True)


def test_formats_keep_the_picture_and_the_file_name(painted: Studio) -> None:
    studio, page = painted, painted.page
    before = studio.paints
    photo = Image.fromarray(studio.painting())
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA431] = "SN-4711"
    exif.get_ifd(0x8825)[1] = "N"
    studio.upload("photo", payload(photo, "My holiday.jpg", exif=exif, quality=95))
    shown = studio.painting_after(before)
    for name, ending, close in [("PNG", "png", 0.0), ("WebP", "webp", 8.0), ("JPEG", "jpg", 8.0)]:
        choose_format(studio, name)
        expect(page.locator("#save-quality")).to_be_visible(visible=name != "PNG")
        page.keyboard.press("Escape")
        file_name, file = download(studio)
        assert file_name.startswith("My-holiday-")
        assert file_name.endswith(f".{ending}")
        with Image.open(io.BytesIO(file)) as image:
            assert image.format == name.upper()
            # How it was made is said, and nothing of what the photo says.
            assert SOURCE_TYPE.encode() in image.info["xmp"]
            assert not image.getexif()
        assert b"SN-4711" not in file
        assert mean_difference(pixels(file), shown) <= close
    large = len(file)
    choose_format(studio, "JPEG")
    page.locator("#save-quality").fill("50")
    page.keyboard.press("Escape")
    assert len(download(studio)[1]) < large


def test_copy(browser: Browser, watch: Callable[[Browser], Page], server: SiteServer) -> None:
    studio = Studio(watch(browser))
    studio.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(SIZE)
    shown = studio.paint()
    studio.page.get_by_role("button", name="Share the picture").click()
    studio.page.get_by_role("button", name="Copy the picture").click()
    expect(studio.page.locator("#announcer")).to_contain_text("clipboard")
    # What is in the clipboard can be pasted as the photo.
    studio.set_size(None)
    studio.open_tool("stylize")
    before = studio.paints
    studio.page.get_by_role("group", name="Photo", exact=True).get_by_text("Paste").click()
    expect(studio.page.locator("#photo")).to_have_attribute("alt", "pasted")
    studio.painting_after(before)
    photo = studio.page.locator("#photo")
    # What it was decoded to: its natural width is one of the page, not of the picture.
    expect(photo).to_have_attribute("width", str(shown.shape[1]))
    expect(photo).to_have_attribute("height", str(shown.shape[0]))


def test_a_link_to_the_style_is_copied(
    browser: Browser, watch: Callable[[Browser], Page], server: SiteServer
) -> None:
    page = watch(browser)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    studio = Studio(page).open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    studio.paint()
    page.get_by_role("button", name="Share the picture").click()
    page.get_by_role("button", name="Copy a link to the style").click()
    expect(page.locator("#announcer")).to_contain_text("copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{server.origin}/#style=")


def test_menus_stay_in_the_window_however_it_is_turned(painted: Studio) -> None:
    page = painted.page
    page.evaluate("delete Navigator.prototype.canShare")
    found = []
    for width, height in ((360, 740), (390, 844), (844, 390), (915, 412), (1280, 900)):
        for button, name in (("#share-picture", "#sharing"), ("#save-options", "#saving")):
            page.set_viewport_size({"width": width, "height": height})
            page.locator(button).click()
            menu = page.locator(name)
            expect(menu).to_be_in_viewport(ratio=1)
            page.set_viewport_size({"width": height, "height": width})
            expect(menu).to_be_in_viewport(ratio=1)
            found.append(menu.bounding_box())
            page.keyboard.press("Escape")
            expect(menu).to_be_hidden()
    assert len(found) == 10


def test_the_system_is_given_the_picture_where_it_takes_files(
    studio: Studio, server: SiteServer
) -> None:
    page = studio.page
    page.add_init_script("""
        navigator.canShare = () => true;
        navigator.share = async ({ files }) => { window.sent = files[0]; };
    """)
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    studio.paint()
    page.get_by_role("button", name="Share the picture").click()
    page.wait_for_function("() => window.sent?.size > 1000 && window.sent.type === 'image/png'")
    expect(page.locator("#sharing")).to_be_hidden()
    # A second click comes while the system still asks; then the browser refuses.
    for answer in ("InvalidStateError", "NotAllowedError"):
        page.evaluate(
            """(name) => {
              navigator.share = async () => {
                window.refused = name;
                throw new DOMException("no", name);
              };
            }""",
            answer,
        )
        expect(page.locator("#sharing")).to_be_hidden()
        page.get_by_role("button", name="Share the picture").click()
        page.wait_for_function("(name) => window.refused === name", arg=answer)
    expect(page.locator("#sharing")).to_be_visible()
    expect(studio.error).to_be_hidden()


def test_peeking_at_the_photo_ends_with_the_key_or_the_window(painted: Studio) -> None:
    page = painted.page
    main = page.locator("#studio")
    for end in ("dispatchEvent(new KeyboardEvent('keyup', { key: 'b', bubbles: true }))", "blur"):
        before = main.get_attribute("data-view")
        page.keyboard.down("b")
        expect(main).to_have_attribute("data-view", "photo")
        page.evaluate("dispatchEvent(new Event('blur'))" if end == "blur" else f"document.{end}")
        expect(main).to_have_attribute("data-view", before or "")
        page.keyboard.up("b")


def test_finished_things_are_parts_of_the_painting(painted: Studio) -> None:
    page = painted.page
    whole = painted.painting()
    height, width = whole.shape[:2]
    page.get_by_role("button", name="Format, size and shapes").click()
    files = {}
    page.get_by_role("textbox", name="Title on the poster").fill("At home")
    for name in ("Square", "Story 9:16", "Wallpaper", "Poster"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name, exact=True).click()
        files[name] = pixels(Path(waiting.value.path()).read_bytes())
    assert waiting.value.suggested_filename.endswith("-poster.png")
    left = round((width - height) / 2)
    assert np.array_equal(files["Square"], whole[:, left : left + height])
    assert files["Story 9:16"].shape[:2] == (height, round(height * 9 / 16))
    ratio = page.evaluate("screen.width / screen.height")
    assert files["Wallpaper"].shape[1] / files["Wallpaper"].shape[0] == pytest.approx(ratio, 0.02)
    poster = files["Poster"]
    margin = (poster.shape[1] - width) // 2
    assert np.array_equal(poster[margin : margin + height, margin : margin + width], whole)
    below = poster[margin + height :]
    assert below.min() < 100 < 240 < below.max(), "ink on paper"


def test_before_and_after(painted: Studio) -> None:
    page = painted.page
    views = page.get_by_role("group", name="Shown picture")
    photo, line = page.locator("#photo"), page.get_by_role("slider", name="Photo to the left")
    expect(photo).to_be_hidden()
    views.get_by_label("Photo").check(force=True)
    expect(photo).to_be_visible()
    views.get_by_label("Compare").check(force=True)
    line.fill("100")
    box = page.locator("#viewport").bounding_box()
    assert box
    right = page.screenshot(clip=box)
    line.fill("0")
    left = page.screenshot(clip=box)
    line.fill("50")
    middle = pixels(page.screenshot(clip=box))
    # The left half is as it is where all is photo, the right half as where all is painting.
    half, edge = middle.shape[1] // 2, 40
    top, bottom = middle.shape[0] // 4, 3 * middle.shape[0] // 4
    seen = middle[top:bottom, edge : half - edge], middle[top:bottom, half + edge : -edge]
    all_photo = pixels(right)[top:bottom, edge : half - edge]
    all_painting = pixels(left)[top:bottom, half + edge : -edge]
    assert mean_difference(seen[0], all_photo) < 1
    assert mean_difference(seen[1], all_painting) < 1
    assert mean_difference(seen[0], pixels(left)[top:bottom, edge : half - edge]) > 5
    page.keyboard.press("c")
    expect(line).to_be_hidden()
    page.keyboard.down("b")
    expect(photo).to_be_visible()
    page.keyboard.up("b")
    expect(photo).to_be_hidden()


def test_zoom_and_pan(painted: Studio) -> None:
    page = painted.page
    picture, viewport = page.locator("#picture"), page.locator("#viewport")

    def place() -> dict[str, float]:
        box = picture.bounding_box()
        assert box
        return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}

    fitted = place()
    page.get_by_role("button", name="Zoom in").click()
    assert place()["width"] == pytest.approx(1.5 * fitted["width"], rel=0.01)
    viewport.focus()
    page.keyboard.press("+")
    zoomed = place()
    page.keyboard.press("ArrowRight")
    assert place()["x"] < zoomed["x"]
    viewport.hover()
    page.mouse.down()
    page.mouse.move(700, 400)
    page.mouse.move(760, 420)
    page.mouse.up()
    page.keyboard.press("0")
    assert place() == pytest.approx(fitted)
    # The wheel zooms at the pointer, and no further out than the whole picture.
    box = viewport.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
    share = (x - fitted["x"]) / fitted["width"]
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    expect(viewport).to_have_class("viewport zoomed")
    near = place()
    assert (x - near["x"]) / near["width"] == pytest.approx(share, abs=0.01)
    page.get_by_role("button", name="Fit the picture").click()
    assert place() == pytest.approx(fitted)


def test_full_screen_and_back(painted: Studio) -> None:
    page = painted.page
    stage, button = page.locator("#stage"), page.get_by_role("button", name="Full screen")

    def fills_the_window() -> bool:
        return page.evaluate("document.querySelector('#stage').clientWidth === innerWidth")

    assert not fills_the_window()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert fills_the_window()
    expect(stage.get_by_role("slider", name="Strength")).to_be_in_viewport()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not fills_the_window()


def test_going_back_to_a_painting(painted: Studio, server: SiteServer) -> None:
    studio, page = painted, painted.page
    first, paints = studio.painting(), studio.paints
    styles = studio.samples["styles"]
    kept = page.get_by_role("list", name="Last paintings").get_by_role("button")
    expect(kept).to_have_count(0)
    studio.choose("style", styles[2]["id"])
    second = studio.painting_after(paints)
    expect(kept).to_have_count(2)
    kept.last.click()
    expect(studio.choice("style", styles[0]["id"])).to_be_checked()
    expect(kept.last).to_have_attribute("aria-pressed", "true")
    assert np.array_equal(studio.painting(), first)
    assert studio.paints == paints + 1, "it was painted again"
    # Going back is a step of the history like any other.
    page.get_by_role("button", name="Undo").click()
    expect(studio.choice("style", styles[2]["id"])).to_be_checked()
    assert np.array_equal(studio.painting_after(paints + 1), second)
    expect(kept).to_have_count(2)


def test_what_is_chosen_while_a_painting_comes_back_counts(painted: Studio) -> None:
    studio, page = painted, painted.page
    styles, paints = studio.samples["styles"], studio.paints
    studio.choose("style", styles[2]["id"])
    studio.painting_after(paints)
    expect(page.locator("#kept button")).to_have_count(2)
    page.evaluate(
        """(id) => {
          document.querySelector("#kept li:last-child button").click();
          document.querySelector(`input[name="style"][value="${id}"]`).click();
        }""",
        styles[4]["id"],
    )
    studio.painting_after(paints + 1)
    expect(studio.choice("style", styles[4]["id"])).to_be_checked()
    expect(page.locator("#painting-title")).to_contain_text(styles[4]["title"])


def test_undo_takes_a_whole_drag_back(painted: Studio) -> None:
    studio, page = painted, painted.page
    first, paints = studio.painting(), studio.paints
    slider = page.get_by_role("slider", name="Strength")
    for value in ("80", "60", "40"):
        slider.evaluate(
            "(s, v) => { s.value = v; s.dispatchEvent(new Event('input', { bubbles: true })) }",
            value,
        )
    slider.dispatch_event("change")
    studio.painting_after(paints)
    page.keyboard.press("Control+z")
    expect(slider).to_have_value("100")
    assert np.array_equal(studio.painting_after(paints + 1), first)
    page.keyboard.press("Control+Shift+Z")
    expect(slider).to_have_value("40")


def test_shortcuts_are_listed(studio: Studio, server: SiteServer) -> None:
    studio.open(server.origin)
    studio.page.keyboard.press("?")
    dialog = studio.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Undo")
    # Digits reach nine tools.
    for tool in studio.page.locator("[data-opens]").all_inner_texts()[9:]:
        expect(dialog).to_contain_text(f"{tool}: Tab and Enter")
    studio.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    # Letters can be left to other programs, such as those that are spoken to.
    studio.page.keyboard.press("?")
    dialog.get_by_role("checkbox").uncheck()
    studio.page.keyboard.press("Escape")
    studio.page.keyboard.press("2")
    expect(studio.page.locator("#tool-stylize")).to_be_visible()
