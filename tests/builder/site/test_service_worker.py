from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from builder.bundle.entries import BundledFile, Entries
from builder.site.service_worker import SCRIPT, audit, write_service_worker

if TYPE_CHECKING:
    from pathlib import Path

CODE = '"use strict";(()=>{})();\n'

FILES = {
    "index.html": "<!doctype html>",
    "de/index.html": "<!doctype html><html lang=de>",
    "404.html": "<!doctype html>",
    "README.md": "Host it.",
    "icon.svg": "<svg/>",
    "assets/studio-ABCDEFGH.js": "1",
    "assets/backend-webgl-IJKLMNOP.js": "2",
    "assets/runtime-threads-QRSTUVWX.wasm": "3",
    "gallery/cat-0123456789.jpg": "4",
    "networks/index.json": '{"default": "small", "sets": []}',
    "networks/small/set.json": "{}",
    "networks/small/swift/model.json": "{}",
    "networks/large/set.json": "{ }",
    SCRIPT: CODE,
}


ENTRIES = Entries(
    (
        BundledFile("assets/studio-ABCDEFGH.js", "studio", 1, "", "page"),
        BundledFile("assets/backend-webgl-IJKLMNOP.js", "chunk", 1, "", "other"),
        BundledFile("assets/runtime-threads-QRSTUVWX.wasm", "binary", 1, "", "threads"),
    )
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def write(site: Path) -> dict[str, Any]:
    """Write the list of files, and read it as a browser would."""
    (site / SCRIPT).write_text(CODE)
    write_service_worker(site, ["index.html", "de/index.html"], ENTRIES)
    first, rest = (site / SCRIPT).read_text(encoding="utf-8").split("\n", 1)
    assert rest == CODE
    return json.loads(first.removeprefix("self.siteFiles=").removesuffix(";"))


def test_every_visit_stores_the_shell_alone(site: Path) -> None:
    files = write(site)
    assert [entry["url"] for entry in files["shell"]] == [
        "assets/studio-ABCDEFGH.js",
        "de/index.html",
        "icon.svg",
        "index.html",
        "networks/index.json",
        "networks/small/set.json",
    ]
    assert list(files["used"]) == [
        "assets/backend-webgl-IJKLMNOP.js",
        "assets/runtime-threads-QRSTUVWX.wasm",
        "gallery/cat-0123456789.jpg",
        "networks/large/set.json",
        "networks/small/swift/model.json",
    ]
    assert files["threads"] == ["assets/runtime-threads-QRSTUVWX.wasm"]


def test_revisions_change_with_the_content(site: Path) -> None:
    before = write(site)
    (site / "index.html").write_text("<!doctype html><p>New")
    (site / "networks/small/swift/model.json").write_text("[]")
    after = write(site)
    changed = [
        one["url"]
        for one, other in zip(before["shell"], after["shell"], strict=True)
        if one != other
    ]
    assert changed == ["index.html"]
    assert {
        name for name, revision in after["used"].items() if revision != before["used"][name]
    } == {"networks/small/swift/model.json"}
    by_url = {entry["url"]: entry for entry in after["shell"]}
    assert by_url["assets/studio-ABCDEFGH.js"]["revision"] is None, "its name tells its version"


def test_every_file_has_a_mark(site: Path) -> None:
    """Pages may be altered by the host, but each has its scripts, and its end."""
    page = '<!doctype html><script src="assets/studio-ABCDEFGH.js"></script></html>'
    (site / "index.html").write_text(page, encoding="utf-8")
    files = write(site)
    marks = {entry["url"]: entry["mark"] for entry in files["shell"]}
    assert marks["index.html"] == ["assets/studio-ABCDEFGH.js", "</html>"]
    digests = {name: mark for name, mark in marks.items() if not name.endswith(".html")}
    for name, digest in {**digests, **files["used"]}.items():
        assert hashlib.sha256((site / name).read_bytes()).hexdigest().startswith(digest)
        assert len(digest) == 16


def test_audit_names_what_is_wrong(site: Path) -> None:
    write(site)
    assert list(audit(site)) == []
    (site / "icon.svg").unlink()
    (site / "networks/large/set.json").write_text("changed")
    assert list(audit(site)) == [
        "service-worker.js lists icon.svg, which is missing.",
        "service-worker.js lists another networks/large/set.json than the one that is there.",
    ]


def test_audit_of_a_list_that_was_cut_off(site: Path) -> None:
    write(site)
    text = (site / SCRIPT).read_text(encoding="utf-8")
    (site / SCRIPT).write_text(text[:100])
    assert list(audit(site)) == [
        "service-worker.js has a damaged list of the site's files, "
        "so the site does not work offline."
    ]
    (site / SCRIPT).write_text(CODE)
    assert list(audit(site)) == [], "without a list it removes itself"


def test_built_site_is_whole(built_site: Path) -> None:
    assert list(audit(built_site)) == []
