"""The Content-Security-Policy of the pages: what browsers let them do, and nothing else.

Each page has its own in a `<meta>`. All of them together stand in `_headers`, which Netlify and
Cloudflare Pages send as headers: workers obey a policy of their own only where it is sent.
https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

HEADERS = "_headers"

NAME = "Content-Security-Policy"

TRUSTED_TYPES = "atelier"
"""The name under which the site's scripts vouch for the workers that they start."""

_NONE, _SELF = "'none'", "'self'"

_BASE: Mapping[str, tuple[str, ...]] = {
    "default-src": (_NONE,),
    "script-src": (_SELF, "'wasm-unsafe-eval'"),
    "style-src": (_SELF,),
    "img-src": (_SELF, "blob:", "data:"),
    "media-src": (_SELF, "blob:"),
    "font-src": (_SELF,),
    # Pictures "from the web" come from any site that lets pages read them.
    "connect-src": (_SELF, "https:"),
    "worker-src": (_SELF, "blob:"),
    "manifest-src": (_SELF,),
    "base-uri": (_NONE,),
    "form-action": (_NONE,),
}

_TRUSTED = {
    "require-trusted-types-for": ("'script'",),
    "trusted-types": (TRUSTED_TYPES, "'allow-duplicates'"),
}

_SOURCES = {
    ("script", "src"): "script-src",
    ("img", "src"): "img-src",
    ("iframe", "src"): "frame-src",
    ("video", "src"): "media-src",
    ("audio", "src"): "media-src",
}
"""Attributes that fetch from elsewhere what the site's own templates and analytics name."""

_DATA = re.compile(r"(application|text)/(ld\+)?json\b|text/(html|plain|x-template)\b")
_OTHER_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


class Policy:
    """What the pages that were taken in need."""

    def __init__(self) -> None:
        self._directives = {name: list(sources) for name, sources in _BASE.items()}
        self._foreign_scripts = False

    def take(self, page: str) -> None:
        """Allow what a page has in itself: inline scripts and styles, and other sites it names."""
        found = _Found()
        found.feed(page)
        found.close()
        for directive, sources in found.sources.items():
            for source in sources:
                self._allow(directive, source)
        self._foreign_scripts |= any(
            source.startswith("http") for source in found.sources.get("script-src", ())
        )

    def __str__(self) -> str:
        """The policy, as browsers read it.

        Scripts of other sites know nothing of Trusted Types: where there are some, none are asked
        for.
        """
        trusted = {} if self._foreign_scripts else _TRUSTED
        directives = {**self._directives, **trusted}
        return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())

    def _allow(self, directive: str, source: str) -> None:
        sources = self._directives.setdefault(directive, [])
        if source not in sources:
            sources.append(source)


def write_policies(site: Path, pages: Iterable[str]) -> None:
    """Put its policy into each page, and that of all of them into `_headers`.

    A page that has a policy of its own already keeps that alone. A `_headers` of the site's own
    stays.

    Args:
        site: the site's folder.
        pages: rendered pages, relative to it.
    """
    everywhere = Policy()
    for name in pages:
        file = site / name
        text = file.read_text(encoding="utf-8")
        policy = Policy()
        policy.take(text)
        everywhere.take(text)
        file.write_text(_with_policy(text, str(policy)), encoding="utf-8")
    headers = {NAME: str(everywhere), **_OTHER_HEADERS}
    if not (site / HEADERS).exists():
        lines = ["/*", *(f"  {name}: {value}" for name, value in headers.items())]
        (site / HEADERS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _with_policy(page: str, policy: str) -> str:
    """The page with a policy: after its encoding, which has to stand first."""
    if re.search(rf"http-equiv\s*=\s*[\"']?{NAME}", page, re.IGNORECASE):
        return page
    place = re.search(r"<meta\s+charset[^>]*>|<head\b[^>]*>", page, re.IGNORECASE)
    if place is None:
        return page
    charset = re.search(r"<meta\s+charset[^>]*>", page, re.IGNORECASE) or place
    meta = f'\n  <meta http-equiv="{NAME}" content="{escape(policy, quote=False)}">'
    return page[: charset.end()] + meta + page[charset.end() :]


class _Found(HTMLParser):
    """What a page has in itself and fetches from elsewhere, by directive."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sources: dict[str, list[str]] = {}
        self._inline: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            if name == "style":
                self._note_attribute("style-src", value)
            elif name.startswith("on"):
                self._note_attribute("script-src", value)
            elif (tag, name) in _SOURCES:
                self._note_origin(_SOURCES[tag, name], value)
        if tag == "link" and "stylesheet" in values.get("rel", "").lower().split():
            self._note_origin("style-src", values.get("href", ""))
        is_script = (
            tag == "script"
            and not values.get("src")
            and not _DATA.match(values.get("type", "").lower())
        )
        if is_script or tag == "style":
            self._inline = "script-src" if is_script else "style-src"
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._inline:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._inline and tag in ("script", "style"):
            self._note(self._inline, _hash("".join(self._text)))
            self._inline = None

    def _note_attribute(self, directive: str, value: str) -> None:
        self._note(directive, "'unsafe-hashes'")
        self._note(directive, _hash(value))

    def _note_origin(self, directive: str, address: str) -> None:
        parts = urlsplit(address)
        if not parts.netloc:
            return
        scheme = parts.scheme or "https"
        self._note(directive, f"{scheme}://{parts.netloc}")

    def _note(self, directive: str, source: str) -> None:
        self.sources.setdefault(directive, []).append(source)


def _hash(text: str) -> str:
    """The hash of what stands in a page, whose line ends browsers read as line feeds."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    digest = hashlib.sha256(plain.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
