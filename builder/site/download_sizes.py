"""How much a visitor downloads, for the page that tells of it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder.bundle.entries import SHELL, Entries


@dataclass(frozen=True)
class DownloadSizes:
    """Compressed bytes of a site's parts, as a host that compresses sends them.

    Attributes:
        page: what is loaded to show the studio: scripts, styles, small pictures, the first
            photo and its painting.
        painter: the worker, and what painting by WebAssembly needs.
        transformers: the transformers of the default network set, both where there are two.
        style: its style network, and what runs it where the painter does not.
        tools: what else is stored for use without a connection, pages and tools.
    """

    page: int
    painter: int
    transformers: int
    style: int
    tools: int

    @property
    def first_painting(self) -> int:
        """What a visitor has downloaded when the first painting is there."""
        return self.page + self.painter + self.transformers


def download_sizes(
    site: Path, entries: Entries, pictures: Iterable[str], network_set: Mapping[str, Any]
) -> DownloadSizes:
    """Add up the files of a site whose scripts, networks and pictures are there.

    The page itself is not counted: it is what says so.

    Args:
        site: the site's folder.
        entries: the bundled scripts and styles.
        pictures: the pictures that the studio shows at first, relative to `site`.
        network_set: what the set.json of the default set says.
    """
    networks = f"networks/{network_set['name']}"
    painter = {*entries.needed("worker", "painting")}
    graphs = {*entries.needed("graphs")}
    if not all("program" in entry for entry in network_set["transformers"].values()):
        painter |= graphs
    style = {*_files(site, f"{networks}/style")}
    if "program" not in network_set["style"]:
        style |= graphs - painter
    page = entries.needed("page")
    described = {"networks/index.json", f"{networks}/set.json"}
    transformers = {
        name for role in network_set["transformers"] for name in _files(site, f"{networks}/{role}")
    }
    others = [
        *entries.needed(*set(SHELL) - {"page", "worker"}),
        entries.of("service-worker").address,
    ]
    return DownloadSizes(
        page=_compressed(site, {*page, *pictures}),
        painter=_compressed(site, painter),
        transformers=_compressed(site, transformers | described),
        style=_compressed(site, style),
        tools=_compressed(site, others),
    )


def _files(site: Path, folder: str) -> list[str]:
    return [file.relative_to(site).as_posix() for file in sorted((site / folder).iterdir())]


def _compressed(site: Path, names: Iterable[str]) -> int:
    return sum(_sent((site / name).read_bytes()) for name in names)


@lru_cache(maxsize=1024)
def _sent(content: bytes) -> int:
    """How many bytes a host sends for a file; remembered for the next build of this process."""
    return min(len(content), len(gzip.compress(content, mtime=0)))
