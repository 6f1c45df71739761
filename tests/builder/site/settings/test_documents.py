"""The settings' file and its JSON Schema agree with what the reader takes."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import fastjsonschema
import pytest

from builder.errors import ConfigError
from builder.site.config import SiteConfig, load_config
from builder.site.settings.documents import json_schema, settings_file
from builder.site.settings.setting import settings_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SETTINGS = settings_of(SiteConfig)
FILE = settings_file(SETTINGS.values(), "./site.schema.json")
VALID = fastjsonschema.compile(json.loads(json_schema(SETTINGS.values())))
FILES = ("icon.png", "card.jpg", "analytics.html", "fr.toml")
FOLDERS = ("templates", "pictures/photos", "pictures/styles")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all that the examples name."""
    for name in FILES:
        (tmp_path / name).touch()
    for name in FOLDERS:
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def in_force(file: str, *, examples: bool) -> str:
    """The settings' file with either the defaults or the examples set."""
    parts = re.split(r"^# Example:\n((?:# .*\n)+)", file, flags=re.MULTILINE)
    for index in range(examples, len(parts), 2):
        parts[index] = re.sub(r"^# (?=\w+ = |\[[\w.]+\]$)", "", parts[index], flags=re.MULTILINE)
    return "".join(parts)


def read(folder: Path, text: str) -> SiteConfig:
    file = folder / "site.toml"
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def by_schema(text: str) -> bool:
    try:
        VALID(tomllib.loads(text))
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def by_reader(folder: Path, text: str) -> bool:
    try:
        read(folder, text)
    except ConfigError:
        return False
    return True


def test_the_defaults_are_what_an_empty_file_means(folder: Path) -> None:
    text = in_force(FILE, examples=False)
    assert by_schema(text)
    assert read(folder, text) == SiteConfig()
    shown = {name: one.default for name, one in SETTINGS.items() if one.default is not None}
    assert tomllib.loads(text) == shown


def test_the_examples_are_taken(folder: Path) -> None:
    text = 'languages = ["en", "de", "fr"]\n' + in_force(FILE, examples=True)
    assert by_schema(text)
    config = read(folder, text)
    assert config.gallery.photos == folder / "pictures/photos"
    assert config.language_texts["fr"].file == folder / "fr.toml"
    shown = {name: one.example for name, one in SETTINGS.items() if one.example is not None}
    assert tomllib.loads(text) == {"languages": ["en", "de", "fr"], **shown}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_has_a_sentence_and_a_value(name: str) -> None:
    setting = SETTINGS[name]
    assert re.fullmatch(r"[A-Z][^\n]*[^.]\.", setting.doc), "one sentence"
    assert ". " not in setting.doc, "one sentence"
    assert setting.default is not None or setting.example is not None, "shown in the file"


@pytest.mark.parametrize(
    "text",
    [
        'base_url = ""',
        'base_url = "HTTP://a.org"',
        'base_url = " https://m\u00fcller.example/a b"'.replace("a b", "\u00e4"),
        'base_url = "https://[::1]:8000/a"',
        'accent = "#24C"',
        "card = false",
        'tools = ["stylize"]',
        'quantize = "none"',
        "[quantize]",
        "[gallery]",
        '[gallery]\nphotos = "pictures/photos"',
        '[texts.de]\n"studio.paint" = "Los"',
        'languages = ["pt-BR", "en"]\n[texts.pt-BR]\nfile = "fr.toml"',
    ],
)
def test_both_take_what_is_right(folder: Path, text: str) -> None:
    assert by_schema(text)
    assert by_reader(folder, text)


@pytest.mark.parametrize(
    "text",
    [
        'titel = "x"',
        "title = 3",
        'title = " "',
        'base_url = "example.org"',
        'base_url = "ftp://example.org"',
        'base_url = "https://example.org/?x=1"',
        'base_url = "https://example.org/#a"',
        'base_url = "https://user:pw@example.org/"',
        'base_url = "https://exa mple.org/"',
        "base_url = 'https://example.org/\"x'",
        "languages = []",
        'languages = ["english"]',
        'languages = ["en", "en"]',
        'tools = ["stylize", "stile"]',
        'tools = ["combine"]',
        'offline = "yes"',
        'accent = "blue"',
        'accent = "#1234"',
        "icon = true",
        "card = 3",
        'templates = ["templates"]',
        'templates = ""',
        'networks = [""]',
        '[gallery]\nstyles = ""',
        "analytics = false",
        'networks = "compact"',
        'quantize = "float61"',
        'quantize = { swift = "int4" }',
        "quantize = 8",
        'gallery = "x"',
        '[gallery]\nphoto = "pictures/photos"',
        "[gallery]\nphotos = 1",
        'texts = "x"',
        'texts.de = "x"',
        "[texts.de]\nfile = 3",
        "[texts.de.studio]\npaint = 3",
        '[texts.german.studio]\npaint = "Los"',
    ],
)
def test_both_refuse_what_is_wrong(folder: Path, text: str) -> None:
    assert not by_schema(text)
    assert not by_reader(folder, text)


@pytest.mark.parametrize(
    "text",
    [
        'base_url = "https://example.org/index.html"',
        'base_url = "https://[name].github.io/"',
        'base_url = "https://example.org:99999/"',
        'base_url = "https://example.org/%zz"',
        'icon = "absent.png"',
        'templates = "absent"',
        'languages = ["en", "xx"]',
        'languages = ["en", "fr"]',
        '[texts.fr.site]\ntitle = "x"',
    ],
)
def test_only_the_reader_knows_files_and_languages(folder: Path, text: str) -> None:
    assert by_schema(text)
    assert not by_reader(folder, text)
