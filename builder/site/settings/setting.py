"""A setting of site.toml: an attribute of a dataclass, declared with its check and its text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from builder.errors import ConfigError, nearest

_DECLARED = "setting"


@dataclass(frozen=True)
class Place:
    """Where in which file a value stands, for messages.

    Attributes:
        file: the settings.
        key: the value's key, dotted; "" for the file as a whole.
    """

    file: Path
    key: str = ""

    def __str__(self) -> str:
        return f'"{self.key}" in {self.file}'

    def below(self, name: str) -> Place:
        """The place of the value `name` in the table here."""
        return Place(self.file, f"{self.key}.{name}" if self.key else name)

    def error(self, wanted: str, value: object) -> ConfigError:
        """The error that the value here must be something else."""
        return ConfigError(f"{self} must be {wanted}, not {value!r}.")


class Kind(ABC):
    """What the value of a setting must be."""

    @abstractmethod
    def read(self, value: Any, place: Place) -> Any:
        """Check a value of the file, and turn it into what the builder works with.

        Raises:
            ConfigError: it is none of this kind.
        """

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of such values: as much of the check as needs no other file."""

    def plain(self, value: Any) -> Any:
        """A default as the file would have it; None where it would have nothing."""
        if isinstance(value, tuple):
            return list(value)
        return value if isinstance(value, bool | str) and value != "" else None


@dataclass(frozen=True)
class Setting:
    """A setting of site.toml.

    Attributes:
        name: its key.
        kind: what its value must be.
        doc: one sentence that says what it sets.
        more: further sentences for whoever edits the file; indented lines stay as they are.
        default: its value where the file has none, as the file would have it; None for nothing.
        example: a value as the file would have it; None where the default shows enough.
    """

    name: str
    kind: Kind
    doc: str
    more: str
    default: Any
    example: Any


def setting(default: Any, kind: Kind, doc: str, more: str = "", example: Any = None) -> Any:
    """An attribute of a dataclass that is a setting, declared as `Setting` says.

    Only `default` is what the builder works with, not what the file would have.
    """
    declared = {"kind": kind, "doc": doc, "more": more, "example": example}
    return field(default_factory=lambda: default, metadata={_DECLARED: (default, declared)})


def settings_of(config: type) -> dict[str, Setting]:
    """The settings that a dataclass declares, by their keys."""
    found = {}
    for attribute in fields(config):
        default, declared = attribute.metadata[_DECLARED]
        plain = declared["kind"].plain(default)
        found[attribute.name] = Setting(name=attribute.name, default=plain, **declared)
    return found


def read_table(
    values: Mapping[str, Any], kinds: Mapping[str, Kind], place: Place
) -> dict[str, Any]:
    """Read a table whose keys have the given kinds.

    Raises:
        ConfigError: a key is unknown, or a value is wrong.
    """
    for name in values:
        if name not in kinds:
            raise ConfigError(
                f'Unknown key "{place.below(name).key}" in {place.file}; {nearest(name, kinds)}'
            )
    return {name: kinds[name].read(value, place.below(name)) for name, value in values.items()}
