"""What a gallery folder's pictures.toml says of its pictures: titles, authors, licences, order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from builder.errors import ConfigError, nearest
from builder.text_files import read_toml

FILE = "pictures.toml"

_KEYS = ("title", "titles", "author", "licence", "source")
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

    A picture without a title is called after its file.

    Raises:
        ConfigError: pictures.toml is no TOML, names no file of `files`, or has a wrong value.
    """
    said = _read(folder / FILE)
    by_name = {file.name: file for file in files}
    for name in said:
        if name not in by_name:
            raise ConfigError(
                f'{folder / FILE} names "{name}", but there is no such picture; '
                f"{nearest(name, by_name)}"
            )
    named = [by_name[name] for name in said]
    others = [file for file in files if file.name not in said]
    return [(file, _caption(file, said.get(file.name, {}))) for file in (*named, *others)]


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
    words = re.sub(r"[\W_]+", " ", file.stem).strip() or "picture"
    return words[0].upper() + words[1:]


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    said = read_toml(file, "The captions", "make the file readable")
    for name, values in said.items():
        _check(file, name, values)
    return said


def _check(file: Path, name: str, values: Any) -> None:
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
    source = values.get("source", "")
    if source and urlsplit(source).scheme not in ("http", "https"):
        raise ConfigError(f'"source" of "{name}" in {file} must be a web address, not "{source}".')


def _caption(file: Path, said: Mapping[str, Any]) -> Caption:
    return Caption(**{"title": title_of(file), **said})
