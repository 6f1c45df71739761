"""Writes the parts of docs/*.md that are made from the code: python -m tests.docs

A part stands between the lines <!-- made: NAME --> and <!-- end -->.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click

from builder.bundle.tools import tools
from builder.cli import main as build_site
from builder.site.config import SiteConfig
from builder.site.i18n import FALLBACK, LanguageConfig, load_texts
from builder.site.settings.documents import json_schema
from builder.site.settings.setting import settings_of
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


def settings_table() -> str:
    """The settings of site.toml, their defaults and what each sets."""
    rows = (
        (f"`{setting.name}`", _as_toml(setting.default), setting.doc)
        for setting in settings_of(SiteConfig).values()
    )
    return "\n".join(_table(("setting", "default", "what it sets"), rows))


def options_table() -> str:
    """The options of `build-site` and what each does."""
    context = click.Context(build_site, info_name="build-site")
    options = (option.get_help_record(context) for option in build_site.params)
    rows = (
        (f"`{name}`".replace("|", "\\|"), " ".join(text.split()))
        for name, text in filter(None, options)
    )
    return "\n".join(_table(("option", "what it does"), rows))


def site_schema() -> str:
    """The JSON Schema of site.toml."""
    return json_schema(settings_of(SiteConfig).values())


PARTS: Mapping[str, Callable[[], str]] = {
    "tools": tools_table,
    "tool-names": tool_names,
    "browser-folders": lambda: folders_table("web_template/src"),
    "builder-folders": lambda: folders_table("builder"),
    "options": options_table,
    "settings": settings_table,
}
"""The Markdown of each part, by its name."""

FILES: Mapping[str, Callable[[], str]] = {"site.schema.json": site_schema}
"""The text of each file of docs that is made as a whole, by its name."""


def updated(text: str) -> str:
    """A page with all its made parts as they should be.

    Raises:
        KeyError: it has a part that nothing makes.
    """
    return _PART.sub(lambda part: f"{part[1]}{part[2]}\n{PARTS[part[1]]()}\n\n", text)


def parts_of(text: str) -> list[str]:
    """The names of the made parts of a page."""
    return [name for name, *_ in _PART.findall(text)]


def _as_toml(default: object) -> str:
    return "" if default is None else f"`{json.dumps(default)}`"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    cells = tuple(head)
    yield f"| {' | '.join(cells)} |"
    yield f"|{'---|' * len(cells)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def main() -> None:
    for page in sorted(DOCS.glob("*.md")):
        page.write_text(updated(page.read_text(encoding="utf-8")), encoding="utf-8")
    for name, made in FILES.items():
        (DOCS / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
