from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from builder.audit.audit import audit_site
from builder.errors import UsageProblem
from builder.site.output.inventory import write_inventory
from tests.soak.sites import damage_sites


@pytest.fixture
def site(built_site: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built_site, tmp_path / "site")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def first(site: Path, pattern: str) -> Path:
    return sorted(site.glob(pattern))[0]


def test_a_built_site_is_whole(built_site: Path) -> None:
    found = audit_site(built_site)
    assert found.problems == ()
    assert len(found.notes) == 1
    assert "--base-url" in found.notes[0]
    assert 300_000 < found.first_painting < 1_500_000


def test_a_folder_that_is_no_site_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageProblem, match="is no built site"):
        audit_site(tmp_path)
    (tmp_path / "file").touch()
    for name in ("absent", "file"):
        with pytest.raises(UsageProblem, match="is no folder"):
            audit_site(tmp_path / name)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageProblem, match="change its permissions"):
        audit_site(tmp_path)


def test_every_kind_of_damage_is_found(site: Path) -> None:
    first(site, "networks/*/swift/*.bin").write_bytes(b"damaged")
    first(site, "gallery/*thumbnail*.avif").write_bytes(b"damaged")
    first(site, "gallery/coffee-*.jpg").unlink()
    first(site, "gallery/woodcut-*.avif").unlink()
    first(site, "gallery/opening-painting-640-*.avif").unlink()
    (site / "icons" / "icon-192.png").unlink()
    (site / "de" / "index.html").unlink()
    edit(site / "index.html", "</head>", '<script src="https://cdn.example.org/a.js"></script>')
    edit(site / "404.html", "<title>", '<link rel="stylesheet" href="/absolute.css"><title>')
    style = first(site, "assets/studio-*.css")
    style.write_text("body{background:url(https://a.example.org/b.png)}", encoding="utf-8")
    problems = "\n".join(audit_site(site).problems)
    for wanted in (
        "swift is not what its set.json describes",
        "-thumbnail-",
        "is damaged: it is not what the build wrote; build the site again",
        "index.html names the picture gallery/coffee",
        "index.html refers to gallery/opening-painting-640",
        "index.html names the picture gallery/woodcut-",
        "manifest.webmanifest refers to icons/icon-192.png, which is missing",
        "index.html refers to de/",
        "index.html loads https://cdn.example.org/a.js from another site",
        "404.html refers to /absolute.css",
        ".css loads https://a.example.org/b.png from another site",
        "service-worker.js lists",
    ):
        assert wanted in problems


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("help.html", b'<html lang="en"><title>Help</title>', "help.html is cut off"),
        ("help.html", b"\xff\xfe\x00\x80" * 99, "help.html is damaged"),
        ("help.html", b"", "help.html is empty"),
        ("index.html", b'<a href="http://[x">', "http://[x, which is no address"),
        ("manifest.webmanifest", b"{", "manifest.webmanifest is damaged"),
        ("manifest.webmanifest", b"[]", "manifest.webmanifest is damaged"),
        ("manifest.webmanifest", b'{"icons": [{"src": 5, "sizes": 5}]}', "is damaged"),
        ("icons/icon-192.png", b"none", "the size 192x192, but it is no picture"),
        ("index.html", b'<script type="application/json" id="strings">{', "texts cannot be read"),
        ("index.html", b'<script type="application/json" id="strings">[[]]', "texts cannot be"),
        ("index.html", b'<script type="application/json" id="site-data">[]', "list of pictures"),
        ("help.html", b"<![x y z]>", "help.html is cut off"),
        ("help.html", b'<a href="%s">' % (b"x" * 5000), "xxx, which is missing"),
        ("networks/index.json", b'{"default": 5, "sets": [{"name": 5}]}', "index.json is damaged"),
        ("networks/index.json", b'{"default": "\\u0000", "sets": []}', "index.json is damaged"),
        ("networks/index.json", b"[", "networks/index.json is damaged"),
        ("networks/index.json", b'{"default": "compact", "sets": []}', "index.json is damaged"),
        ("networks/index.json", b'{"sets": [{"name": "compact", "bytes": 5}]}', "is damaged"),
        ("networks/index.json", b"[" * 9999, "networks/index.json is damaged"),
        ("networks/compact/set.json", b'{"style": 5}', "set.json is missing or damaged"),
        ("service-worker.js", b"\xff\x00", "service-worker.js is damaged"),
        ("service-worker.js", b'self.siteFiles={"shell": 5};\n', "service-worker.js is damaged"),
        ("assets/entries.json", b"5", "assets/entries.json is missing or damaged"),
        ("assets/entries.json", b'[{"address": "a"}]', "assets/entries.json is missing"),
        ("assets/inventory.json", b'{"files": 5}', "assets/inventory.json, the list of what"),
        ("assets/inventory.json", b'{"files": {}, "own": [], "replaced": []}', "the list of what"),
        ("stylizer.js", b"MINE", "stylizer.js is damaged"),
    ],
)
def test_damage_is_said_and_nothing_breaks(
    site: Path, name: str, content: bytes, says: str
) -> None:
    (site / name).write_bytes(content)
    problems = "\n".join(audit_site(site).problems)
    assert says in problems
    assert "has no attribute" not in problems
    assert "for social networks" not in problems


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("assets/inventory.json", "assets/inventory.json, the list of what"),
        ("assets/entries.json", "assets/entries.json is missing"),
        ("networks/index.json", "networks/index.json is missing"),
        ("networks/compact/set.json", "networks/compact/set.json is missing"),
        ("index.html", "index.html is missing"),
    ],
)
def test_a_pipe_in_a_files_place_is_not_waited_for(site: Path, name: str, says: str) -> None:
    (site / name).unlink()
    os.mkfifo(site / name)
    assert says in "\n".join(audit_site(site).problems)


