"""Which pages a site has, where they lie, and how they refer to each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page of the site, whose template is its name with ".j2" at the end.

    Attributes:
        name: its file's name.
        translated: whether there is one in every language, or only in that of the site's root.
        listed: whether search engines should know it.
    """

    name: str
    translated: bool = True
    listed: bool = True


PAGES = (
    Page("index.html"),
    Page("help.html"),
    Page("404.html", translated=False, listed=False),
)


@dataclass(frozen=True)
class Place:
    """A page in one language.

    Attributes:
        page: the page.
        language: the language's code.
        folder: "" at the site's root, else the language's folder with a slash at its end.
    """

    page: Page
    language: str
    folder: str

    @property
    def path(self) -> str:
        """Its file, relative to the site's root."""
        return f"{self.folder}{self.page.name}"

    @property
    def address(self) -> str:
        """Its address, relative to the site's root: folders stand for their index.html."""
        return self.folder if self.page.name == "index.html" else self.path

    @property
    def root(self) -> str:
        """What leads from the page to the site's root: "" or "../"."""
        return "../" * self.folder.count("/")

    def link_to(self, other: Place) -> str:
        """The relative address of another page, as a link on this one has it."""
        return f"{self.root}{other.address}" or "./"


def places(pages: Iterable[Page], languages: Sequence[str]) -> tuple[Place, ...]:
    """Every page in every language, that of the site's root first."""
    return tuple(
        Place(page, language, "" if language == languages[0] else f"{language}/")
        for page in pages
        for language in (languages if page.translated else languages[:1])
    )
