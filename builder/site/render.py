"""Renders the pages, in each language, from their Jinja2 templates."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from jinja2.bccache import Bucket
from jinja2.loaders import split_template_path
from jinja2.sandbox import SandboxedEnvironment

from builder.errors import AtelierError, TemplateError, TextError
from builder.paths import web_template_folder
from builder.site.i18n import Texts
from builder.site.pages import PAGES, Place, places
from builder.site.tool_templates import ToolTemplates
from builder.text_files import read_text

log = logging.getLogger(__name__)

BUILT_IN = "atelier"
"""The prefix under which a template of the site's own finds those that it overrides."""

ContextOf = Callable[[Place], Mapping[str, Any]]
"""What the templates may use on the page at a place, its texts and numbers aside."""


def render_pages(
    folder: Path, texts: Sequence[Texts], context_of: ContextOf, own: Path | None = None
) -> tuple[Place, ...]:
    """Render every page in every language into `folder`, a site's root; return where they are.

    The template of a page is PAGE.j2 in `own`, or else in web_template/templates. A template in
    `own` reaches the one it overrides as "atelier/PAGE.j2".

    Args:
        folder: the site's root.
        texts: the texts of each language, those of the site's root first.
        context_of: what the templates may use.
        own: a folder of templates of the site's own.

    Raises:
        TemplateError: a template is missing or wrong.
        TextError: a template asks for a text that there is not.
    """
    found = places(PAGES, [one.language for one in texts])
    by_language = {one.language: one for one in texts}
    loaders = [_Own(own)] if own is not None else []
    for place in found:
        context = {**context_of(place), **_language_tools(by_language[place.language])}
        text = _render(f"{place.page.name}.j2", context, loaders)
        file = folder / place.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for loader in loaders:
        loader.warn_of_unused()
    return found


def check_templates(own: Path | None) -> None:
    """Refuse templates in place of Atelier's that are none, before anything is made.

    Args:
        own: a folder of templates of the site's own.

    Raises:
        TemplateError: one is no valid template.
        ConfigError: one cannot be read as a text.
    """
    if own is None:
        return
    environment = _environment([])
    for file in sorted(own.rglob("*.j2")):
        name = file.relative_to(own).as_posix()
        try:
            _built_in().get_source(environment, name)
            environment.parse(read_text(file, "The template"), name, str(file))
        except jinja2.TemplateNotFound:
            # Nothing may ask for it, and then it harms nobody.
            continue
        except jinja2.TemplateSyntaxError as error:
            raise _invalid(error, name) from error


class _Own(jinja2.FileSystemLoader):
    """The templates of the site's own; knows which of them were of use."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        self._used: set[str] = set()

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The template of a name, which is of use.

        Raises:
            ConfigError: it cannot be read as a text.
        """
        file = self.folder.joinpath(*split_template_path(template))
        if file.is_dir() or not os.path.lexists(file):
            raise jinja2.TemplateNotFound(template)
        self._used.add(template)
        return read_text(file, "The template"), str(file), lambda: True

    def warn_of_unused(self) -> None:
        """Name the templates that no page is made of."""
        for file in sorted(self.folder.rglob("*.j2")):
            if file.relative_to(self.folder).as_posix() not in self._used:
                log.warning(
                    "%s is used by no page: it has the name of none of Atelier's templates, and "
                    "none includes it.",
                    file,
                )


class _Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates for the next page and the next build of this process."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def _built_in() -> jinja2.ChoiceLoader:
    templates = jinja2.FileSystemLoader(web_template_folder() / "templates")
    return jinja2.ChoiceLoader([templates, ToolTemplates()])


def _environment(own: Sequence[jinja2.BaseLoader]) -> jinja2.Environment:
    built_in = _built_in()
    originals = jinja2.PrefixLoader({BUILT_IN: built_in})
    # Templates that somebody else wrote are to make pages, not to run programs.
    environment = SandboxedEnvironment(
        loader=jinja2.ChoiceLoader([*own, built_in, originals]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_COMPILED,
    )
    # The order says something: a set's transformers are listed fastest first.
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    return environment


def _render(name: str, context: Mapping[str, Any], own: Sequence[_Own]) -> str:
    # Imported macros see nothing but globals, and keep those that they were first imported with:
    # so every page has an environment of its own.
    environment = _environment(own)
    environment.globals.update(context)
    try:
        return environment.get_template(name).render()
    except jinja2.TemplateNotFound as error:
        raise TemplateError(
            f'There is no template "{error.name}", which {name} needs; put one into the folder '
            "of templates or do not ask for it."
        ) from error
    except jinja2.TemplateSyntaxError as error:
        raise _invalid(error, name) from error
    except TextError as error:
        where = _where(error, own)
        if where is None:
            raise
        raise TextError(f"{where}: {error.message}") from error
    except AtelierError:
        raise
    except Exception as error:
        where = _where(error, own)
        if where is None:
            # None of the site's own templates has a part in it.
            raise
        raise TemplateError(f"{where}: {_reason(error)}; mend the template.") from error


def _invalid(error: jinja2.TemplateSyntaxError, name: str) -> TemplateError:
    where = f"{error.filename or name}, line {error.lineno}"
    return TemplateError(f"{where} is no valid template ({error.message}); mend it.")


def _where(error: BaseException, own: Sequence[_Own]) -> str | None:
    """The innermost template of the site's own, with its line, that an error came through."""
    folders = [str(loader.folder) for loader in own]
    where, trace = None, error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".j2") and any(file.startswith(folder) for folder in folders):
            where = f"{file}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return where


def _reason(error: Exception) -> str:
    if isinstance(error, jinja2.UndefinedError):
        return str(error.message)
    if isinstance(error, RecursionError):
        return "it extends or includes itself"
    said = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _language_tools(texts: Texts) -> dict[str, Any]:
    locale = texts.locale
    return {
        "t": texts,
        "strings": texts.for_scripts(),
        "number": lambda value: format_decimal(value, locale=locale),
        "percent": lambda value: format_percent(value, locale=locale),
        "megabytes": lambda size: format_unit(
            max(size / 1e6, 0.1), "megabyte", "short", "#,##0.#", locale
        ),
    }
