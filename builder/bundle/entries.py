"""What every bundled file is and when a browser needs it: `assets/entries.json` of a site.

The script that bundles the code says so (web_template/build/entries.mjs), so that pages, sizes, the
list for use offline and the audit need not guess from the names of files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from builder.files import read_site_text

FILE = "assets/entries.json"
"""Where a site says what its bundled files are."""

FIRST_PAINTING = ("page", "worker", "painting")
"""When those files are needed that the first painting needs, where WebAssembly paints."""

_OF_PAGE = ("page", "tool")

SHELL = ("page", "worker", "helper", "tool")
"""When those files are needed that every visitor's browser stores for use offline."""


@dataclass(frozen=True)
class BundledFile:
    """A file that the browser code or its style sheets were bundled into.

    Attributes:
        address: from the site's root.
        role: "preload-worker", "studio", "stylizer", "opening", "unstarted", "worker", "service",
            "thread", "graphics-probe", "decoder", "pixel-worker", "service-worker", "style-sheet",
            or else "chunk" or "binary".
        bytes: its size.
        integrity: the hash by which browsers know it, as the attribute of that name has it.
        needed: when: for the "page", its "worker", "painting" by WebAssembly, "threads" that share
            memory, "graphs" of networks without a program, a "helper" of the worker or the page, a
            "tool" of the studio, or "other" machines and pages.
    """

    address: str
    role: str
    bytes: int
    integrity: str
    needed: str


@dataclass(frozen=True)
class Entries:
    """All bundled files of a site."""

    files: tuple[BundledFile, ...]

    @classmethod
    def read(cls, site: Path) -> Entries:
        """Read those of a built site.

        Raises:
            OSError, ValueError, TypeError: they are missing or damaged.
        """
        return cls.parse(json.loads(read_site_text(site / FILE)))

    @classmethod
    def parse(cls, described: Iterable[Mapping[str, Any]]) -> Entries:
        """Take what a bundling script said.

        Raises:
            TypeError: something is missing.
        """
        return cls(tuple(BundledFile(**one) for one in described))

    def write(self, site: Path) -> None:
        """Write them into `site`."""
        text = json.dumps([asdict(file) for file in self.files])
        (site / FILE).write_text(text + "\n", encoding="utf-8")

    def of(self, role: str) -> BundledFile:
        """The one file of a role.

        Raises:
            LookupError: there is none.
        """
        found = [file for file in self.files if file.role == role]
        if not found:
            raise LookupError(role)
        return found[0]

    def needed(self, *when: str) -> tuple[str, ...]:
        """The addresses of the files that are needed then."""
        return tuple(file.address for file in self.files if file.needed in when)

    @property
    def preload(self) -> tuple[BundledFile, ...]:
        """The modules that are needed for the first painting and that the page does not name."""
        return tuple(
            file
            for file in self.files
            if file.needed in FIRST_PAINTING and file.role in ("chunk", "worker")
        )

    @property
    def imported(self) -> tuple[BundledFile, ...]:
        """The modules that the page's own scripts import, at once or when a tool is opened."""
        return tuple(
            file for file in self.files if file.needed in _OF_PAGE and file.role == "chunk"
        )
