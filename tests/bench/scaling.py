"""Scaling: whether a pixel of a large picture costs what a pixel of a small one does."""

from __future__ import annotations

from typing import Any

from tests.bench.workbench import Size, Workbench, rounds_for

SMALL: Size = (1000, 1000)
LARGE: Size = (4000, 3000)

_PREPARE = """async ({ backend, quality, pictures, vector }) => {
  const { Stylizer } = await import("/site/stylizer.js");
  const stylizer = await Stylizer.load({ backend });
  const contents = await Promise.all(pictures.map(async (url) => (await fetch(url)).blob()));
  globalThis.paint = async (index) => {
    const begun = performance.now();
    await stylizer.paint(contents[index], vector, { quality });
    return performance.now() - begun;
  };
}"""
_PAINT = "index => globalThis.paint(index)"


def scaling(
    bench: Workbench, network: str, small: Size = SMALL, large: Size = LARGE
) -> dict[str, Any]:
    """Paint a picture of each size in turn on WASM, one thread.

    Returns:
        "network"; "sizes", both; "times", milliseconds for each size, one for each round.
    """
    sizes = (small, large)
    times: tuple[list[float], list[float]] = ([], [])
    with bench.browser() as browser:
        page = bench.page(browser, bench.open)
        given = {"backend": "wasm", "quality": network, "vector": bench.vector}
        page.evaluate(_PREPARE, {**given, "pictures": [bench.picture(size) for size in sizes]})
        seconds = sum(page.evaluate(_PAINT, index) for index in (0, 0, 1)) / 1000
        for _ in range(rounds_for(bench.effort, seconds)):
            for index, found in enumerate(times):
                found.append(page.evaluate(_PAINT, index))
    return {"network": network, "sizes": [list(size) for size in sizes], "times": list(times)}
