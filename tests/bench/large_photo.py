"""A photo of 24 megapixels in the studio: how long the page's frames stop for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.bench.workbench import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Browser, Page

    from tests.bench.workbench import Size, Workbench

TRIES = 3
"""Whatever else the machine does makes tasks longer, so the best of some tries says most."""

_WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longTasks.push(duration);
}).observe({ type: "longtask", buffered: true });
"""
_FORGET = "() => { longTasks.length = 0; }"
_LONGEST = "() => Math.max(0, ...longTasks)"
_READY = "() => document.querySelector('#paint')?.disabled === false"
_PAINTED = """before => {
  const { paints, state } = document.querySelector("#studio").dataset;
  return Number(paints) > before && state === "done";
}"""

_SETTLED_MS = 1500
"""What follows a painting, such as its small picture, has happened by then."""


def large_photo(bench: Workbench, size: Size) -> list[dict[str, Any]]:
    """Open a photo in the studio, paint it at its own size, compare both and save the painting.

    Returns:
        For each step: "step"; "longest", milliseconds of the page's longest task by the long-tasks
        API, which tells those of 50 and more, or 0; "processor", milliseconds that the processor
        spent on the longest one. Both are the least of `TRIES` visits.
    """
    tries = [_visit(bench, size) for _ in range(TRIES)]
    return [
        {
            "step": step,
            "longest": min(one[step][0] for one in tries),
            "processor": min(one[step][1] for one in tries),
        }
        for step in tries[0]
    ]


def _visit(bench: Workbench, size: Size) -> dict[str, tuple[float, float]]:
    server = bench.server()
    found: dict[str, tuple[float, float]] = {}
    with bench.browser() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(_WATCH)
        page.goto(f"{server.origin}/site/?backend=wasm")
        page.wait_for_function(_READY)
        page.wait_for_load_state("networkidle")
        for step, act in _steps(page, str(bench.picture_file(size))).items():
            found[step] = _watched(browser, page, act)
    return found


def _steps(page: Page, photo: str) -> Mapping[str, Callable[[], None]]:
    def painted_after(act: Callable[[], None]) -> None:
        before = int(page.locator("#studio").get_attribute("data-paints") or 0)
        act()
        page.wait_for_function(_PAINTED, arg=before)

    def paint() -> None:
        button = page.locator("#full-size")
        if button.is_visible():
            painted_after(button.click)

    def compare() -> None:
        for view in ("compare", "photo", "painting"):
            page.locator(f"input[name=view][value={view}]").check(force=True)
        for _ in range(4):
            page.locator("#zoom-in").click()
        page.locator("#zoom-fit").click()

    def save() -> None:
        for kind in ("png", "jpeg", "webp"):
            choice = page.locator(f'input[name=format][value="image/{kind}"]')
            choice.evaluate("(radio) => radio.click()")
            with page.expect_download(timeout=PATIENCE_MS) as download:
                page.locator("#download").click()
            download.value.path()

    def choose() -> None:
        painted_after(lambda: page.set_input_files("input[data-file=photo]", photo))

    return {"opened": choose, "painted": paint, "compared": compare, "saved": save}


def _watched(browser: Browser, page: Page, act: Callable[[], None]) -> tuple[float, float]:
    page.evaluate(_FORGET)
    browser.start_tracing(page=page, categories=["toplevel"])
    act()
    page.wait_for_timeout(_SETTLED_MS)
    trace = browser.stop_tracing()
    return float(page.evaluate(_LONGEST)), _processor(json.loads(trace)["traceEvents"])


def _processor(events: list[dict[str, Any]]) -> float:
    """Milliseconds of the processor for the longest task of any page's main thread."""
    pages = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event.get("tdur", 0) / 1000
        for event in events
        if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in pages
    ]
    return max(tasks, default=0)
