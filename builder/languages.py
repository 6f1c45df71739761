"""Codes of languages, as Unicode's CLDR knows them."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from builder.errors import ConfigError


def check_language(code: str, where: str) -> None:
    """Refuse what is no code of a language.

    Raises:
        ConfigError: no language is known under it.
    """
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise ConfigError(
            f'{where} names no known language with "{code}"; give codes such as "en" or "pt-BR".'
        ) from error
