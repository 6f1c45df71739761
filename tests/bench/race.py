"""Races: subjects of several runtimes that run in turn on one machine.

Every runtime has a page of its own, a lane. In each round every subject of every lane runs once, so
that whatever slows the machine slows all of them, and a comparison is made round by round.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from tests.bench.workbench import Size, Workbench, rounds_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.bench.networks import Network

_PREPARE = """async ([lane, task]) => {
  await import(`/lanes/${lane}.js`);
  return await globalThis.lane.prepare(task);
}"""
_RUN = "index => globalThis.lane.run(index)"
_PAINTING = "index => globalThis.lane.painting(index)"

WARM_UP_SECONDS = 2.0
"""A subject runs unmeasured until it has run this long or this often."""
WARM_UP_RUNS = 5

BACKENDS = ("wasm", "webgl", "webgpu", "cpu")

ADDRESS = {"engine": "entry", "tfjs": "graph", "onnx": "onnx", "tfjs-1": "graph"}
"""Which of a network's addresses a lane reads."""


@dataclass(frozen=True)
class Entrant:
    """A lane of a race: a runtime, the networks it runs, and on what.

    Attributes:
        lane: "engine", "tfjs" (4.22), "onnx" or "tfjs-1" (1.0.0).
        networks: what it runs; none gives the machine's roof.
        backend: "wasm", "webgl", "webgpu" or "cpu".
        threads: of WASM; more than one runs on an isolated page.
        only: endings of the subjects' names to time, e.g. "@engine"; none: all.
    """

    lane: str
    networks: Sequence[Network]
    backend: str
    threads: int = 1
    only: Sequence[str] = ()


@dataclass
class Race:
    """What a race gave: milliseconds by subject, one for each round.

    Attributes:
        name: e.g. "wasm".
        size: of the picture, in pixels.
        times: by subject, "network@runtime", with "#2" after it for two threads.
        failures: why an entrant did not run, by the lane's name.
    """

    name: str
    size: Size
    times: dict[str, list[float]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As the report holds it."""
        rounded = {name: [round(t, 3) for t in times] for name, times in self.times.items()}
        return asdict(self) | {"times": rounded}


def ratios(times: Mapping[str, Sequence[float]], slow: str, fast: str) -> list[float]:
    """How many times longer `slow` took than `fast`, round by round."""
    return [a / b for a, b in zip(times[slow], times[fast], strict=True)]


def run_race(bench: Workbench, name: str, size: Size, entrants: Sequence[Entrant]) -> Race:
    """Warm all subjects up, then time them in turn."""
    race = Race(name, size)
    with contextlib.ExitStack() as stack:
        browsers: dict[str, Browser] = {}
        subjects: list[tuple[str, Page, int]] = []
        for entrant in entrants:
            kind = "webgpu" if entrant.backend == "webgpu" else "other"
            if kind not in browsers:
                browsers[kind] = stack.enter_context(bench.browser(entrant.backend))
            try:
                subjects += prepared(bench, browsers[kind], size, entrant)
            except Exception as error:  # noqa: BLE001 - one runtime's failure is a result
                race.failures[_label(entrant)] = _first_line(error)
        seconds = sum(_warmed_up(page, index) for _, page, index in subjects)
        race.times = {subject: [] for subject, _, _ in subjects}
        for _ in range(rounds_for(bench.effort, seconds) if subjects else 0):
            for subject, page, index in subjects:
                race.times[subject].append(page.evaluate(_RUN, index))
    return race


def paintings(bench: Workbench, size: Size, entrants: Sequence[Entrant]) -> dict[str, list[int]]:
    """What each subject paints: bytes of [height, width, 3]."""
    found: dict[str, list[int]] = {}
    for entrant in entrants:
        with bench.browser(entrant.backend) as browser:
            for subject, page, index in prepared(bench, browser, size, entrant):
                found[subject] = page.evaluate(_PAINTING, index)
    return found


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return float(statistics.median(values))


def prepared(
    bench: Workbench, browser: Browser, size: Size, entrant: Entrant
) -> list[tuple[str, Page, int]]:
    """Open a page for an entrant; its subjects: name, page, and index in the page."""
    page = bench.page(browser, bench.isolated if entrant.threads > 1 else bench.open)
    names = page.evaluate(_PREPARE, [entrant.lane, task(bench, size, entrant)])
    suffix = f"#{entrant.threads}" if entrant.threads > 1 else ""
    return [
        (name + suffix, page, index)
        for index, name in enumerate(names)
        if not entrant.only or name.endswith(tuple(entrant.only))
    ]


def task(bench: Workbench, size: Size, entrant: Entrant) -> dict[str, Any]:
    """What a lane is asked for."""
    address = ADDRESS[entrant.lane]
    networks = [
        {"name": network.name, "url": url}
        for network in entrant.networks
        if (url := getattr(network, address)) is not None
    ]
    return {
        "backend": entrant.backend,
        "threads": entrant.threads,
        "width": size[0],
        "height": size[1],
        "networks": networks,
        "photo": bench.picture(size),
        "vector": bench.vector,
    }


def _warmed_up(page: Page, index: int) -> float:
    """Run a subject unmeasured; the seconds that its last run took."""
    end = time.monotonic() + WARM_UP_SECONDS
    milliseconds = 0.0
    for _ in range(WARM_UP_RUNS):
        milliseconds = page.evaluate(_RUN, index)
        if time.monotonic() > end:
            break
    return milliseconds / 1000


def _label(entrant: Entrant) -> str:
    threads = f", {entrant.threads} threads" if entrant.threads > 1 else ""
    return f"{entrant.lane} on {entrant.backend}{threads}"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else repr(error)
