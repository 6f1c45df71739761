"""Reads TOML files that people write: settings, texts, captions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from builder.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def read_toml(file: Path, what: str, remedy: str) -> dict[str, Any]:
    """What a TOML file says.

    Args:
        file: the file, in UTF-8.
        what: what it is, for the message that it cannot be read: "The settings".
        remedy: what to do then, without the full stop.

    Raises:
        ConfigError: it cannot be read or is no TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{what} {file} cannot be read ({error.strerror}); {remedy}.") from error
    except ValueError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}.") from error
