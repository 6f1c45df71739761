"""Measure a built site in headless Chromium: python -m tests.bench [SITE]

Each backend paints the same sample photo at each size in a fresh page. Then every network of the
site runs alone, without the page and the worker around it: a transformer "live", measuring the
statistics of the picture itself, and "folded", with frozen ones. With --magenta DIR the transformer
of Magenta's mobile pair, loaded as anybody would with tf.loadGraphModel, takes its turn with them,
and all are compared with it.

The numbers say how this machine, under its present load, ran this build; WebGL is drawn in software
where there is no graphics card, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.engine import engine_table, measure_engine, peer_folder
from tests.chromium import find_chromium
from tests.web.browser import launch
from tests.web.server import EMPTY_PAGE, SiteServer

BACKENDS = ("wasm", "webgl")
SIZES = (256, 512)

_RUN = """
async ({ backend, size, runs, photo, vector }) => {
  const timed = async (call) => {
    const begun = performance.now();
    const value = await call();
    return [value, performance.now() - begun];
  };
  const { Stylizer } = await import("/stylizer.js");
  const [stylizer, load] = await timed(() => Stylizer.load({ backend }));
  const content = await (await fetch(photo)).blob();
  const paint = () => stylizer.paint(content, vector, { size });
  const [image, first] = await timed(paint);
  const warm = [];
  for (let run = 0; run < runs; run++) warm.push((await timed(paint))[1]);
  stylizer.dispose();
  const context = document.createElement("canvas").getContext("webgl2");
  const info = context?.getExtension("WEBGL_debug_renderer_info");
  return {
    backend: stylizer.backend,
    width: image.width,
    height: image.height,
    load,
    first,
    warm,
    graphics: info ? context.getParameter(info.UNMASKED_RENDERER_WEBGL) : "none",
    isolated: crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
  };
}
"""


def main() -> None:
    """Measure, print a table, and write JSON beside it if asked."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("site", type=Path, nargs="?", default=Path("site"), help="a built site")
    parser.add_argument("--runs", type=int, default=5, help="warm paints of each kind")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument(
        "--magenta",
        type=Path,
        metavar="DIR",
        help="the peer: a folder with a converted transformer, or with the published files",
    )
    parser.add_argument(
        "--backend", action="append", choices=BACKENDS, help="measure this one only (repeatable)"
    )
    parser.add_argument("--size", action="append", type=int, help="in pixels (repeatable)")
    arguments = parser.parse_args()
    if not (arguments.site / "index.html").is_file():
        parser.error(f"{arguments.site} is no built site: run make site first, or name another.")
    peer = peer_folder(arguments.magenta) if arguments.magenta else None
    report = measure(
        arguments.site,
        peer,
        backends=arguments.backend or BACKENDS,
        sizes=arguments.size or SIZES,
        runs=arguments.runs,
    )
    print(table(report))
    print()
    print(engine_table(report["engine"], peer is not None))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def measure(
    site: Path, peer: Path | None, backends: Sequence[str], sizes: Sequence[int], runs: int
) -> dict[str, Any]:
    """Paint on each backend at each size; times are in milliseconds."""
    server = SiteServer(site)
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright.chromium, find_chromium())
            inputs = _inputs(browser, server)
            results = [
                _paint(browser, server, {**inputs, "backend": backend, "size": size, "runs": runs})
                for backend in backends
                for size in sizes
            ]
            engine = measure_engine(browser, site, peer, backends, sizes, runs)
            version = browser.version
            browser.close()
    finally:
        server.close()
    machine = {
        "browser": f"Chromium {version}",
        "processor": _processor(),
        "cores": results[0]["cores"],
        "graphics": results[0]["graphics"],
        "system": platform.platform(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }
    network_set = json.loads((site / "networks" / "index.json").read_text())["default"]
    description = json.loads((site / "networks" / network_set / "set.json").read_text())
    return {
        "networks": {
            "set": network_set,
            "transformers": {
                name: {"hash": files["hash"], "bytes": files["bytes"]}
                for name, files in description["transformers"].items()
            },
        },
        "machine": machine,
        "results": results,
        "engine": engine,
    }


def _inputs(browser: Browser, server: SiteServer) -> dict[str, Any]:
    """The first sample photo, and the first sample style's vector."""
    page = browser.new_page()
    page.goto(server.origin)
    data = json.loads(page.locator("#site-data").text_content() or "{}")
    page.close()
    return {"photo": f"/{data['photos'][0]['image']}", "vector": data["styles"][0]["vector"]}


def _paint(browser: Browser, server: SiteServer, given: dict[str, Any]) -> dict[str, Any]:
    # A context of its own has an empty cache: loading includes every download, from this machine.
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.origin + EMPTY_PAGE)
    result: dict[str, Any] = page.evaluate(_RUN, given)
    context.close()
    return result


def table(report: dict[str, Any]) -> str:
    """The figures as plain text."""
    machine = report["machine"]
    load = "" if machine["load"] is None else f", load {machine['load']}"
    lines = [
        f"{machine['browser']} on {machine['processor']}, {machine['cores']} cores{load}",
        f"Graphics: {machine['graphics']}",
        f"Networks: {report['networks']['set']}",
        "",
        "backend     picture   load ms  first ms   warm ms        range",
    ]
    for result in report["results"]:
        warm = result["warm"]
        picture = f"{result['width']} x {result['height']}"
        spread = f"{min(warm):.0f} - {max(warm):.0f}"
        lines.append(
            f"{result['backend']:8} {picture:>10} {result['load']:9.0f} {result['first']:9.0f} "
            f"{statistics.median(warm):9.0f} {spread:>12}"
        )
    return "\n".join(lines)


def _processor() -> str:
    """The processor's name where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
