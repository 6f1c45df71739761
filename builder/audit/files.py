"""Audits the files of a site: all there, as the build wrote them, and what else is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from builder.audit.built_site import BuiltSite
from builder.bundle import entries
from builder.cache import file_digest
from builder.errors import reason
from builder.folders import is_file
from builder.site.metadata import MANIFEST
from builder.site.output.inventory import FILE
from builder.site.output.staging import YIELDING

_WANTED = ("index.html", "404.html", "networks/index.json", "robots.txt", "stylizer.js", MANIFEST)
_AGAIN = "build the site again"
_LARGEST_FILE = 100_000_000
_LARGEST_SITE = 1_000_000_000
_NAMED = 5


def integrity(site: BuiltSite) -> Iterator[str]:
    """Say of every file that the build wrote whether it is missing, unreadable or changed."""
    for name in site.unreadable:
        yield f"The folder {name} cannot be read; change its permissions."
    if site.inventory is None:
        # Without it a build takes the whole site for files of others.
        yield (
            f"{FILE}, the list of what the build wrote, is missing or damaged; {_AGAIN} with "
            "--force."
        )
    for name in _WANTED:
        if not is_file(site.folder / name):
            yield f"{name} is missing; {_AGAIN}."
    for name, digest in site.inventory.files.items() if site.inventory else ():
        if name in YIELDING or (name in _WANTED and not is_file(site.folder / name)):
            continue
        problem = _problem(site, name, digest)
        if problem:
            yield f"{name} {problem}; {_AGAIN}."
    for name, file in site.files.items() if site.inventory is None else ():
        if not file.stat().st_size and name not in YIELDING:
            yield f"{name} is empty; {_AGAIN}."


def bundled_files(site: BuiltSite) -> Iterator[str]:
    """Say what the list of bundled files does not agree with."""
    if not site.entries.files:
        yield f"{entries.FILE} is missing or damaged; {_AGAIN}."
    for file in site.entries.files:
        if not is_file(site.folder / file.address):
            yield f"{entries.FILE} lists {file.address}, which is missing."


def sizes(site: BuiltSite) -> Iterator[str]:
    """Say what is larger than hosts take."""
    total = 0
    for name, file in site.all_files.items():
        size = file.stat().st_size
        total += size
        if size > _LARGEST_FILE:
            yield f"{name} has {size / 1e6:.0f} MB; GitHub takes no file over 100 MB."
    if total > _LARGEST_SITE:
        yield f"The site has {total / 1e9:.1f} GB; GitHub Pages takes 1 GB."


def notes_on_own_files(site: BuiltSite) -> Iterator[str]:
    """What is worth knowing of files that are not the builder's: a site may have any."""
    for name in sorted(site.inventory.replaced) if site.inventory else ():
        yield f"{name} is a static file of your own in place of the builder's."
    for name in site.leftovers:
        yield f"{name} was left by a build that was stopped; the next build removes it."
    others = [name for name in site.others if name not in YIELDING]
    if others:
        yield f"{len(others)} file(s) are not the builder's and were left alone: {_some(others)}."
    for name, page in site.other_pages.items():
        for reference in page.references:
            try:
                parts = urlsplit(reference.address)
                outside = bool(parts.scheme or parts.netloc or reference.address.startswith("/"))
                missing = not outside and not is_file(site.target(name, reference.address))
            except ValueError:
                missing = True
            if missing:
                address = reference.address
                yield f"{name}, a page of your own, refers to {address}, which is missing."


def _problem(site: BuiltSite, name: str, digest: str) -> str:
    file = site.folder / name
    try:
        if not file.is_file():
            return "is missing"
        if not digest:
            return ""
        if not file.stat().st_size and name in site.files and file_digest(file) != digest:
            return "is empty"
        return "" if file_digest(file) == digest else "is damaged: it is not what the build wrote"
    except OSError as error:
        return f"cannot be read ({reason(error)})"


def _some(names: Collection[str]) -> str:
    shown = ", ".join(list(names)[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
