"""The kinds of settings that site.toml has: each reads, checks and describes its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from builder.addresses import FOLDER_PATTERN, web_address
from builder.errors import ConfigError, nearest
from builder.folders import is_file, is_folder
from builder.gallery.config import GalleryConfig
from builder.graph_model.quantization import QUANTIZATIONS, Quantization, QuantizationPlan
from builder.languages import check_language
from builder.site.i18n import LanguageConfig, built_in_languages, flat
from builder.site.settings.setting import Kind, Place, read_table
from builder.site.theme import COLOUR_PATTERN, is_colour

_LANGUAGE_PATTERN = "^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"


def quantization(value: Any, where: str) -> Quantization:
    """Check a kind of quantization.

    Raises:
        ConfigError: there is no such kind.
    """
    for kind in QUANTIZATIONS:
        if value == kind:
            return kind
    raise ConfigError(f"{where} cannot be {value!r}; {nearest(str(value), QUANTIZATIONS)}")


class Text(Kind):
    """A text that is not empty."""

    def read(self, value: Any, place: Place) -> str:
        """The text without spaces around it."""
        if not isinstance(value, str) or not value.strip():
            raise place.error("a text that is not empty", value)
        return value.strip()

    def schema(self) -> dict[str, Any]:
        """A string with something in it."""
        return {"type": "string", "pattern": r"\S"}


class Switch(Kind):
    """True or false."""

    def read(self, value: Any, place: Place) -> bool:
        """The value itself."""
        if not isinstance(value, bool):
            raise place.error("true or false", value)
        return value

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class Address(Kind):
    """The absolute web address of a folder; "" for none."""

    def read(self, value: Any, place: Place) -> str:
        """The address, ending in "/"."""
        if not isinstance(value, str):
            raise place.error("a web address", value)
        return web_address(value, str(place), folder=True) if value else ""

    def schema(self) -> dict[str, Any]:
        """A string that begins as an address does."""
        return {"type": "string", "pattern": f"^$|{FOLDER_PATTERN}"}


class Colour(Kind):
    """A colour in hexadecimal digits."""

    def read(self, value: Any, place: Place) -> str:
        """The colour in small letters."""
        if not isinstance(value, str) or not is_colour(value):
            raise place.error('a colour such as "#2a3c96"', value)
        return value.lower()

    def schema(self) -> dict[str, Any]:
        """A string that is one."""
        return {"type": "string", "pattern": f"^(?:{COLOUR_PATTERN})$"}


class Folder(Kind):
    """The path of an existing folder, relative to the settings."""

    def read(self, value: Any, place: Place) -> Path:
        """The folder."""
        if not isinstance(value, str) or not value:
            raise place.error("the path of a folder", value)
        folder = place.file.parent / value
        if not is_folder(folder):
            raise place.error("an existing folder", value)
        return folder

    def schema(self) -> dict[str, Any]:
        """A string that is not empty, which would stand for the folder of the settings."""
        return {"type": "string", "minLength": 1}


class File(Kind):
    """The path of an existing file, relative to the settings."""

    def read(self, value: Any, place: Place) -> Path:
        """The file."""
        if not isinstance(value, str) or not is_file(place.file.parent / value):
            raise place.error("an existing file", value)
        return place.file.parent / value

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string"}


class FileOrSwitch(Kind):
    """The path of a picture, or whether there is one."""

    def read(self, value: Any, place: Place) -> Path | bool:
        """The file, or the switch itself."""
        if isinstance(value, bool):
            return value
        if not isinstance(value, str):
            raise place.error("the path of a picture, or false for none", value)
        return File().read(value, place)

    def schema(self) -> dict[str, Any]:
        """A string or a boolean."""
        return {"type": ["string", "boolean"]}


_NAME = {"type": "string", "minLength": 1}


class _Names(Kind):
    """A list of distinct names."""

    wanted: str

    def read(self, value: Any, place: Place) -> tuple[str, ...]:
        """The names."""
        strings = isinstance(value, list) and all(isinstance(n, str) and n for n in value)
        if not strings or not value:
            raise place.error(self.wanted, value)
        if len(set(value)) != len(value):
            raise place.error("a list without repetitions", value)
        return tuple(value)

    def schema(self) -> dict[str, Any]:
        """A list of different strings."""
        return {"type": "array", "minItems": 1, "uniqueItems": True, "items": _NAME}


class Networks(_Names):
    """Network sets, by name or folder."""

    wanted = 'a list of network sets such as ["compact"]'

    def read(self, value: Any, place: Place) -> tuple[str, ...]:
        """The names; those of folders beside the settings as paths."""
        return tuple(_beside(place.file.parent, name) for name in super().read(value, place))


def _beside(folder: Path, name: str) -> str:
    """The path of a set or of networks beside the settings; names of sets stay as they are."""
    path = folder / name
    is_path = Path(name).name != name and (is_folder(path) or is_file(path))
    return str(path) if is_path or is_file(path / "set.json") else name


class Languages(_Names):
    """Codes of languages."""

    wanted = 'a list of languages such as ["en", "de"]'

    def read(self, value: Any, place: Place) -> tuple[str, ...]:
        """The codes."""
        codes = super().read(value, place)
        for code in codes:
            check_language(code, str(place))
        return codes

    def schema(self) -> dict[str, Any]:
        """A list of what looks like codes."""
        return {**super().schema(), "items": {"type": "string", "pattern": _LANGUAGE_PATTERN}}


@dataclass(frozen=True)
class Tools(_Names):
    """Tools of the studio.

    Attributes:
        names: all that there are.
        required: those that no site can do without.
    """

    names: Sequence[str]
    required: Sequence[str]
    wanted = 'a list of tools such as ["stylize", "share"]'

    def read(self, value: Any, place: Place) -> tuple[str, ...]:
        """The tools' names."""
        tools = super().read(value, place)
        for tool in tools:
            if tool not in self.names:
                raise ConfigError(
                    f'{place} names no tool with "{tool}"; {nearest(tool, self.names)}'
                )
        for tool in self.required:
            if tool not in tools:
                raise ConfigError(f'{place} lacks "{tool}", which no site can do without; add it.')
        return tools

    def schema(self) -> dict[str, Any]:
        """A list of the names that there are."""
        names = {"type": "string", "enum": list(self.names)}
        required = [{"contains": {"const": tool}} for tool in self.required]
        return {**super().schema(), "items": names, "allOf": required}


