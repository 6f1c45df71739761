"""WCAG 2.2 AA, as far as machines can tell, and the studio with a keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.web.screens import findings, open_tools
from tests.web.studio import WAIT, Studio

if TYPE_CHECKING:
    from tests.web.server import SiteServer

FOCUS = """() => {
  const element = document.activeElement;
  const label = element.closest("label") ?? element;
  const shows = ({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  const around = [element, label, element.nextElementSibling, label.querySelector("img")];
  const { width, height } = label.getBoundingClientRect();
  return {
    element: element.outerHTML.slice(0, 120),
    // The ring of a slider is around its thumb, which no script can ask for its style.
    ring: element.type === "range" || around.some((one) => one && shows(getComputedStyle(one))),
    seen: width * height > 0,
    visible: element.matches(":focus-visible"),
  };
}"""
"""What has the focus, and whether one can see that."""

MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
  const long = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
  return (animationName !== "none" && long(animationDuration)) || long(transitionDuration);
}).map((element) => element.outerHTML.slice(0, 120))"""
"""Elements that move by themselves."""


def test_axe_would_find_something(page: Page, server: SiteServer) -> None:
    page.goto(f"{server.origin}/help.html")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [finding for finding in findings(page) if finding.startswith("button-name: ")]


def test_main_path_with_the_keyboard_alone(studio: Studio, server: SiteServer) -> None:
    page = studio.open(f"{server.origin}/?backend=wasm").page
    page.keyboard.press("Tab")
    assert "skip" in (page.evaluate("document.activeElement.className")), "the first stop skips"
    walk_to(page, "#paint")
    page.keyboard.press("Enter")
    studio.painting_after(0)
    with page.expect_download() as download:
        walk_to(page, "#download")
        page.keyboard.press("Enter")
    assert download.value.suggested_filename

    walk_to(page, "input[name=style]:checked")
    page.keyboard.press("ArrowRight")
    studio.painting_after(1)
    walk_to(page, "[data-opens=detail]")
    page.keyboard.press("Enter")
    expect(page.locator("#tool-detail[data-ready]")).to_be_visible(timeout=WAIT)
    page.keyboard.press("Escape")
    expect(page.locator("#tool-detail")).to_be_hidden()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def walk_to(page: Page, selector: str) -> None:
    """Press the tabulator until an element has the focus; one can see it on the whole way."""
    for _ in range(150):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if not focus["element"].startswith("<body"):
            assert focus["visible"], focus
            assert focus["ring"], focus
            assert focus["seen"], focus
    pytest.fail(f"The tabulator does not lead to {selector}.")


def test_a_tool_opened_by_its_number_has_the_focus(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    page = studio.page
    page.keyboard.press("4")
    expect(page.get_by_role("heading", name="Detail")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#size")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator('[data-opens="detail"]')).to_be_focused()


def test_result_is_announced(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    status = studio.page.locator("#announcer")
    expect(status).to_have_role("status")
    studio.set_size(256)
    studio.paint()
    style = studio.samples["styles"][0]["title"]
    expect(status).to_contain_text(style)
    expect(studio.page.get_by_role("img", name=style)).to_be_visible()


@pytest.mark.parametrize("address", ["", "help.html", "de/", "de/help.html"])
def test_narrow_windows_need_no_scrolling_sideways(
    address: str, page: Page, server: SiteServer
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{server.origin}/{address}")

    def expect_narrow(where: str) -> None:
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, where

    expect_narrow(address)
    if "help" not in address:
        expect(page.locator("#paint")).to_be_enabled(timeout=WAIT)
        for tool in open_tools(Studio(page)):
            expect_narrow(tool)


def test_nothing_moves_where_motion_is_reduced(page: Page, server: SiteServer) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server.origin}/?backend=wasm")
    expect(page.locator("#paint")).to_be_enabled(timeout=WAIT)
    for tool in open_tools(Studio(page)):
        assert page.evaluate(MOVING) == [], tool
