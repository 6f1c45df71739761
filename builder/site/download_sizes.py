"""How much a visitor downloads, for the page that tells of it, and for the audit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from builder.bundle.entries import SHELL, Entries
from builder.files import read_site_text, sent_bytes
from builder.site.page_parser import PageParser, parse_page

_IN_SIGHT = 72
"""How many small pictures of the lists a window shows at once, at most: two to a style."""


class DownloadSizes:
    """Bytes of a site's parts as a host sends them, counted when they are asked for.

    The studio's page has to be there by then.
    """

    def __init__(self, site: Path, entries: Entries, network_set: str) -> None:
        """Count a site's files.

        Args:
            site: the site's folder.
            entries: the bundled scripts and styles.
            network_set: the name of the default set.
        """
        self._site = site
        self._entries = entries
        self._networks = f"networks/{network_set}"

    @cached_property
    def page(self) -> int:
        """What is loaded to show the studio: page, scripts, styles, the pictures in sight.

        The first photo is among them, which its painting is made from.
        """
        page = parse_page(read_site_text(self._site / "index.html"))
        referred = {name for name in _loaded(page) if name not in self._painter}
        return self._sent({"index.html", *self._entries.needed("page"), *referred})

    @cached_property
    def painter(self) -> int:
        """The worker, and what painting by WebAssembly needs."""
        return self._sent(self._painter)

    @cached_property
    def transformers(self) -> int:
        """The transformers of the default network set, both where there are two."""
        described = {"networks/index.json", f"{self._networks}/set.json"}
        return self._sent(described.union(*map(self._network, self._set["transformers"])))

    @cached_property
    def style(self) -> int:
        """The style network of the set, and what runs it where the painter does not."""
        graphs = set() if "program" in self._set["style"] else self._graphs - self._painter
        return self._sent(self._network("style") | graphs)

    @cached_property
    def tools(self) -> int:
        """What else is stored for use without a connection, pages and tools."""
        worker = self._entries.of("service-worker").address
        return self._sent({*self._entries.needed(*set(SHELL) - {"page", "worker"}), worker})

    @property
    def first_painting(self) -> int:
        """What a visitor has downloaded when the first painting is there."""
        return self.page + self.painter + self.transformers

    @cached_property
    def _set(self) -> dict[str, Any]:
        described: dict[str, Any] = json.loads(
            read_site_text(self._site / self._networks / "set.json")
        )
        return described

    @property
    def _graphs(self) -> set[str]:
        return set(self._entries.needed("graphs"))

    @cached_property
    def _painter(self) -> set[str]:
        needed = set(self._entries.needed("worker", "painting"))
        programs = all("program" in entry for entry in self._set["transformers"].values())
        return needed if programs else needed | self._graphs

    def _network(self, role: str) -> set[str]:
        folder = self._site / self._networks / role
        return {file.relative_to(self._site).as_posix() for file in folder.iterdir()}

    def _sent(self, names: Iterable[str]) -> int:
        """Count files by name; what others put in their place may be none."""
        files = (self._site / name for name in names)
        return sent_bytes(file for file in files if file.is_file())


def _loaded(page: PageParser) -> Iterator[str]:
    """The site's files that a browser loads with its page, by name, before anybody scrolls."""
    waiting = [one.address for one in page.references if one.waits][:_IN_SIGHT]
    photos = json.loads(page.data.get("site-data", "{}")).get("photos", ())
    painted = [photo["modern"]["image"] for photo in photos[:1]]
    for address in (*(one.address for one in page.references if one.at_once), *waiting, *painted):
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            yield unquote(parts.path)
