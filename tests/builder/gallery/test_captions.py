from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import ConfigError
from builder.gallery.captions import Caption, captioned, licence_address, title_of

Say = Callable[[str], list[tuple[Path, Caption]]]


@pytest.fixture
def say(tmp_path: Path) -> Say:
    files = [tmp_path / "a.jpg", tmp_path / "b_2.jpg"]

    def say(text: str) -> list[tuple[Path, Caption]]:
        (tmp_path / "pictures.toml").write_text(text, encoding="utf-8")
        return captioned(tmp_path, files)

    return say


def test_pictures_are_called_after_their_files(tmp_path: Path) -> None:
    ((_, caption),) = captioned(tmp_path, [tmp_path / "the_old-bridge.jpg"])
    assert caption.title == "The old bridge"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Re\u0301sume\u0301 cafe\u0301", "R\u00e9sum\u00e9 caf\u00e9"),
        ("\u0939\u093f\u0928\u094d\u0926\u0940 \u091a\u093f\u0924\u094d\u0930",) * 2,
        ("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",) * 2,
        ("\U0001f30a\U0001f469\u200d\U0001f3a8", "\U0001f30a\U0001f469\u200d\U0001f3a8"),
        ("O'Keeffe's", "O'Keeffe's"),
        ("l\u2019\u00e9t\u00e9", "L\u2019\u00e9t\u00e9"),
        ("\u00dftra\u00dfe", "\u00dftra\u00dfe"),
        ("\ufb01n", "\ufb01n"),
        ("\u0130stanbul", "\u0130stanbul"),
        ("\u65e5\u672c\u753b",) * 2,
        ("a\u202egnp", "A gnp"),
        ("<b>bold</b> & 'quoted'", "B bold b 'quoted'"),
        ("--- ' ---", "Picture"),
    ],
)
def test_titles_keep_the_letters_of_every_script(name: str, title: str) -> None:
    assert title_of(Path(f"{name.replace('/', '_')}.jpg")) == title


def test_names_that_look_alike_are_the_same(tmp_path: Path) -> None:
    file = tmp_path / "Re\u0301sume\u0301.jpg"
    toml = tmp_path / "pictures.toml"
    toml.write_text('["R\u00e9sum\u00e9.jpg"]\ntitle = "Mine"', encoding="utf-8")
    ((_, caption),) = captioned(tmp_path, [file])
    assert caption.title == "Mine"
    toml.write_text('["R\u00e9sum\u00e9.jpg"]\n["Re\u0301sume\u0301.jpg"]', encoding="utf-8")
    with pytest.raises(ConfigError, match="twice"):
        captioned(tmp_path, [file])


def test_what_moves_the_cursor_is_spelt_out_in_messages(say: Say) -> None:
    with pytest.raises(ConfigError) as raised:
        say('"a.jpg" = { "\\n\\u001b[2J\\u202e" = "" }')
    assert r'Unknown key "\n\x1b[2J\u202e" of "a.jpg"' in raised.value.format_message()


def test_captions_that_cannot_be_read_are_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pictures.toml").mkdir()
    with pytest.raises(ConfigError, match="Is a directory"):
        captioned(tmp_path, [])
    (tmp_path / "pictures.toml").rmdir()
    (tmp_path / "pictures.toml").symlink_to("absent.toml")
    with pytest.raises(ConfigError, match="The link leads nowhere"):
        captioned(tmp_path, [])


def test_an_empty_title_is_none(say: Say) -> None:
    captions = say('["b_2.jpg"]\ntitle = " "\ntitles = { de = "", fr = "Deux" }')
    assert captions[0][1].title == "B 2"
    assert captions[0][1].titles == {"fr": "Deux"}


def test_named_pictures_come_first(say: Say) -> None:
    captions = say('["b_2.jpg"]\nauthor = "X"')
    assert [file.name for file, _ in captions] == ["b_2.jpg", "a.jpg"]
    assert (captions[0][1].title, captions[0][1].author) == ("B 2", "X")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('["a.jpeg"]\ntitle = "A"', 'no such picture; did you mean "a.jpg"'),
        ('["a.jpg"]\ntitel = "A"', 'Unknown key "titel" .*did you mean "title"'),
        ('["a.jpg"]\ntitle = 3', '"title" of "a.jpg" .* must be a text'),
        ('["a.jpg"]\ntitles = "A"', "must be a table such as"),
        ('["a.jpg"]\ntitles = { xx = "A" }', '"titles" of "a.jpg" .* no known language with "xx"'),
        ('["a.jpg"]\nsource = "javascript:x"', "must be a web address"),
        ('["a.jpg"]\nsource = "https://[x]/a"', "is no IPv6 address"),
        ('["a.jpg"]\nsource = "http:"', "must be a web address"),
        ('"a.jpg" = "A"', "must be a table"),
        ("[", "is not valid TOML"),
    ],
)
def test_mistakes_are_named(say: Say, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        say(text)


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("Public domain", ""),
        ("", ""),
    ],
)
def test_known_licences_have_addresses(licence: str, expected: str) -> None:
    assert licence_address(licence) == expected
