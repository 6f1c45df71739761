"""Audits a built site: what a visitor, a search engine or a host would stumble over."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from PIL import Image

from builder.audit.built_site import BuiltSite
from builder.audit.page_parser import ANALYTICS_END, ANALYTICS_START, PageParser, Reference
from builder.bundle import entries
from builder.cache import file_digest, files_hash
from builder.errors import UsageProblem
from builder.site import service_worker
from builder.site.i18n import without_plural
from builder.site.metadata import MANIFEST

BUDGET = 2.0
"""Most megabytes, compressed, that a visitor should download for the first painting."""

_DAMAGE = (OSError, ValueError, LookupError)
_LARGEST_FILE = 100_000_000
_LARGEST_SITE = 1_000_000_000
_HASHED = re.compile(r"-([0-9a-f]{10})\.\w+$")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{0,2}/[^"']+|https?:[^"']+)["']""")
_STYLE_REFERENCE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s*["']([^"']+)["']""")
_WANTED_FILES = ("404.html", ".nojekyll", "robots.txt", "stylizer.js", MANIFEST)
_WANTED_METAS = ("description", "viewport", "og:title", "og:description", "twitter:card")


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Attributes:
        problems: what is wrong, a sentence each.
        notes: what may be meant so, a sentence each.
        files: number of files.
        bytes: their size.
        first_painting: compressed bytes that a visitor downloads until the first painting.
    """

    problems: tuple[str, ...]
    notes: tuple[str, ...]
    files: int
    bytes: int
    first_painting: int


def audit_site(folder: Path, budget: float = BUDGET) -> Audit:
    """Look through a built site.

    Args:
        folder: the site.
        budget: most megabytes, compressed, for the first painting.

    Raises:
        UsageProblem: `folder` is no built site.
    """
    if not (folder / "networks" / "index.json").is_file() or not (folder / "index.html").is_file():
        raise UsageProblem(f"{folder} is no built site; build one with: build-site --out {folder}")
    site = BuiltSite(folder)
    checks: tuple[Callable[[BuiltSite], Iterable[str]], ...] = (
        _missing_files,
        _bundled_files,
        _references,
        _gallery,
        _metas,
        _languages,
        _addresses,
        _style_sheets,
        _scripts,
        _networks,
        _hashed_names,
        _manifests,
        _sitemap,
        lambda site: service_worker.audit(site.folder),
        _sizes,
    )
    problems = [problem for check in checks for problem in _found(check, site)]
    first = _first_painting(site)
    if first > budget * 1e6:
        problems.append(
            f"The first painting downloads {first / 1e6:.2f} MB, more than the budget of "
            f"{budget:g} MB; choose smaller networks, or allow more with --budget."
        )
    sizes = [file.stat().st_size for file in site.files]
    return Audit(tuple(problems), tuple(_notes(site)), len(sizes), sum(sizes), first)


def _found(check: Callable[[BuiltSite], Iterable[str]], site: BuiltSite) -> Iterator[str]:
    """What a check finds; damage that it cannot read through is a problem too."""
    try:
        yield from check(site)
    except _DAMAGE as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        yield f"A file is so damaged that not everything could be checked ({reason})."


def _missing_files(site: BuiltSite) -> Iterator[str]:
    for name in _WANTED_FILES:
        if not (site.folder / name).is_file():
            yield f"{name} is missing; build the site again."
    for file in site.files:
        if not file.stat().st_size and file.name != ".nojekyll":
            yield f"{site.name(file)} is empty; build the site again."


def _bundled_files(site: BuiltSite) -> Iterator[str]:
    if not site.entries.files:
        yield f"{entries.FILE} is missing or damaged; build the site again."
    for file in site.entries.files:
        if not (site.folder / file.address).is_file():
            yield f"{entries.FILE} lists {file.address}, which is missing."


def _references(site: BuiltSite) -> Iterator[str]:
    for name, page in site.pages.items():
        for reference in page.references:
            yield from _reference(site, name, page, reference)


