"""The settings of a site: site.toml, checked and frozen."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.addresses import web_address
from builder.bundle.tools import tools
from builder.errors import ConfigError, nearest
from builder.folders import is_folder
from builder.gallery.config import GalleryConfig
from builder.graph_model.quantization import QuantizationPlan
from builder.networks.locations import embedded_sets, imported_sets
from builder.site.i18n import LanguageConfig, built_in_languages
from builder.site.settings import kinds
from builder.site.settings.setting import Place, read_table, setting, settings_of
from builder.text_files import read_toml

DEFAULT_FILE = Path("site.toml")


TOOLS = tuple(tool.name for tool in tools())
"""The studio's tools, in the order in which the page lists them."""


_LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class SiteConfig:
    """The settings of a site, each declared with its default, its check and its text.

    The settings' file that `build-site init` writes, its JSON Schema, the table in docs/site.md
    and the texts of `--help` are made from these declarations, in this order; tables come last,
    as TOML wants them.
    """

    title: str = setting(
        "",
        kinds.Text(),
        "The site's name, in the page's head, in link previews and on home screens.",
        "In several languages: see [texts.CODE] below.",
        example="Painted harbour",
    )
    description: str = setting(
        "",
        kinds.Text(),
        "One sentence about the site, for search engines and link previews.",
        "In several languages: see [texts.CODE] below.",
        example="Paint your photos of the harbour in the style of its painters.",
    )
    base_url: str = setting(
        "",
        kinds.Address(),
        "Address where the site will be.",
        "Canonical addresses, the site map and the picture in link previews need it; everything "
        "else works at any address.",
        example="https://name.github.io/studio/",
    )
    languages: tuple[str, ...] = setting(
        _LANGUAGES,
        kinds.Languages(),
        "The page's languages: the first at the site's root, the others in folders (de/).",
    )
    tools: tuple[str, ...] = setting(
        TOOLS,
        kinds.Tools(TOOLS, [tool.name for tool in tools() if tool.required]),
        "The tools that the page offers, in this order.",
        "Those that are required cannot be left out.",
    )
    offline: bool = setting(
        True,
        kinds.Switch(),
        "Whether browsers keep the site for use without a connection, and offer to install it.",
    )
    mark: bool = setting(
        True,
        kinds.Switch(),
        "Whether saved paintings and films say in their metadata that a network made them.",
    )
    accent: str = setting(
        "",
        kinds.Colour(),
        "The colour of links, buttons and the icon's ground.",
        "Shades of it that can be read on the light and on the dark page are derived.",
        example="#2a3c96",
    )
    icon: Path | None = setting(
        None,
        kinds.File(),
        "A square picture of at least 512 x 512 pixels instead of Atelier's icon.",
        example="icon.png",
    )
    card: Path | bool = setting(
        True,
        kinds.FileOrSwitch(),
        "The picture in link previews, cut to 1200 x 630 pixels; true has the networks paint one, "
        "false leaves it out.",
        "It needs base_url.",
        example="card.jpg",
    )
    templates: Path | None = setting(
        None,
        kinds.Folder(),
        "Folder of templates, style sheets and static files that stand in for Atelier's of the "
        "same name.",
        "Templates lie in it as index.html.j2, style sheets as styles/base.css, further files in "
        "static/.",
        example="templates",
    )
    analytics: Path | None = setting(
        None,
        kinds.File(),
        "A file of HTML for the head of every page, to count visits.",
        "There is none unless you ask for it, and the page then says that visits are counted.",
        example="analytics.html",
    )
    networks: tuple[str, ...] = setting(
        ("compact",),
        kinds.Networks(),
        "Network sets by name or folder; the first is the default, and visitors choose if there "
        "are several.",
        "`build-site networks` lists the names.",
    )
    quantize: QuantizationPlan = setting(
        QuantizationPlan(),
        kinds.Quantize(),
        "How weights are stored: none (float32), float16 or uint8; of all networks or of single "
        "ones.",
        "Left out, they are stored as their set asks for, or else as float16.",
        example={"style": "float16", "swift": "float16", "fine": "float16"},
    )
    gallery: GalleryConfig = setting(
        GalleryConfig(),
        kinds.Gallery(),
        "Folders of your own pictures, instead of the samples.",
        """A file pictures.toml in a folder gives titles, authors, licences and the order:
  ["harbour.jpg"]
  title = "The harbour"
  titles = { de = "Der Hafen" }
  author = "Jane Doe"
  licence = "CC BY 4.0"
  source = "https://example.org/harbour"
""",
        example={"photos": "pictures/photos", "styles": "pictures/styles"},
    )
    texts: Mapping[str, LanguageConfig] = setting(
        {},
        kinds.LanguageTexts(),
        "Single texts in place of Atelier's, by language.",
        "The keys are those of web_template/strings/en.toml. A language that Atelier does not "
        "speak needs a file of all texts, which `build-site init --language CODE` writes.",
        example={
            "de": {"site": {"description": "Malen Sie Ihre Fotos im Stil alter Meister."}},
            "fr": {"file": "fr.toml"},
        },
    )

    @property
    def language_texts(self) -> dict[str, LanguageConfig]:
        """What is said of each of the site's languages, by code, in their order."""
        return {code: self.texts.get(code, LanguageConfig()) for code in self.languages}

    @property
    def texts_everywhere(self) -> dict[str, str]:
        """Texts that stand in every language in place of the strings files' own, by key."""
        own = {"site.title": self.title, "site.description": self.description}
        return {key: text for key, text in own.items() if text}

    @property
    def input_folders(self) -> frozenset[Path]:
        """The folders that the site is made of, with all that is in them."""
        folders = {self.gallery.photos, self.gallery.styles, self.templates}
        return frozenset(self.set_folders | {folder for folder in folders if folder})

    @property
    def set_folders(self) -> frozenset[Path]:
        """The folders of network sets that are given as folders."""
        known = {*embedded_sets(), *imported_sets()}
        return frozenset(
            Path(name)
            for name in self.networks
            if name and name not in known and is_folder(Path(name))
        )

    @property
    def input_files(self) -> frozenset[Path]:
        """The single files that the site is made of, but for its settings."""
        files = {self.icon, self.card_file, self.analytics}
        files |= {language.file for language in self.language_texts.values()}
        return frozenset(file for file in files if file)

    @property
    def card_file(self) -> Path | None:
        """The site's own picture for link previews, if it has one."""
        return self.card if isinstance(self.card, Path) else None


