from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import Image

from builder.errors import UsageProblem
from builder.gallery.config import GalleryConfig
from builder.paths import web_template_folder
from builder.server import serve as module
from builder.server.serve import LocalServer, serve
from builder.server.watch import inputs
from builder.site.config import SiteConfig
from builder.site.i18n import LanguageConfig

_REPOSITORY = Path(__file__).resolve().parents[3]
_PATIENCE = 240


def get(address: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


@pytest.fixture
def server() -> Iterator[LocalServer]:
    server = LocalServer(0)
    yield server
    server.close()


def test_pages_get_the_reloading_script_and_files_do_not(
    server: LocalServer, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("<body>Hi</body>", encoding="utf-8")
    (tmp_path / "404.html").write_text("<body>Gone</body>", encoding="utf-8")
    (tmp_path / "a.webmanifest").write_text("{}", encoding="utf-8")
    (tmp_path.parent / "secret").write_text("secret", encoding="utf-8")
    server.show(tmp_path)
    status, kind, text = get(server.address)
    assert (status, kind) == (200, "text/html; charset=utf-8")
    script = re.fullmatch(r'<body>Hi<script src="([^"]+)"></script>\n</body>', text)
    assert script, "no script in the page itself: its policy would refuse it"
    status, kind, text = get(server.address.rstrip("/") + script[1])
    assert (status, kind) == (200, "text/javascript")
    assert "location.reload()" in text
    assert get(f"{server.address}a.webmanifest") == (200, "application/manifest+json", "{}")
    assert get(f"{server.address}absent")[0::2][0] == 404
    assert "Gone" in get(f"{server.address}absent")[2]
    assert get(f"{server.address}%2e%2e/secret")[0] == 404
    assert get(f"{server.address}{'a' * 300}")[0] == 404


def test_a_folder_is_found_without_its_slash(server: LocalServer, tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "index.html").write_text("<body>Hallo</body>", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    server.show(tmp_path)
    with urllib.request.urlopen(f"{server.address}de?a=b", timeout=60) as answer:
        assert answer.url == f"{server.address}de/"
        assert b"Hallo" in answer.read()
    assert get(f"{server.address}empty")[0] == 404
    assert get(f"{server.address}/[de")[0] in (400, 404)


def test_a_file_is_at_its_own_address_alone(server: LocalServer, tmp_path: Path) -> None:
    """A script that came from another address would ask for its modules there."""
    (tmp_path / "script.js").write_text("import './module.js'", encoding="utf-8")
    server.show(tmp_path)
    with urllib.request.urlopen(f"{server.address}script.js", timeout=60) as answer:
        assert answer.url == f"{server.address}script.js"
    assert get(f"{server.address}script.js/")[0] == 404


def test_only_names_of_this_machine_are_answered_to(server: LocalServer, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<body>Hi</body>", encoding="utf-8")
    server.show(tmp_path)
    for host, status in (
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        ("studio.localhost", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("[", 400),
        ("", 421),
    ):
        connection = HTTPConnection(server.address[7:-1], timeout=60)
        connection.request("GET", "/", headers={"Host": host})
        assert connection.getresponse().status == status, host
        connection.close()


def test_an_address_that_is_empty_lets_nobody_in() -> None:
    with pytest.raises(UsageProblem, match="--host is empty"):
        LocalServer(0, "")


def test_a_taken_port_is_said_before_anything_is_built(server: LocalServer) -> None:
    port = int(server.address.rsplit(":", 1)[1].strip("/"))
    began: list[str] = []
    with pytest.raises(UsageProblem, match=f"Port {port} .*--port"):
        serve(SiteConfig, None, port, began.append)
    assert not began


def test_a_build_that_fails_in_any_way_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for failure, says in (
        (OSError(28, "No space left on device", "a"), "No space left"),
        (MemoryError(), "not enough memory"),
        (ValueError("odd"), "This is a bug of build-site"),
    ):
        monkeypatch.setattr(module, "build_site", Mock(side_effect=failure))
        assert module._rebuild(SiteConfig, tmp_path / "1") is None
        assert says in capsys.readouterr().err


def test_open_pages_are_told_of_another_build(server: LocalServer, tmp_path: Path) -> None:
    server.show(tmp_path)
    with urllib.request.urlopen(f"{server.address}.changes", timeout=60) as answer:
        first = answer.readline()
        assert first.startswith(b"data: ")
        answer.readline()
        server.show(tmp_path)
        assert answer.readline() not in (first, b"")


def test_what_a_site_is_made_of_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = SiteConfig(
        gallery=GalleryConfig(photos=tmp_path / "photos"),
        languages=("fr",),
        texts={"fr": LanguageConfig(tmp_path / "fr.toml")},
        templates=tmp_path / "templates",
    )
    watched = inputs(config, None)
    assert watched.folders >= {tmp_path / "photos", tmp_path / "templates"}
    assert web_template_folder() / "styles" in watched.folders
    assert watched.files == {tmp_path / "site.toml", tmp_path / "fr.toml"}


class Serving:
    """`build-site serve` in a folder of its own, and a page that waits for changes."""

    def __init__(self, folder: Path, networks: str) -> None:
        self.folder = folder
        self._said = folder.parent / "said.txt"
        command = [sys.executable, "-m", "builder", "serve", "--port", "0", "--networks", networks]
        environment = {**os.environ, "PYTHONPATH": str(_REPOSITORY), "PYTHONUNBUFFERED": "1"}
        with self._said.open("w", encoding="utf-8") as said:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT
            )
        self.address = self.wait_for("Serving ").partition("Serving ")[2].split()[0]

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def wait_for(self, words: str, after: int = 0) -> str:
        """What was said since `after` characters, as soon as `words` are in it."""
        deadline = time.monotonic() + _PATIENCE
        while words not in (text := self.said[after:]):
            assert self._process.poll() is None, text
            assert time.monotonic() < deadline, text
            time.sleep(0.1)
        return text

    def after(self, change: Callable[[], object], shows: Callable[[str], bool]) -> str:
        """Make a change; the page as soon as a browser that is told to reload `shows` it.

        A file that is written may be noticed twice.
        """
        with urllib.request.urlopen(f"{self.address}.changes", timeout=_PATIENCE) as news:
            told = news.readline()
            change()
            for line in news:
                if line.startswith(b"data: ") and line != told and shows(page := self.page()):
                    return page
        raise AssertionError(self.said)

    def page(self, name: str = "") -> str:
        return get(self.address + name)[2]

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


SETTINGS = """
title = "Mine"
templates = "templates"
[gallery]
photos = "photos"
"""


@pytest.fixture(scope="module")
def serving(
    built_site: Path, networks: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """A site with templates and photos of its own, and the conversions of `built_site`."""
    folder = tmp_path_factory.mktemp("serving") / "site"
    (folder / "templates" / "styles").mkdir(parents=True)
    (folder / "photos").mkdir()
    for name, colour in (("One", "red"), ("Two", "blue"), ("Three", "green")):
        Image.new("RGB", (64, 48), colour).save(folder / "photos" / f"{name}.png")
    (folder / "site.toml").write_text(SETTINGS, encoding="utf-8")
    serving = Serving(folder, networks)
    yield serving
    serving.close()


def titled(title: str) -> Callable[[str], bool]:
    return lambda page: f"<title>{title}</title>" in page


def test_changed_settings_are_served(serving: Serving) -> None:
    page = serving.page()
    assert titled("Mine")(page)
    assert "<h2>Photos</h2>" in page, "they are no samples"
    assert "<h2>Sample styles</h2>" in page
    for title in ("Other", "Mine"):
        settings = SETTINGS.replace("Mine", title)
        serving.after(partial(serving.write, "site.toml", settings), titled(title))


def test_broken_settings_are_named_and_serving_goes_on(serving: Serving) -> None:
    before = len(serving.said)
    serving.write("site.toml", SETTINGS + 'titel = "Wrong"')
    said = serving.wait_for("Error: ", before)
    assert 'Unknown key "gallery.titel" in site.toml' in said
    assert "Traceback" not in said
    assert titled("Mine")(serving.page())
    serving.write("site.toml", "title = [")
    serving.wait_for("site.toml is not valid TOML", before)
    mended = SETTINGS.replace("Mine", "Mended")
    serving.after(lambda: serving.write("site.toml", mended), titled("Mended"))


def test_changed_template_is_served(serving: Serving) -> None:
    def footer(text: str) -> Callable[[], None]:
        text = '{% extends "atelier/index.html.j2" %}{% block footer %}' + text + "{% endblock %}"
        return lambda: serving.write("templates/index.html.j2", text)

    serving.after(footer("<p>First</p>"), lambda page: "<p>First</p>" in page)
    page = serving.after(footer("<p>Second</p>"), lambda page: "<p>Second</p>" in page)
    assert "First" not in page
    before = len(serving.said)
    footer("{{ nothing }}")()
    assert "'nothing' is undefined" in serving.wait_for("Error: ", before)
    assert "<p>Second</p>" in serving.page()
    file = serving.folder / "templates" / "index.html.j2"
    serving.after(file.unlink, lambda page: "<p>Second</p>" not in page)


def test_changed_style_sheet_is_served(serving: Serving) -> None:
    def style_sheet(page: str) -> str:
        (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
        return get(serving.address + address)[2]

    def rule(width: int) -> Callable[[], None]:
        text = f".about {{ width: {width}px }}"
        return lambda: serving.write("templates/styles/about.css", text)

    def has(width: int) -> Callable[[str], bool]:
        return lambda page: f".about{{width:{width}px}}" in style_sheet(page)

    serving.after(rule(11), has(11))
    page = serving.after(rule(12), has(12))
    assert not has(11)(page)
    file = serving.folder / "templates" / "styles" / "about.css"
    serving.after(file.unlink, lambda page: ".about{width:" not in style_sheet(page))


def test_changed_and_removed_photos_are_served(serving: Serving) -> None:
    def photos(page: str) -> dict[str, bytes]:
        data = re.search(r'id="site-data">(.*?)</script>', page)
        assert data is not None
        found = {}
        for photo in json.loads(data[1])["photos"]:
            with urllib.request.urlopen(serving.address + photo["image"], timeout=60) as answer:
                found[photo["title"]] = answer.read()
        return found

    def is_yellow(file: bytes) -> bool:
        mean = Image.open(BytesIO(file)).convert("RGB").resize((1, 1))
        red, green, blue = mean.tobytes()
        return min(red, green) > 200 and blue < 50

    def titles(*wanted: str) -> Callable[[str], bool]:
        return lambda page: tuple(photos(page)) == wanted

    before = photos(serving.page())
    assert tuple(before) == ("One", "Three", "Two")
    assert not is_yellow(before["Two"])
    folder = serving.folder / "photos"
    yellow = Image.new("RGB", (64, 48), "yellow")
    changed = serving.after(
        lambda: yellow.save(folder / "Two.png"), lambda page: is_yellow(photos(page)["Two"])
    )
    assert photos(changed)["One"] == before["One"]
    serving.after((folder / "Three.png").unlink, titles("One", "Two"))
    caption = '["Two.png"]\ntitle = "Second"\n'
    serving.after(lambda: serving.write("photos/pictures.toml", caption), titles("Second", "One"))


def test_nothing_is_left_beside_the_settings(serving: Serving) -> None:
    names = sorted(path.name for path in serving.folder.iterdir())
    assert names == ["photos", "site.toml", "templates"]
