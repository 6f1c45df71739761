"""Measure how soon a browser reloads after a change: python -m tests.reload [--runs N]

A site of its own, with own templates, style sheets, texts and photos, is served by
`build-site serve` and opened in headless Chromium. Each kind of change is written some times over;
what counts is the time from the written file to the page's request for itself, which is the reload.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from builder.gallery.sample_photos import sample_photos
from builder.paths import web_template_folder
from tests.chromium import find_chromium
from tests.web.browser import launch

_PATIENCE = 120
_PAUSE = 1.0
"""Seconds between two changes: nobody saves a file twice within one."""

_SETTINGS = """
title = "Run {token}"
languages = ["en", "fr"]
templates = "templates"
[texts.fr]
file = "fr.toml"
[gallery]
photos = "photos"
"""
_TEMPLATE = """{{% extends "atelier/index.html.j2" %}}
{{% block head_extra %}}<meta name="run" content="{token}">{{% endblock %}}
"""

_FIRST, _LAST = "astronaut.png", "lake.jpg"
"""The gallery's first photo, and one of the others."""

Change = Callable[[Path, int], None]
"""Writes a file of the site's in the folder anew, with a token that no run had before."""


def _settings(folder: Path, token: int) -> None:
    _write(folder / "site.toml", _SETTINGS.format(token=token))


def _text(folder: Path, token: int) -> None:
    english = (web_template_folder() / "strings" / "en.toml").read_text(encoding="utf-8")
    _write(folder / "fr.toml", english.replace('name = "English"', f'name = "Run {token}"'))


def _template(folder: Path, token: int) -> None:
    _write(folder / "templates" / "index.html.j2", _TEMPLATE.format(token=token))


def _style_sheet(folder: Path, token: int) -> None:
    _write(folder / "templates" / "styles" / "about.css", f".about {{ top: {token}px }}")


def _caption(folder: Path, token: int) -> None:
    _write(folder / "photos" / "pictures.toml", f'["{_FIRST}"]\ntitle = "Run {token}"\n')


def _photo(folder: Path, token: int) -> None:
    _paste_into(_LAST, folder, token)


def _first_photo(folder: Path, token: int) -> None:
    _paste_into(_FIRST, folder, token)


def _paste_into(name: str, folder: Path, token: int) -> None:
    picture = next(photo for photo in sample_photos() if photo.name == name).load()
    colour = (token & 255, token >> 8 & 255, token >> 16 & 255)
    picture.paste(colour, (0, 0, 40, 40))
    # Encoding takes time, and what counts begins when the file is there.
    file = BytesIO()
    picture.save(file, Path(name).suffix.lstrip(".").replace("jpg", "jpeg"))
    (folder / "photos" / name).write_bytes(file.getvalue())


_CHANGES: dict[str, Change] = {
    "site.toml": _settings,
    "text": _text,
    "template": _template,
    "style sheet": _style_sheet,
    "caption": _caption,
    "photo": _photo,
    # Every style's preview is painted anew.
    "first photo": _first_photo,
}


def main() -> None:
    """Measure every kind of change and print a table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.reload",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=5, help="of each kind of change")
    parser.add_argument("--only", action="append", choices=_CHANGES, help="repeatable")
    arguments = parser.parse_args()
    runs, kinds = arguments.runs, arguments.only or list(_CHANGES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder)
        with _serving(folder) as address, _opened(address) as page:
            print("change        median  fastest  slowest  (s)")
            for kind in kinds:
                taken = [_reload(page, folder, _CHANGES[kind]) for _ in range(runs)]
                figures = (statistics.median(taken), min(taken), max(taken))
                print(f"{kind:12}  {figures[0]:6.2f}  {figures[1]:7.2f}  {figures[2]:7.2f}")


def _fill(folder: Path) -> None:
    (folder / "templates" / "styles").mkdir(parents=True)
    (folder / "photos").mkdir()
    for photo in sample_photos():
        photo.load().save(folder / "photos" / photo.name)
    for change in _CHANGES.values():
        change(folder, time.time_ns())


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "builder", "serve", "--port", "0"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        said = next(line for line in process.stdout if line.startswith("Serving "))
        # Nobody reads on, and a full pipe would stop the server.
        copy = (process.stdout, sys.stderr)
        threading.Thread(target=shutil.copyfileobj, args=copy, daemon=True).start()
        yield said.split()[1]
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _opened(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, find_chromium())
        page = browser.new_page()
        page.goto(address)
        yield page
        browser.close()


def _reload(page: Page, folder: Path, change: Change) -> float:
    """Make a change; return the seconds until the page asks for itself again."""
    page.wait_for_load_state("load")
    time.sleep(_PAUSE)
    with page.expect_event(
        "request", lambda request: request.is_navigation_request(), timeout=_PATIENCE * 1000
    ):
        change(folder, time.time_ns())
        written = time.monotonic()
    return time.monotonic() - written


if __name__ == "__main__":
    main()
