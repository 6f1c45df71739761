"""Reads what a page says and refers to."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from html.parser import HTMLParser

ANALYTICS_START, ANALYTICS_END = "<!-- analytics -->", "<!-- /analytics -->"

_SOURCES = ("src", "href", "poster", "data", "action")
_LOADED_LINKS = {"stylesheet", "modulepreload", "icon", "apple-touch-icon", "manifest", "preload"}
_AT_ONCE_LINKS = {"stylesheet", "modulepreload", "icon", "manifest", "preload"}
_UNLOADED_TAGS = {"a", "form"}


@dataclass(frozen=True)
class Reference:
    """An address on a page.

    Attributes:
        address: as it is written.
        loads: whether the browser loads it with the page, rather than when it is followed.
        at_once: whether it does so before anything is scrolled or clicked.
        waits: whether it does so when it comes into sight.
        analytics: whether it belongs to what the site's builder added to count visits.
    """

    address: str
    loads: bool
    at_once: bool
    waits: bool
    analytics: bool


class PageParser(HTMLParser):
    """What a page says and refers to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.complete = False
        self.language = ""
        self.title = ""
        self.ids: set[str] = set()
        self.metas: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self.references: list[Reference] = []
        self._analytics = False
        self._in_title = False
        self._data_id = ""
        self._sources: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says."""
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id",) if name in values}
        if tag == "html":
            self.language = values.get("lang", "")
        elif tag == "title":
            self._in_title = not self.title
        elif tag == "meta":
            self.metas[values.get("name") or values.get("property", "")] = values.get("content", "")
        elif tag == "script" and values.get("type") == "application/json":
            self._data_id = values.get("id", "")
            self.data[self._data_id] = ""
        elif tag == "link" and values.get("rel") in ("canonical", "alternate"):
            self.links.setdefault(values["rel"], values.get("href", ""))
            return
        elif tag == "picture":
            self._sources = []
        self._refer(tag, values)

    def handle_endtag(self, tag: str) -> None:
        """Note where a title or a script's data ends."""
        if tag == "html":
            self.complete = True
        elif tag == "title":
            self._in_title = False
        elif tag == "script":
            self._data_id = ""
        elif tag == "picture":
            self._sources = []

    def handle_data(self, data: str) -> None:
        """Note titles and data."""
        if self._in_title:
            self.title += data
        elif self._data_id:
            self.data[self._data_id] += data

    def handle_comment(self, data: str) -> None:
        """Note where a site's own script that counts visits stands."""
        comment = f"<!--{data}-->"
        if comment in (ANALYTICS_START, ANALYTICS_END):
            self._analytics = comment == ANALYTICS_START

    def _refer(self, tag: str, values: dict[str, str]) -> None:
        relation = values.get("rel", "")
        loads = tag not in _UNLOADED_TAGS if tag != "link" else relation in _LOADED_LINKS
        lazy = tag in ("img", "iframe") and values.get("loading") == "lazy"
        # Of a picture's sources a current browser loads the first.
        fallback = tag == "img" and bool(self._sources)
        at_once = loads and not fallback and not lazy
        if tag == "link":
            at_once = relation in _AT_ONCE_LINKS
        addresses = [values[name] for name in _SOURCES if values.get(name)]
        widest = _by_width(values.get("srcset", ""))
        # A browser loads one of the widths, the widest at most.
        for address in widest[:-1]:
            self.references.append(Reference(address, loads, False, False, self._analytics))
        addresses += widest[-1:]
        if lazy:
            for place in self._sources:
                first = place == self._sources[0]
                self.references[place] = replace(self.references[place], at_once=False, waits=first)
        for address in addresses:
            if tag == "source":
                self._sources.append(len(self.references))
            waits = lazy and not fallback
            self.references.append(Reference(address, loads, at_once, waits, self._analytics))


def _by_width(srcset: str) -> list[str]:
    """The addresses of an attribute `srcset`, narrowest first."""
    found = [one.split() for one in srcset.split(",") if one.split()]
    return [address for address, *_ in sorted(found, key=_width)]


def _width(candidate: list[str]) -> int:
    described = candidate[1] if len(candidate) > 1 else ""
    return int(described[:-1]) if re.fullmatch(r"\d+w", described) else 0


def parse_page(text: str) -> PageParser:
    """Read a page."""
    parser = PageParser()
    # Python's parser gives up at odd declarations, such as "<![x y z]>".
    with suppress(AssertionError):
        parser.feed(text)
        parser.close()
    return parser
