"""A monkey at the studio: any control of any tool, in any order, while things fail.

It presses, slides and types what it finds, chooses files, and undoes. Meanwhile files are
missing, the connection is cut, WebGL loses its context, memory is refused and the clock jumps.
Every so often all is well again, and a painting has to come.

`python -m tests.soak monkey --count 2000 --seed 1`
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Error, Page, Worker

from tests.soak.visits import (
    CAMERA,
    GARBAGE,
    MEGABYTE,
    Watched,
    built_site,
    chromium,
    fill_record,
    in_workers,
    kept_memory,
    visit,
)
from tests.web.server import SiteServer
from tests.web.studio import Studio

ROUND = 25
"""Moves between two looks whether the studio still paints."""

GROWTH = 0.05
"""Share by which all kept memory may grow from the second quarter of a trial to the last."""

_LEAST_LOOKS = 40
"""Looks without which growth is not judged: until then tools are opened for the first time."""

PICTURES = 8
"""Files that photos and styles are chosen from: the studio keeps each that it has not seen yet."""

_PATIENCE = 600_000
"""Milliseconds that one painting may take on a busy machine."""

_BACKENDS = ("wasm", "webgl")

_CLOCK = """(() => {
  let jump = 0;
  const [now, since] = [Date.now, performance.now.bind(performance)];
  Date.now = () => now() + jump;
  performance.now = () => since() + Math.max(jump, 0);
  globalThis.jumpClock = (by) => { jump += by; };
})()"""

_IN_WORKER = """() => {
  const { grow } = WebAssembly.Memory.prototype;
  const [known, heaps] = [new WeakSet(), []];
  WebAssembly.Memory.prototype.grow = function (by) {
    if (globalThis.noMemory) throw new RangeError("no memory, by the monkey");
    if (!known.has(this)) heaps.push(new WeakRef(this));
    known.add(this);
    return grow.call(this, by);
  };
  globalThis.heapBytes = () =>
    heaps.reduce((sum, heap) => sum + (heap.deref()?.buffer.byteLength ?? 0), 0);
  if (typeof OffscreenCanvas === "undefined") return;
  const { getContext } = OffscreenCanvas.prototype;
  OffscreenCanvas.prototype.getContext = function (...given) {
    return globalThis.lastContext = getContext.apply(this, given);
  };
}"""

_HEAP_BYTES = "() => globalThis.heapBytes?.() ?? 0"

_LOSE = "() => globalThis.lastContext?.getExtension?.('WEBGL_lose_context')?.loseContext()"

_MOVE = """([which, value]) => {
  const left = "#cancel, input[type=file], [data-leaves], a[href]";
  const all = [...document.querySelectorAll("button, input, select, summary, [tabindex='0']")];
  const can = all.filter((one) => !one.disabled && one.checkVisibility() && !one.matches(left));
  const one = can[Math.floor(which * can.length)];
  if (one.matches("input[type=range]")) {
    const [least, most] = [Number(one.min || 0), Number(one.max || 100)];
    one.value = String(least + value * (most - least));
    for (const type of ["input", "change"]) one.dispatchEvent(new Event(type, { bubbles: true }));
  } else if (one.matches("select")) {
    one.selectedIndex = Math.floor(value * one.options.length);
    one.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (one.matches("input:not([type=radio], [type=checkbox])")) {
    const texts = ["", "7", "-1", "x".repeat(300), "https://127.0.0.1:9/a.png"];
    one.value = texts[Math.floor(value * texts.length)];
    for (const type of ["input", "change"]) one.dispatchEvent(new Event(type, { bubbles: true }));
  } else one.click();
  return one.id || one.name || one.className;
}"""

_KEYS = ("Escape", "p", "s", "r", "1", "2", "5", "8", "Control+z", "Control+y", "?", "Tab", "Space")

_LETTERS_ON = """() => {
  const letters = document.querySelector("#shortcut-letters");
  if (!letters.checked) letters.click();
}"""

_CALM = """() => {
  const cancel = document.querySelector("#cancel");
  return !cancel.checkVisibility() || void cancel.click();
}"""


class Monkey:
    """One visitor's moves, and what goes wrong meanwhile; the same for a seed."""

    def __init__(self, watched: Watched, server: SiteServer, seed: int, folder: Path) -> None:
        """Take a page; the files that are chosen are written into `folder`.

        They are chosen by their paths, as a visitor does: bytes that what drives Chromium hands
        over it keeps in the page's process, up to some 80 MB of them.
        """
        self._rng = np.random.default_rng(seed)
        self._watched = watched
        self._server = server
        self._page: Page = watched.page
        self.moves: list[str] = []
        self._page.add_init_script(_CLOCK)
        self._page.on("worker", self._prepare)
        self._studio = Studio(self._page)
        self._pictures = [self._picture(folder / f"{n}.png") for n in range(PICTURES)]
        self.paintings = 0
        self._record = 0

    def fill_record(self) -> None:
        """Fill the record of the page's traffic, in a browser with `GARBAGE`."""
        before = kept_memory(self._page)
        fill_record(self._page)
        self._record = kept_memory(self._page) - before

    def kept_memory(self) -> tuple[int, int]:
        """Bytes that the page and its workers cannot do without, less the record of traffic.

        Apart from them, the bytes of the heaps of WebAssembly: they never shrink, so that they are
        as large as the largest painting of their painter needed, and start anew with it.
        """
        heaps = sum(self._in_workers(_HEAP_BYTES))
        return kept_memory(self._page) - self._record - heaps, heaps

    def open(self, backend: str) -> None:
        self._studio.open(f"{self._server.origin}/?backend={backend}")
        self._studio.choose_quality("Swift")
        if backend == "wasm":
            # A heap of WebAssembly becomes as large as the largest painting needs, and stays so.
            self._studio.set_size(None)
            self._studio.paint()
        self._studio.set_size(160)
        self._studio.paint()

    def round(self) -> None:
        """Some moves while something fails; afterwards all is well."""
        with ExitStack() as failing:
            fault = self._pick(list(self._faults()))
            self.moves.append(f"[{fault}]")
            self._faults()[fault](failing)
            for _ in range(ROUND):
                self._move()
                self._page.wait_for_timeout(float(self._rng.integers(0, 120)))
        self._in_workers("() => { globalThis.noMemory = false; }")

    def expect_painting(self) -> None:
        """See that the studio still paints, as a visitor who wants it to would make it."""
        page, studio = self._page, self._studio
        for _ in range(4):
            page.keyboard.press("Escape")
        # Browsers leave the full screen themselves when a visitor presses Escape.
        page.evaluate("document.fullscreenElement && document.exitFullscreen()")
        page.wait_for_function(_CALM, timeout=120_000)
        # A move may have switched off the keys that are letters, P among them.
        page.evaluate(_LETTERS_ON)
        studio.choose_quality("Swift")
        photo = studio.samples["photos"][int(self._rng.integers(4))]["id"]
        studio.open_tool("stylize")
        # The picture that a visitor sees: its small button may lie below the panel's head.
        studio.choice("photo", photo).locator("..").click(timeout=60_000)
        # After the photo: the largest size of a small one stands for the photo's own, of any.
        studio.set_size(int(self._rng.integers(100, 300)))
        before = studio.paints
        page.evaluate("document.querySelector('#error').textContent = ''")
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement?.blur()")
        page.keyboard.press("p")
        studio._wait_for_end(before, _PATIENCE)
        self.paintings += 1

    def _faults(self) -> dict[str, Callable[[ExitStack], Any]]:
        server = self._server
        return {
            "all is well": lambda _: None,
            "chunk missing": lambda stack: stack.enter_context(
                server.broken("assets/chunk-*.js", "missing")
            ),
            "network missing": lambda stack: stack.enter_context(
                server.broken("networks/*/*/*.bin", "missing")
            ),
            "network cut": lambda stack: stack.enter_context(
                server.broken("networks/*/*/*.bin", "truncated")
            ),
            "connection cut": lambda stack: stack.enter_context(server.cut()),
            "context lost": lambda _: self._in_workers(_LOSE),
            "no memory": lambda _: self._in_workers("() => { globalThis.noMemory = true; }"),
            "clock ahead": lambda _: self._page.evaluate("jumpClock(86_400_000)"),
            "clock back": lambda _: self._page.evaluate("jumpClock(-43_200_000)"),
        }

    def _move(self) -> None:
        chance = self._rng.random()
        if chance < 0.08:
            kind = "photo" if chance < 0.05 else "style"
            number = int(self._rng.integers(PICTURES))
            self.moves.append(f"{kind} {number}")
            file = self._page.locator(f'input[data-file="{kind}"]')
            file.set_input_files(self._pictures[number])
        elif chance < 0.2:
            key = self._pick(_KEYS)
            self.moves.append(key)
            self._page.keyboard.press(key)
        else:
            self.moves.append(self._page.evaluate(_MOVE, list(self._rng.random(2))))

    def _picture(self, file: Path) -> Path:
        width, height = self._rng.integers(16, 400, 2)
        noise = self._rng.integers(0, 256, (height, width, 3), np.uint8)
        Image.fromarray(noise).save(file)
        return file

    def _pick(self, choices: Any) -> Any:
        return choices[int(self._rng.integers(len(choices)))]

    def _prepare(self, worker: Worker) -> None:
        in_workers([worker], _IN_WORKER)

    def _in_workers(self, script: str) -> list[Any]:
        return in_workers(self._page.workers, script)


def run_monkey(count: int, seed: int) -> list[str]:
    """Make so many moves, by turns on each backend; what went wrong that nobody said."""
    faults: list[str] = []
    with built_site() as site, chromium(*CAMERA, *GARBAGE) as browser:
        server = SiteServer(site)
        for turn, backend in enumerate(_BACKENDS):
            with visit(server, browser) as watched, TemporaryDirectory() as folder:
                monkey = Monkey(watched, server, seed + turn, Path(folder))
                faults += [
                    f"{backend}, after {monkey.moves[-3 * ROUND :]}: {fault}"
                    for fault in _played(monkey, watched, backend, count // len(_BACKENDS))
                ]
        server.close()
    return faults


def _played(monkey: Monkey, watched: Watched, backend: str, count: int) -> list[str]:
    began, sizes, heaps = time.monotonic(), [], 0
    monkey.open(backend)
    monkey.fill_record()
    try:
        for _ in range(max(count // ROUND, 1)):
            monkey.round()
            monkey.expect_painting()
            size, heaps = monkey.kept_memory()
            sizes.append(size)
            print(f" {sizes[-1] // MEGABYTE}", end="", flush=True)
            if watched.faults:
                break
    except (Error, AssertionError) as error:
        watched.faults.append(f"stuck: {error}")
    took = time.monotonic() - began
    print(
        f" MB\n  {backend}: {len(monkey.moves)} moves, {monkey.paintings} paintings, {took:.0f} s"
    )
    if len(sizes) >= _LEAST_LOOKS and not watched.faults:
        quarter = len(sizes) // 4
        before, after = np.median(sizes[quarter : 2 * quarter]), np.median(sizes[-quarter:])
        if after - before > GROWTH * (before + heaps):
            grown = f"{before / MEGABYTE:.0f} to {after / MEGABYTE:.0f} MB"
            watched.faults.append(f"memory grew from {grown}")
    return watched.faults
