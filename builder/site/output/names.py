"""Which names a build writes, and whether its folder can be apart from what the site is made of."""

from __future__ import annotations

import os
from pathlib import Path

from builder.bundle.entries import FILE as ENTRIES
from builder.errors import ConfigError
from builder.site.config import SiteConfig
from builder.site.icons import FOLDER as ICONS
from builder.site.icons import SVG
from builder.site.metadata import MANIFEST
from builder.site.output.inventory import FILE as INVENTORY
from builder.site.output.static_files import STATIC
from builder.site.pages import PAGES, places
from builder.site.policy import HEADERS
from builder.site.service_worker import SCRIPT

_FOLDERS = ("assets", "gallery", ICONS, "networks")
_FILES = (
    "licences.txt",
    "networks/index.json",
    "robots.txt",
    "stylizer.js",
    "stylizer.d.ts",
    ENTRIES,
    HEADERS,
    INVENTORY,
    SCRIPT,
)


def names_of(config: SiteConfig) -> frozenset[str]:
    """The names that a build writes, as far as they do not come from the content of files.

    Those of folders end in "/": what is in them is named after its content.
    """
    pages = {place.path for place in places(PAGES, config.languages)}
    manifests = {MANIFEST, *(f"{language}/{MANIFEST}" for language in config.languages[1:])}
    folders = {f"{name}/" for name in (*_FOLDERS, *config.languages[1:])}
    some = {"sitemap.xml"} if config.base_url else set()
    if not config.icon:
        some.add(SVG)
    return frozenset({*_FILES, *pages, *manifests, *folders, *some})


def check_places(config: SiteConfig, out: Path) -> None:
    """Refuse a site in a folder that it is made of, and inputs where the builder writes.

    Raises:
        ConfigError: one lies where the other does.
    """
    site = Path(os.path.realpath(out))
    written = [site / name.rstrip("/") for name in names_of(config)]
    deep = {*config.set_folders, (config.templates or site) / STATIC}
    for given in sorted(config.input_folders | config.input_files | deep):
        path = Path(os.path.realpath(given))
        if path == site or (given in deep and path in site.parents):
            raise ConfigError(
                f"The site cannot be written to {out}, because it is made of what is in {given}; "
                "choose another folder with --out."
            )
        if any(path == one or one in path.parents for one in written):
            raise ConfigError(
                f"{given}, which the site is made of, lies where the build writes files of its "
                "own; move it to another place."
            )
