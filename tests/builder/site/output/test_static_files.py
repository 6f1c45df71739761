from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import ConfigError
from builder.site.config import SiteConfig
from builder.site.output.names import check_places, names_of
from builder.site.output.static_files import add_static_files, static_files

NAMES = names_of(SiteConfig())

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str) -> Path:
        file = tmp_path / "static" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("MINE", encoding="utf-8")
        return file

    return write


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "gallery").mkdir(parents=True)
    (tmp_path / "site" / "robots.txt").write_text("theirs", encoding="utf-8")
    return tmp_path / "site"


def test_static_files_are_added_and_stand_in_for_others(
    write: Write, site: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("gallery/a.txt", "robots.txt", ".well-known/x", "._x", ".DS_Store"):
        write(name)
    add_static_files(static_files(tmp_path, NAMES), site)
    for name in ("gallery/a.txt", "robots.txt", ".well-known/x"):
        assert (site / name).read_text(encoding="utf-8") == "MINE"
    assert not (site / "._x").exists()
    assert not (site / ".DS_Store").exists()
    (said,) = caplog.messages
    assert "static/robots.txt stands in for the builder's own robots.txt" in said


@pytest.mark.parametrize(
    "name",
    [
        "gallery",
        "de",
        "assets",
        "index.html/a",
        "robots.txt/a",
        "networks/index.json/a",
        "assets/inventory.json",
    ],
)
def test_a_file_cannot_be_where_a_folder_is(write: Write, tmp_path: Path, name: str) -> None:
    write(name)
    with pytest.raises(ConfigError, match=f"static/{name}.*rename it"):
        static_files(tmp_path, NAMES)


def test_a_folder_of_static_files_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "static").write_text("no folder")
    with pytest.raises(ConfigError, match="static is a file, and has to be a folder"):
        static_files(tmp_path, NAMES)
    (tmp_path / "static").unlink()
    assert not static_files(tmp_path, NAMES)
    (tmp_path / "static").symlink_to("absent")
    with pytest.raises(ConfigError, match="static is a link that leads nowhere"):
        static_files(tmp_path, NAMES)


def test_what_is_no_file_is_left_out_and_named(
    write: Write, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write("a.txt").parent
    (folder / "nowhere").symlink_to("absent")
    (folder / "above").symlink_to(folder)
    (folder / "good").symlink_to("a.txt")
    os.mkfifo(folder / "pipe")
    # That of a repository would be published, or become that of the site's own.
    write(".git/config")
    assert list(static_files(tmp_path, NAMES)) == ["a.txt", "good"]
    said = "\n".join(caplog.messages)
    assert "nowhere is a link that leads nowhere" in said
    assert "above is a link to a folder that it lies in" in said
    assert "pipe is no file but a pipe" in said


def test_a_site_is_apart_from_what_it_is_made_of(tmp_path: Path) -> None:
    (tmp_path / "gallery").mkdir()
    templates = SiteConfig(templates=tmp_path)
    for out in (tmp_path, tmp_path / "static" / "site"):
        with pytest.raises(ConfigError, match="choose another folder with --out"):
            check_places(templates, out)
    check_places(templates, tmp_path / "site")
    icon = SiteConfig(icon=tmp_path / "gallery" / "icon.png")
    with pytest.raises(ConfigError, match=r"icon\.png.*move it"):
        check_places(icon, tmp_path)
