from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from builder.gallery.previews import CARD_HEIGHT, CARD_WIDTH
from builder.site.i18n import LanguageConfig, load_texts
from builder.site.icons import Icon
from builder.site.metadata import write_card, write_manifests, write_sitemap
from builder.site.pages import Page, Place, places

BASE = "https://example.org/studio/"


@pytest.fixture
def found() -> tuple[Place, ...]:
    pages = (Page("index.html"), Page("help.html"), Page("404.html", False, False))
    return places(pages, ["en", "de"])


def test_pages_lie_in_a_folder_for_each_language_but_the_first(found: tuple[Place, ...]) -> None:
    assert [place.path for place in found] == [
        *("index.html", "de/index.html", "help.html", "de/help.html", "404.html")
    ]
    english, german, english_help, german_help, _ = found
    assert english.link_to(german) == "de/"
    assert german.link_to(english) == "../"
    assert german_help.link_to(german) == "../de/"
    assert english_help.link_to(english) == "./"


def test_the_site_map_lists_pages_with_their_languages(
    tmp_path: Path, found: tuple[Place, ...]
) -> None:
    write_sitemap(tmp_path, found, BASE)
    root = ElementTree.parse(tmp_path / "sitemap.xml").getroot()
    urls = [url[0].text for url in root]
    assert urls == [BASE, f"{BASE}de/", f"{BASE}help.html", f"{BASE}de/help.html"]
    links = [dict(link.attrib) for link in root[0][1:]]
    assert links == [
        {"rel": "alternate", "hreflang": "en", "href": BASE},
        {"rel": "alternate", "hreflang": "de", "href": f"{BASE}de/"},
    ]
    assert f"Sitemap: {BASE}sitemap.xml" in (tmp_path / "robots.txt").read_text(encoding="ascii")


def test_without_an_address_there_is_no_site_map(tmp_path: Path, found: tuple[Place, ...]) -> None:
    write_sitemap(tmp_path, found, "")
    assert [file.name for file in tmp_path.iterdir()] == ["robots.txt"]


def test_every_language_has_its_manifest(tmp_path: Path) -> None:
    texts = load_texts({"en": LanguageConfig(), "de": LanguageConfig()}, {"site.title": "Malerei"})
    write_manifests(tmp_path, texts, [Icon("icon.svg", 0), Icon("icons/a.png", 192, "maskable")])
    english, german = (
        json.loads((tmp_path / folder / "manifest.webmanifest").read_text(encoding="utf-8"))
        for folder in (".", "de")
    )
    assert (english["lang"], english["scope"], german["scope"]) == ("en", "./", "../")
    assert english["name"] == german["name"] == "Malerei"
    assert german["description"].startswith("Malen Sie")
    assert [icon["src"] for icon in german["icons"]] == ["../icon.svg", "../icons/a.png"]
    assert german["icons"][1]["sizes"] == "192x192"


def test_an_own_card_is_cut_to_size(tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    Image.new("RGB", (900, 900), "teal").save(own)
    (tmp_path / "gallery").mkdir()
    card = write_card(tmp_path / "gallery", None, own)
    assert card is not None
    assert not card.painted
    assert Image.open(tmp_path / card.url).size == (CARD_WIDTH, CARD_HEIGHT)
    assert write_card(tmp_path / "gallery", None, None) is None
