from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import ConfigError
from builder.site.config import SiteConfig, load_config, parse_base_url, parse_quantize
from builder.site.settings.setting import settings_of


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], SiteConfig]:
    def load(text: str) -> SiteConfig:
        file = tmp_path / "site.toml"
        file.write_text(text, encoding="utf-8")
        return load_config(file)

    return load


def test_an_empty_file_means_the_defaults(load: Callable[[str], SiteConfig]) -> None:
    assert load("") == SiteConfig()


def test_all_keys_are_read(load: Callable[[str], SiteConfig], tmp_path: Path) -> None:
    (tmp_path / "my photos").mkdir()
    (tmp_path / "fr.toml").touch()
    config = load(
        """
        title = "Malerei"
        base_url = "https://example.org/studio"
        networks = ["compact"]
        quantize = { swift = "uint8" }
        accent = "#B3261E"
        card = false
        languages = ["de", "en", "fr"]
        tools = ["stylize", "share"]
        [gallery]
        photos = "my photos"
        [texts.fr]
        file = "fr.toml"
        [texts.de.studio]
        paint = "Los"
        """
    )
    assert config.title == "Malerei"
    assert config.base_url == "https://example.org/studio/"
    assert config.quantize.kind("swift") == "uint8"
    assert config.quantize.kind("style") == "float16"
    assert config.gallery.photos == tmp_path / "my photos"
    assert config.gallery.styles is None
    assert (config.accent, config.card, config.card_file) == ("#b3261e", False, None)
    assert config.tools == ("stylize", "share")
    assert list(config.language_texts) == ["de", "en", "fr"]
    assert config.language_texts["de"].texts == {"studio.paint": "Los"}
    assert config.language_texts["fr"].file == tmp_path / "fr.toml"


def test_a_network_set_beside_the_file_is_found(
    load: Callable[[str], SiteConfig], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "set.json").write_text("{}", encoding="utf-8")
    assert load('networks = ["mine", "compact"]').networks == (str(tmp_path / "mine"), "compact")


def test_published_networks_beside_the_file_are_found_by_their_path(
    load: Callable[[str], SiteConfig], tmp_path: Path
) -> None:
    (tmp_path / "own" / "pair").mkdir(parents=True)
    networks = load('networks = ["own/pair", "own", "absent/pair"]').networks
    assert networks == (str(tmp_path / "own" / "pair"), "own", "absent/pair")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('titel = "x"', 'Unknown key "titel" in .*site.toml; did you mean "title"?'),
        ('[gallery]\nphoto = "x"', '"gallery.photo" .*did you mean "photos"?'),
        ("title = 3", '"title" in .*site.toml must be a text'),
        ('title = " "', "must be a text that is not empty"),
        ('networks = "compact"', "must be a list"),
        ('networks = ["a", "a"]', "without repetitions"),
        ('quantize = "float61"', 'did you mean "float16"?'),
        ('quantize = { swift = "int4" }', '"quantize.swift" in .* cannot be'),
        ('base_url = "example.org"', "must be a web address"),
        ('gallery = "x"', "must be a table"),
        ('[gallery]\nphotos = "absent"', "must be an existing folder"),
        ("title = ", "is not valid TOML"),
        ('accent = "blue"', '"accent" .* must be a colour'),
        ('icon = "absent.png"', '"icon" .* must be an existing file'),
        (f'icon = "{"a" * 5000}"', '"icon" .* must be an existing file'),
        ('card = "a\\u0000b"', '"card" .* must be an existing file'),
        (f'[gallery]\nphotos = "{"a/" * 5000}"', "must be an existing folder"),
        ("card = 3", "must be the path of a picture, or false"),
        ('offline = "yes"', '"offline" .* must be true or false'),
        ('tools = ["stylize", "stile"]', 'no tool with "stile"'),
        ('tools = ["combine"]', 'lacks "stylize"'),
        ('languages = ["en", "xx"]', 'no known language with "xx"'),
        ('languages = ["en", "fr"]', 'language "fr" .* has no texts; choose from de, en'),
        ('languages = ["en"]\n[texts.de.site]\ntitle = "x"', "that the site does not have"),
        ('[texts.fr.site]\ntitle = "x"', "needs the texts of the language"),
        ('[texts.fr]\nfile = "absent.toml"', "must be an existing file"),
        ('texts = "x"', "must be a table for each language"),
    ],
)
def test_a_mistake_is_named_with_its_file(
    load: Callable[[str], SiteConfig], text: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        load(text)
    assert "site.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml cannot be read"):
        load_config(tmp_path / "absent.toml")


def test_settings_that_are_no_file_are_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Path("site.toml")
    settings.mkdir()
    with pytest.raises(ConfigError, match=r"site\.toml cannot be read \(Is a directory\)"):
        load_config()
    settings.rmdir()
    settings.symlink_to("nowhere")
    with pytest.raises(ConfigError, match=r"site\.toml cannot be read \(The link leads nowhere"):
        load_config()


def test_without_a_file_there_are_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config() == SiteConfig()


def test_quantize_options_combine() -> None:
    plan = parse_quantize(["none", "swift=uint8"])
    assert (plan.kind("style"), plan.kind("swift")) == ("none", "uint8")
    with pytest.raises(ConfigError, match="--quantize"):
        parse_quantize(["swift=half"])


def test_a_base_url_ends_in_a_slash() -> None:
    assert parse_base_url("https://a.org/b//") == "https://a.org/b/"
    assert parse_base_url("") == ""


def test_every_setting_has_its_place_in_the_documentation() -> None:
    text = (Path(__file__).parents[3] / "docs" / "site.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### (.*)$", text, re.MULTILINE)
    described = {key for line in headings for key in re.findall(r"`(\w+)`", line)}
    assert described == settings_of(SiteConfig).keys(), "each needs a section of docs/site.md"
