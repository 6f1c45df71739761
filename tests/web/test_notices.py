"""Notices move and cover nothing that one can press, and Escape takes away one thing at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.web.studio import Studio

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.server import SiteServer

_TELL = """document.dispatchEvent(new SecurityPolicyViolationEvent("securitypolicyviolation", {
  disposition: "enforce", effectiveDirective: "img-src", violatedDirective: "img-src",
  documentURI: location.href, originalPolicy: "img-src", statusCode: 200,
}))"""
"""Has the page say something by itself."""

_CONTROLS = """() => [...document.querySelectorAll("button, input, a, summary, select")]
  .filter((element) => !element.closest("#viewport, .notices") && element.checkVisibility())
  .map((element) => {
    const { x, y } = element.getBoundingClientRect();
    return [element.id || element.textContent.trim(), Math.round(x), Math.round(y)];
  })"""
"""Where the controls are."""

_PICTURES = """() => ["viewport", "picture"].map((id) => {
  const { x, y, width, height } = document.getElementById(id).getBoundingClientRect();
  return [x, y, width, height];
})"""
"""Where the picture is, and what shows it."""

_COVERED = """(notice) => {
  const over = notice.getBoundingClientRect();
  return [...document.querySelectorAll("button, input, a, summary, select")]
    .filter((element) => !notice.contains(element) && element.checkVisibility())
    .filter((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return left < over.right && right > over.left && top < over.bottom && bottom > over.top;
    })
    .map((element) => element.id || element.textContent.trim());
}"""
"""Controls that a notice lies over."""

_ARRIVED = """(notice) => Promise.all(notice.getAnimations().map(({ finished }) => finished))"""
"""Waits until a notice has come to its place."""

WINDOWS = ((360, 740), (390, 844), (844, 390), (1280, 900))


_LONGEST = """() => {
  const strings = JSON.parse(document.getElementById("strings").textContent);
  const errors = Object.entries(strings).filter(([key]) => key.startsWith("errors."));
  return errors.map(([, words]) => words).sort((a, b) => b.length - a.length)[0];
}"""
"""The longest sentence that the painter complains in."""


def controls(page: Page) -> list[Any]:
    return page.evaluate(_CONTROLS)


def open_whole(studio: Studio, server: SiteServer) -> Studio:
    """Open the page and wait for what it shows last: the part on what the browser keeps."""
    studio.open(f"{server.origin}/?backend=wasm")
    expect(studio.page.locator("#storage-row")).to_be_visible()
    return studio


def places(page: Page) -> list[Any]:
    """Where everything is that must not move."""
    return [controls(page), page.evaluate(_PICTURES)]


def test_notices_move_nothing_and_go(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    page.clock.install()
    open_whole(studio, server)
    notice = page.locator("#notice")
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        before = places(page)
        page.evaluate(_TELL)
        expect(notice).to_contain_text("img-src")
        expect(notice).to_be_in_viewport(ratio=1)
        assert places(page) == before
        assert notice.evaluate(_COVERED) == []
        page.clock.fast_forward(8_000)
        expect(notice).to_be_hidden()


def test_escape_closes_the_topmost_thing_alone(studio: Studio, server: SiteServer) -> None:
    page = studio.open(f"{server.origin}/?backend=wasm").page
    studio.set_size(64)
    studio.paint()
    panel = studio.open_tool("detail")
    menu = page.locator("#saving")
    page.locator("#save-options").click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(panel).to_be_visible()

    page.locator("#save-options").click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(panel).to_be_hidden()


def test_an_error_covers_no_control_and_can_be_closed(studio: Studio, server: SiteServer) -> None:
    page = open_whole(studio, server).page
    notice = page.locator("#error-notice")
    longest = page.evaluate(_LONGEST)
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        before = places(page)
        studio.offer("photo", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
        studio.complaint()
        expect(notice).to_be_in_viewport(ratio=1)
        studio.error.evaluate("(error, words) => { error.textContent = words; }", longest)
        expect(notice).to_be_in_viewport(ratio=1)
        assert places(page) == before
        assert notice.evaluate(_COVERED) == []
        notice.get_by_role("button", name="Close").click()
        expect(studio.error).to_be_hidden()


def test_an_error_is_scrolled_to(studio: Studio, server: SiteServer) -> None:
    page = open_whole(studio, server).page
    notice = page.locator("#error-notice")
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        studio.open_tool("stylize")
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        studio.offer("photo", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
        studio.complaint()
        notice.evaluate(_ARRIVED)
        expect(notice).to_be_in_viewport(ratio=1)
        notice.get_by_role("button", name="Close").click()
        expect(studio.error).to_be_hidden()
