"""What others than visitors read of a site: manifests, site map, robots.txt, the social card."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PIL import Image, ImageOps

from builder.gallery.previews import CARD_HEIGHT, CARD_WIDTH
from builder.gallery.renditions import publish
from builder.painting.pictures import read_picture
from builder.site.i18n import Texts
from builder.site.icons import Icon
from builder.site.pages import Place
from builder.site.theme import DARK_PAPERS, LIGHT_PAPERS

MANIFEST = "manifest.webmanifest"
PAPERS = {"light": LIGHT_PAPERS[0], "dark": DARK_PAPERS[0]}
"""The page's ground, which browsers give the bars around it too."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Card:
    """The picture that social networks show of the site.

    Attributes:
        url: relative to the site's root.
        painted: whether the networks painted it.
        width, height: in pixels.
    """

    url: str
    painted: bool
    width: int = CARD_WIDTH
    height: int = CARD_HEIGHT


def write_card(folder: Path, painted: Path | None, own: Path | None) -> Card | None:
    """Put the card into `folder` of a site: an `own` picture, cut to size, or the painted one.

    Raises:
        PictureError: `own` cannot be read.
    """
    if own is not None:
        picture = Image.fromarray(read_picture(own))
        fitted = ImageOps.fit(picture, (CARD_WIDTH, CARD_HEIGHT), Image.Resampling.LANCZOS)
        file = folder / "card.jpg"
        fitted.save(file, quality=88, optimize=True, progressive=True)
        url = publish(file, "card", folder)
        file.unlink()
        return Card(url, painted=False)
    if painted is not None:
        return Card(publish(painted, "card", folder), painted=True)
    return None


def write_manifests(site: Path, texts: Sequence[Texts], icons: Sequence[Icon]) -> None:
    """Write the manifest that makes the site installable, for each language in its folder."""
    for place, one in enumerate(texts):
        folder = site / one.language if place else site
        folder.mkdir(exist_ok=True)
        manifest = _manifest(one, icons, "../" if place else "")
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")


def write_sitemap(site: Path, places: Iterable[Place], base_url: str) -> None:
    """Write robots.txt and, where the site's address is known, sitemap.xml."""
    lines = ["User-agent: *", "Allow: /"]
    if base_url:
        lines += ["", f"Sitemap: {base_url}sitemap.xml"]
        tree = _sitemap([place for place in places if place.page.listed], base_url)
        tree.write(site / "sitemap.xml", encoding="utf-8", xml_declaration=True)
    (site / "robots.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def _manifest(texts: Texts, icons: Sequence[Icon], root: str) -> Mapping[str, Any]:
    title = texts.by_key["site.title"]
    return {
        "name": title,
        "short_name": title,
        "description": texts.by_key["site.description"],
        "lang": texts.language,
        "dir": texts.direction,
        "start_url": "./",
        "scope": root or "./",
        "display": "standalone",
        "background_color": PAPERS["light"],
        "theme_color": PAPERS["light"],
        "categories": ["photo", "graphics"],
        "icons": [
            {
                "src": root + icon.url,
                "type": icon.kind,
                "sizes": f"{icon.side}x{icon.side}" if icon.side else "any",
                "purpose": icon.purpose,
            }
            for icon in icons
        ],
    }


def _sitemap(places: Sequence[Place], base_url: str) -> ElementTree.ElementTree:
    ElementTree.register_namespace("", _SITEMAP)
    ElementTree.register_namespace("xhtml", _XHTML)
    root = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
    for place in places:
        url = ElementTree.SubElement(root, f"{{{_SITEMAP}}}url")
        ElementTree.SubElement(url, f"{{{_SITEMAP}}}loc").text = base_url + place.address
        same = [other for other in places if other.page == place.page]
        for other in same if len(same) > 1 else ():
            values = {"rel": "alternate", "hreflang": other.language}
            values["href"] = base_url + other.address
            ElementTree.SubElement(url, f"{{{_XHTML}}}link", values)
    ElementTree.indent(root)
    return ElementTree.ElementTree(root)
