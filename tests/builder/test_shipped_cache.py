"""The wheel, installed with the core alone: what it does without TensorFlow, npm and network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.bundle.node import find_node
from builder.gallery.sample_photos import sample_photos

REPOSITORY = Path(__file__).parents[2]
BUNDLER = "builder/_share/web_template/node_modules/esbuild"
UNREACHABLE = "http://127.0.0.1:9"

pytestmark = pytest.mark.slow

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", str(folder)], cwd=REPOSITORY, check=True)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command."""
    folder = tmp_path_factory.mktemp("installed")
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder / "venv"], check=True)
    programs = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    install = [str(uv), "pip", "install", "--quiet", "--python", str(programs / "python")]
    versions = ["--constraint", str(REPOSITORY / "requirements.lock")]
    subprocess.run([*install, *versions, str(wheel)], check=True)
    return programs / "build-site"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One without programs, network and cache."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "programs").mkdir()
    return {
        "PATH": str(tmp_path / "programs"),
        "ATELIER_CACHE": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
        **dict.fromkeys(("http_proxy", "https_proxy", "npm_config_registry"), UNREACHABLE),
        **({"SYSTEMROOT": os.environ["SYSTEMROOT"]} if sys.platform == "win32" else {}),
    }


@pytest.fixture
def run(command: Path, environment: dict[str, str]) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *arguments], env=environment, capture_output=True, text=True, check=False
        )

    return run


def files(site: Path) -> dict[str, bytes]:
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in site.rglob("*")
        if file.is_file()
    }


def test_the_default_site_is_that_of_a_checkout(
    run: Run, tmp_path: Path, built_site: Path, networks: str
) -> None:
    done = run()
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert run("check").returncode == 0
    assert not (tmp_path / "cache").exists(), "it is all in the package"
    if networks == "compact":
        assert files(tmp_path / "site") == files(built_site)


def test_a_site_with_an_address_has_its_card(run: Run, tmp_path: Path) -> None:
    done = run("--base-url", "https://example.net/studio/", "--strict")
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "site" / "gallery").glob("card-*.jpg"))


def test_it_is_served(command: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [command, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("Serving "))
            page = urllib.request.urlopen(line.split()[1]).read()
        finally:
            process.terminate()
    assert b"<title>" in page


@pytest.fixture
def node(tmp_path: Path) -> Callable[[], None]:
    """Puts Node.js, without npm, among the programs."""

    def put() -> None:
        shutil.copy2(find_node().node, tmp_path / "programs")

    return put


def test_own_style_sheets_need_nothing_but_node(
    run: Run, tmp_path: Path, node: Callable[[], None]
) -> None:
    styles = tmp_path / "own" / "styles"
    styles.mkdir(parents=True)
    text = '@import "atelier/base.css"; .own-base { top: 2px }'
    (styles / "base.css").write_text(text, encoding="utf-8")
    missing = run("--templates", "own")
    assert missing.returncode == 2
    assert "[node]" in missing.stderr
    node()
    done = run("--templates", "own")
    assert done.returncode == 0, done.stderr
    (sheet,) = (tmp_path / "site" / "assets").glob("*.css")
    assert ".own-base{top:2px}" in sheet.read_text(encoding="utf-8")


def test_own_pictures_need_nothing_but_node(
    run: Run, tmp_path: Path, node: Callable[[], None]
) -> None:
    photo, style = (str(photo.file) for photo in sample_photos()[:2])
    (tmp_path / "photos").mkdir()
    sample_photos()[0].load().crop((0, 0, 200, 200)).save(tmp_path / "photos" / "own.png")
    (tmp_path / "site.toml").write_text('[gallery]\nphotos = "photos"\n', encoding="utf-8")
    assert "[node]" in run().stderr
    node()
    done = run()
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "site" / "gallery").glob("own-*.jpg"))
    done = run("stylize", photo, style, "--size", "64", "-o", "painted.png")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "painted.png").is_file()


def test_it_says_what_it_is_made_of(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if ".dist-info/sboms/" in name)
        made = json.loads(archive.read(name))
        bundler = json.loads(archive.read(f"{BUNDLER}/package.json"))
    parts = {(part["name"], part["version"]): part["scope"] for part in made["components"]}
    assert parts["esbuild-wasm", bundler["version"]] == "required"
    names = {name: scope for (name, _), scope in parts.items()}
    assert (names["@tensorflow/tfjs-core"], names["jinja2"]) == ("required", "required")
    assert names["tensorflow"] == "optional"
    assert not {"pytest", "typescript"} & names.keys()


def test_what_needs_tensorflow_says_how_to_get_it(run: Run, wheel: Path, tmp_path: Path) -> None:
    for arguments in (["--quantize", "none"], ["distill", "--contents", "a", "--styles", "b"]):
        done = run(*arguments)
        assert done.returncode == 2
        assert done.stderr.startswith("Error: Networks cannot be ")
        assert f'] @ {wheel.as_uri()}"' in done.stderr
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "site").exists()
