"""What a visitor downloads until the first painting is there."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from builder.audit.built_site import BuiltSite
from builder.audit.page_parser import PageParser
from builder.bundle import entries


@dataclass(frozen=True)
class FirstPainting:
    """Bytes, compressed as hosts compress them.

    Attributes:
        page: of the page itself.
        parts: of what it asks for at once, pictures that wait for being scrolled to left out.
        networks: of the transformers of the default set.
    """

    page: int = 0
    parts: int = 0
    networks: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.page + self.parts + self.networks

    @property
    def remedy(self) -> str:
        """What makes it less: the beginning of the end of a sentence."""
        if self.networks >= max(self.page, self.parts):
            return "choose smaller networks"
        if self.page >= self.parts:
            return "put fewer pictures into the gallery, which the page carries a list of"
        return "make the page refer to less that is loaded with it"


def first_painting(site: BuiltSite) -> FirstPainting:
    """Weigh all that the first painting in a sample style needs."""
    index = site.folder / "index.html"
    page = site.pages.get("index.html") or site.other_pages.get("index.html") or PageParser()
    parts = {site.target("index.html", one.address) for one in page.references if one.at_once}
    parts |= {site.folder / name for name in site.entries.needed(*entries.FIRST_PAINTING)}
    default = site.networks[0]
    folder = site.folder / "networks" / default["name"]
    networks = {
        file for role in default["bytes"] if role != "style" for file in (folder / role).glob("*")
    }
    return FirstPainting(_sent([index]), _sent(parts - {index}), _sent(networks))


def _sent(files: Iterable[Path]) -> int:
    contents = [file.read_bytes() for file in files if file.is_file()]
    return sum(min(len(one), len(gzip.compress(one, mtime=0))) for one in contents)
