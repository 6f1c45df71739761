"""The studio's tools, read from their folders in web_template/src/studio/tools."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from builder.paths import web_template_folder
from builder.text_files import read_toml

DESCRIPTION = "tool.toml"


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
        Tool(file.parent.name, **read_toml(file, "The description", "restore it from the release"))
        for file in tools_folder().glob(f"*/{DESCRIPTION}")
    ]
    return tuple(sorted(found, key=lambda tool: tool.order))
