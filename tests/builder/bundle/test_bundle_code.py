from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from builder.bundle import bundle_code as module
from builder.bundle.bundle_code import Bundle, bundle
from builder.bundle.entries import Entries
from builder.bundle.node import run_script
from builder.bundle.tools import tools_folder
from builder.errors import BundleError, ConfigError
from builder.paths import web_template_folder

NEEDS = ("painting", "threads", "graphs", "other")

pytestmark = pytest.mark.slow


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of a site's own that changes one style sheet, adds to another, and has a file."""
    folder = tmp_path / "own"
    (folder / "styles").mkdir(parents=True)
    (folder / "styles" / "help.css").write_text(".own-help { top: 1px }", encoding="utf-8")
    text = '@import "atelier/base.css"; .own-base { top: 2px }'
    (folder / "styles" / "base.css").write_text(text, encoding="utf-8")
    return folder


def style_sheet(site: Path, bundled: Bundle) -> str:
    return (site / bundled.entries.of("style-sheet").address).read_text(encoding="utf-8")


def test_every_bundled_file_is_described(tmp_path: Path) -> None:
    entries = bundle(tmp_path, declarations=False).entries
    there = {file for file in (tmp_path / "assets").iterdir() if file.name != "entries.json"}
    assert {tmp_path / file.address for file in entries.files} == {
        *there,
        tmp_path / "service-worker.js",
    }
    for file in entries.files:
        assert file.bytes == (tmp_path / file.address).stat().st_size, file
    roles = ["preload-worker", "studio", "style-sheet", "stylizer", "worker", "service-worker"]
    assert all(entries.of(role) for role in roles)
    binaries = [file for file in entries.files if file.role == "binary"]
    by_need = {need: sum(file.needed == need for file in binaries) for need in NEEDS}
    assert by_need == {"painting": 1, "threads": 2, "graphs": 1, "other": 3}
    assert not set(entries.preload) & {entries.of("studio"), entries.of("preload-worker")}
    with pytest.raises(LookupError, match="absent"):
        entries.of("absent")


def test_style_sheets_of_the_sites_own_stand_in_for_others(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    bundled = bundle(site, own, declarations=False)
    style = style_sheet(site, bundled)
    assert ".own-help" in style
    assert ".own-base" in style
    assert "--paper:" in style, "the original that the own one imports"
    assert ".help " not in style.replace(".own-help", "")
    assert not (site / "stylizer.d.ts").exists()
    for package in bundled.packages:
        assert re.match("https?://", package["homepage"]), package
    assert Entries.read(site) == bundled.entries

    def refuse(*arguments: object, **options: object) -> str:
        raise AssertionError("nothing changed, so nothing is bundled")

    monkeypatch.setattr(module, "run_script", refuse)
    assert bundle(tmp_path / "again", own, declarations=False) == bundled
    (own / "styles" / "help.css").write_text(".changed { top: 1px }", encoding="utf-8")
    with pytest.raises(AssertionError, match="nothing is bundled"):
        bundle(tmp_path / "third", own, declarations=False)


def test_a_folder_of_style_sheets_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "styles").write_text("no folder", encoding="utf-8")
    with pytest.raises(ConfigError, match="styles is a file, and has to be a folder"):
        bundle(tmp_path / "site", tmp_path, declarations=False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a::before { content: '\u00e9' }".encode("latin-1"), "base.css is not in UTF-8"),
        ("a { top: 0 }".encode("utf-16"), "base.css is not in UTF-8"),
        (None, "base.css is a link that leads nowhere; mend it"),
    ],
)
def test_what_is_no_style_sheet_is_named(tmp_path: Path, text: bytes | None, says: str) -> None:
    file = tmp_path / "styles" / "base.css"
    file.parent.mkdir()
    if text is None:
        file.symlink_to("absent")
    else:
        file.write_bytes(text)
    with pytest.raises(ConfigError, match=says):
        bundle(tmp_path / "site", tmp_path, declarations=False)


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
    old, new = before.entries.of("style-sheet").address, after.entries.of("style-sheet").address
    assert old != new
    assert set(before.entries.files) ^ set(after.entries.files) == {
        file
        for entries in (before.entries, after.entries)
        for file in entries.files
        if file.role == "style-sheet"
    }
    assert [file.name for file in (tmp_path / "again" / "assets").glob("*.css")] == [Path(new).name]


def test_the_style_sheet_of_a_tool_is_overridden_by_its_name(own: Path, tmp_path: Path) -> None:
    folder = own / "styles" / "tools"
    folder.mkdir()
    (folder / "region.css").write_text(
        '@import "atelier/tools/region.css"; .own-region { top: 3px }', encoding="utf-8"
    )
    (folder / "share.css").write_text(".own-share { top: 4px }", encoding="utf-8")
    style = style_sheet(tmp_path / "site", bundle(tmp_path / "site", own, declarations=False))
    assert ".own-region" in style
    assert ".region-" in style, "the original that the own one imports"
    assert ".own-share" in style
    assert "#share-link" not in style


def test_what_a_change_in_a_tools_folder_bundles_again() -> None:
    tool = tools_folder() / "region"
    scripts = set(module._script_files(web_template_folder()))
    styles = set(module._style_files(web_template_folder()))
    assert {tool / "index.ts", tool / "tool.toml"} <= scripts
    assert {tool / "style.css", tool / "tool.toml"} <= styles
    assert not {tool / "style.css", tool / "panel.html.j2", tool / "icon.svg"} & scripts
    assert not {tool / "index.ts", tool / "panel.html.j2", tool / "icon.svg"} & styles


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
    bundled = bundle(tmp_path / "site", own, declarations=False)
    (picture,) = (tmp_path / "site" / "assets").glob("paper-*.png")
    style = style_sheet(tmp_path / "site", bundled)
    assert f"url(./{picture.name})" in style.replace('"', "")
