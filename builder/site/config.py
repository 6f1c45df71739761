"""The settings of a site: site.toml, checked and frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from builder.errors import ConfigError, nearest
from builder.gallery.config import GalleryConfig
from builder.graph_model.quantization import QUANTIZATIONS, Quantization, QuantizationPlan
from builder.site.i18n import LanguageConfig, built_in_languages, check_language, flat
from builder.site.theme import is_colour
from builder.toml_files import read_toml

DEFAULT_FILE = Path("site.toml")


TOOLS = (
    "stylize",
    "combine",
    "colours",
    "detail",
    "region",
    "grid",
    "animate",
    "live",
    "batch",
    "share",
)
"""The studio's tools, in the order in which the page lists them."""


def _all_languages() -> dict[str, LanguageConfig]:
    return {code: LanguageConfig() for code in ("en", "de")}


@dataclass(frozen=True)
class SiteConfig:
    """The settings of a site.

    Attributes:
        title: name of the site; "" for the one in the texts.
        description: one sentence for search engines and for the head of the page; "" for the
            one in the texts.
        base_url: absolute address where the site will be, ending in "/"; "" when not known.
        networks: names or folders of the network sets, or folders of published networks; the
            first is the default.
        quantize: how each network's weights are stored.
        gallery: folders of gallery pictures.
        languages: the languages by code, the one at the site's root first.
        tools: the tools that the page offers, in order.
        accent: a colour such as "#2a3c96"; "" for the style sheets' own.
        icon: a square picture instead of Atelier's icon.
        card: a picture for social networks; None to have one painted, or none at all where
            `paint_card` is false.
        paint_card: whether the networks paint a picture for social networks.
        templates: a folder of templates, styles and static files instead of Atelier's own.
        analytics: HTML for the head of every page that counts visits.
        offline: whether browsers keep the site for use without a connection.
    """

    title: str = ""
    description: str = ""
    base_url: str = ""
    networks: tuple[str, ...] = ("compact",)
    quantize: QuantizationPlan = field(default_factory=QuantizationPlan)
    gallery: GalleryConfig = field(default_factory=GalleryConfig)
    languages: Mapping[str, LanguageConfig] = field(default_factory=_all_languages)
    tools: tuple[str, ...] = TOOLS
    accent: str = ""
    icon: Path | None = None
    card: Path | None = None
    paint_card: bool = True
    templates: Path | None = None
    analytics: Path | None = None
    offline: bool = True

    @property
    def texts(self) -> dict[str, str]:
        """Texts that stand in every language in place of the strings files' own, by key."""
        own = {"site.title": self.title, "site.description": self.description}
        return {key: text for key, text in own.items() if text}


def load_config(file: Path | None = None) -> SiteConfig:
    """Read `file`, or ./site.toml when there is one, or take the defaults.

    Raises:
        ConfigError: the file is missing, is no TOML, or has a wrong key or value.
    """
    if file is None and not DEFAULT_FILE.is_file():
        return SiteConfig()
    file = file or DEFAULT_FILE
    values = read_toml(file, "The settings", "give an existing file with --config")
    return _site_config(_read_table(values, _SITE, _Place(file)), file)


def _site_config(values: dict[str, Any], file: Path) -> SiteConfig:
    texts: dict[str, LanguageConfig] = values.pop("texts", {})
    codes = values.get("languages") or (*_all_languages(), *texts)
    for code in codes:
        if code not in texts and code not in built_in_languages():
            raise ConfigError(
                f'The language "{code}" in {file} has no texts; choose from '
                f"{', '.join(built_in_languages())}, or give it a strings file: "
                f'[texts.{code}] file = "{code}.toml"'
            )
    for code in texts:
        if code not in codes:
            raise ConfigError(
                f'"texts.{code}" in {file} is of a language that the site does not have; '
                f"{nearest(code, codes)}"
            )
    if values.get("card") in (True, False):
        values["paint_card"] = values.pop("card")
    values["languages"] = {code: texts.get(code, LanguageConfig()) for code in codes}
    return SiteConfig(**values)


