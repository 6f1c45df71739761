from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from builder.audit.audit import audit_site
from builder.errors import UsageProblem


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


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="is no built site"):
        audit_site(tmp_path)


def test_every_kind_of_damage_is_found(site: Path) -> None:
    first(site, "networks/*/swift/*.bin").write_bytes(b"damaged")
    first(site, "gallery/*thumbnail*.avif").write_bytes(b"damaged")
    first(site, "gallery/chelsea-*.jpg").unlink()
    first(site, "gallery/woodcut-*.avif").unlink()
    (site / "icons" / "icon-192.png").unlink()
    (site / "de" / "index.html").unlink()
    edit(site / "index.html", "</head>", '<script src="https://cdn.example.org/a.js"></script>')
    edit(site / "404.html", "<title>", '<link rel="stylesheet" href="/absolute.css"><title>')
    style = first(site, "assets/studio-*.css")
    style.write_text("body{background:url(https://a.example.org/b.png)}", encoding="utf-8")
    problems = "\n".join(audit_site(site).problems)
    for wanted in (
        "swift is not what its set.json describes",
        "is damaged: its content is not what its name says",
        "index.html refers to gallery/chelsea",
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
        ("help.html", '<html lang="en"><title>Help</title>', "help.html is cut off"),
        ("manifest.webmanifest", "{", "manifest.webmanifest is damaged"),
        ("icons/icon-192.png", "none", "the size 192x192, but it is no picture"),
        ("index.html", '<script type="application/json" id="strings">{', "could be checked"),
    ],
)
def test_damage_is_said_and_nothing_breaks(site: Path, name: str, content: str, says: str) -> None:
    (site / name).write_text(content, encoding="utf-8")
    problems = "\n".join(audit_site(site).problems)
    assert says in problems


def test_a_damaged_index_of_networks_is_named(site: Path) -> None:
    (site / "networks" / "index.json").write_text("[", encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"index\.json is damaged"):
        audit_site(site)


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
    assert "more than the budget of 0.1 MB" in problem
