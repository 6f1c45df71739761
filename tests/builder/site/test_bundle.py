from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from builder.errors import BundleError
from builder.site import bundle as module
from builder.site.bundle import bundle
from builder.site.node import run_script


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of a site's own that changes one style sheet, adds to another, and has a file."""
    folder = tmp_path / "own"
    (folder / "styles").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "static" / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "styles" / "help.css").write_text(".own-help { top: 1px }", encoding="utf-8")
    text = '@import "atelier/base.css"; .own-base { top: 2px }'
    (folder / "styles" / "base.css").write_text(text, encoding="utf-8")
    return folder


def test_style_sheets_of_the_sites_own_stand_in_for_others(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    entry = bundle(site, own, declarations=False)
    style = (site / entry.style).read_text(encoding="utf-8")
    assert ".own-help" in style
    assert ".own-base" in style
    assert "--paper:" in style, "the original that the own one imports"
    assert ".help " not in style.replace(".own-help", "")
    assert (site / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert not (site / "stylizer.d.ts").exists()
    for package in entry.packages:
        assert re.match("https?://", package["homepage"]), package
    for url in (entry.script, *entry.preload, *entry.worker, *entry.shell):
        assert (site / url).is_file()

    def refuse(*arguments: object, **options: object) -> str:
        raise AssertionError("nothing changed, so nothing is bundled")

    monkeypatch.setattr(module, "run_script", refuse)
    assert bundle(tmp_path / "again", own, declarations=False) == entry
    (own / "styles" / "help.css").write_text(".changed { top: 1px }", encoding="utf-8")
    with pytest.raises(AssertionError, match="nothing is bundled"):
        bundle(tmp_path / "third", own, declarations=False)


def test_scripts_are_not_bundled_again_for_a_style_sheet(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bundle(tmp_path / "site", own, declarations=False)
    ran = []

    def note(arguments: list[str], source: Path, of: str) -> str:
        ran.append(arguments[0])
        return run_script(arguments, source, of)

    monkeypatch.setattr(module, "run_script", note)
    (own / "styles" / "help.css").write_text(".own-help { top: 7px }", encoding="utf-8")
    after = bundle(tmp_path / "again", own, declarations=False)
    assert ran == ["styles.mjs"]
    assert after.style != before.style
    assert after.script == before.script
    assert after.shell == (after.style, *before.shell[1:])
    assert [file.name for file in (tmp_path / "again" / "assets").glob("*.css")] == [
        after.style.rpartition("/")[2]
    ]


def test_odd_style_sheets_are_warned_of_with_every_build(
    own: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (own / "styles" / "help.css").write_text("a {\n  colr red;\n}", encoding="utf-8")
    (own / "styles" / "halp.css").write_text("a { top: 0 }", encoding="utf-8")
    for number in ("1", "2"):
        caplog.clear()
        bundle(tmp_path / number, own, declarations=False)
        typo, unused = (record.getMessage() for record in caplog.records)
        assert typo.startswith(f"{own / 'styles' / 'help.css'}, line 2: ")
        assert unused.startswith(f"{own / 'styles' / 'halp.css'} is used by nothing")


def test_a_style_sheet_that_cannot_be_bundled_is_named(own: Path, tmp_path: Path) -> None:
    (own / "styles" / "help.css").write_text('@import "absent.css";', encoding="utf-8")
    with pytest.raises(BundleError, match=r"help\.css, line 1: .*absent\.css"):
        bundle(tmp_path / "site", own, declarations=False)


def test_pictures_of_own_style_sheets_come_along(own: Path, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), "red").save(own / "styles" / "paper.png")
    text = ".stage { background: url(paper.png) }"
    (own / "styles" / "help.css").write_text(text, encoding="utf-8")
    entry = bundle(tmp_path / "site", own, declarations=False)
    (picture,) = (tmp_path / "site" / "assets").glob("paper-*.png")
    style = (tmp_path / "site" / entry.style).read_text(encoding="utf-8")
    assert f"url(./{picture.name})" in style.replace('"', "")
