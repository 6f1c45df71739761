"""The opening: what a browser downloads until it shows the first painting, and how soon it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import ViewportSize

from tests.bench.race import median
from tests.bench.workbench import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

    from tests.bench.server import BenchServer
    from tests.bench.workbench import Size, Workbench

VIEWS: Mapping[str, tuple[ViewportSize, int]] = {
    "phone 390x844, 3x": ({"width": 390, "height": 844}, 3),
    "desktop 1440x900, 1x": ({"width": 1440, "height": 900}, 1),
    "desktop 1440x900, 2x": ({"width": 1440, "height": 900}, 2),
}
"""Windows in CSS pixels, and the pixels of their screens to one of these."""

OWN_PHOTO: Size = (1600, 1200)

VISITS = 3

_WATCH = """
window.vitals = { first: 0, largest: 0, shift: 0, interaction: 0, painted: 0 };
const watch = (type, note, options) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({ type, buffered: true, ...options });
watch("paint", ({ name, startTime }) => {
  if (name === "first-contentful-paint") vitals.first = startTime;
});
watch("largest-contentful-paint", ({ startTime }) => { vitals.largest = startTime; });
watch("layout-shift", ({ value, hadRecentInput }) => {
  if (!hadRecentInput) vitals.shift += value;
});
watch("event", ({ duration, interactionId }) => {
  if (interactionId) vitals.interaction = Math.max(vitals.interaction, duration);
}, { durationThreshold: 16 });
new MutationObserver(() => {
  if (Number(document.querySelector("#studio")?.dataset.paints ?? 0) > 0)
    vitals.painted ||= performance.timeOrigin + performance.now();
}).observe(document, { subtree: true, attributeFilter: ["data-paints"] });
"""
_READY = "document.querySelector('#paint')?.disabled === false"
_OWN_PAINTED = (
    "() => vitals.painted > 0 && document.querySelector('#studio').dataset.state === 'done'"
)


def openings(bench: Workbench) -> list[dict[str, Any]]:
    """Open the site's page in each of `VIEWS` with fresh browsers, and paint a photo of one's own.

    Returns:
        For each: "view"; compressed bytes of the "page" with its scripts and styles, of the
        "pictures" that it opens on, of the "choices", the small pictures in sight, and of all that
        is downloaded until the first painting of an "own" photo; as medians of `VISITS` visits,
        milliseconds until the "first" and the "largest" contentful paint, and of the slowest
        "interaction" until the next paint, and the layout "shift", all shifts together.
    """
    return [{"view": name, **_opened(bench, *view)} for name, view in VIEWS.items()]


def _opened(bench: Workbench, viewport: ViewportSize, density: int) -> dict[str, float]:
    visits = [_visit(bench, viewport, density) for _ in range(VISITS)]
    return {name: median([visit[name] for visit in visits]) for name in visits[0]}


def _visit(bench: Workbench, viewport: ViewportSize, density: int) -> dict[str, float]:
    server = bench.server()
    with bench.browser() as browser:
        context = browser.new_context(viewport=viewport, device_scale_factor=density)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(_WATCH)
        page.goto(f"{server.origin}/site/")
        page.wait_for_function(_READY)
        page.wait_for_load_state("networkidle")
        found: dict[str, float] = {"page": 0, "pictures": 0, "choices": 0}
        for sent in server.sent:
            found[_kind(sent.path)] += sent.bytes
        _look(page)
        own = _paint_own(page, str(bench.picture_file(OWN_PHOTO)), server)
        _go_on(page)
        vitals = page.evaluate("() => vitals")
    names = ("first", "largest", "shift", "interaction")
    return {**found, "own": own, **{name: float(vitals[name]) for name in names}}


def _look(page: Page) -> None:
    """What a visitor does before they have a photo."""
    for view in ("photo", "painting", "compare"):
        page.locator(f"label:has(input[name=view][value={view}])").click()
    page.locator("#compare").press("ArrowRight")


def _paint_own(page: Page, photo: str, server: BenchServer) -> float:
    page.set_input_files("input[data-file=photo]", photo)
    page.wait_for_function(_OWN_PAINTED)
    until = float(page.evaluate("() => vitals.painted")) / 1000
    return sum(sent.bytes for sent in server.sent if sent.at <= until)


def _go_on(page: Page) -> None:
    """And what they do with its painting."""
    page.locator("#strength").press("ArrowLeft")
    page.locator("[data-opens=detail]").click()
    page.locator("#tool-detail[data-ready]").wait_for()
    page.locator("[data-opens=stylize]").click()


def _kind(path: str) -> str:
    if "/gallery/opening-" in path:
        return "pictures"
    return "choices" if "/gallery/" in path else "page"
