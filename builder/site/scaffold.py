"""Writes what a new site begins with: commented settings, and a workflow for GitHub Pages."""

from __future__ import annotations

import os
import re
from pathlib import Path

from babel import Locale

from builder.errors import UsageProblem
from builder.files import unwritable, write_whole
from builder.languages import check_language
from builder.site.config import DEFAULT_FILE, SiteConfig
from builder.site.i18n import texts_file
from builder.site.settings.documents import json_schema, settings_file
from builder.site.settings.setting import settings_of
from builder.site.workflow import FILE as WORKFLOW
from builder.site.workflow import pages_workflow
from builder.text_files import read_text

SCHEMA = Path(".site.schema.json")
PACKAGE = "atelier-studio"

_SCHEMA_OF_CHECKOUT = Path("docs/site.schema.json")
_LANGUAGE_HEAD = """\
# The texts of the studio, to be translated; what is left out stays English, with a warning.
# {{names}} in braces are filled in. Name this file in site.toml:
# [texts.{code}]
# file = "{code}.toml"
# A text that counts something has a key for each plural form of the language: _one, _other and,
# where it has them, _zero, _two, _few and _many (CLDR).

"""


def is_checkout(folder: Path) -> bool:
    """Whether a folder is a copy of Atelier's own repository."""
    project = folder / "pyproject.toml"
    return project.is_file() and f'name = "{PACKAGE}"' in read_text(project)


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
    file = folder / DEFAULT_FILE
    if os.path.lexists(file) and not force:
        renewed = f", and {folder / SCHEMA} is renewed" if schema == SCHEMA else ""
        raise UsageProblem(
            f"{file} is there already and stays as it is{renewed}; to write over it, and lose its "
            "settings, give --force."
        )
    return _write(file, settings_file(settings, f"./{schema.as_posix()}"), force)


def write_language(folder: Path, code: str, *, force: bool = False) -> Path:
    """Write all texts to CODE.toml, in English where they are to be translated; return the file.

    Raises:
        UsageProblem: `code` is no language, there is a file already and `force` is not given, or
            it cannot be written.
    """
    check_language(code, "--language")
    text = texts_file(code).read_text(encoding="utf-8")
    # The first lines of the original speak of the original.
    texts = text[text.index("\n[") + 1 :]
    name = Locale.parse(code, sep="-").get_display_name()
    texts = re.sub(r'^name = ".*"$', f'name = "{name}"', texts, count=1, flags=re.MULTILINE)
    return _write(folder / f"{code}.toml", _LANGUAGE_HEAD.format(code=code) + texts, force)


def write_workflow(folder: Path, requirement: str | None = None, *, force: bool = False) -> str:
    """Write a GitHub Actions workflow that publishes the site; return a sentence about it.

    In a copy of Atelier's own repository it builds with what is there, elsewhere it installs
    `requirement`, as pip understands it.

    Raises:
        UsageProblem: there is one already and `force` is not given, it cannot be written, or
            nothing says what is to be installed.
    """
    own = is_checkout(folder)
    if not own and requirement is None:
        raise UsageProblem(
            f"{folder.absolute()} is no copy of Atelier: name what pip is to install there with "
            "--install, such as a wheel in the repository or git+https://HOST/PATH@COMMIT"
        )
    workflow = pages_workflow(folder, None if own else requirement)
    file = _write(folder / WORKFLOW, workflow.text, force)
    installs = "" if own else f"It installs {requirement} with pip. "
    return f"Wrote {file}. {installs}It publishes what is pushed to the branch {workflow.branch}."


def _write(file: Path, text: str, force: bool) -> Path:
    if os.path.lexists(file) and not force:
        raise UsageProblem(f"{file} is there already; write over it with --force.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(file, error) from error
    write_whole(file, text)
    return file
