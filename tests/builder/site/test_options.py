"""One site with every setting that is not a default: what each of them does to the pages."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from builder.audit.audit import audit_site
from builder.site.build import build_site
from builder.site.config import load_config

BASE = "https://example.org/studio/"
SETTINGS = f"""
title = "Malerei"
base_url = "{BASE}"
languages = ["de", "en"]
tools = ["stylize", "share"]
accent = "#ffcc00"
icon = "icon.png"
card = "card.png"
offline = false
templates = "templates"
analytics = "count.html"
[texts.en.studio]
paint = "Go & paint"
"""


@pytest.fixture(scope="module")
def warnings() -> Iterator[list[logging.LogRecord]]:
    """What was warned of during the build."""
    records: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    handler = Keeper(logging.WARNING)
    logging.getLogger("builder").addHandler(handler)
    yield records
    logging.getLogger("builder").removeHandler(handler)


@pytest.fixture(scope="module")
def site(
    built_site: Path,
    networks: str,
    warnings: list[logging.LogRecord],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    folder = tmp_path_factory.mktemp("options")
    (folder / "site.toml").write_text(SETTINGS, encoding="utf-8")
    Image.new("RGB", (512, 512), "red").save(folder / "icon.png")
    Image.new("RGB", (1300, 700), "teal").save(folder / "card.png")
    (folder / "count.html").write_text('<script src="https://a.example/c.js"></script>', "utf-8")
    (folder / "templates" / "static").mkdir(parents=True)
    (folder / "templates" / "static" / "mine.css").write_text("p { top: 0 }", encoding="utf-8")
    (folder / "templates" / "help.html.j2").write_text(
        '{% extends "atelier/help.html.j2" %}{% block head_extra %}'
        '<link rel="stylesheet" href="{{ root }}mine.css">{% endblock %}',
        encoding="utf-8",
    )
    build_site(load_config(folder / "site.toml"), folder / "site", for_release=False)
    return folder / "site"


def page(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def test_the_site_passes_the_audit(site: Path) -> None:
    found = audit_site(site)
    # What a browser never asks for was left out; nothing else is missing.
    assert found.problems == ()
    assert found.notes == ("Pages carry a script that counts visits, which may ask other sites.",)


def test_the_first_language_is_at_the_root(site: Path) -> None:
    assert '<html lang="de"' in page(site, "index.html")
    assert '<html lang="en"' in page(site, "en/index.html")
    assert f'<link rel="canonical" href="{BASE}en/">' in page(site, "en/index.html")
    assert f'hreflang="x-default" href="{BASE}"' in page(site, "en/index.html")
    assert "<title>Malerei</title>" in page(site, "en/index.html")


def test_texts_are_overridden_in_their_language_only(site: Path) -> None:
    def strings(name: str) -> dict[str, str]:
        text = page(site, name).partition('id="strings">')[2].partition("</script>")[0]
        return json.loads(text)

    assert strings("en/index.html")["studio.paint"] == "Go & paint"
    assert strings("index.html")["studio.paint"] != "Go & paint"


def test_only_the_wanted_tools_are_there(site: Path) -> None:
    assert 'data-tool="share"' in page(site, "index.html")
    assert 'data-tool="combine"' not in page(site, "index.html")


def test_accent_card_and_icon_are_in_the_head(site: Path) -> None:
    text = page(site, "en/index.html")
    assert "--accent: #7d6515" in text
    assert f'<meta property="og:image" content="{BASE}gallery/card-' in text
    assert '<link rel="icon" href="../icons/icon-192.png" type="image/png">' in text
    assert "--accent: #7d6515" in page(site, "404.html")
    assert not (site / "icon.svg").exists()


def test_what_is_odd_is_warned_of_once(site: Path, warnings: list[logging.LogRecord]) -> None:
    (warning,) = warnings
    assert "#ffcc00 is too pale" in warning.getMessage()


def test_templates_and_files_of_its_own_are_used(site: Path) -> None:
    assert '<link rel="stylesheet" href="../mine.css">' in page(site, "en/help.html")
    assert (site / "mine.css").is_file()


def test_counted_visits_are_admitted(site: Path) -> None:
    assert "a.example/c.js" in page(site, "index.html")
    assert "nothing about you is recorded" not in page(site, "en/index.html")
    assert '"offline": false' in page(site, "index.html")
