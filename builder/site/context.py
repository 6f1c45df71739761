"""What the templates may use: the site, its languages, its gallery, and the scripts' data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from markupsafe import Markup

from builder import __version__
from builder.bundle.bundle_code import Bundle
from builder.bundle.entries import BundledFile
from builder.gallery.captions import licence_address
from builder.gallery.gallery import Gallery, GalleryItem
from builder.gallery.opening import Opening
from builder.gallery.renditions import Rendition
from builder.painting.mark import xmp_packet
from builder.site.config import SiteConfig
from builder.site.download_sizes import DownloadSizes
from builder.site.i18n import Texts
from builder.site.icons import TOUCH, Icon
from builder.site.metadata import MANIFEST, PAPERS, Card
from builder.site.pages import PAGES, Place, places
from builder.site.theme import Accent

_SCRIPTS_NEED = ("id", "title", "image", "thumbnail", "width", "height", "vector", "preview")


@dataclass(frozen=True)
class SiteContext:
    """What a build has made, and every page's view of it.

    Attributes:
        config: the settings.
        accent: the shades of the site's own accent colour, if it has one.
        texts: the texts of each language, those of the site's root first.
        bundle: the bundled scripts and styles.
        gallery: the pictures.
        sets: what the set.json of each network set says.
        index: what networks/index.json says.
        icons: the icons, the one for tabs and headings first.
        card: the picture for social networks, if there is one.
        sizes: how much a visitor downloads.
        analytics: HTML of the site's own that counts visits; "" for none.
    """

    config: SiteConfig
    accent: Accent | None
    texts: Sequence[Texts]
    bundle: Bundle
    gallery: Gallery
    sets: Sequence[Mapping[str, Any]]
    index: Mapping[str, Any]
    icons: Sequence[Icon]
    card: Card | None
    sizes: DownloadSizes
    analytics: str = ""

    def at(self, place: Place) -> dict[str, Any]:
        """What the template of one page may use; addresses lead from there."""
        root, texts = place.root, self._texts(place.language)
        entries = self.bundle.entries
        photos = [_item(item, root, texts) for item in self.gallery.photos]
        styles = [_item(item, root, texts) for item in self.gallery.styles]
        return {
            "root": root,
            "site": self._site(root, texts),
            "page": {
                "name": place.page.name,
                "url": self._absolute(place),
            },
            "pages": {
                other.page.name.removesuffix(".html"): place.link_to(other)
                for other in self._places()
                if other.language == place.language
            },
            "language": _language(texts),
            "languages": self._languages(place),
            "head": self._head(place, root),
            "gallery": {
                "photos": photos,
                "photos_title": _heading("photos", self.gallery.photos, texts),
                "styles": styles,
                "styles_title": _heading("styles", self.gallery.styles, texts),
            },
            "opening": _opening(self.gallery.opening, root),
            "entry": {
                "early": _module(entries.of("preload-worker"), root),
                "script": _module(entries.of("studio"), root),
                "opening": _module(entries.of("opening"), root),
                "unstarted": root + entries.of("unstarted").address,
                "style": root + entries.of("style-sheet").address,
                "preload": [_module(file, root) for file in entries.preload],
                "integrity": {
                    f"{root or './'}{file.address}": file.integrity for file in entries.imported
                },
                "packages": self.bundle.packages,
            },
            "tools": self.config.tools,
            "version": __version__,
            "sets": self.sets,
            "sizes": self.sizes,
            "data": {
                "root": root,
                "photos": [_for_scripts(item) for item in photos],
                "styles": [_for_scripts(item) for item in styles],
                "networks": self.index,
                "tools": self.config.tools,
                "offline": self.config.offline,
                "version": __version__,
                "mark": xmp_packet(texts.by_key["site.title"]) if self.config.mark else None,
            },
        }

    def _site(self, root: str, texts: Texts) -> dict[str, Any]:
        return {
            "title": texts.by_key["site.title"],
            "description": texts.by_key["site.description"],
            "base_url": self.config.base_url,
            "icon": root + self.icons[0].url,
            "offline": self.config.offline,
            "analytics": bool(self.analytics),
        }

    def _head(self, place: Place, root: str) -> dict[str, Any]:
        """What head.html.j2 alone uses."""
        card = asdict(self.card) if self.card and self.config.base_url else None
        if card:
            card["url"] = f"{self.config.base_url}{card['url']}"
        return {
            "accent": self.accent,
            "analytics": Markup(self.analytics),
            "card": card,
            "icon_type": self.icons[0].kind,
            "manifest": f"{root}{place.folder}{MANIFEST}",
            "papers": PAPERS,
            "touch_icon": root + TOUCH,
        }

    def _texts(self, language: str) -> Texts:
        return next(texts for texts in self.texts if texts.language == language)

    def _places(self) -> tuple[Place, ...]:
        return places(PAGES, [texts.language for texts in self.texts])

    def _absolute(self, place: Place) -> str:
        return f"{self.config.base_url}{place.address}" if self.config.base_url else ""

    def _languages(self, place: Place) -> list[dict[str, Any]]:
        """The same page in every language, where there are several."""
        same = [other for other in self._places() if other.page == place.page]
        return [
            {
                **_language(self._texts(other.language)),
                "link": place.link_to(other),
                "url": self._absolute(other),
                "current": other == place,
            }
            for other in same
            if len(same) > 1
        ]


def _module(file: BundledFile, root: str) -> dict[str, str]:
    return {"url": root + file.address, "integrity": file.integrity}


def _opening(opening: Opening, root: str) -> dict[str, Any]:
    pictures = {"photo": opening.photo, "painting": opening.painting}
    return {
        "width": opening.width,
        "height": opening.height,
        **{name: _responsive(widths, root) for name, widths in pictures.items()},
    }


def _responsive(widths: Mapping[int, Rendition], root: str) -> dict[str, str]:
    """The attributes `srcset` of a picture in both formats, and the address of its widest JPEG."""
    return {
        "image": root + list(widths.values())[-1].url,
        "images": ", ".join(f"{root}{one.url} {width}w" for width, one in widths.items()),
        "modern": ", ".join(f"{root}{one.modern} {width}w" for width, one in widths.items()),
    }


def _language(texts: Texts) -> dict[str, str]:
    return {
        "code": texts.language,
        "name": texts.name,
        "direction": texts.direction,
        "locale": texts.territorial,
    }


def _heading(kind: str, items: Sequence[GalleryItem], texts: Texts) -> str:
    """What stands above pictures of a kind: pictures of the builder's own are no samples."""
    of = "sample" if all(item.sample for item in items) else "gallery"
    return str(texts(f"page.{of}_{kind}"))


def _item(item: GalleryItem, root: str, texts: Texts) -> dict[str, Any]:
    caption = item.caption
    title = caption.titles.get(texts.language, caption.title)
    if item.sample:
        title = texts.by_key.get(f"samples.{item.id}", title)
    return {
        "id": item.id,
        "title": title,
        "credit": caption.author,
        "licence": caption.licence,
        "licence_url": licence_address(caption.licence),
        "source": caption.source,
        "image": root + item.image.url,
        "image_modern": root + item.image.modern,
        "width": item.width,
        "height": item.height,
        "thumbnail": root + item.thumbnail.url,
        "thumbnail_modern": root + item.thumbnail.modern,
        "placeholder": item.placeholder,
        "preview": root + item.preview.url if item.preview else "",
        "preview_modern": root + item.preview.modern if item.preview else "",
        "vector": item.vector,
    }


def _for_scripts(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the studio's script needs of a gallery picture."""
    modern = {name: values[f"{name}_modern"] for name in ("image", "thumbnail")}
    return {key: values[key] for key in _SCRIPTS_NEED if values[key] != ""} | {"modern": modern}
