"""The strength under a finger: how many previews a second follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.workbench import PATIENCE_MS

if TYPE_CHECKING:
    from tests.bench.workbench import Size, Workbench

DRAGS = 5
_SECONDS = 3

_PAINTED = """before => {
  const { paints, state } = document.querySelector("#studio").dataset;
  return Number(paints) > before && state === "done";
}"""
_DRAG = """async (milliseconds) => {
  const slider = document.querySelector("#strength");
  const { dataset } = document.querySelector("#studio");
  const before = Number(dataset.previews);
  const begun = performance.now();
  let step = -1;
  while (performance.now() - begun < milliseconds) {
    const value = slider.valueAsNumber + step;
    if (value <= 20 || value >= 100) step = -step;
    slider.value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const previews = Number(dataset.previews) - before;
  const seconds = (performance.now() - begun) / 1000;
  slider.dispatchEvent(new Event("change", { bubbles: true }));
  return previews / seconds;
}"""


def dragging(bench: Workbench, own: Size) -> dict[str, list[float]]:
    """Drag the strength of a painting to and fro, a step in each frame.

    Args:
        bench: the run's surroundings.
        own: width and height in pixels of a photo of one's own.

    Returns:
        How many previews a second followed, of each of `DRAGS` drags with the first "sample" photo
        and with one's "own". The first drag is left out: browsers compile WebAssembly a second time
        while it runs, and an own photo's style has to be computed.
    """
    photos = {"sample": None, "own": str(bench.picture_file(own))}
    return {name: _drags(bench, photo) for name, photo in photos.items()}


def _drags(bench: Workbench, photo: str | None) -> list[float]:
    server = bench.server()
    previews = []
    with bench.browser() as browser:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{server.origin}/site/?backend=wasm")
        paint = page.locator("#paint:enabled")
        if photo:
            paint.wait_for()
            page.set_input_files("input[data-file=photo]", photo)
        else:
            paint.click()
        for drag in range(DRAGS + 1):
            page.wait_for_function(_PAINTED, arg=drag)
            previews.append(float(page.evaluate(_DRAG, 1000 * _SECONDS)))
    return previews[1:]
