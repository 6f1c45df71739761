"""Camera frames: small pictures painted one after the other with frozen statistics."""

from __future__ import annotations

from typing import Any

from tests.bench.workbench import Workbench

_RUN = """async ({ backend, picture, vector, quality, size, frames }) => {
  const { Stylizer } = await import("/site/stylizer.js");
  const stylizer = await Stylizer.load({ backend });
  const bitmap = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const seen = (turn) => {
    // A camera that moves slowly.
    context.drawImage(bitmap, turn % 32, turn % 16, size, size, 0, 0, size, size);
    return context.getImageData(0, 0, size, size);
  };
  const painter = await stylizer.prepare(seen(0), vector, { quality });
  for (let turn = 0; turn < 10; turn++) await painter.paint(seen(turn));
  const times = [];
  for (let turn = 0; turn < frames; turn++) {
    const frame = seen(turn);
    const begun = performance.now();
    await painter.paint(frame);
    times.push(performance.now() - begun);
  }
  painter.dispose();
  stylizer.dispose();
  return times;
}"""

SIDE = 256


def frames(bench: Workbench, count: int, backend: str = "wasm") -> dict[str, Any]:
    """Paint frames of 256 x 256 pixels with the fastest transformer on one thread.

    Returns:
        "backend", "network", "size", and "times", milliseconds of each frame from the call to the
        painted pixels on the page.
    """
    quality = bench.networks.own[0].name
    given = {
        "backend": backend,
        "picture": bench.picture((2 * SIDE, 2 * SIDE)),
        "vector": bench.vector,
        "quality": quality,
        "size": SIDE,
        "frames": count,
    }
    with bench.browser(backend) as browser:
        times = bench.page(browser, bench.open).evaluate(_RUN, given)
    return {"backend": backend, "network": quality, "size": [SIDE, SIDE], "times": times}
