from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import ConfigError, TextError
from builder.paths import web_template_folder
from builder.site.i18n import (
    PAGE_AREAS,
    LanguageConfig,
    Texts,
    built_in_languages,
    flat,
    load_texts,
    names_in,
    without_plural,
)
from builder.text_files import read_toml


def strings(language: str) -> dict[str, str]:
    file = web_template_folder() / "strings" / f"{language}.toml"
    return dict(flat(read_toml(file, "The texts", ""), file))


@pytest.fixture
def texts() -> Texts:
    return Texts(
        "en", {"a.hello": "Hi {name} & co", "a.n_one": "{count} tile", "a.n_other": "{count} tiles"}
    )


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        file = tmp_path / "fr.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_languages_are_built_in() -> None:
    assert built_in_languages() == ("de", "en")


def names_by_text(language: str) -> dict[str, frozenset[str]]:
    """The {names} of every text; those of its plural forms, which languages differ in, together."""
    found: dict[str, frozenset[str]] = {}
    for key, text in strings(language).items():
        stem = without_plural(key)
        found[stem] = found.get(stem, frozenset()) | names_in(text)
    return found


@pytest.mark.parametrize("language", sorted(set(built_in_languages()) - {"en"}))
def test_every_language_has_the_same_texts_with_the_same_names(language: str) -> None:
    assert names_by_text(language) == names_by_text("en")


@pytest.mark.parametrize("language", built_in_languages())
def test_no_text_is_empty_and_plurals_are_whole(language: str) -> None:
    table = strings(language)
    assert all(text.strip() == text and text for text in table.values())
    for key in table:
        if key.endswith("_one"):
            assert f"{without_plural(key)}_other" in table, key


def test_scripts_ask_for_texts_that_there_are() -> None:
    known = {without_plural(key) for key in strings("en")} | set(strings("en"))
    asked = {
        (file.name, key)
        for file in (web_template_folder() / "src").rglob("*.ts")
        for key in re.findall(r'\btext\(\s*"([a-z_]+\.[a-z0-9_.]+)"', file.read_text("utf-8"))
    }
    missing = {
        (file, key) for file, key in asked if key not in known or key.split(".")[0] in PAGE_AREAS
    }
    assert not missing


def test_errors_of_the_engine_have_their_sentences() -> None:
    """What the engine says in English, pages say in every language."""
    source = web_template_folder() / "src"
    catalogue = (source / "api" / "reasons.ts").read_text("utf-8")
    sentences = re.findall(r'^  (\w+): \[\s*"[\w-]+",\s*"([^"]+)",?\s*\],', catalogue, re.M)
    assert len(sentences) == len(re.findall(r"^  \w+: \[", catalogue, re.M))
    english = strings("en")
    texts = {key: text for key, text in english.items() if key.startswith("errors.")}
    assert texts == {f"errors.{reason}": sentence for reason, sentence in sentences}


def test_every_error_of_the_engine_has_a_reason() -> None:
    source = web_template_folder() / "src"
    studio = source / "studio"
    unsaid = {
        str(file.relative_to(source))
        for file in source.rglob("*.ts")
        if not file.is_relative_to(studio) and "new StylizerError(" in file.read_text("utf-8")
    }
    # The bridge passes on what the worker sent.
    assert unsaid == {"api/errors.ts", "bridge/bridge.ts"}


def test_samples_have_their_titles() -> None:
    from builder.gallery.art import STYLES
    from builder.gallery.sample_photos import sample_photos

    english = strings("en")
    titles = {f"samples.{photo.id}": photo.title for photo in sample_photos()}
    titles |= {f"samples.{style.id}": style.title for style in STYLES}
    # Where a title may be hyphenated is said in the page's text alone.
    said = {key: text.replace("\u00ad", "") for key, text in english.items()}
    assert {key: text for key, text in said.items() if key.startswith("samples.")} == titles


def test_values_are_filled_in_and_escaped(texts: Texts) -> None:
    assert texts("a.hello", name="<b>") == "Hi &lt;b&gt; &amp; co"


def test_markup_stays_markup(texts: Texts) -> None:
    from markupsafe import Markup

    assert texts("a.hello", name=Markup("<b>you</b>")) == "Hi <b>you</b> &amp; co"


def test_a_count_chooses_the_plural_form(texts: Texts) -> None:
    assert texts("a.n", count=1) == "1 tile"
    assert texts("a.n", count=3) == "3 tiles"


def test_a_missing_text_or_value_is_an_error(texts: Texts) -> None:
    with pytest.raises(TextError, match=r'no text "a.hallo"; did you mean "a.hello"'):
        texts("a.hallo")
    with pytest.raises(TextError, match=r"needs a value for \{name\}"):
        texts("a.hello")


def test_single_texts_are_overridden_by_language() -> None:
    english, german = load_texts(
        {"en": LanguageConfig(), "de": LanguageConfig(texts={"site.title": "Malerei"})},
        {"site.title": "Paintery"},
    )
    assert (english("site.title"), german("site.title")) == ("Paintery", "Malerei")
    assert german.name == "Deutsch"


def test_a_language_of_the_sites_own_falls_back_to_english_with_a_warning(
    own: Callable[[str], Path], caplog: pytest.LogCaptureFixture
) -> None:
    file = own('[language]\nname = "Français"\n[studio]\npaint = "Peindre"\n')
    (french,) = load_texts({"fr": LanguageConfig(file)})
    assert french("studio.paint") == "Peindre"
    assert french("studio.cancel") == "Cancel"
    assert "fr.toml lacks" in caplog.text
    assert "site.title" in caplog.text
    assert "language.name" not in caplog.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[studio]\npiant = "x"', 'Unknown text "studio.piant" .*did you mean "studio.paint"'),
        ('[studio]\ndone = "{photos}"', r'"studio.done" .* uses \{photos\}.*\{photo\}'),
        ("[studio]\ndone = 3", '"studio.done" .* must be a text'),
        ("[studio", "is not valid TOML"),
    ],
)
def test_a_mistake_in_a_strings_file_is_named(
    own: Callable[[str], Path], text: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        load_texts({"fr": LanguageConfig(own(text))})
