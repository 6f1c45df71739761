"""Writes what a new site begins with: commented settings, and a workflow for GitHub Pages."""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale

from builder.errors import UsageProblem
from builder.site.config import DEFAULT_FILE, SiteConfig
from builder.site.i18n import check_language, english_file
from builder.site.settings.documents import json_schema, settings_file
from builder.site.settings.setting import settings_of

WORKFLOW = Path(".github/workflows/pages.yml")
SCHEMA = Path(".site.schema.json")
PACKAGE = "atelier-studio"

_HERE = Path(__file__).parent
_SCHEMA_OF_CHECKOUT = Path("docs/site.schema.json")
_LANGUAGE_HEAD = """\
# The texts of the studio, to be translated; what is left out stays English, with a warning.
# {{names}} in braces are filled in. Name this file in site.toml:
# [texts.{code}]
# file = "{code}.toml"
# A text that counts something has a key for each plural form of the language: _one, _other and,
# where it has them, _zero, _two, _few and _many (CLDR).

"""
_BASE_URL = '"${{ steps.pages.outputs.base_url }}"'
_CHECKOUT = {
    "@INSTALL@": "make .venv/.installed",
    "@BUILD@": f".venv/bin/build-site --base-url {_BASE_URL}",
    "@CHECK@": ".venv/bin/build-site check site",
}
_PACKAGED = {
    "@INSTALL@": 'python -m pip install "{requirement}"',
    "@BUILD@": f"build-site --base-url {_BASE_URL}",
    "@CHECK@": "build-site check site",
}


def is_checkout(folder: Path) -> bool:
    """Whether a folder is a copy of Atelier's own repository."""
    project = folder / "pyproject.toml"
    return project.is_file() and f'name = "{PACKAGE}"' in project.read_text(encoding="utf-8")


def write_settings(folder: Path, *, force: bool = False) -> Path:
    """Write a site.toml in which every setting is explained and none is set; return it.

    The JSON Schema that it names is written beside it, always: it belongs to this version of the
    builder. A copy of Atelier's own repository has it already.

    Raises:
        UsageProblem: there is one already and `force` is not given, or it cannot be written.
    """
    settings = settings_of(SiteConfig).values()
    schema = _SCHEMA_OF_CHECKOUT if is_checkout(folder) else SCHEMA
    if schema == SCHEMA:
        _write(folder / SCHEMA, json_schema(settings), force=True)
    text = settings_file(settings, f"./{schema.as_posix()}")
    return _write(folder / DEFAULT_FILE, text, force)


def write_language(folder: Path, code: str, *, force: bool = False) -> Path:
    """Write all texts in English to CODE.toml, to be translated; return the file.

    Raises:
        UsageProblem: `code` is no language, there is a file already and `force` is not given, or
            it cannot be written.
    """
    check_language(code, "--language")
    text = english_file().read_text(encoding="utf-8")
    # The first lines of the original speak of the original.
    texts = text[text.index("\n[") + 1 :]
    name = Locale.parse(code, sep="-").get_display_name()
    texts = re.sub(r'^name = ".*"$', f'name = "{name}"', texts, count=1, flags=re.MULTILINE)
    return _write(folder / f"{code}.toml", _LANGUAGE_HEAD.format(code=code) + texts, force)


def write_workflow(folder: Path, requirement: str = PACKAGE, *, force: bool = False) -> Path:
    """Write a GitHub Actions workflow that publishes the site; return it.

    In a copy of Atelier's own repository it builds with what is there, elsewhere it installs
    `requirement`, as pip understands it.

    Raises:
        UsageProblem: there is one already and `force` is not given, or it cannot be written.
    """
    text = (_HERE / "pages_workflow.yml").read_text(encoding="utf-8")
    commands = _CHECKOUT if is_checkout(folder) else _PACKAGED
    for mark, command in commands.items():
        text = text.replace(mark, command.replace("{requirement}", requirement))
    return _write(folder / WORKFLOW, text, force)


def _write(file: Path, text: str, force: bool) -> Path:
    if file.exists() and not force:
        raise UsageProblem(f"{file} is there already; write over it with --force.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageProblem(
            f"{file} cannot be written ({error.strerror}); choose another folder."
        ) from error
    return file
