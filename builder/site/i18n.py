"""The texts of a site in each of its languages: web_template/strings and what site.toml adds.

A strings file is TOML: a table for each area, and in it texts with {names} that are filled in.
The text `done` of the table `[studio]` has the key "studio.done". A text that depends on a number
is several: their keys end in the plural categories of the language (`tiles_one`, `tiles_other`;
CLDR, the same as JavaScript's `Intl.PluralRules`), and the value `count` chooses.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global
from markupsafe import Markup, escape

from builder.errors import ConfigError, TextError, nearest
from builder.paths import web_template_folder
from builder.text_files import read_toml

log = logging.getLogger(__name__)

FALLBACK = "en"
"""The language whose texts stand in where another one lacks them."""

PAGE_AREAS = frozenset({"help", "missing", "page", "samples"})
"""Areas that only templates use: the page does not carry them for its scripts."""

_NAME = re.compile(r"\{([a-z_][a-z0-9_]*)\}", re.IGNORECASE)
_NAMED = 8
_PLURALS = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True)
class LanguageConfig:
    """What the settings say of one language.

    Attributes:
        file: a strings file of the site's own; None where the language is built in.
        texts: single texts in place of the file's, by key.
    """

    file: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Texts:
    """All texts in one language.

    Attributes:
        language: its code, a BCP 47 tag such as "en" or "pt-BR".
        by_key: the texts; those that count something have a key for each plural category.
    """

    language: str
    by_key: Mapping[str, str]

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.by_key["language.name"]

    @property
    def direction(self) -> str:
        """The direction it is written in: "ltr" or "rtl"."""
        return self.locale.text_direction

    @property
    def territorial(self) -> str:
        """The language with the country where most speak it, as "en_US"."""
        likely = get_global("likely_subtags").get(str(self.locale), str(self.locale))
        parsed = Locale.parse(likely)
        return f"{parsed.language}_{self.locale.territory or parsed.territory}"

    @cached_property
    def locale(self) -> Locale:
        """How the language writes numbers, and which plural forms it has."""
        return _locale(self.language)

    def __call__(self, key: str, **values: Any) -> Markup:
        """The text `key` with `values` in place of its {names}, escaped for HTML.

        A value that is `Markup` itself, such as a link, stays as it is.

        Raises:
            TextError: there is no such text, or a value for one of its names is missing.
        """
        text = self._text(key, values.get("count"))
        parts = _NAME.split(text)
        filled = [
            escape(self._value(key, part, values)) if index % 2 else escape(part)
            for index, part in enumerate(parts)
        ]
        return Markup("").join(filled)

    def for_scripts(self) -> dict[str, str]:
        """The texts that a page carries for its scripts, by key."""
        return {
            key: text for key, text in self.by_key.items() if key.split(".")[0] not in PAGE_AREAS
        }

    def _text(self, key: str, count: Any) -> str:
        if key in self.by_key:
            return self.by_key[key]
        if count is not None:
            for category in (self.locale.plural_form(count), "other"):
                if f"{key}_{category}" in self.by_key:
                    return self.by_key[f"{key}_{category}"]
        raise TextError(f'There is no text "{key}"; {_nearest_text(key, self.by_key)}')

    def _value(self, key: str, name: str, values: Mapping[str, Any]) -> Any:
        if name not in values:
            raise TextError(
                f'The text "{key}" needs a value for {{{name}}}; give it where the text is used.'
            )
        return values[name]


def built_in_languages() -> tuple[str, ...]:
    """Codes of the languages that Atelier speaks, in order."""
    return tuple(sorted(file.stem for file in _folder().glob("*.toml")))


def texts_file(code: str) -> Path:
    """The strings file of a language; of one that Atelier does not speak, the English one."""
    return _folder() / f"{code if code in built_in_languages() else FALLBACK}.toml"


def load_texts(
    languages: Mapping[str, LanguageConfig], everywhere: Mapping[str, str] | None = None
) -> tuple[Texts, ...]:
    """Read the texts of `languages`, in their order.

    A text that a language of the site's own lacks is taken from English, with a warning.

    Args:
        languages: what the settings say of each, by code.
        everywhere: texts in place of those of every language's file, by key.

    Raises:
        ConfigError: a file cannot be read, or holds a text that nothing uses or that has other
            {names} than the English one.
    """
    fallback = _read(texts_file(FALLBACK))
    return tuple(
        Texts(code, _merged(code, language, fallback, everywhere or {}))
        for code, language in languages.items()
    )


def flat(table: Mapping[str, Any], file: Path, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The texts of nested tables with their keys.

    Raises:
        ConfigError: a value is no text.
    """
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from flat(value, file, f"{key}.")
        elif isinstance(value, str):
            yield key, value
        else:
            raise ConfigError(f'The text "{key}" in {file} must be a text, not {value!r}.')


def names_in(text: str) -> frozenset[str]:
    """The {names} that a text is given values for."""
    return frozenset(_NAME.findall(text))


def without_plural(key: str) -> str:
    """A key without its plural category, if it has one."""
    stem, separator, category = key.rpartition("_")
    return stem if separator and category in _PLURALS else key


def _merged(
    code: str,
    language: LanguageConfig,
    fallback: Mapping[str, str],
    everywhere: Mapping[str, str],
) -> dict[str, str]:
    file = language.file or _folder() / f"{code}.toml"
    own = _read(file)
    _check(own, fallback, f"{file}")
    _check(language.texts, fallback, f'"texts.{code}" in the settings')
    merged = {**own, **everywhere, **language.texts}
    stems = {without_plural(key) for key in merged}
    missing = {key: text for key, text in fallback.items() if without_plural(key) not in stems}
    if missing:
        some = ", ".join(list(missing)[:_NAMED]) + (", ..." if len(missing) > _NAMED else "")
        log.warning("%s lacks %d texts, which stay English: %s", file, len(missing), some)
    return {**missing, **merged}


def _check(own: Mapping[str, str], model: Mapping[str, str], where: str) -> None:
    names: dict[str, frozenset[str]] = {}
    for key, text in model.items():
        stem = without_plural(key)
        names[stem] = names.get(stem, frozenset()) | names_in(text)
    for key, text in own.items():
        stem = without_plural(key)
        if stem not in names:
            raise ConfigError(f'Unknown text "{key}" in {where}; {_nearest_text(key, model)}')
        for name in names_in(text) - names[stem]:
            known = ", ".join(f"{{{name}}}" for name in sorted(names[stem])) or "no names"
            raise ConfigError(
                f'The text "{key}" in {where} uses {{{name}}}, which it is not given; '
                f"it may use {known}."
            )


def _nearest_text(key: str, keys: Iterable[str]) -> str:
    """Say which key is meant; of hundreds, only those of the same area are worth a list."""
    area = key.split(".")[0] + "."
    same = [other for other in keys if other.startswith(area)]
    return nearest(key, same or sorted({other.split(".")[0] for other in keys}))


def _read(file: Path) -> dict[str, str]:
    languages = ", ".join(built_in_languages())
    remedy = f'choose languages from {languages}, or give a file with [texts.CODE] file = "..."'
    return dict(flat(read_toml(file, "The texts", remedy), file))


def _locale(code: str) -> Locale:
    return Locale.parse(code, sep="-")


def _folder() -> Path:
    return web_template_folder() / "strings"
