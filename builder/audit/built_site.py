"""A built site, as an audit looks at it."""

from __future__ import annotations

import json
import os
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from builder.bundle.entries import Entries
from builder.files import PREFIX, read_site_text
from builder.folders import is_folder
from builder.site.output.inventory import Inventory
from builder.site.page_parser import PageParser, parse_page

_REPOSITORY = ".git"
_PAGE = "index.html"


class BuiltSite:
    """A site's folder, its files and pages as they were found there.

    What the builder made is told from what else is in the folder by the list that the build left;
    without it, all counts as made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unreadable: list[str] = []

    @cached_property
    def inventory(self) -> Inventory | None:
        """What the last build wrote, if that is known; no list of a build lacks the page."""
        found = Inventory.read(self.folder)
        return found if found and _PAGE in found.files else None

    @cached_property
    def all_files(self) -> dict[str, Path]:
        """Every file but those of a repository, by name; notes the folders that cannot be read."""
        found = {}

        def note(error: OSError) -> None:
            self.unreadable.append(self.name(Path(error.filename)))

        for place, folders, names in os.walk(self.folder, onerror=note):
            folders[:] = [name for name in sorted(folders) if not self._is_aside(name)]
            for file in (Path(place) / name for name in sorted(names)):
                if file.is_file():
                    found[self.name(file)] = file
        return found

    @cached_property
    def files(self) -> dict[str, Path]:
        """The files that the builder made, by name."""
        if self.inventory is None:
            return self.all_files
        made = self.inventory.files.keys() - self.inventory.own
        return {name: file for name, file in self.all_files.items() if name in made}

    @property
    def own(self) -> frozenset[str]:
        """The names of the static files of the site's own."""
        return self.inventory.own if self.inventory else frozenset()

    @cached_property
    def others(self) -> dict[str, Path]:
        """The files that neither the build nor its static files brought, by name."""
        listed = self.inventory.files if self.inventory else self.all_files
        return {name: file for name, file in self.all_files.items() if name not in listed}

    @cached_property
    def leftovers(self) -> list[str]:
        """The folders of builds that were killed."""
        return sorted(path.name for path in self.folder.glob(f"{PREFIX}*"))

    @cached_property
    def pages(self) -> dict[str, PageParser]:
        """The pages that the builder made, by name; a part of a page is none."""
        return self._parsed(self.files)

    @cached_property
    def other_pages(self) -> dict[str, PageParser]:
        """The pages that are not the builder's, by name."""
        made = self.files
        return self._parsed(
            {name: file for name, file in self.all_files.items() if name not in made}
        )

    @property
    def base_url(self) -> str:
        """The address that the site was built for; "" if for none."""
        page = self.pages.get(_PAGE)
        return page.links.get("canonical", "") if page else ""

    @cached_property
    def networks(self) -> list[dict[str, Any]]:
        """What networks/index.json says of each set, the default one first.

        There is none where the file is missing or damaged.
        """
        try:
            index = json.loads(read_site_text(self.folder / "networks" / "index.json"))
            sets = sorted(index["sets"], key=lambda one: bool(one["name"] != index["default"]))
            # A name that no file can have is none.
            known = [one for one in sets if "\0" not in one["name"]]
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return []
        return known

    @cached_property
    def entries(self) -> Entries:
        """The bundled files; none where the list of them is missing or damaged."""
        try:
            return Entries.read(self.folder)
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return Entries(())

    def name(self, file: Path) -> str:
        """A file's path below the site's folder, with slashes."""
        return file.relative_to(self.folder).as_posix()

    def target(self, page: str, address: str) -> Path:
        """The file that a relative address on a page or in a file leads to.

        Raises:
            ValueError: it is no address.
        """
        path = unquote(urlsplit(urljoin(f"http://site/{page}", address)).path).lstrip("/")
        file = self.folder / path.replace("\0", "")
        return file / "index.html" if is_folder(file) else file

    def _parsed(self, files: dict[str, Path]) -> dict[str, PageParser]:
        pages = {}
        for name, file in files.items():
            if file.suffix == ".html":
                try:
                    pages[name] = parse_page(read_site_text(file))
                except OSError:
                    # That it cannot be read is said where the files are compared with their list.
                    continue
        return pages

    def _is_aside(self, name: str) -> bool:
        return name == _REPOSITORY or name.startswith(PREFIX)
