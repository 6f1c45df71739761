"""What ran the bench: the machine, the browser, and the versions of all that was measured."""

from __future__ import annotations

import json
import os
import platform
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.paths import web_template_folder
from tests.bench.bundles import PEERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_GRAPHICS = """() => {
  const context = document.createElement("canvas").getContext("webgl2");
  const info = context?.getExtension("WEBGL_debug_renderer_info");
  return info ? context.getParameter(info.UNMASKED_RENDERER_WEBGL) : "none";
}"""


def machine_of(browser: Browser) -> dict[str, Any]:
    """Processor, cores, memory, graphics, browser, load."""
    page = browser.new_page()
    graphics = page.evaluate(_GRAPHICS)
    page.close()
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "browser": f"Chromium {browser.version}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "graphics": graphics,
        "system": platform.system(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def versions() -> dict[str, str]:
    """Versions of the runtimes that take part, by package."""
    own = _locked(web_template_folder(), ["tfjs-core", "tfjs-backend-wasm", "tfjs-backend-webgl"])
    peers = _locked(PEERS, ["tfjs"]) | _locked(PEERS, ["onnxruntime-web"], scope="")
    return own | peers


def _locked(folder: Path, names: list[str], scope: str = "@tensorflow/") -> dict[str, str]:
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {scope + name: packages[f"node_modules/{scope}{name}"]["version"] for name in names}


def _processor() -> str:
    """The processor's name where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
