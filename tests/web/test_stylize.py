"""Where photos and styles come from, and how the style network looks at a style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from builder.gallery.art import STYLES
from tests.web.browser import launch
from tests.web.studio import WAIT, Studio, mean_difference, payload

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright, Route

    from tests.web.server import SiteServer

SIZE = 256


def open_small(studio: Studio, server: SiteServer) -> Studio:
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(SIZE)
    return studio


def other_site(page: Page, picture: bytes, *, readable: bool) -> str:
    """The address of a picture of another site, which lets pages read it or not."""
    address = "https://pictures.example/frost.png"

    def answer(route: Route) -> None:
        status = 200 if route.request.url == address else 404
        headers = {"access-control-allow-origin": "*" if readable else "https://friend.example"}
        route.fulfill(body=picture, status=status, content_type="image/png", headers=headers)

    page.route("https://pictures.example/**", answer)
    return address


@pytest.mark.parametrize("readable", [True, False])
def test_style_from_a_web_address(readable: bool, browser: Browser, server: SiteServer) -> None:
    picture = payload(STYLES[1].draw(3, 200))["buffer"]
    context = browser.new_context(service_workers="block")
    studio = Studio(context.new_page())
    address = other_site(studio.page, picture, readable=readable)
    studio.open(f"{server.origin}/?backend=wasm")
    panel = studio.open_tool("stylize")
    group = panel.get_by_role("group", name="Style", exact=True)
    group.get_by_role("button", name="Web").click()
    field = group.get_by_label("Web address")
    for wrong, word in [("frost", "begins with"), (address.replace("frost", "x"), "address")]:
        field.fill(wrong)
        field.press("Enter")
        if wrong == "frost" or readable:
            expect(studio.error).to_contain_text(word)
    field.fill(address)
    field.press("Enter")
    chosen = group.get_by_role("radio", name="frost")
    if readable:
        expect(chosen).to_be_checked()
    else:
        expect(studio.error).to_contain_text("does not let pages read")
        expect(chosen).to_have_count(0)
    context.close()


def test_dropped_and_pasted_pictures(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    names = ("a.png", "dropped.png", "pasted.png", "brush.png")
    files = {name: payload(STYLES[1].draw(3, side)) for side, name in enumerate(names, start=120)}
    offer = """
      ([bytes, name, kind, target]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
        const init = { bubbles: true, cancelable: true };
        const event = kind === "paste"
          ? new ClipboardEvent("paste", { ...init, clipboardData: data })
          : new DragEvent(kind, { ...init, dataTransfer: data });
        document.querySelector(target).dispatchEvent(event);
      }
    """

    def give(name: str, kind: str, target: str) -> None:
        studio.page.evaluate(offer, [list(files[name]["buffer"]), name, kind, target])

    give("a.png", "dragenter", "body")
    expect(studio.page.get_by_text("Use as style")).to_be_visible()
    give("dropped.png", "drop", ".dropzone[data-drop=style]")
    expect(studio.page.get_by_role("radio", name="dropped")).to_be_checked()
    expect(studio.page.get_by_text("Use as style")).to_be_hidden()
    give("pasted.png", "paste", "body")
    expect(studio.page.locator("#photo")).to_have_attribute("alt", "pasted")
    give("brush.png", "paste", "#styles input")
    expect(studio.page.get_by_role("radio", name="brush")).to_be_checked()
    expect(studio.page.locator("#photo")).to_have_attribute("alt", "pasted")


def test_photo_from_the_camera(playwright: Playwright, chromium: Path, server: SiteServer) -> None:
    flags = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    browser = launch(playwright.chromium, chromium, *flags)
    studio = Studio(browser.new_context(service_workers="block").new_page())
    studio.open(f"{server.origin}/?backend=wasm")
    studio.open_tool("stylize").get_by_role("button", name="Camera").click()
    dialog = studio.page.get_by_role("dialog", name="Take a photo")
    take = dialog.get_by_role("button", name="Take it")
    expect(take).to_be_enabled(timeout=WAIT)
    take.click()
    expect(dialog).to_be_hidden()
    photo = studio.page.locator("#photo")
    expect(photo).to_have_attribute("alt", "camera")
    assert photo.evaluate("(image) => image.decode().then(() => image.naturalWidth)") >= 320
    assert studio.page.evaluate("document.querySelector('#camera-view').srcObject") is None
    browser.close()


def test_no_camera_is_said_plainly(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.open_tool("stylize").get_by_role("button", name="Camera").click()
    expect(studio.error).to_contain_text("camera")
    expect(studio.page.get_by_role("dialog")).to_have_count(0)


def _frame(studio: Studio) -> dict[str, Any]:
    return studio.page.locator("#stylize-crop").evaluate(
        "({ style }) => ['left', 'top', 'width', 'height'].map((side) => parseFloat(style[side]))"
    )


def test_crop_and_scale_of_the_style(studio: Studio, server: SiteServer) -> None:
    open_small(studio, server)
    page = studio.page
    # Two styles in one picture: its left half and its right half.
    both = np.concatenate(
        [np.asarray(STYLES[1].draw(3, 200)), np.asarray(STYLES[2].draw(3, 200))], axis=1
    )
    studio.upload("style", payload(Image.fromarray(both), "both.png"))
    whole = studio.paint()
    page.get_by_text("Crop and scale of the style").click()
    frame = page.get_by_role("group", name="Part of the style picture")
    before = studio.paints
    # The frame is the middle square at first; dragged to the left it sees the left style.
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - box["width"], y, steps=4)
    page.mouse.up()
    assert _frame(studio) == pytest.approx([0, 0, 50, 100], abs=0.5)
    left = studio.painting_after(before)
    assert mean_difference(left, whole) > 2
    before = studio.paints
    frame.focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    assert _frame(studio) == pytest.approx([0, 0, 44, 88], abs=1)
    smaller = studio.painting_after(before)
    assert mean_difference(smaller, left) > 0.5
    before = studio.paints
    page.locator("#stylize-scale").fill("96")
    assert mean_difference(studio.painting_after(before), smaller) > 0.5
    before = studio.paints
    page.get_by_role("button", name="Use the picture as it comes").click()
    assert np.array_equal(studio.painting_after(before), whole)


def test_any_style_chooses_another_one(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    panel = studio.open_tool("stylize")
    chosen = panel.locator("input[name=style]:checked")
    first = chosen.input_value()
    panel.get_by_role("button", name="Any style").click()
    expect(chosen).not_to_have_value(first)
    studio.page.get_by_role("button", name="Undo").click()
    expect(chosen).to_have_value(first)


def test_every_panel_is_found_where_it_was_left(studio: Studio, server: SiteServer) -> None:
    studio.page.set_viewport_size({"width": 390, "height": 844})
    studio.open(f"{server.origin}/?backend=wasm")
    place = "document.querySelector('#panels').scrollTop"
    studio.open_tool("stylize")
    left = studio.page.evaluate(f"{place} = 100, {place}")
    assert left > 0
    studio.open_tool("batch")
    assert studio.page.evaluate(place) == 0
    studio.open_tool("stylize")
    assert studio.page.evaluate(place) == left
