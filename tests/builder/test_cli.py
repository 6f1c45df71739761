from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main
from builder.site.output.inventory import write_inventory

_HEAVY = ("tensorflow", "keras", "numpy", "PIL", "jinja2")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, code: int = 2) -> str:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == code, result.output
        if code:
            assert result.output.count("\n") == 1, result.output
        return result.output

    return run


@pytest.fixture
def old_site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "networks").mkdir(parents=True)
    (site / "networks" / "index.json").write_text("{}", encoding="utf-8")
    (site / "index.html").write_text("old", encoding="utf-8")
    (site / "assets").mkdir()
    write_inventory(site, ())
    return site


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from builder.cli import main; main(['--help'], standalone_mode=False);"
        f"print([name for name in {_HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "stylize" in done.stdout
    assert "distill" in done.stdout
    assert "List, fetch and import network sets" in done.stdout
    assert done.stdout.endswith("[]\n")


def test_a_mistake_in_the_settings_leaves_the_old_site(
    run: Callable[..., str], tmp_path: Path, old_site: Path
) -> None:
    (tmp_path / "site.toml").write_text('titel = "x"', encoding="utf-8")
    assert 'did you mean "title"' in run()
    assert (old_site / "index.html").read_text(encoding="utf-8") == "old"


def test_wrong_options_leave_the_old_site(
    run: Callable[..., str], tmp_path: Path, old_site: Path
) -> None:
    assert "unheard-of" in run("--networks", "unheard-of")
    assert "absent.toml" in run("--config", "absent.toml")
    assert "web address" in run("--base-url", "example.org")
    assert '"float16"' in run("--quantize", "float17")
    assert (old_site / "index.html").read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [old_site]


@pytest.mark.parametrize(
    ("option", "verb"),
    [
        (["--config", "other.toml"], ["serve", "--help"]),
        (["--quantize", "bogus"], ["serve", "--help"]),
        (["--networks", "bogus"], ["stylize", "a.jpg", "b.jpg", "-o", "c.png"]),
        (["--out", "foo"], ["check"]),
        (["--base-url", "notaurl"], ["init", "z1"]),
        (["--templates", "mine"], ["networks"]),
        (["--strict"], ["serve", "--help"]),
        (["--force"], ["init"]),
    ],
)
def test_no_option_before_a_verb_is_ignored(
    run: Callable[..., str], tmp_path: Path, option: list[str], verb: list[str]
) -> None:
    assert f"{option[0]} before {verb[0]} would be ignored" in run(*option, *verb)
    assert not list(tmp_path.iterdir())


def test_debug_stands_before_a_verb(run: Callable[..., str]) -> None:
    assert "Wrote site.toml" in run("--debug", "init", code=0)


def test_an_unknown_role_is_named(run: Callable[..., str], networks: str) -> None:
    assert 'did you mean "swift"?' in run("--networks", networks, "--quantize", "swfit=none")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(28, "No space left on device", "a/b"), "a/b cannot be used (No space left"),
        (shutil.Error([("from", "to", "[Errno 2] No such file")]), "from cannot be used"),
        (PermissionError(13, "Permission denied"), "refused to go on (Permission denied)"),
        (MemoryError("Unable to allocate 9 TiB"), "not enough memory (Unable to allocate 9 TiB)"),
    ],
)
def test_what_nobody_foresaw_is_a_sentence(
    run: Callable[..., str], monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("builder.site.build.build_site", fail)
    assert says in run(code=1)
    result = CliRunner().invoke(main, ["--debug"])
    assert "Traceback" in result.output
    assert says in result.output.splitlines()[-1]


def test_a_path_that_the_system_refuses_is_a_mistake_of_usage(
    run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "(File name too long); choose a shorter name." in run("check", "x" * 300)

    def fail(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", "a/b")

    monkeypatch.setattr("builder.site.build.build_site", fail)
    assert "a/b cannot be used (Permission denied)" in run()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"]])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_terminal_that_takes_nothing_is_a_sentence(arguments: list[str], unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "builder", *arguments],
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The system refused to go on (No space left on device)")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("arguments", "code"), [("--version", 0), ("check absent", 2)])
def test_streams_may_be_closed(arguments: str, code: int, closed: str) -> None:
    """As those of programs that other programs start, such as cron."""
    line = f"{shlex.quote(sys.executable)} -m builder {arguments} {closed}"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are no text")
def test_names_that_no_terminal_can_show(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"site\xff")
    done = subprocess.run(
        [sys.executable, "-m", "builder", "init", str(folder)],
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\udcff" in done.stdout
    assert (folder / "site.toml").is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder that one is in")
def test_a_working_folder_that_is_gone_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 2
    assert result.output.startswith("Error: The folder that you are in has been removed")


def test_a_bug_is_reported_as_one(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise AssertionError("impossible")

    monkeypatch.setattr("builder.site.build.build_site", fail)
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 1
    assert "This is a bug of build-site and not your fault" in result.output
    assert "AssertionError: impossible" in result.output


def test_an_output_that_cannot_be_written(run: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "--out" in run("--out", "file/site")


def test_a_folder_of_templates_must_be_there(run: Callable[..., str]) -> None:
    assert "--templates must be an existing folder" in run("--templates", "absent")


def test_a_site_begins_with_settings_and_a_workflow(
    run: Callable[..., str], tmp_path: Path
) -> None:
    assert "Wrote site.toml" in run("init", code=0)
    assert "--force" in run("init")
    assert "--language names no known language" in run("init", "--language", "")
    assert "pages.yml" in run("init", "--github-pages", "--install", "a", code=0)
    assert (tmp_path / ".github" / "workflows" / "pages.yml").is_file()


def test_an_audit_says_what_is_wrong_and_fails(built_site: Path, tmp_path: Path) -> None:
    site = shutil.copytree(built_site, tmp_path / "broken")
    good = CliRunner().invoke(main, ["check", str(site)])
    assert good.exit_code == 0, good.output
    assert "the first painting downloads" in good.output
    (site / "robots.txt").unlink()
    bad = CliRunner().invoke(main, ["check", str(site)])
    assert bad.exit_code == 1
    assert "Problem: robots.txt is missing" in bad.output
    assert CliRunner().invoke(main, ["check", str(tmp_path)]).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["absent.jpg", "a.png", "-o", "b.png"], "absent.jpg cannot be read"),
        (["a.png", "a.png", "-o", "b.png"], "no picture"),
        (["a.png", "a.png", "-o", "b.xyz"], "names no format that paintings are written in"),
        (["a.png", "a.png", "-o", "absent/b.png"], "does not exist"),
        (["a.png", "a.png", "-o", "b.png", "--weights", "1,x"], "--weights"),
        (["a.png", "a.png", "-o", "b.png", "--weights", "1,2"], "2 numbers for 1 styles"),
    ],
)
def test_pictures_that_cannot_be_painted(
    run: Callable[..., str], tmp_path: Path, networks: str, arguments: list[str], says: str
) -> None:
    (tmp_path / "a.png").write_text("no picture")
    assert says in run("stylize", *arguments, "--networks", networks)