class Quantize(Kind):
    """How weights are stored: one way for all networks, or a table of single ones."""

    def read(self, value: Any, place: Place) -> QuantizationPlan:
        """The kind of each network."""
        if isinstance(value, str):
            return QuantizationPlan(quantization(value, str(place)))
        if not isinstance(value, dict):
            raise place.error('a kind or a table such as { style = "float16" }', value)
        return QuantizationPlan(
            roles={role: quantization(kind, str(place.below(role))) for role, kind in value.items()}
        )

    def schema(self) -> dict[str, Any]:
        """A kind, or a table of kinds."""
        kinds = {"enum": list(QUANTIZATIONS)}
        return {"anyOf": [kinds, {"type": "object", "additionalProperties": kinds}]}

    def plain(self, value: Any) -> Any:
        """The kind for all networks; None where each set decides."""
        return value.default


class Gallery(Kind):
    """A table of the folders of a gallery."""

    def __init__(self) -> None:
        self._kinds: Mapping[str, Kind] = {each.name: Folder() for each in fields(GalleryConfig)}

    def read(self, value: Any, place: Place) -> GalleryConfig:
        """The folders."""
        if not isinstance(value, dict):
            raise place.error("a table with the folders photos and styles", value)
        return GalleryConfig(**read_table(value, self._kinds, place))

    def schema(self) -> dict[str, Any]:
        """A table with no other keys."""
        properties = {name: kind.schema() for name, kind in self._kinds.items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}


class LanguageTexts(Kind):
    """A table for each language: its file, and single texts by area."""

    def read(self, value: Any, place: Place) -> dict[str, LanguageConfig]:
        """What is said of each language, by code."""
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            raise place.error("a table for each language such as [texts.de]", value)
        for code in value:
            check_language(code, str(place))
        return {code: _language(code, one, place.below(code)) for code, one in value.items()}

    def schema(self) -> dict[str, Any]:
        """Tables of tables of texts."""
        language = {
            "type": "object",
            "properties": {"file": {"type": "string", "description": _FILE_DOC}},
            # An area with its texts, or a text under its whole key.
            "additionalProperties": {
                "type": ["object", "string"],
                "additionalProperties": {"type": "string"},
            },
        }
        codes = {"pattern": _LANGUAGE_PATTERN}
        return {"type": "object", "propertyNames": codes, "additionalProperties": language}


_FILE_DOC = "All texts of a language that Atelier does not speak."


def _language(code: str, value: Mapping[str, Any], place: Place) -> LanguageConfig:
    own = dict(value)
    file = own.pop("file", None)
    if file is not None:
        file = File().read(file, place.below("file"))
    elif code not in built_in_languages():
        raise ConfigError(f'{place} needs the texts of the language: file = "{code}.toml".')
    return LanguageConfig(file, dict(flat(own, place.file)))
