"""Chromium for the bench: how it is started, and how much memory its processes take."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chromium import find_chromium
from tests.web.browser import NO_GRAPHICS_CARD, QUIET, SOFTWARE_WEBGL, SOFTWARE_WEBGPU

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

_GRAPHICS_CARD = (
    "--enable-gpu",
    "--ignore-gpu-blocklist",
    "--use-angle=vulkan",
    "--enable-unsafe-webgpu",
    "--enable-features=Vulkan,WebGPU",
)

_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@contextlib.contextmanager
def started(
    playwright: Playwright,
    backend: str = "wasm",
    *,
    card: bool = False,
    camera: bool = False,
    limit: float = 600,
) -> Iterator[Browser]:
    """A headless Chromium of its own for one measurement.

    Args:
        playwright: what drives it.
        backend: WebGPU needs flags that might slow the others down.
        card: use the machine's graphics card; else WebGL and WebGPU are drawn in software.
        camera: give it one, which shows moving test pictures.
        limit: seconds after which it is ended, so that a page that hangs fails instead.
    """
    webgpu = SOFTWARE_WEBGPU if backend == "webgpu" else ()
    software = (*SOFTWARE_WEBGL, *NO_GRAPHICS_CARD, *webgpu)
    browser = playwright.chromium.launch(
        executable_path=find_chromium(),
        args=[*QUIET, *(_GRAPHICS_CARD if card else software), *(_CAMERA if camera else ())],
        headless=True,
    )
    # Playwright waits for a page's script for ever.
    watchdog = threading.Timer(limit, _end, [_processes(browser)["browser"]])
    watchdog.daemon = True
    watchdog.start()
    try:
        yield browser
    finally:
        watchdog.cancel()
        browser.close()


def _end(pids: Sequence[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def peak_memory(browser: Browser) -> dict[str, int] | None:
    """The most bytes that the largest renderer and the GPU process ever had resident.

    Shared libraries count in full, so that an empty page has some 100 MB already. None where the
    system does not tell (it does on Linux).
    """
    peaks = {
        kind: max((_status(pid, "VmHWM") or 0 for pid in pids), default=0)
        for kind, pids in _processes(browser).items()
    }
    return {"renderer": peaks["renderer"], "gpu": peaks["GPU"]} if peaks["renderer"] else None


def renderer_memory(browser: Browser) -> int | None:
    """Bytes that the largest renderer has resident now."""
    sizes = [_status(pid, "VmRSS") or 0 for pid in _processes(browser)["renderer"]]
    return max(sizes, default=0) or None


def _processes(browser: Browser) -> dict[str, list[int]]:
    """Process ids by kind, e.g. "browser", "renderer", "GPU"."""
    session = browser.new_browser_cdp_session()
    try:
        found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    finally:
        session.detach()
    kinds: dict[str, list[int]] = {"browser": [], "renderer": [], "GPU": []}
    for process in found:
        kinds.setdefault(process["type"], []).append(process["id"])
    return kinds


def _status(pid: int, field: str) -> int | None:
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(rf"^{field}:\s+(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None
