"""Live with a camera: how regularly its painted pictures come."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.bench.workbench import PATIENCE_MS

if TYPE_CHECKING:
    from tests.bench.workbench import Workbench

SETTLING_MS = 20_000
"""By then the size of the pictures is chosen."""

_WATCH = """
window.shown = [];
const { putImageData } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.putImageData = function (...given) {
  if (this.canvas.id === "live-canvas") shown.push([performance.now(), this.canvas.width]);
  return putImageData.apply(this, given);
};
"""


def live(bench: Workbench, seconds: float) -> dict[str, Any]:
    """Paint the browser's camera, moving test pictures of 20 a second, for so many seconds.

    Returns:
        "sides", widths in pixels that the pictures had; "intervals", milliseconds from one painted
        picture to the next.
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
        page.wait_for_timeout(SETTLING_MS)
        page.evaluate("() => { shown.length = 0; }")
        page.wait_for_timeout(1000 * seconds)
        shown = page.evaluate("() => shown")
    times = [time for time, _ in shown]
    return {
        "sides": sorted({side for _, side in shown}),
        "intervals": [after - before for before, after in pairwise(times)],
    }
