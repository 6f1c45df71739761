from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from builder.errors import UsageProblem
from builder.site.output import staging
from builder.site.output.inventory import FILE, write_inventory
from builder.site.output.staging import staged, write_notes
from tests.soak.builds import OBEDIENT

REPOSITORY = Path(__file__).resolve().parents[4]
NAMES = ("index.html", "gallery/", "assets/", "de/")


def make_site(folder: Path, text: str, *more: str) -> None:
    for name in ("index.html", "assets/one.js", *more):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{text} {name}", encoding="utf-8")
    write_notes(folder)
    write_inventory(folder, ())


def build(out: Path, text: str, *more: str, force: bool = False) -> None:
    with staged(out, NAMES, force=force) as folder:
        make_site(folder, text, *more)


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if not file.is_dir())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_site_takes_its_place_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "site"
    for text in ("old", "new"):
        build(out, text)
        assert (out / "index.html").read_text(encoding="utf-8") == f"{text} index.html"
    assert list(out.parent.iterdir()) == [out]
    assert out.stat().st_mode & 0o777 == (tmp_path / "deep").stat().st_mode & 0o777


def test_only_what_an_earlier_build_wrote_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(out, "old", "gallery/a.jpg", "gallery/changed.jpg", "fr/index.html")
    mine = {".git/config": "git", "CNAME": "name", ".well-known/x": "x", "gallery/own.txt": "o"}
    for name, text in mine.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(text, encoding="utf-8")
    (out / "gallery" / "changed.jpg").write_text("mine", encoding="utf-8")
    build(out, "new", "gallery/b.jpg")
    for name, text in mine.items():
        assert (out / name).read_text(encoding="utf-8") == text
    assert (out / "gallery" / "changed.jpg").read_text(encoding="utf-8") == "mine"
    assert not (out / "gallery" / "a.jpg").exists()
    assert not (out / "fr").exists()
    assert not list(out.glob(".atelier-*"))


def test_a_failure_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(out, "old")
    before = contents(out)

    def fail(folder: Path) -> None:
        make_site(folder, "half")
        raise RuntimeError

    with pytest.raises(RuntimeError), staged(out) as folder:
        fail(folder)
    assert contents(out) == before
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("last", [0, 1, 2, 4])
def test_a_move_that_fails_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    out = tmp_path / "out"
    build(out, "old", "gallery/a.jpg")
    before = contents(out)
    move, moved = staging._move, 0

    def fail(source: Path, target: Path) -> None:
        nonlocal moved
        moved += 1
        if moved > last and staging._SITE in source.parts:
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        move(source, target)

    monkeypatch.setattr(staging, "_move", fail)
    with pytest.raises(UsageProblem, match=r"No space left on device.*free some space"):
        build(out, "new", "gallery/b.jpg", "de/index.html")
    assert contents(out) == before
    assert not (out / "de").exists()


def test_a_build_that_is_killed_while_it_moves_is_undone_by_the_next(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(out, "old", "gallery/a.jpg")
    before = contents(out)
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from builder.site.output import staging; from tests.builder.site.output import "
        "test_staging as t; move = staging._move; moved = []\n"
        "def stop(source, target):\n"
        "    moved.append(1)\n"
        "    if len(moved) == 3: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    move(source, target)\n"
        "staging._move = stop; t.build(Path(sys.argv[1]), 'new', 'gallery/b.jpg')"
    )
    done = subprocess.run([sys.executable, "-c", code, str(out)], cwd=REPOSITORY, check=False)
    assert done.returncode == -signal.SIGKILL
    assert contents(out) != before
    with pytest.raises(RuntimeError), staged(out):
        raise RuntimeError
    assert contents(out) == before


def test_a_build_that_is_killed_leaves_nothing_after_the_next(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from builder.site.output.staging import staged\n"
        "with staged(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    )
    out = tmp_path / "site"
    for number in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(out)], cwd=REPOSITORY, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.kill()
        folder = out if number else tmp_path
        assert list(folder.glob(".atelier-*"))
        build(out, "new")
        assert not list(folder.glob(".atelier-*"))


def test_a_link_stays_and_what_it_leads_to_is_the_site(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real")
    (tmp_path / "dangling").symlink_to("made")
    for name, real in (("site", "real"), ("dangling", "made")):
        for text in ("old", "new"):
            build(tmp_path / name, text)
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / real / "index.html").read_text(encoding="utf-8") == "new index.html"


