from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from builder.bundle.entries import BundledFile, Entries
from builder.site.download_sizes import DownloadSizes

BYTES = {
    "assets/page.js": 100,
    "assets/worker.js": 200,
    "assets/painting.js": 400,
    "assets/graphs.js": 800,
    "assets/service-worker.js": 1600,
    "networks/index.json": 3200,
    "networks/one/style/model.json": 12800,
    "networks/one/swift/model.json": 25600,
    "photo.avif": 51200,
    "opening.avif": 102400,
    "wide.jpg": 1,
    "caf\u00e9.css": 204800,
    "later.avif": 409600,
}
"""Of files that do not get smaller when they are compressed."""

PROGRAM: dict[str, Any] = {"program": {}}

PAGE = """<!doctype html><html lang="en">
<link rel="stylesheet" href="caf%C3%A9.css"><link rel="modulepreload" href="assets/worker.js">
<link rel="stylesheet" href="https://example.org/assets/graphs.js"><script src="gone.js"></script>
<picture><source srcset="opening.avif"><img src="wide.jpg"></picture>
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, size in BYTES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(random.Random(name).randbytes(size))
    write_page(tmp_path, PAGE)
    return tmp_path


def write_page(site: Path, text: str) -> None:
    (site / "index.html").write_text(text, encoding="utf-8")


def sizes(site: Path, style: dict[str, Any], swift: dict[str, Any]) -> DownloadSizes:
    needs = ("page", "worker", "painting", "graphs")
    files = [BundledFile(f"assets/{need}.js", "chunk", 0, "", need) for need in needs]
    files.append(BundledFile("assets/service-worker.js", "service-worker", 0, "", "other"))
    network_set = {"name": "one", "style": style, "transformers": {"swift": swift}}
    (site / "networks" / "one" / "set.json").write_text(json.dumps(network_set), encoding="utf-8")
    return DownloadSizes(site, Entries(tuple(files)), "one")


def test_what_runs_graphs_is_counted_where_a_network_needs_it(site: Path) -> None:
    found = sizes(site, PROGRAM, PROGRAM)
    described = (site / "networks" / "one" / "set.json").stat().st_size
    assert (found.painter, found.style, found.tools) == (200 + 400, 12800, 1600)
    assert 25600 + 3200 < found.transformers <= 25600 + 3200 + described
    assert found.first_painting == found.page + found.painter + found.transformers
    assert sizes(site, {}, PROGRAM).style == 12800 + 800
    without = sizes(site, {}, {})
    assert (without.painter, without.style) == (200 + 400 + 800, 12800)


def test_the_page_is_counted_with_what_it_loads_from_its_own_site(site: Path) -> None:
    own = (site / "index.html").stat().st_size
    found = sizes(site, PROGRAM, PROGRAM).page
    assert 100 + 102400 + 204800 < found <= 100 + 102400 + 204800 + own


def test_the_photo_that_is_painted_and_small_pictures_in_sight_are_counted(site: Path) -> None:
    def page_with(small: str, count: int, photos: list[dict[str, Any]]) -> int:
        lazy = f'<picture><source srcset="{small}"><img src="wide.jpg" loading="lazy"></picture>'
        data = json.dumps({"photos": photos})
        data = f'<script type="application/json" id="site-data">{data}</script>'
        write_page(site, PAGE + data + (count - 1) * lazy.replace(small, "gone.avif") + lazy)
        return sizes(site, PROGRAM, PROGRAM).page

    nothing = page_with("later.avif", 200, [])
    assert page_with("later.avif", 1, []) == pytest.approx(nothing + 409600, abs=2000)
    photos = [{"modern": {"image": name}} for name in ("photo.avif", "later.avif")]
    assert page_with("gone.avif", 1, photos) == pytest.approx(nothing + 51200, abs=2000)