def read_text(file: Path) -> str:
    """The text of a file that the settings name.

    Raises:
        ConfigError: it cannot be read as UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise ConfigError(
            f"{file} cannot be read as a text ({error}); save it as UTF-8."
        ) from error


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


def parse_templates(folder: Path) -> Path:
    """Check the folder that `--templates` names.

    Raises:
        ConfigError: there is none.
    """
    if not folder.is_dir():
        raise ConfigError(f"--templates must be an existing folder, not {folder}.")
    return folder


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


def _read_table(
    values: Mapping[str, Any], readers: Mapping[str, _Reader], place: _Place
) -> dict[str, Any]:
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
    names = _distinct(value, name, place, 'a list of network sets such as ["compact"]')
    return tuple(_set_beside(place.file.parent, n) for n in names)


def _distinct(value: Any, name: str, place: _Place, wanted: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(n, str) for n in value):
        raise place.error(name, wanted, value)
    if len(set(value)) != len(value):
        raise place.error(name, "a list without repetitions", value)
    return tuple(value)


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


def _file(value: Any, name: str, place: _Place) -> Path:
    if not isinstance(value, str) or not (place.file.parent / value).is_file():
        raise place.error(name, "an existing file", value)
    return place.file.parent / value


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


def _languages(value: Any, name: str, place: _Place) -> tuple[str, ...]:
    codes = _distinct(value, name, place, 'a list of languages such as ["en", "de"]')
    for code in codes:
        check_language(code, f'"{place.key(name)}" in {place.file}')
    return codes


def _texts(value: Any, name: str, place: _Place) -> dict[str, LanguageConfig]:
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise place.error(name, "a table for each language such as [texts.de]", value)
    return {code: _language(code, one, _Place(place.file, name)) for code, one in value.items()}


def _language(code: str, value: Mapping[str, Any], place: _Place) -> LanguageConfig:
    check_language(code, f'"{place.table}" in {place.file}')
    own = dict(value)
    file = own.pop("file", None)
    if file is not None:
        file = _file(file, "file", _Place(place.file, place.key(code)))
    elif code not in built_in_languages():
        raise ConfigError(
            f'"{place.key(code)}" in {place.file} needs the texts of the language: '
            f'file = "{code}.toml".'
        )
    return LanguageConfig(file, dict(flat(own, place.file)))


def _tools(value: Any, name: str, place: _Place) -> tuple[str, ...]:
    tools = _distinct(value, name, place, 'a list of tools such as ["stylize", "share"]')
    for tool in tools:
        if tool not in TOOLS:
            raise ConfigError(
                f'"{place.key(name)}" in {place.file} names no tool with "{tool}"; '
                f"{nearest(tool, TOOLS)}"
            )
    if "stylize" not in tools:
        raise ConfigError(
            f'"{place.key(name)}" in {place.file} lacks "stylize", which chooses photo and '
            "style; add it."
        )
    return tools


def _switch(value: Any, name: str, place: _Place) -> bool:
    if not isinstance(value, bool):
        raise place.error(name, "true or false", value)
    return value


def _accent(value: Any, name: str, place: _Place) -> str:
    if not isinstance(value, str) or not is_colour(value):
        raise place.error(name, 'a colour such as "#2a3c96"', value)
    return value.lower()


def _card(value: Any, name: str, place: _Place) -> Path | bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise place.error(name, "the path of a picture, or false for none", value)
    return _file(value, name, place)


_GALLERY: Mapping[str, _Reader] = {"photos": _folder, "styles": _folder}

_SITE: Mapping[str, _Reader] = {
    "title": _text,
    "description": _text,
    "base_url": _address,
    "networks": _networks,
    "quantize": _quantize,
    "gallery": _gallery,
    "languages": _languages,
    "texts": _texts,
    "tools": _tools,
    "accent": _accent,
    "icon": _file,
    "card": _card,
    "templates": _folder,
    "analytics": _file,
    "offline": _switch,
}
