"""Every tool's folder has all that a tool needs, and every tool is named where it should be."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import jinja2
import pytest

from builder.bundle.tools import Tool, tools, tools_folder
from builder.paths import web_template_folder
from builder.site.config import TOOLS
from builder.site.i18n import LanguageConfig, built_in_languages, load_texts
from builder.site.render import _environment
from builder.site.tool_templates import ToolTemplates

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCS = Path(__file__).parents[3] / "docs"
FILES = {"index.ts", "panel.html.j2", "icon.svg", "tool.toml"}

each = pytest.mark.parametrize("tool", tools(), ids=lambda tool: tool.name)


def read(tool: Tool, name: str) -> str:
    return (tools_folder() / tool.name / name).read_text(encoding="utf-8")


def test_every_folder_is_a_tool() -> None:
    folders = {path.name for path in tools_folder().iterdir() if path.is_dir()}
    assert folders == {tool.name for tool in tools()}, "each needs a tool.toml"
    assert len({tool.order for tool in tools()}) == len(tools()), "each needs an order of its own"
    assert all(re.fullmatch("[a-z]+", tool.name) for tool in tools())
    assert tuple(tool.name for tool in tools()) == TOOLS


@each
def test_a_tool_has_its_files(tool: Tool) -> None:
    found = {path.name for path in (tools_folder() / tool.name).iterdir()}
    assert found >= FILES
    others = {name for name in found - FILES if not name.endswith(".ts")}
    assert others <= {"style.css"}
    assert re.search(r"^export const tool: Tool = ", read(tool, "index.ts"), re.MULTILINE)


@each
def test_a_tool_has_an_icon_like_the_others(tool: Tool) -> None:
    icon = ElementTree.fromstring(read(tool, "icon.svg"))
    assert icon.get("viewBox") == "0 0 24 24"
    assert icon.get("class") == "icon"
    assert icon.get("aria-hidden") == "true"
    assert len(icon)


@each
@pytest.mark.parametrize("language", built_in_languages())
def test_a_tool_has_its_texts_in_every_language(tool: Tool, language: str) -> None:
    file = web_template_folder() / "strings" / f"{language}.toml"
    texts = tomllib.loads(file.read_text(encoding="utf-8"))
    assert texts[tool.name]["title"]
    assert texts["help"][f"tool_{tool.name}"]


@each
def test_a_tool_is_described(tool: Tool) -> None:
    assert re.search(r"^order = \d+$", read(tool, "tool.toml"), re.MULTILINE), "for tools.mjs"
    assert tool.summary
    assert not tool.summary.endswith(".")
    assert f"| {tool.summary} |" in (DOCS / "studio.md").read_text(encoding="utf-8")


def test_texts_speak_of_no_tool_that_there_is_not() -> None:
    """Tools that are gone leave no texts behind."""
    for language in built_in_languages():
        (texts,) = load_texts({language: LanguageConfig()})
        told = {key.removeprefix("help.tool_") for key in texts.by_key if "help.tool_" in key}
        assert told == set(TOOLS)


def test_templates_are_found_under_the_names_that_sites_override() -> None:
    environment = jinja2.Environment(loader=ToolTemplates(), autoescape=True)
    source, file, _ = ToolTemplates().get_source(environment, "tools/region.html.j2")
    assert Path(file) == tools_folder() / "region" / "panel.html.j2"
    assert source == read(tools()[TOOLS.index("region")], "panel.html.j2")
    for name in ("tools/regions.html.j2", "tools/region.css", "region/panel.html.j2"):
        with pytest.raises(jinja2.TemplateNotFound):
            environment.get_template(name)


def test_a_site_can_override_the_panel_of_a_tool() -> None:
    text = "{% include 'tools/share.svg' %} {% include 'atelier/tools/region.svg' %}"
    own = jinja2.DictLoader({"tools/region.html.j2": text, "tools/share.svg": "mine"})
    panel = _environment([own]).get_template("tools/region.html.j2").render()
    assert panel.startswith("mine <svg")


def test_the_tools_lie_in_the_sources_of_the_page() -> None:
    assert tools_folder().is_relative_to(web_template_folder() / "src")
