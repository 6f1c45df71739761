"""Every screen, on a phone and on a desktop, light and dark: looked at by axe, and its picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

from builder.paths import web_template_folder
from tests.web.studio import WAIT, Studio

if TYPE_CHECKING:
    from tests.web.server import SiteServer

RESULTS = Path(__file__).resolve().parents[2] / "test-results" / "screens"
"""Where the pictures of the screens end up."""

VIEWPORTS: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}
SCHEMES = ("light", "dark")
SIZE = 256

_AXE = web_template_folder() / "node_modules" / "axe-core" / "axe.min.js"
_EVERYTHING = {"rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules of axe that another colour scheme bears on."""
_RUN = """async (options) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}"""


@dataclass(frozen=True)
class Screen:
    """What was seen of the site.

    Attributes:
        name: which page, in which state.
        viewport, scheme: on what, and whether light or dark.
        picture: the file with its picture.
        findings: what axe has to say against it.
    """

    name: str
    viewport: str
    scheme: str
    picture: Path
    findings: tuple[str, ...]


def walk_screens(browser: Browser, server: SiteServer) -> list[Screen]:
    """Bring the site into each of its states and look at it."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    for old in RESULTS.glob("*.png"):
        old.unlink()
    screens = []
    for viewport, size in VIEWPORTS.items():
        phone = viewport == "phone"
        context = browser.new_context(
            viewport=size, has_touch=phone, is_mobile=phone, reduced_motion="reduce"
        )
        page = context.new_page()
        for name in _states(page, server):
            screens += [_look(page, name, viewport, scheme) for scheme in SCHEMES]
        context.close()
    return screens


def findings(page: Page, options: Any = _EVERYTHING) -> list[str]:
    """What axe finds on a page as it is, a line for each element."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    return page.evaluate(_RUN, options)


def open_tools(studio: Studio) -> Iterator[str]:
    """Open one tool after the other; gives their names."""
    buttons = studio.page.locator("[data-opens]")
    for name in buttons.evaluate_all("(all) => all.map(({ dataset }) => dataset.opens)"):
        studio.open_tool(name)
        yield name


def _states(page: Page, server: SiteServer) -> Iterator[str]:
    """Bring the page into one state after the other."""
    yield from studio_states(Studio(page).open(f"{server.origin}/?backend=wasm"))
    yield from _kept_states(page)
    for address in ("help.html", "404.html", "de/", "de/help.html"):
        page.goto(f"{server.origin}/{address}")
        yield address.replace("/", "-").removesuffix(".html").strip("-")


def studio_states(studio: Studio) -> Iterator[str]:
    """Bring a studio that was just opened, in any language, into one state after the other."""
    page = studio.page
    yield "start"
    studio.set_size(SIZE)
    studio.paint()
    studio.open_tool("stylize")
    yield "painted"
    page.locator('input[name="view"][value="compare"]').check(force=True)
    yield "compared"
    for name in open_tools(studio):
        yield f"tool-{name}"
    page.locator("#save-options").click()
    yield "saving"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "shortcuts"
    page.keyboard.press("Escape")
    studio.offer("photo", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(studio.error).to_be_visible()
    yield "error"


def _kept_states(page: Page) -> Iterator[str]:
    section = page.locator("#offline-section")
    expect(section).to_have_attribute("data-state", "ready", timeout=WAIT)
    section.scroll_into_view_if_needed()
    yield "kept"
    page.reload()
    expect(section).to_have_attribute("data-state", "ready", timeout=WAIT)
    # As when a newer version has taken over from another window.
    page.evaluate("navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))")
    expect(page.locator("#notice")).to_be_visible()
    yield "update"


def _look(page: Page, name: str, viewport: str, scheme: Any) -> Screen:
    page.emulate_media(color_scheme=scheme)
    picture = RESULTS / f"{name}-{viewport}-{scheme}.png"
    page.screenshot(path=picture, full_page="help" in name, timeout=WAIT)
    # Dark differs from light in nothing but its colours.
    found = findings(page, COLOURS if scheme == "dark" else _EVERYTHING)
    return Screen(name, viewport, scheme, picture, tuple(found))
