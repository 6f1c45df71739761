"""A built site, as an audit looks at it."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from builder.audit.page_parser import PageParser, parse_page
from builder.bundle.entries import Entries
from builder.errors import UsageProblem


class BuiltSite:
    """A site's folder, its files and pages as they were found there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def files(self) -> list[Path]:
        """All files, in the order of their names."""
        return sorted(file for file in self.folder.rglob("*") if file.is_file())

    @cached_property
    def pages(self) -> dict[str, PageParser]:
        """The pages by their names; a part of a page is none."""
        return {
            self.name(file): parse_page(file.read_text(encoding="utf-8"))
            for file in self.files
            if file.suffix == ".html"
        }

    @property
    def base_url(self) -> str:
        """The address that the site was built for; "" if for none."""
        return self.pages["index.html"].links.get("canonical", "")

    @cached_property
    def networks(self) -> list[dict[str, Any]]:
        """What networks/index.json says of each set, the default one first."""
        file = self.folder / "networks" / "index.json"
        try:
            index = json.loads(file.read_text(encoding="utf-8"))
            return sorted(index["sets"], key=lambda one: one["name"] != index["default"])
        except (ValueError, LookupError, TypeError) as error:
            raise UsageProblem(f"{file} is damaged; build the site again.") from error

    @cached_property
    def entries(self) -> Entries:
        """The bundled files; none where the list of them is missing or damaged."""
        try:
            return Entries.read(self.folder)
        except (OSError, ValueError, TypeError):
            return Entries(())

    def name(self, file: Path) -> str:
        """A file's path below the site's folder, with slashes."""
        return file.relative_to(self.folder).as_posix()

    def target(self, page: str, address: str) -> Path:
        """The file that a relative address on a page or in a file leads to."""
        path = unquote(urlsplit(urljoin(f"http://site/{page}", address)).path).lstrip("/")
        file = self.folder / path
        return file / "index.html" if file.is_dir() else file