def load_config(file: Path | None = None) -> SiteConfig:
    """Read `file`, or ./site.toml when there is one, or take the defaults.

    Raises:
        ConfigError: the file is missing, is no TOML, or has a wrong key or value.
    """
    if file is None and not os.path.lexists(DEFAULT_FILE):
        return SiteConfig()
    file = file or DEFAULT_FILE
    values = read_toml(file, "The settings", "give an existing file with --config")
    declared = {name: each.kind for name, each in settings_of(SiteConfig).items()}
    read = read_table(values, declared, Place(file))
    read.setdefault("languages", tuple(dict.fromkeys((*_LANGUAGES, *read.get("texts", {})))))
    config = SiteConfig(**read)
    _check_languages(config, file)
    return config


def _check_languages(config: SiteConfig, file: Path) -> None:
    """Refuse languages without texts, and texts without their language."""
    for code in config.languages:
        if code not in config.texts and code not in built_in_languages():
            raise ConfigError(
                f'The language "{code}" in {file} has no texts; choose from '
                f"{', '.join(built_in_languages())}, or give it a strings file: "
                f'[texts.{code}] file = "{code}.toml"'
            )
    for code in config.texts:
        if code not in config.languages:
            raise ConfigError(
                f'"texts.{code}" in {file} is of a language that the site does not have; '
                f"{nearest(code, config.languages)}"
            )


def parse_quantize(values: Iterable[str]) -> QuantizationPlan:
    """Read the values of `--quantize`: KIND for all networks or ROLE=KIND for one.

    Raises:
        ConfigError: a kind is unknown.
    """
    default, roles = QuantizationPlan().default, {}
    for value in values:
        role, separator, kind = value.rpartition("=")
        checked = kinds.quantization(kind, "--quantize")
        if separator:
            roles[role] = checked
        else:
            default = checked
    return QuantizationPlan(default, roles)


def parse_base_url(value: str) -> str:
    """Read the value of `--base-url`.

    Raises:
        ConfigError: it is no http or https address.
    """
    return web_address(value, "--base-url", folder=True) if value else ""


def parse_templates(folder: Path) -> Path:
    """Check the folder that `--templates` names.

    Raises:
        ConfigError: there is none.
    """
    if not is_folder(folder):
        raise ConfigError(f"--templates must be an existing folder, not {folder}.")
    return folder
