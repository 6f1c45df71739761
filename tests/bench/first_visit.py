"""The first visit: from navigation to the first painted picture in a sample style."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.bench.networks import NAKANO
from tests.bench.race import median
from tests.bench.server import Connection
from tests.bench.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.bench.server import BenchServer

MOBILE = Connection(rate=10e6 / 8, latency=0.05)
"""10 Mbit/s and 50 ms, a phone network of these years."""

CONNECTIONS: Mapping[str, Connection | None] = {"this machine": None, "10 Mbit/s": MOBILE}

_PATIENCE = 60
"""Seconds."""

# The visitor of the studio presses Paint as soon as the page lets them, unless it has painted.
_WATCH_STUDIO = """
const seen = new MutationObserver(() => {
  const { paints, previews } = document.querySelector("#studio")?.dataset ?? {};
  if (Number(paints ?? 0) + Number(previews ?? 0) === 0) return;
  document.documentElement.dataset.painted = String(performance.now());
  seen.disconnect();
});
seen.observe(document, { subtree: true, attributeFilter: ["data-paints", "data-previews"] });
const look = () => {
  const root = document.documentElement;
  const paint = document.querySelector("#paint");
  if (!root || !paint || paint.disabled) {
    setTimeout(look, 4);
    return;
  }
  root.dataset.pressed = String(performance.now());
  paint.click();
};
look();
"""
_DRAW = "() => document.createElement('canvas').getContext('webgl2').finish()"
_PAINTED = "() => Number(document.documentElement.dataset.painted)"
_ORIGIN = "() => performance.timeOrigin"


def first_visits(bench: Workbench, runs: int) -> list[dict[str, Any]]:
    """Visit the site's page, and the 2018 demo's in little, in turn over each connection.

    Returns:
        For each connection: "connection" and, for "site" and "demo" (where its network is at hand),
        "times" in milliseconds and "bytes", compressed, as medians.
    """
    return [
        {"connection": name, **_visited(bench, connection, runs)}
        for name, connection in CONNECTIONS.items()
    ]


def _visited(bench: Workbench, connection: Connection | None, runs: int) -> dict[str, Any]:
    server = bench.server(connection=connection)
    pages = {"site": ("/site/", _WATCH_STUDIO)}
    if NAKANO in bench.networks.peers:
        pages["demo"] = (demo_address(bench), "")
    found: dict[str, list[tuple[float, int]]] = {name: [] for name in pages}
    for _ in range(runs):
        for name, (address, watch) in pages.items():
            found[name].append(_visit(bench, server, address, watch))
    return {
        name: {"times": [time for time, _ in each], "bytes": median([size for _, size in each])}
        for name, each in found.items()
    }


def _visit(bench: Workbench, server: BenchServer, address: str, watch: str) -> tuple[float, int]:
    """Milliseconds until the first painted picture, and the bytes that were sent until then."""
    with bench.browser("webgl") as browser:
        # Nobody visits with a browser that is still starting to draw.
        bench.page(browser, server).evaluate(_DRAW)
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        if watch:
            page.add_init_script(watch)
        server.forget()
        page.goto(server.origin + address, wait_until="commit")
        page.wait_for_function(_PAINTED, timeout=_PATIENCE * 1000)
        painted = float(page.evaluate(_PAINTED))
        until = page.evaluate(_ORIGIN) / 1000 + painted / 1000
        return painted, sum(sent.bytes for sent in server.sent if sent.at <= until)


def demo_address(bench: Workbench) -> str:
    """The address of the 2018 demo in little."""
    network = bench.networks.peers[NAKANO]
    vector = bench.text_file("vector.json", json.dumps(bench.vector))
    page = "<!doctype html><title>2018</title><canvas></canvas>"
    module = '<script type="module" src="/lanes/demo.js"></script>'
    given = {"network": network.graph, "photo": bench.picture((256, 256)), "vector": vector}
    return f"{bench.text_file('demo.html', page + module)}?{urlencode(given)}"
