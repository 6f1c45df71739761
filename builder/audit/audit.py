"""Audits a built site: what a visitor, a search engine or a host would stumble over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from builder.audit.built_site import BuiltSite
from builder.audit.files import bundled_files, integrity, notes_on_own_files, sizes
from builder.cache import files_hash
from builder.errors import PictureError, UsageProblem
from builder.files import read_site_text
from builder.folders import is_file, list_folder
from builder.painting.decoding import decode
from builder.site import service_worker
from builder.site.download_sizes import DownloadSizes
from builder.site.i18n import without_plural
from builder.site.metadata import MANIFEST
from builder.site.page_parser import ANALYTICS_END, ANALYTICS_START, PageParser, Reference

BUDGET = 2.0
"""Most megabytes, compressed, that a visitor should download for the first painting."""

_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{0,2}/[^"']+|https?:[^"']+)["']""")
_STYLE_REFERENCE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s*["']([^"']+)["']""")
_DAMAGES = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading damaged data leads to."""

_WANTED_METAS = ("description", "viewport", "og:title", "og:description", "twitter:card")


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Attributes:
        problems: what is wrong, a sentence each.
        notes: what may be meant so, a sentence each.
        files: number of files.
        bytes: their size.
        first_painting: compressed bytes that a visitor downloads until the first painting; 0 where
            the site is too damaged to count them.
    """

    problems: tuple[str, ...]
    notes: tuple[str, ...]
    files: int
    bytes: int
    first_painting: int


def audit_site(folder: Path, budget: float = BUDGET) -> Audit:
    """Look through a built site, however damaged it is.

    What the builder made is judged; files of others are told of in notes.

    Args:
        folder: the site.
        budget: most megabytes, compressed, for the first painting.

    Raises:
        UsageProblem: `folder` is no built site, or cannot be read.
    """
    if not folder.is_dir():
        raise UsageProblem(f"{folder} is no folder; give that of a built site.")
    list_folder(folder)
    site = BuiltSite(folder)
    signs = ("index.html", "networks/index.json")
    if site.inventory is None and not site.all_files.keys() >= set(signs):
        raise UsageProblem(f"{folder} is no built site; build one with: build-site --out {folder}")
    checks: tuple[Callable[[BuiltSite], Iterable[str]], ...] = (
        bundled_files,
        _references,
        _gallery,
        _metas,
        _languages,
        _addresses,
        _style_sheets,
        _scripts,
        _networks,
        _manifests,
        _sitemap,
        _service_worker,
        sizes,
    )
    problems = list(integrity(site))
    damaged = bool(problems or site.own)
    for check in checks:
        problems += _found(check, site, damaged=damaged)
    first_painting = 0
    with _through_damage(problems, damaged=damaged or not site.networks):
        default = site.networks[0]["name"] if site.networks else ""
        downloads = DownloadSizes(folder, site.entries, default)
        first_painting = downloads.first_painting
        if first_painting > budget * 1e6:
            problems.append(
                f"The first painting downloads {first_painting / 1e6:.2f} MB, more than the "
                f"budget of {budget:g} MB; {_remedy(downloads)}, or allow more with --budget."
            )
    notes: list[str] = []
    with _through_damage(problems, damaged=damaged):
        notes += _notes(site)
        notes += notes_on_own_files(site)
    lengths = [file.stat().st_size for file in site.all_files.values()]
    return Audit(
        tuple(dict.fromkeys(problems)), tuple(notes), len(lengths), sum(lengths), first_painting
    )


def _remedy(downloads: DownloadSizes) -> str:
    """What makes the first painting download less: the beginning of the end of a sentence."""
    if downloads.transformers >= downloads.page:
        return "choose smaller networks"
    return (
        "put fewer pictures into the gallery, which the page carries a list of, or make the page "
        "refer to less that is loaded with it"
    )


def _found(
    check: Callable[[BuiltSite], Iterable[str]], site: BuiltSite, *, damaged: bool
) -> list[str]:
    """What a check finds; damage that it cannot read through is a problem too."""
    problems: list[str] = []
    with _through_damage(problems, damaged=damaged):
        for problem in check(site):
            problems.append(problem)
    return problems


@contextmanager
def _through_damage(problems: list[str], *, damaged: bool) -> Iterator[None]:
    """Go on after damage that could not be read through; of a site all its own it is a bug."""
    try:
        yield
    except Exception as error:
        if not damaged:
            raise
        said = next(iter(str(error).splitlines()), "") or type(error).__name__
        problems.append(f"A file is so damaged that not everything could be checked ({said}).")


def _references(site: BuiltSite) -> Iterator[str]:
    for name, page in site.pages.items():
        for reference in page.references:
            yield from _reference(site, name, page, reference)


def _reference(site: BuiltSite, name: str, page: PageParser, reference: Reference) -> Iterator[str]:
    address = reference.address
    try:
        parts = urlsplit(address)
        target = site.target(name, address)
    except ValueError:
        yield f"{name} refers to {address}, which is no address."
        return
    if parts.scheme in ("data", "blob", "mailto"):
        return
    if parts.scheme or parts.netloc:
        if reference.loads and not reference.analytics:
            yield f"{name} loads {address} from another site."
        return
    if address.startswith("/"):
        yield f"{name} refers to {address}, which is wrong where the site is in a sub-folder."
        return
    # The page for missing pages is served at any address, so that its own leads nowhere sure.
    if name == "404.html":
        return
    if not is_file(target):
        yield f"{name} refers to {address}, which is missing."
    elif parts.fragment and target.suffix == ".html":
        there = page if not parts.path else site.pages.get(site.name(target))
        if there and parts.fragment not in there.ids:
            yield f"{name} refers to {address}, but there is no such place on that page."


def _gallery(site: BuiltSite) -> Iterator[str]:
    """The pictures that only scripts know of."""
    for name, page in site.pages.items():
        try:
            named = [(address, site.target(name, address)) for address in _pictures(page)]
        except _DAMAGES:
            yield f"{name} is damaged: its list of pictures cannot be read."
            continue
        for address, target in named:
            if not is_file(target):
                yield f"{name} names the picture {address}, which is missing."


def _pictures(page: PageParser) -> Iterator[str]:
    data = json.loads(page.data.get("site-data", "{}"))
    for picture in (*data.get("photos", ()), *data.get("styles", ())):
        yield from (picture["image"], picture["thumbnail"], *picture.get("modern", {}).values())


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
        known = bool(site.base_url and image)
        if known and not is_file(site.folder / image.removeprefix(site.base_url)):
            yield f"{name} names the picture {image} for social networks, which is missing."


def _languages(site: BuiltSite) -> Iterator[str]:
    """Every language must have every text that another has."""
    texts = {}
    for name, page in site.pages.items():
        try:
            if "strings" in page.data:
                texts[name] = {without_plural(key) for key in json.loads(page.data["strings"])}
        except _DAMAGES:
            yield f"{name} is damaged: its texts cannot be read."
    everything = set().union(*texts.values())
    for name, keys in texts.items():
        for key in sorted(everything - keys):
            yield f'{name} lacks the text "{key}".'


def _addresses(site: BuiltSite) -> Iterator[str]:
    base_url = site.base_url
    if not base_url:
        return
    for name, page in site.pages.items():
        if name == "404.html":
            continue
        expected = base_url + name.removesuffix("index.html")
        for said in (page.links.get("canonical"), page.metas.get("og:url")):
            if said != expected:
                yield f"{name} gives its address as {said}, not as {expected}."


def _style_sheets(site: BuiltSite) -> Iterator[str]:
    for name, file in site.files.items():
        if file.suffix == ".css":
            found = [
                first or second for first, second in _STYLE_REFERENCE.findall(read_site_text(file))
            ]
            yield from _loaded(site, name, found)


def _scripts(site: BuiltSite) -> Iterator[str]:
    for name, file in site.files.items():
        if file.suffix == ".js":
            yield from _loaded(site, name, _IMPORT.findall(read_site_text(file)))


def _loaded(site: BuiltSite, name: str, addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        try:
            parts = urlsplit(address)
            target = site.target(name, address)
        except ValueError:
            yield f"{name} refers to {address}, which is no address."
            continue
        if parts.scheme == "data" or address.startswith("#"):
            continue
        if parts.scheme or parts.netloc:
            yield f"{name} loads {address} from another site."
        elif not is_file(target):
            yield f"{name} refers to {address}, which is missing."


def _networks(site: BuiltSite) -> Iterator[str]:
    if not site.networks and "networks/index.json" in site.files:
        yield "networks/index.json is damaged; build the site again."
    for listed in site.networks:
        folder = site.folder / "networks" / listed["name"]
        try:
            described = json.loads(read_site_text(folder / "set.json"))
            roles = {"style": described["style"], **described["transformers"]}
            hashes = {role: entry["hash"] for role, entry in roles.items()}
        except _DAMAGES:
            yield f"networks/{listed['name']}/set.json is missing or damaged."
            continue
        for role, digest in hashes.items():
            files = sorted(file for file in (folder / role).glob("*") if file.is_file())
            if not files or files_hash(files) != digest:
                yield f"networks/{listed['name']}/{role} is not what its set.json describes."


def _manifests(site: BuiltSite) -> Iterator[str]:
    for name, file in site.files.items():
        if file.name != MANIFEST:
            continue
        try:
            manifest = json.loads(read_site_text(file))
            icons = [(icon["src"], icon["sizes"]) for icon in manifest["icons"]]
            targets = [(src, sizes, site.target(name, src)) for src, sizes in icons]
        except _DAMAGES:
            yield f"{name} is damaged."
            continue
        for address, wanted, target in targets:
            if not is_file(target):
                yield f"{name} refers to {address}, which is missing."
            elif wanted != "any" and (found := _size(target)) != wanted:
                yield f"{name} gives {address} the size {wanted}, but it is {found}."


def _size(file: Path) -> str:
    try:
        image = decode(file, pixels=False)
    except PictureError:
        return "no picture"
    return f"{image.width}x{image.height}"


def _sitemap(site: BuiltSite) -> Iterator[str]:
    file = site.folder / "sitemap.xml"
    if not site.base_url or "sitemap.xml" in site.own:
        return
    if not file.is_file():
        yield "sitemap.xml is missing; build the site again."
        return
    try:
        tree = ElementTree.parse(file)
    except (ElementTree.ParseError, LookupError, ValueError):
        yield "sitemap.xml is damaged; build the site again."
        return
    for location in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        address = location.text or ""
        if not address.startswith(site.base_url):
            yield f"sitemap.xml lists {address}, which is not below {site.base_url}."
        elif not is_file(site.target("", f"./{address.removeprefix(site.base_url)}")):
            yield f"sitemap.xml lists {address}, which is missing."


def _service_worker(site: BuiltSite) -> Iterable[str]:
    return service_worker.audit(site.folder) if service_worker.SCRIPT in site.files else ()


def _notes(site: BuiltSite) -> Iterator[str]:
    if not site.base_url:
        yield (
            "The site does not know its address: it has no site map, no canonical addresses and "
            "no picture for social networks; give --base-url."
        )
    elif not site.base_url.startswith("https://"):
        yield (
            f"The base URL {site.base_url} is not https; unless it is that of this machine, "
            "browsers keep camera and offline use from the site."
        )
    page = site.folder / "index.html"
    text = read_site_text(page) if page.is_file() else ""
    if ANALYTICS_START in text and ANALYTICS_END in text:
        yield "Pages carry a script that counts visits, which may ask other sites."
