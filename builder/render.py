"""Renders the pages from their Jinja2 templates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from builder.resources import web_template_folder

PAGES = ("index.html", "404.html")


def render_pages(context: Mapping[str, Any], folder: Path) -> None:
    """Render every page with `context` into `folder`, a site's root.

    The template of a page is `web_template/templates/PAGE.j2`. A name that a template uses and
    `context` lacks is a bug and raises `jinja2.UndefinedError`.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(web_template_folder() / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # The order says something: a set's transformers are listed fastest first.
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    for page in PAGES:
        text = environment.get_template(f"{page}.j2").render(context)
        (folder / page).write_text(text, encoding="utf-8")
