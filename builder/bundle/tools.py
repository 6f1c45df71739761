"""The studio's tools, read from their folders in web_template/src/studio/tools."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from builder.paths import web_template_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DESCRIPTION = "tool.toml"

_FILES = {".html.j2": "panel.html.j2", ".svg": "icon.svg"}
_TEMPLATE = re.compile(r"tools/([^/.]+)(\.html\.j2|\.svg)")


@dataclass(frozen=True)
class Tool:
    """What the tool.toml of a tool says of it.

    Attributes:
        name: the name of its folder.
        order: its place in the rail, the lowest number first.
        summary: what it does, for the docs.
        required: whether a site cannot leave it out.
    """

    name: str
    order: int
    summary: str
    required: bool = False


def tools_folder() -> Path:
    """The folder that has a folder of each tool."""
    return web_template_folder() / "src" / "studio" / "tools"


@cache
def tools() -> tuple[Tool, ...]:
    """All tools in the order of the rail."""
    found = [
        Tool(file.parent.name, **tomllib.loads(file.read_text(encoding="utf-8")))
        for file in tools_folder().glob(f"*/{DESCRIPTION}")
    ]
    return tuple(sorted(found, key=lambda tool: tool.order))


class ToolTemplates(jinja2.FileSystemLoader):
    """Finds "tools/NAME.html.j2", a tool's panel, and "tools/NAME.svg", its icon."""

    def __init__(self) -> None:
        super().__init__(tools_folder())

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The file of a tool's folder that a template's name stands for."""
        named = _TEMPLATE.fullmatch(template)
        if not named:
            raise jinja2.TemplateNotFound(template)
        name, ending = named.groups()
        return super().get_source(environment, f"{name}/{_FILES[ending]}")
