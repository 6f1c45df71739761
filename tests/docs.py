"""Writes the parts of docs/*.md that are made from the code: python -m tests.docs

A part stands between the lines <!-- made: NAME --> and <!-- end -->.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from builder.bundle.tools import tools
from builder.site.i18n import FALLBACK, LanguageConfig, load_texts
from tests.imports import ROOT, SOURCES, order_of

DOCS = Path(__file__).parent.parent / "docs"

_PART = re.compile(r"(?<=<!-- made: )([\w-]+)( -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)


def tools_table() -> str:
    """The studio's tools and what each does."""
    (english,) = load_texts({FALLBACK: LanguageConfig()})
    rows = ((english.by_key[f"{tool.name}.title"], tool.summary) for tool in tools())
    return "\n".join(_table(("tool", "what it does"), rows))


def tool_names() -> str:
    """The tools' names as site.toml lists them."""
    names = (f"`{tool.name}`{' (required)' if tool.required else ''}" for tool in tools())
    return f"{', '.join(names)}."


def folders_table(source: str) -> str:
    """The folders of a code base in their order, and what each imports from."""
    graph, order = SOURCES[source](ROOT / source), order_of(source)
    entries = {file: order.entry(file) for file in graph}
    rows = []
    for entry in order.entries:
        files = [file for file, found in entries.items() if found == entry]
        imported = {entries[other] for file in files for other in graph[file]} - {entry}
        below = ", ".join(f"`{other}`" for other in order.entries if other in imported)
        rows.append((f"`{entry}`", str(len(files)), below or "nothing"))
    head = (f"in `{source}`", "files", "imports from")
    return "\n".join(_table(head, rows))


PARTS: Mapping[str, Callable[[], str]] = {
    "tools": tools_table,
    "tool-names": tool_names,
    "browser-folders": lambda: folders_table("web_template/src"),
    "builder-folders": lambda: folders_table("builder"),
}
"""The Markdown of each part, by its name."""


def updated(text: str) -> str:
    """A page with all its made parts as they should be.

    Raises:
        KeyError: it has a part that nothing makes.
    """
    return _PART.sub(lambda part: f"{part[1]}{part[2]}\n{PARTS[part[1]]()}\n\n", text)


def parts_of(text: str) -> list[str]:
    """The names of the made parts of a page."""
    return [name for name, *_ in _PART.findall(text)]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    cells = tuple(head)
    yield f"| {' | '.join(cells)} |"
    yield f"|{'---|' * len(cells)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def main() -> None:
    for page in sorted(DOCS.glob("*.md")):
        page.write_text(updated(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