def _reference(site: BuiltSite, name: str, page: PageParser, reference: Reference) -> Iterator[str]:
    address = reference.address
    parts = urlsplit(address)
    if parts.scheme in ("data", "blob", "mailto"):
        return
    if parts.scheme or parts.netloc:
        if reference.loads and not reference.analytics:
            yield f"{name} loads {address} from another site."
        return
    if address.startswith("/"):
        yield f"{name} refers to {address}, which is wrong where the site is in a sub-folder."
        return
    target = site.target(name, address)
    # The page for missing pages is served at any address, so that its own leads nowhere sure.
    if name == "404.html":
        return
    if not target.is_file():
        yield f"{name} refers to {address}, which is missing."
    elif parts.fragment and target.suffix == ".html":
        there = page if not parts.path else site.pages[site.name(target)]
        if parts.fragment not in there.ids:
            yield f"{name} refers to {address}, but there is no such place on that page."


def _gallery(site: BuiltSite) -> Iterator[str]:
    """The pictures that only scripts know of."""
    for name, page in site.pages.items():
        data = json.loads(page.data.get("site-data", "{}"))
        for picture in (*data.get("photos", ()), *data.get("styles", ())):
            modern = picture.get("modern", {})
            for address in (picture["image"], picture["thumbnail"], *modern.values()):
                if not site.target(name, address).is_file():
                    yield f"{name} names the picture {address}, which is missing."


def _metas(site: BuiltSite) -> Iterator[str]:
    for name, page in site.pages.items():
        if not page.complete:
            yield f"{name} is cut off; build the site again."
        if not page.language:
            yield f"{name} does not say its language."
        if not page.title:
            yield f"{name} has no title."
        for wanted in _WANTED_METAS if name != "404.html" else ():
            if not page.metas.get(wanted):
                yield f'{name} has no meta data "{wanted}".'
        image = page.metas.get("og:image", "")
        if image and not (site.folder / image.removeprefix(_root_url(site))).is_file():
            yield f"{name} names the picture {image} for social networks, which is missing."


def _languages(site: BuiltSite) -> Iterator[str]:
    """Every language must have every text that another has."""
    texts = {
        name: {without_plural(key) for key in json.loads(page.data["strings"])}
        for name, page in site.pages.items()
        if "strings" in page.data
    }
    everything = set().union(*texts.values())
    for name, keys in texts.items():
        for key in sorted(everything - keys):
            yield f'{name} lacks the text "{key}".'


def _root_url(site: BuiltSite) -> str:
    return site.base_url or "http://site/"


def _addresses(site: BuiltSite) -> Iterator[str]:
    base_url = site.base_url
    if not base_url:
        return
    if not base_url.startswith("https://") and "//localhost" not in base_url:
        yield f"The base URL {base_url} is not https; browsers keep camera and offline use from it."
    for name, page in site.pages.items():
        if name == "404.html":
            continue
        expected = base_url + name.removesuffix("index.html")
        for said in (page.links.get("canonical"), page.metas.get("og:url")):
            if said != expected:
                yield f"{name} gives its address as {said}, not as {expected}."


def _style_sheets(site: BuiltSite) -> Iterator[str]:
    for file in site.files:
        if file.suffix == ".css":
            text = file.read_text(encoding="utf-8")
            found = [first or second for first, second in _STYLE_REFERENCE.findall(text)]
            yield from _loaded(site, site.name(file), found)


def _scripts(site: BuiltSite) -> Iterator[str]:
    for file in site.files:
        if file.suffix == ".js":
            yield from _loaded(site, site.name(file), _imports(file))


