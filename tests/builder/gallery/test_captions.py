from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import ConfigError
from builder.gallery.captions import Caption, captioned, licence_address

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
        ('["a.jpg"]\nsource = "javascript:x"', "must be a web address"),
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
