"""Endurance: hundreds of paints of changing sizes must leave nothing behind."""

from __future__ import annotations

from typing import Any

from tests.bench.chrome import renderer_memory
from tests.bench.race import median
from tests.bench.workbench import Workbench

PAINTS = 300
_SIDES = (64, 100, 92, 160, 128, 72, 200, 256, 96, 144)
_SIZES = [[side, _SIDES[-1 - index]] for index, side in enumerate(_SIDES)]

_PREPARE = """async (task) => {
  await import("/lanes/endurance.js");
  await globalThis.lane.prepare(task);
}"""
_PAINT = "() => globalThis.paint()"


def endurance(bench: Workbench, paints: int = PAINTS) -> dict[str, Any]:
    """Paint pictures of changing sizes in a row on WASM, with each transformer in turn.

    Returns:
        "paints"; "tensors", the fewest and the most that there were after a paint, the first third
        left out; "memory", median bytes resident of the renderer in the second third and in the
        last (None where the system does not tell).
    """
    tensors: list[int] = []
    resident: list[int | None] = []
    with bench.browser() as browser:
        page = bench.page(browser, bench.open)
        qualities = [network.name for network in bench.networks.own]
        task = {"networks": "/site/networks/", "vector": bench.vector}
        page.evaluate(_PREPARE, {**task, "sizes": _SIZES, "qualities": qualities})
        for _ in range(paints):
            tensors.append(page.evaluate(_PAINT))
            resident.append(renderer_memory(browser))
    third = paints // 3
    settled = tensors[third:]
    halves = [resident[third : 2 * third], resident[2 * third :]]
    known = [[size for size in half if size is not None] for half in halves]
    return {
        "paints": paints,
        "tensors": [min(settled), max(settled)],
        "memory": [median(half) for half in known] if all(known) else None,
    }