def _loaded(site: BuiltSite, name: str, addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        parts = urlsplit(address)
        if parts.scheme == "data" or address.startswith("#"):
            continue
        if parts.scheme or parts.netloc:
            yield f"{name} loads {address} from another site."
        elif not site.target(name, address).is_file():
            yield f"{name} refers to {address}, which is missing."


def _networks(site: BuiltSite) -> Iterator[str]:
    for listed in site.networks:
        folder = site.folder / "networks" / listed["name"]
        try:
            described = json.loads((folder / "set.json").read_text(encoding="utf-8"))
            entries = {"style": described["style"], **described["transformers"]}
        except (OSError, ValueError, LookupError):
            yield f"networks/{listed['name']}/set.json is missing or damaged."
            continue
        for role, entry in entries.items():
            files = sorted((folder / role).glob("*"))
            if not files or files_hash(files) != entry["hash"]:
                yield f"networks/{listed['name']}/{role} is not what its set.json describes."


def _hashed_names(site: BuiltSite) -> Iterator[str]:
    for file in site.files:
        match = _HASHED.search(file.name)
        if match and not file_digest(file).startswith(match[1]):
            yield f"{site.name(file)} is damaged: its content is not what its name says."


def _manifests(site: BuiltSite) -> Iterator[str]:
    for file in site.files:
        if file.name != MANIFEST:
            continue
        name = site.name(file)
        try:
            manifest = json.loads(file.read_text(encoding="utf-8"))
            icons = [(icon["src"], icon["sizes"]) for icon in manifest["icons"]]
        except (ValueError, LookupError):
            yield f"{name} is damaged."
            continue
        for address, sizes in icons:
            target = site.target(name, address)
            if not target.is_file():
                yield f"{name} refers to {address}, which is missing."
            elif sizes != "any" and (found := _size(target)) != sizes:
                yield f"{name} gives {address} the size {sizes}, but it is {found}."


def _size(file: Path) -> str:
    try:
        with Image.open(file) as image:
            return f"{image.width}x{image.height}"
    except OSError:
        return "no picture"


def _sitemap(site: BuiltSite) -> Iterator[str]:
    file = site.folder / "sitemap.xml"
    if not site.base_url:
        return
    if not file.is_file():
        yield "sitemap.xml is missing; build the site again."
        return
    try:
        tree = ElementTree.parse(file)
    except ElementTree.ParseError:
        yield "sitemap.xml is damaged; build the site again."
        return
    for location in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        address = location.text or ""
        if not address.startswith(site.base_url):
            yield f"sitemap.xml lists {address}, which is not below {site.base_url}."
        elif not site.target("", address.removeprefix(site.base_url)).is_file():
            yield f"sitemap.xml lists {address}, which is missing."


def _sizes(site: BuiltSite) -> Iterator[str]:
    total = 0
    for file in site.files:
        size = file.stat().st_size
        total += size
        if size > _LARGEST_FILE:
            yield f"{site.name(file)} has {size / 1e6:.0f} MB; GitHub takes no file over 100 MB."
    if total > _LARGEST_SITE:
        yield f"The site has {total / 1e9:.1f} GB; GitHub Pages takes 1 GB."


def _first_painting(site: BuiltSite) -> int:
    """Compressed bytes of all that the first painting in a sample style needs."""
    page = site.pages["index.html"]
    wanted = {site.folder / "index.html"}
    wanted |= {site.target("index.html", one.address) for one in page.references if one.at_once}
    wanted |= {site.folder / name for name in site.entries.needed(*entries.FIRST_PAINTING)}
    default = site.networks[0]
    for role in default["bytes"]:
        if role != "style":
            wanted |= set((site.folder / "networks" / default["name"] / role).glob("*"))
    contents = [one.read_bytes() for one in wanted if one.is_file()]
    return sum(min(len(one), len(gzip.compress(one, mtime=0))) for one in contents)


def _imports(script: Path) -> list[str]:
    return _IMPORT.findall(script.read_text(encoding="utf-8"))


def _notes(site: BuiltSite) -> Iterator[str]:
    if not site.base_url:
        yield (
            "The site does not know its address: it has no site map, no canonical addresses and "
            "no picture for social networks; give --base-url."
        )
    text = (site.folder / "index.html").read_text(encoding="utf-8")
    if ANALYTICS_START in text and ANALYTICS_END in text:
        yield "Pages carry a script that counts visits, which may ask other sites."