def test_a_folder_that_a_link_leads_to_is_there(site: Path, tmp_path: Path) -> None:
    (site / "networks").rename(tmp_path / "elsewhere")
    (site / "networks").symlink_to(tmp_path / "elsewhere")
    assert audit_site(site).problems == ()


def test_a_site_without_its_list_is_built_again_with_force(site: Path) -> None:
    (site / "assets" / "inventory.json").unlink()
    (site / "robots.txt").unlink()
    problems = audit_site(site).problems
    assert [problem for problem in problems if "--force" in problem] == [
        "assets/inventory.json, the list of what the build wrote, is missing or damaged; build the "
        "site again with --force."
    ]


def test_odd_pages_of_others_are_no_bug(site: Path) -> None:
    (site / "word.html").write_text(f'<a href="{"x" * 5000}"><![x y z]>', encoding="utf-8")
    (site / os.fsdecode(b"a\xff.html")).touch()
    found = audit_site(site)
    assert found.problems == ()
    assert "word.html" in "\n".join(found.notes)


def test_what_is_missing_or_cannot_be_read_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(site / "networks")
    (site / "index.html").unlink()
    script = first(site, "assets/*.js")
    read = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path == script:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    problems = audit_site(site).problems
    assert "index.html is missing; build the site again." in problems
    assert "networks/index.json is missing; build the site again." in problems
    unreadable = f"assets/{script.name} cannot be read (Permission denied); build the site again."
    assert unreadable in problems


def test_files_of_the_sites_own_are_told_of_and_not_judged(site: Path) -> None:
    (site / "google1234.html").write_text("google-site-verification: google1234.html")
    (site / "alt.html").write_bytes('<a href="caf\u00e9.html">'.encode("latin-1"))
    (site / "IMG-2023123456.png").write_bytes(b"")
    (site / "app").mkdir()
    (site / "app" / "manifest.webmanifest").write_text("{}")
    (site / "README.md").write_text("mine")
    (site / ".git").mkdir()
    (site / ".git" / "index.html").write_text("not looked at")
    (site / ".atelier-abc").mkdir()
    found = audit_site(site)
    assert found.problems == ()
    notes = "\n".join(found.notes)
    assert "4 file(s) are not the builder's" in notes
    assert "alt.html, a page of your own, refers to caf" in notes
    assert ".atelier-abc was left by a build that was stopped" in notes
    assert ".git" not in notes


def test_static_files_in_place_of_the_builders_are_named(site: Path) -> None:
    (site / "stylizer.js").write_text("MINE")
    (site / "service-worker.js").write_text("MINE")
    (site / "index.html").write_text("MINE")
    own = ["index.html", "service-worker.js", "stylizer.js"]
    write_inventory(site, own, own)
    found = audit_site(site)
    assert "stylizer.js is a static file of your own in place of the builder's." in found.notes


def test_it_says_what_the_help_page_says(built_site: Path) -> None:
    said = (built_site / "help.html").read_text(encoding="utf-8")
    found = audit_site(built_site).first_painting
    assert f"downloads about {found / 1e6:.1f} MB, compressed" in said.replace("\u00a0", " ")


def test_damaged_sites_are_read_to_the_end(built_site: Path) -> None:
    assert not damage_sites(built_site, 6, seed=1)


def test_texts_that_a_language_lacks_are_named(site: Path) -> None:
    page = site / "de" / "index.html"
    text = page.read_text(encoding="utf-8")
    start = text.index(">", text.index('id="strings"')) + 1
    end = text.index("</script>", start)
    strings = json.loads(text[start:end])
    del strings["studio.paint"]
    page.write_text(text[:start] + json.dumps(strings) + text[end:], encoding="utf-8")
    assert 'de/index.html lacks the text "studio.paint".' in audit_site(site).problems


def test_a_budget_can_be_too_small(built_site: Path) -> None:
    (problem,) = audit_site(built_site, budget=0.1).problems
    assert "more than the budget of 0.1 MB; " in problem
    assert problem.endswith(", or allow more with --budget.")
