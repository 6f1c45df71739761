"""Tells the site's service worker which files there are, so that the site works offline.

Pages, scripts and what else every visit needs, the *shell*, is stored by the browser when the
service worker is installed. All other files are kept once a visitor has used them. A file is known
by its mark, the beginning of its SHA-256, so that nothing else is ever kept in its place; a page,
to which some hosts add lines, by what it has to have. Its revision is what tells its version from
others: its digest, or None where its name holds a hash already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from builder.bundle.entries import SHELL, Entries
from builder.cache import file_digest
from builder.site.policy import HEADERS

SCRIPT = "service-worker.js"
"""The service worker, at the site's root: a worker serves no pages above its own folder."""

_DECLARATION = "self.siteFiles="
_NOT_SERVED = frozenset(
    {
        ".nojekyll",
        "404.html",
        "CNAME",
        "README.md",
        HEADERS,
        "entries.json",
        "robots.txt",
        "sitemap.xml",
        "stylizer.d.ts",
        "stylizer.js",
        SCRIPT,
    }
)
_EVERY_VISIT = ("icon.svg", "manifest.webmanifest", "*/manifest.webmanifest", "networks/index.json")
_HASHED = re.compile(r"-([0-9A-Z]{8}|[0-9a-f]{10,})\.\w+$")
_DIGITS = 16
_PAGE_END = "</html>"


def write_service_worker(site: Path, pages: Iterable[str], entries: Entries) -> None:
    """Write the list of the site's files into its service worker; the last step of a build.

    Args:
        site: the finished site's folder, with the service worker as it was bundled.
        pages: the pages to keep, relative to `site`.
        entries: the bundled scripts and style sheets.
    """
    file = site / SCRIPT
    declaration = _DECLARATION + json.dumps(_site_files(site, pages, entries)) + ";\n"
    file.write_text(declaration + file.read_text(encoding="utf-8"), encoding="utf-8")


def audit(site: Path) -> Iterator[str]:
    """Say, a sentence for each, what the list and the files of a built site disagree about.

    Without a list the service worker removes itself: that is what a site ships that is not to be
    kept any more.
    """
    first, _, _ = (site / SCRIPT).read_text(encoding="utf-8").partition("\n")
    if not first.startswith(_DECLARATION):
        return
    try:
        files = json.loads(first.removeprefix(_DECLARATION).removesuffix(";"))
        digests = {entry["url"]: entry["revision"] for entry in files["shell"]} | files["used"]
    except (ValueError, LookupError):
        yield f"{SCRIPT} has a damaged list of the site's files, so the site does not work offline."
        return
    for url, digest in digests.items():
        if not (site / url).is_file():
            yield f"{SCRIPT} lists {url}, which is missing."
        elif digest and digest != _digest(site / url):
            yield f"{SCRIPT} lists another {url} than the one that is there."


def _site_files(site: Path, pages: Iterable[str], entries: Entries) -> dict[str, Any]:
    """What the service worker reads as `SiteFiles`."""
    names = sorted(
        file.relative_to(site).as_posix()
        for file in site.rglob("*")
        if file.is_file() and file.name not in _NOT_SERVED
    )
    shell = {*pages, *entries.needed(*SHELL), *_default_set(site)}
    shell |= {
        file.relative_to(site).as_posix() for glob in _EVERY_VISIT for file in site.glob(glob)
    }
    used = [name for name in names if name not in shell]
    return {
        "shell": [_shell_entry(site, name, entries) for name in sorted(shell)],
        "used": {name: _digest(site / name) for name in used},
        "threads": list(entries.needed("threads")),
    }


def _default_set(site: Path) -> list[str]:
    """The description of the network set that the studio starts with."""
    index = json.loads((site / "networks" / "index.json").read_text(encoding="utf-8"))
    return [f"networks/{index['default']}/set.json"]


def _shell_entry(site: Path, name: str, entries: Entries) -> dict[str, Any]:
    digest = _digest(site / name)
    return {
        "url": name,
        "revision": None if _HASHED.search(name) else digest,
        "mark": _parts(site / name, entries) if name.endswith(".html") else digest,
    }


def _parts(page: Path, entries: Entries) -> list[str]:
    """What a page has to have, whatever a host adds: its scripts, its styles and its end."""
    text = page.read_text(encoding="utf-8")
    wanted = [*(file.address for file in entries.files), _PAGE_END]
    return [part for part in wanted if part in text]


def _digest(file: Path) -> str:
    return file_digest(file)[:_DIGITS]
