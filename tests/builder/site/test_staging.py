from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import UsageProblem
from builder.site.staging import staged, write_notes


def make_site(folder: Path, text: str) -> None:
    (folder / "networks").mkdir()
    (folder / "networks" / "index.json").write_text("{}", encoding="utf-8")
    (folder / "index.html").write_text(text, encoding="utf-8")


def test_a_site_takes_its_place_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "site"
    for text in ("old", "new"):
        with staged(out) as folder:
            make_site(folder, text)
        assert (out / "index.html").read_text(encoding="utf-8") == text
    assert list(out.parent.iterdir()) == [out]
    assert out.stat().st_mode & 0o777 == (tmp_path / "deep").stat().st_mode & 0o777


def test_a_failure_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    with staged(out) as folder:
        make_site(folder, "old")

    def fail(folder: Path) -> None:
        make_site(folder, "half")
        raise RuntimeError

    with pytest.raises(RuntimeError), staged(out) as folder:
        fail(folder)
    assert (out / "index.html").read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_with_only_the_note_is_taken(tmp_path: Path) -> None:
    write_notes(tmp_path)
    (tmp_path / ".nojekyll").unlink()
    with staged(tmp_path) as folder:
        make_site(folder, "new")
    assert (tmp_path / "index.html").is_file()


def test_other_peoples_files_are_not_lost(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageProblem, match="would be lost"), staged(tmp_path):
        pass
    assert (tmp_path / "thesis.txt").is_file()


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "site"):
        with pytest.raises(UsageProblem, match="--out"), staged(out):
            pass


def test_the_note_in_the_repository_is_the_one_that_builds_write(tmp_path: Path) -> None:
    repository = Path(__file__).resolve().parents[3]
    write_notes(tmp_path)
    kept = repository / "site" / "README.md"
    assert (tmp_path / "README.md").read_bytes() == kept.read_bytes()
