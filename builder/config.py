"""The settings of a site: site.toml, checked and frozen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from builder.convert.quantization import QUANTIZATIONS, Quantization, QuantizationPlan
from builder.errors import ConfigError, nearest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT_FILE = Path("site.toml")


@dataclass(frozen=True)
class GalleryConfig:
    """Folders of the builder's own gallery pictures; None where the samples are shown."""

    photos: Path | None = None
    styles: Path | None = None


@dataclass(frozen=True)
class SiteConfig:
    """The settings of a site.

    Attributes:
        title: name of the site.
        description: one sentence for search engines and for the head of the page.
        base_url: absolute address where the site will be, ending in "/"; "" when not known.
        networks: names or folders of the network sets, or folders of published networks; the
            first is the default.
        quantize: how each network's weights are stored.
        gallery: folders of gallery pictures.
    """

    title: str = "Atelier"
    description: str = (
        "Paint any photo in the style of any picture, in your browser. "
        "No picture leaves your computer."
    )
    base_url: str = ""
    networks: tuple[str, ...] = ("compact",)
    quantize: QuantizationPlan = field(default_factory=QuantizationPlan)
    gallery: GalleryConfig = field(default_factory=GalleryConfig)


def load_config(file: Path | None = None) -> SiteConfig:
    """Read `file`, or ./site.toml when there is one, or take the defaults.

    Raises:
        ConfigError: the file is missing, is no TOML, or has a wrong key or value.
    """
    if file is None and not DEFAULT_FILE.is_file():
        return SiteConfig()
    file = file or DEFAULT_FILE
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"The settings {file} cannot be read ({error.strerror}); "
            "give an existing file with --config."
        ) from error
    except ValueError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}.") from error
    return SiteConfig(**_read_table(values, _SITE, _Place(file)))


def parse_quantize(values: Iterable[str]) -> QuantizationPlan:
    """Read the values of `--quantize`: KIND for all networks or ROLE=KIND for one.

    Raises:
        ConfigError: a kind is unknown.
    """
    default, roles = QuantizationPlan().default, {}
    for value in values:
        role, separator, kind = value.rpartition("=")
        checked = _kind(kind, "--quantize")
        if separator:
            roles[role] = checked
        else:
            default = checked
    return QuantizationPlan(default, roles)


def parse_base_url(value: str, where: str = "--base-url") -> str:
    """Check an absolute web address and end it in "/"; "" stays "".

    Raises:
        ConfigError: it is no http or https address.
    """
    parts = urlsplit(value)
    if value and not (parts.scheme in ("http", "https") and parts.netloc):
        raise ConfigError(
            f'{where} must be a web address such as "https://name.github.io/studio/", '
            f'not "{value}".'
        )
    return value.rstrip("/") + "/" if value else ""


@dataclass(frozen=True)
class _Place:
    """Where in which file a value stands, for messages."""

    file: Path
    table: str = ""

    def key(self, name: str) -> str:
        return f"{self.table}.{name}" if self.table else name

    def error(self, name: str, wanted: str, value: object) -> ConfigError:
        return ConfigError(f'"{self.key(name)}" in {self.file} must be {wanted}, not {value!r}.')


_Reader = Callable[[Any, str, _Place], Any]


def _read_table(values: Mapping[str, Any], readers: Mapping[str, _Reader], place: _Place) -> dict:
    for name in values:
        if name not in readers:
            raise ConfigError(
                f'Unknown key "{place.key(name)}" in {place.file}; {nearest(name, readers)}'
            )
    return {name: readers[name](value, name, place) for name, value in values.items()}


def _text(value: Any, name: str, place: _Place) -> str:
    if not isinstance(value, str) or not value.strip():
        raise place.error(name, "a text that is not empty", value)
    return value.strip()


def _address(value: Any, name: str, place: _Place) -> str:
    if not isinstance(value, str):
        raise place.error(name, "a web address", value)
    return parse_base_url(value, f'"{place.key(name)}" in {place.file}')


def _networks(value: Any, name: str, place: _Place) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(n, str) for n in value):
        raise place.error(name, 'a list of network sets such as ["compact"]', value)
    if len(set(value)) != len(value):
        raise place.error(name, "a list without repetitions", value)
    return tuple(_set_beside(place.file.parent, n) for n in value)


def _set_beside(folder: Path, name: str) -> str:
    """The path of a set or of networks beside the settings; names of sets stay as they are."""
    path = folder / name
    is_path = Path(name).name != name and path.exists()
    return str(path) if is_path or (path / "set.json").is_file() else name


def _folder(value: Any, name: str, place: _Place) -> Path:
    if not isinstance(value, str):
        raise place.error(name, "the path of a folder", value)
    folder = place.file.parent / value
    if not folder.is_dir():
        raise place.error(name, "an existing folder", value)
    return folder


def _gallery(value: Any, name: str, place: _Place) -> GalleryConfig:
    if not isinstance(value, dict):
        raise place.error(name, "a table with the folders photos and styles", value)
    return GalleryConfig(**_read_table(value, _GALLERY, _Place(place.file, name)))


def _quantize(value: Any, name: str, place: _Place) -> QuantizationPlan:
    if isinstance(value, str):
        return QuantizationPlan(_kind(value, f'"{place.key(name)}" in {place.file}'))
    if not isinstance(value, dict):
        raise place.error(name, 'a kind or a table such as { style = "float16" }', value)
    return QuantizationPlan(
        roles={
            role: _kind(kind, f'"{place.key(name)}.{role}" in {place.file}')
            for role, kind in value.items()
        }
    )


def _kind(value: Any, where: str) -> Quantization:
    for kind in QUANTIZATIONS:
        if value == kind:
            return kind
    raise ConfigError(f"{where} cannot be {value!r}; {nearest(str(value), QUANTIZATIONS)}")


_GALLERY: Mapping[str, _Reader] = {"photos": _folder, "styles": _folder}

_SITE: Mapping[str, _Reader] = {
    "title": _text,
    "description": _text,
    "base_url": _address,
    "networks": _networks,
    "quantize": _quantize,
    "gallery": _gallery,
}
