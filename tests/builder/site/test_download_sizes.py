from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from builder.bundle.entries import BundledFile, Entries
from builder.site.download_sizes import DownloadSizes, download_sizes

BYTES = {
    "assets/page.js": 100,
    "assets/worker.js": 200,
    "assets/painting.js": 400,
    "assets/graphs.js": 800,
    "assets/service-worker.js": 1600,
    "networks/index.json": 3200,
    "networks/one/set.json": 6400,
    "networks/one/style/model.json": 12800,
    "networks/one/swift/model.json": 25600,
    "photo.avif": 51200,
}
"""Of files that do not get smaller when they are compressed."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, size in BYTES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(random.Random(0).randbytes(size))
    return tmp_path


def sizes(site: Path, style: dict[str, Any], swift: dict[str, Any]) -> DownloadSizes:
    needs = ("page", "worker", "painting", "graphs")
    files = [BundledFile(f"assets/{need}.js", "chunk", 0, "", need) for need in needs]
    files.append(BundledFile("assets/service-worker.js", "service-worker", 0, "", "other"))
    network_set = {"name": "one", "style": style, "transformers": {"swift": swift}}
    return download_sizes(site, Entries(tuple(files)), ["photo.avif"], network_set)


def test_what_runs_graphs_is_counted_where_a_network_needs_it(site: Path) -> None:
    program: dict[str, Any] = {"program": {}}
    assert sizes(site, program, program) == DownloadSizes(
        page=100 + 51200,
        painter=200 + 400,
        transformers=25600 + 3200 + 6400,
        style=12800,
        tools=1600,
    )
    assert sizes(site, {}, program).style == 12800 + 800
    without = sizes(site, {}, {})
    assert (without.painter, without.style) == (200 + 400 + 800, 12800)
