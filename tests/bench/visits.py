"""Visits: a fresh browser loads one network on one backend and paints one size of picture.

A fresh browser each time, so that the start is cold and the peak of its memory is of this paint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.bench.chrome import peak_memory
from tests.bench.race import Entrant, median, task
from tests.bench.workbench import Effort, Size, Workbench

if TYPE_CHECKING:
    from tests.bench.server import BenchServer

_SITE = """async ({ backend, quality, picture, vector }) => {
  const begun = performance.now();
  const { Stylizer } = await import("/site/stylizer.js");
  const stylizer = await Stylizer.load({ backend });
  if (stylizer.backend !== backend) throw new Error(`${backend} does not start here`);
  const started = performance.now() - begun;
  const content = await (await fetch(picture)).blob();
  globalThis.paint = async () => {
    const begun = performance.now();
    const painted = await stylizer.paint(content, vector, { quality });
    const time = performance.now() - begun;
    if (stylizer.transformer !== quality) throw new Error(`${stylizer.transformer} painted`);
    return [time, painted.width, painted.height];
  };
  return started;
}"""
_LANE = """async ([lane, task]) => {
  const begun = performance.now();
  await import(`/lanes/${lane}.js`);
  await globalThis.lane.prepare(task);
  globalThis.paint = async () => [await globalThis.lane.run(0), task.width, task.height];
  return performance.now() - begun;
}"""
_PAINT = "() => globalThis.paint()"

SITE = "site"
"""The runtime of the project's own networks: the site's public module, a worker and all."""


@dataclass(frozen=True)
class Visitor:
    """What is visited.

    Attributes:
        runtime: SITE, or a lane's name.
        network: the network's name.
        backend: "wasm", "webgl", "webgpu" or "cpu".
        threads: of WASM.
    """

    runtime: str
    network: str
    backend: str
    threads: int = 1


def visits(
    bench: Workbench, visitors: Iterable[Visitor], sizes: Iterable[Size]
) -> Iterator[dict[str, Any]]:
    """One visit for each visitor and size, smallest sizes first.

    Yields:
        "runtime", "network", "backend", "threads", "size" and what `visit` gives; or, in place of
        that, "skipped", the seconds a paint would probably take, or "failed", why it did not paint.
    """
    paces: dict[Visitor, float] = {}
    failed: set[Visitor] = set()
    everyone = list(visitors)
    for size in sorted(sizes, key=_pixels):
        for visitor in everyone:
            if visitor in failed:
                continue
            found = _tried(bench, visitor, size, paces.get(visitor))
            if "failed" in found:
                failed.add(visitor)
            if "first" in found:
                best = median(found["warm"]) if found["warm"] else found["first"]
                paces[visitor] = best / 1000 / _pixels(size)
            yield {**visitor.__dict__, "size": list(size), **found}


def visit(bench: Workbench, visitor: Visitor, size: Size, *, once: bool = False) -> dict[str, Any]:
    """Load and paint in a fresh browser.

    Args:
        bench: the surroundings.
        visitor: what is visited.
        size: of the picture, in pixels.
        once: paint only once.

    Returns:
        "start", "first" and "warm", milliseconds until the network was ready, of the first paint
        and of later ones; "memory", see `peak_memory`; "bytes", what was downloaded, compressed.
    """
    server = bench.isolated if visitor.threads > 1 else bench.open
    picture = bench.picture(size)
    with bench.browser(visitor.backend) as browser:
        page = bench.page(browser, server)
        server.forget()
        start = page.evaluate(*_opening(bench, visitor, size, picture))
        first, width, height = page.evaluate(_PAINT)
        if (width, height) != tuple(size):
            raise ValueError(f"painted {width}x{height} pixels instead of {size[0]}x{size[1]}")
        repeats = 0 if once else _repeats(bench.effort, first / 1000)
        warm = [page.evaluate(_PAINT)[0] for _ in range(repeats)]
        return {
            "start": start,
            "first": first,
            "warm": warm,
            "memory": peak_memory(browser),
            "bytes": _network_bytes(server),
        }


def _opening(bench: Workbench, visitor: Visitor, size: Size, picture: str) -> tuple[str, Any]:
    if visitor.runtime == SITE:
        given = {"backend": visitor.backend, "quality": visitor.network, "picture": picture}
        return _SITE, {**given, "vector": bench.vector}
    network = bench.networks.peers[visitor.network]
    entrant = Entrant(visitor.runtime, [network], visitor.backend, visitor.threads)
    return _LANE, [visitor.runtime, task(bench, size, entrant)]


def _tried(bench: Workbench, visitor: Visitor, size: Size, pace: float | None) -> dict[str, Any]:
    expected = None if pace is None else pace * _pixels(size)
    if expected is not None and expected > bench.effort.longest:
        return {"skipped": expected}
    try:
        return visit(bench, visitor, size)
    except Exception as error:  # noqa: BLE001 - a runtime that cannot paint this is a result
        return {"failed": str(error).strip().split("\n")[0][:200]}


def _repeats(effort: Effort, seconds: float) -> int:
    """A first paint compiles, so that later ones take less; two at least where time allows."""
    if seconds > effort.longest:
        return 1
    return max(2, min(effort.runs, int(effort.seconds / 4 / max(seconds, 1e-6))))


def _network_bytes(server: BenchServer) -> int:
    return sum(sent.bytes for sent in server.sent if not sent.path.startswith("/pictures/"))


def _pixels(size: Size) -> int:
    return size[0] * size[1]
