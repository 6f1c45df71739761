"""The opening: what a browser downloads until it shows the first painting, nothing pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import ViewportSize

from tests.bench.workbench import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.bench.workbench import Workbench

VIEWS: Mapping[str, tuple[ViewportSize, int]] = {
    "phone 390x844, 3x": ({"width": 390, "height": 844}, 3),
    "desktop 1440x900, 1x": ({"width": 1440, "height": 900}, 1),
    "desktop 1440x900, 2x": ({"width": 1440, "height": 900}, 2),
}
"""Windows in CSS pixels, and the pixels of their screens to one of these."""

_READY = "document.querySelector('#paint')?.disabled === false"


def openings(bench: Workbench) -> list[dict[str, Any]]:
    """Open the site's page in each of `VIEWS` with a fresh browser.

    Returns:
        For each: "view", and compressed bytes of the "page" with its scripts and styles, of the
        "pictures" that it opens on, and of the "choices", the small pictures in sight.
    """
    return [{"view": name, **_opened(bench, *view)} for name, view in VIEWS.items()]


def _opened(bench: Workbench, viewport: ViewportSize, density: int) -> dict[str, int]:
    server = bench.server()
    with bench.browser() as browser:
        context = browser.new_context(viewport=viewport, device_scale_factor=density)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{server.origin}/site/")
        page.wait_for_function(_READY)
        page.wait_for_load_state("networkidle")
    found = {"page": 0, "pictures": 0, "choices": 0}
    for sent in server.sent:
        found[_kind(sent.path)] += sent.bytes
    return found


def _kind(path: str) -> str:
    if "/gallery/opening-" in path:
        return "pictures"
    return "choices" if "/gallery/" in path else "page"
