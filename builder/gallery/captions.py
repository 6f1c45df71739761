"""What a gallery folder's pictures.toml says of its pictures: titles, authors, licences, order."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.addresses import web_address
from builder.errors import ConfigError, nearest
from builder.languages import check_language
from builder.text_files import read_toml

FILE = "pictures.toml"

_KEYS = ("title", "titles", "author", "licence", "source")
_APOSTROPHES = "'\u2019\u2018\u05f3\u05f4\u00b7"
"""What stands inside of words: apostrophes, Hebrew's geresh and gershayim, Catalan's dot."""

_JOINERS = "\u200c\u200d"
"""What joins and parts letters in scripts of India and Persia, and the parts of emoji."""

_CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-(?:NC|ND|SA|NC-ND|NC-SA))?)[ -](\d\.\d)", re.I)


@dataclass(frozen=True)
class Caption:
    """What visitors read of a picture.

    Attributes:
        title: its name.
        titles: its name in other languages, by their codes.
        author: who made it; "" when not known.
        licence: under which licence; "" when not known.
        source: a web address where it comes from; "" when not known.
    """

    title: str
    titles: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    licence: str = ""
    source: str = ""


def captioned(folder: Path, files: Sequence[Path]) -> list[tuple[Path, Caption]]:
    """`files` with their captions: first those that pictures.toml names, in its order.

    A picture without a title, or with an empty one, is called after its file.

    Raises:
        ConfigError: pictures.toml is no TOML, names no file of `files`, or has a wrong value.
    """
    said = _read(folder / FILE)
    exact = {file.name: file for file in files}
    # Systems spell letters with marks in two ways that look alike.
    alike = {_spelt(name): file for name, file in exact.items()}
    captions: dict[Path, Caption] = {}
    for name, values in said.items():
        file = exact.get(name) or alike.get(_spelt(name))
        if file is None:
            raise ConfigError(
                f'{folder / FILE} names "{name}", but there is no such picture; '
                f"{nearest(name, exact)}"
            )
        if file in captions:
            raise ConfigError(f'{folder / FILE} names "{name}" twice; leave one out.')
        captions[file] = _caption(file, values)
    others = {file: _caption(file, {}) for file in files if file not in captions}
    return [*captions.items(), *others.items()]


def licence_address(licence: str) -> str:
    """Where a licence can be read; "" when that is not known."""
    if licence.upper().startswith("CC0"):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _CREATIVE_COMMONS.fullmatch(licence.strip())
    if match is None:
        return ""
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"


def title_of(file: Path) -> str:
    """A file's name as a title: words, the first letter large."""
    name = _spelt(file.stem)
    kept = "".join(character if _is_of_a_word(character) else " " for character in name)
    words = " ".join(word for word in kept.split() if word.strip(_APOSTROPHES)) or "picture"
    # What has no large letter of its own, such as a ligature, stays as it is.
    first = words[0].upper()
    return (first if len(first) == 1 else words[0]) + words[1:]


def _is_of_a_word(character: str) -> bool:
    """Whether it is part of a word in any script: a letter, mark, number, emoji, apostrophe."""
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "So" or character in _APOSTROPHES + _JOINERS


def _spelt(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _read(file: Path) -> dict[str, Any]:
    if not os.path.lexists(file):
        return {}
    said = read_toml(file, "The captions")
    return {name: _checked(file, name, values) for name, values in said.items()}


def _checked(file: Path, name: str, values: Any) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise ConfigError(
            f'"{name}" in {file} must be a table: write ["{name}"] and its title below.'
        )
    for key, value in values.items():
        if key not in _KEYS:
            raise ConfigError(f'Unknown key "{key}" of "{name}" in {file}; {nearest(key, _KEYS)}')
        wanted = dict if key == "titles" else str
        texts = value.values() if isinstance(value, dict) else [value]
        if not isinstance(value, wanted) or not all(isinstance(text, str) for text in texts):
            kind = 'a table such as { de = "Das Haus" }' if key == "titles" else "a text"
            raise ConfigError(f'"{key}" of "{name}" in {file} must be {kind}, not {value!r}.')
    for code in values.get("titles", {}):
        check_language(code, f'"titles" of "{name}" in {file}')
    source = values.get("source", "").strip()
    where = f'"source" of "{name}" in {file}'
    return {**values, "source": web_address(source, where) if source else ""}


def _caption(file: Path, said: Mapping[str, Any]) -> Caption:
    title = said.get("title", "").strip() or title_of(file)
    titles = {code: title for code, title in said.get("titles", {}).items() if title.strip()}
    return Caption(**{**said, "title": title, "titles": titles})
