"""Times the engine's transformers alone, beside a peer: engine.ts in a page of its own."""

from __future__ import annotations

import contextlib
import json
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bundle import bundle_script
from tests.web.server import EMPTY_PAGE, SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_MEASURE = 'async (wish) => (await import("/bench/engine.js")).measure(wish)'

_PEER_TRANSFORMER = "transformer"


def measure_engine(
    browser: Browser,
    site: Path,
    peer: Path | None,
    backends: Sequence[str],
    sizes: Sequence[int],
    runs: int,
) -> list[dict[str, Any]]:
    """Time every transformer and style network of a built site, and the peer's transformer.

    Args:
        browser: what it runs in.
        site: a built site, all of whose network sets are measured.
        peer: a folder with the peer's model.json, or None.
        backends: "wasm", "webgl".
        sizes: sides in pixels of the squares to paint.
        runs: timed runs of each; one more goes before.

    Returns:
        One entry for each subject: "backend", "size", "network", "way", "times" in milliseconds,
        and "ratio", its median as a multiple of the peer's (None without a peer).
    """
    found = []
    with _served(site, peer) as server:
        wish = {**_inputs(browser, server), "runs": runs, "peer": peer and "/peer/model.json"}
        for backend in backends:
            for size in sizes:
                context = browser.new_context()
                page = context.new_page()
                page.goto(server.origin + EMPTY_PAGE)
                given = {**wish, "backend": backend, "size": size}
                subjects = page.evaluate(_MEASURE, given)
                found += _with_ratios(subjects, {"backend": backend, "size": size})
                context.close()
    return found


def _with_ratios(subjects: list[dict[str, Any]], described: dict[str, Any]) -> list[dict[str, Any]]:
    peers = [s for s in subjects if s["network"] == "the peer"]
    unit = statistics.median(peers[0]["times"]) if peers else None
    return [
        {**described, **s, "ratio": unit and round(statistics.median(s["times"]) / unit, 3)}
        for s in subjects
    ]


@contextlib.contextmanager
def _served(site: Path, peer: Path | None) -> Iterator[SiteServer]:
    """A server for a built site at /site, the bundled engine at /bench and the peer at /peer."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        (root / "site").symlink_to(site.resolve())
        if peer:
            (root / "peer").symlink_to(peer.resolve())
        bundle_script(Path(__file__).with_name("engine.ts"), root / "bench")
        server = SiteServer(root)
        try:
            yield server
        finally:
            server.close()


def _inputs(browser: Browser, server: SiteServer) -> dict[str, Any]:
    """The first sample photo, the first sample style's vector, and the network sets."""
    page = browser.new_page()
    page.goto(server.origin + "/site/index.html")
    data = json.loads(page.locator("#site-data").text_content() or "{}")
    page.close()
    return {
        "photo": f"/site/{data['photos'][0]['image']}",
        "vector": data["styles"][0]["vector"],
        "networks": "/site/networks/",
        "sets": [described["name"] for described in data["networks"]["sets"]],
    }


def peer_folder(folder: Path) -> Path:
    """The folder that holds the peer's model.json.

    Args:
        folder: that folder itself, one with it in `transformer/` (as a built site has), or one
            with published files that the builder can import.

    Raises:
        AtelierError: it is none of them.
    """
    for candidate in (folder, folder / _PEER_TRANSFORMER):
        if (candidate / "model.json").is_file():
            return candidate
    from builder.convert.network import convert_network
    from builder.networks.catalog import find_set

    return convert_network(find_set(str(folder)), _PEER_TRANSFORMER, "float16").folder


def engine_table(results: Sequence[dict[str, Any]], peer: bool) -> str:
    """The figures as plain text."""
    about = (
        "Networks alone, in turn; ratio: median against the peer's"
        if peer
        else "Networks alone; no peer to compare with: name its folder with --magenta DIR"
    )
    lines = [
        about,
        "",
        "backend  size  network                          way                      "
        "median ms         range  ratio",
    ]
    for result in results:
        times = result["times"]
        spread = f"{min(times):.0f} - {max(times):.0f}"
        ratio = "" if result["ratio"] is None else f"{result['ratio']:.2f}"
        lines.append(
            f"{result['backend']:7} {result['size']:5}  {result['network']:32} "
            f"{result['way']:24} {statistics.median(times):9.0f} {spread:>13} {ratio:>6}"
        )
    return "\n".join(lines)
