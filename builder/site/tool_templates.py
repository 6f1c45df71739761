"""Finds the templates of tools, which lie in the tools' own folders."""

from __future__ import annotations

import re
from collections.abc import Callable

import jinja2

from builder.bundle.tools import tools_folder

_FILES = {".html.j2": "panel.html.j2", ".svg": "icon.svg"}
_TEMPLATE = re.compile(r"tools/([^/.]+)(\.html\.j2|\.svg)")


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