def test_the_folder_itself_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    out.mkdir()
    before = out.stat().st_ino
    monkeypatch.chdir(out)
    for text in ("old", "new"):
        build(Path(), text)
    assert out.stat().st_ino == before
    assert Path("index.html").read_text(encoding="utf-8") == "new index.html"


def test_a_folder_of_a_repository_is_taken(tmp_path: Path) -> None:
    for name in ("README.md", ".git/config", "CNAME", "LICENSE"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine", encoding="utf-8")
    for text in ("old", "new"):
        build(tmp_path, text)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "index.html").is_file()
    assert "README.md" not in (tmp_path / FILE).read_text(encoding="utf-8")


def test_other_peoples_files_are_not_lost(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "index.html").write_text("my page")
    with pytest.raises(UsageProblem, match=r"index\.html, thesis\.txt.*might be lost"):
        build(tmp_path, "new")
    assert not (tmp_path / FILE).exists()
    build(tmp_path, "new", force=True)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    assert (tmp_path / "index.html").read_text() == "new index.html"


@pytest.mark.parametrize("name", ["gallery", "index.html/mine", "assets/two.js"])
def test_what_is_in_the_way_is_named(tmp_path: Path, name: str) -> None:
    out = tmp_path / "site"
    build(out, "old")
    if name.startswith("index"):
        (out / "index.html").unlink()
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine", encoding="utf-8")
    before = contents(out)
    with pytest.raises(UsageProblem, match=name.partition("/mine")[0]):
        build(out, "new", "gallery/a.jpg", "assets/two.js")
    assert contents(out) == before


def test_a_file_may_become_a_folder_and_back(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(out, "old", "extra")
    build(out, "new", "extra/deep/file")
    assert (out / "extra" / "deep" / "file").is_file()
    build(out, "newest", "extra")
    assert (out / "extra").read_text(encoding="utf-8") == "newest extra"


def test_a_list_of_files_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(out, "old")
    (tmp_path / "secret").write_text("mine", encoding="utf-8")
    (out / "linked").symlink_to(tmp_path)
    listed = (out / FILE).read_text(encoding="utf-8")
    for name in ("../secret", str(tmp_path / "secret"), "linked/secret"):
        # The SHA-256 of "mine".
        digest = "6c89f8c8b8f7ab7bdb1b6a4e1d9fbe9c0d3c2a7d1f0f1e1ac7c51b5b7cbe8d0a"
        listed = listed.replace('"files": {', f'"files": {{\n"{name}": "{digest}",')
    (out / FILE).write_text(listed, encoding="utf-8")
    build(out, "new")
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "site"):
        with pytest.raises(UsageProblem, match="--out"), staged(out):
            pass
    (tmp_path / "loop").symlink_to("loop")
    for out in (tmp_path / "loop", tmp_path / "loop" / "site"):
        with pytest.raises(UsageProblem, match="a link that leads to itself"), staged(out):
            pass


def test_two_builds_at_once_leave_one_of_them_whole(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.builder.site.output import test_staging\n"
        "for k in range(20): test_staging.build(Path(sys.argv[1]), sys.argv[2], sys.argv[2])"
    )
    out = tmp_path / "site"
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(out), name], cwd=REPOSITORY)
        for name in ("first", "second")
    ]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    last = (out / "index.html").read_text(encoding="utf-8").split()[0]
    assert {
        text.split()[0]
        for name, text in contents(out).items()
        if name in ("index.html", "assets/one.js", "first", "second")
    } == {last.encode()}
    assert list(tmp_path.iterdir()) == [out]
    assert not list(out.glob(".atelier-*"))


@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere"
)
def test_a_folder_beside_which_nothing_may_be_written(tmp_path: Path) -> None:
    out = tmp_path / "locked" / "site"
    out.mkdir(parents=True)
    code = (
        "import sys; from pathlib import Path; from tests.builder.site.output import test_staging\n"
        "out = Path(sys.argv[1])\n"
        "try: (out.parent / 'beside').touch()\n"
        "except PermissionError: test_staging.build(out, 'new')"
    )
    out.parent.chmod(0o555)
    try:
        command = [*OBEDIENT, sys.executable, "-c", code, str(out)]
        subprocess.run(command, cwd=REPOSITORY, check=True)
    finally:
        out.parent.chmod(0o755)
    assert (out / "index.html").is_file()


def test_the_note_in_the_repository_is_the_one_that_builds_write(tmp_path: Path) -> None:
    write_notes(tmp_path)
    kept = REPOSITORY / "site" / "README.md"
    assert (tmp_path / "README.md").read_bytes() == kept.read_bytes()
