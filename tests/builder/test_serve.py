from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from builder.config import GalleryConfig, SiteConfig
from builder.resources import web_template_folder
from builder.serve import LocalServer
from builder.texts import LanguageConfig
from builder.watch import inputs

_REPOSITORY = Path(__file__).resolve().parents[2]
_PATIENCE = 240


def get(address: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


@pytest.fixture
def server():
    server = LocalServer(0)
    yield server
    server.close()


def test_pages_get_the_reloading_script_and_files_do_not(server, tmp_path):
    (tmp_path / "index.html").write_text("<body>Hi</body>", encoding="utf-8")
    (tmp_path / "404.html").write_text("<body>Gone</body>", encoding="utf-8")
    (tmp_path / "a.webmanifest").write_text("{}", encoding="utf-8")
    (tmp_path.parent / "secret").write_text("secret", encoding="utf-8")
    server.show(tmp_path)
    status, kind, text = get(server.address)
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert text.startswith("<body>Hi<script>")
    assert get(f"{server.address}a.webmanifest") == (200, "application/manifest+json", "{}")
    assert get(f"{server.address}absent")[0::2][0] == 404
    assert "Gone" in get(f"{server.address}absent")[2]
    assert get(f"{server.address}%2e%2e/secret")[0] == 404


def test_open_pages_are_told_of_another_build(server, tmp_path):
    server.show(tmp_path)
    with urllib.request.urlopen(f"{server.address}.changes", timeout=60) as answer:
        first = answer.readline()
        assert first.startswith(b"data: ")
        answer.readline()
        server.show(tmp_path)
        assert answer.readline() not in (first, b"")


def test_what_a_site_is_made_of_is_watched(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = SiteConfig(
        gallery=GalleryConfig(photos=tmp_path / "photos"),
        languages={"fr": LanguageConfig(tmp_path / "fr.toml")},
        templates=tmp_path / "templates",
    )
    watched = inputs(config, None)
    assert watched.folders >= {tmp_path / "photos", tmp_path / "templates"}
    assert web_template_folder() / "styles" in watched.folders
    assert watched.files == {tmp_path / "site.toml", tmp_path / "fr.toml"}


@pytest.fixture
def serving(built_site, networks, tmp_path):
    """`build-site serve` in an empty folder, with the conversions of `built_site` in the cache."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "site.toml").write_text('templates = "templates"\n', encoding="utf-8")
    command = [sys.executable, "-m", "builder", "serve", "--port", "0", "--networks", networks]
    with (tmp_path / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(_REPOSITORY), "PYTHONUNBUFFERED": "1"},
            stdout=said,
            stderr=subprocess.STDOUT,
        )

        def wait_for(words: str) -> str:
            deadline = time.monotonic() + _PATIENCE
            while words not in (text := (tmp_path / "said.txt").read_text(encoding="utf-8")):
                assert process.poll() is None, text
                assert time.monotonic() < deadline, text
                time.sleep(0.1)
            return text

        yield wait_for
        process.terminate()
        process.wait()


def test_a_change_is_built_and_a_mistake_keeps_the_last_good_site(serving, tmp_path):
    address = serving("Serving ").partition("Serving ")[2].split()[0]
    assert "<title>Atelier</title>" in get(address)[2]
    settings = tmp_path / "site.toml"
    settings.write_text('title = "Other"\ntemplates = "templates"\n', encoding="utf-8")
    serving("Built again")
    assert "<title>Other</title>" in get(address)[2]

    (tmp_path / "templates" / "404.html.j2").write_text("{{ nothing }}", encoding="utf-8")
    assert "'nothing' is undefined" in serving("Error: ")
    assert "<title>Other</title>" in get(address)[2]
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        *("said.txt", "site.toml", "templates")
    ]
