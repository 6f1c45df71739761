"""Live with a camera: how regularly its painted pictures come."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.bench.workbench import PATIENCE_MS

if TYPE_CHECKING:
    from tests.bench.workbench import Workbench

PATIENCE = 4
"""How many times as long as is asked for the pictures are waited for to keep their size."""

_WATCH = """
window.shown = [];
window.changed = 0;
const { putImageData } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.putImageData = function (...given) {
  if (this.canvas.id === "live-canvas") {
    const now = performance.now();
    if (shown.at(-1)?.[1] !== this.canvas.width) window.changed = now;
    shown.push([now, this.canvas.width]);
  }
  return putImageData.apply(this, given);
};
"""


def live(bench: Workbench, seconds: float) -> dict[str, Any]:
    """Paint the browser's camera, moving test pictures of 20 a second.

    Waits until the pictures have kept their size for so many seconds, `PATIENCE` times as long at
    most, after which "settled" is missing.

    Returns:
        "settling" and "settled": "sides", widths in pixels that the pictures had; "intervals",
        milliseconds from one painted picture to the next.
    """
    server = bench.server()
    with bench.browser(camera=True) as browser:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, permissions=["camera"]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(_WATCH)
        page.goto(f"{server.origin}/site/?backend=wasm")
        page.locator("#paint:enabled").wait_for()
        page.locator("[data-opens=live]").click()
        page.locator("#live-start").click()
        page.locator("[data-live=running]").wait_for()
        with suppress(PlaywrightTimeout):
            page.wait_for_function(
                "least => performance.now() - changed > least",
                arg=1000 * seconds,
                timeout=PATIENCE * 1000 * seconds,
                polling=1000,
            )
        shown, changed = page.evaluate("() => [shown, changed]")
    settling = [picture for picture in shown if picture[0] <= changed]
    settled = [picture for picture in shown if picture[0] >= changed]
    found = {"settling": _told(settling)}
    if settled[-1][0] - changed > 900 * seconds:
        found["settled"] = _told(settled)
    return found


def _told(shown: list[list[float]]) -> dict[str, Any]:
    return {
        "sides": sorted({side for _, side in shown}),
        "intervals": [after - before for (before, _), (after, _) in pairwise(shown)],
    }
