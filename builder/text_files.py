"""Reads the text files that people write: UTF-8, or UTF-16 that says so, and TOML in them."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path
from typing import Any

from builder.errors import ConfigError, reason
from builder.errors import remedy as usual_remedy

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_DEVICES = Path("/dev")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What editors put before a text, and how the text is then encoded."""


def read_text(
    file: Path, what: str = "The file", remedy: str = "", *, only_utf_8: bool = False
) -> str:
    """The text of a file, without a byte order mark, its lines ended by line feeds.

    Args:
        file: the file, in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.
        what: what it is, for the message that it cannot be read: "The settings".
        remedy: what to do then, without the full stop, if not the usual.
        only_utf_8: refuse other encodings, for what other programs read after this one.

    Raises:
        ConfigError: it cannot be read, or is no text.
    """
    try:
        # The shell's own pipes end; one with a name is waited for as long as nobody writes to it.
        if file.is_fifo() and _DEVICES not in file.parents:
            raise ConfigError(f"{what} {file} is a pipe; give a file.")
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{what} {file} cannot be read ({reason(error)}); {remedy or usual_remedy(error)}."
        ) from error
    marks = _MARKS[:1] if only_utf_8 else _MARKS
    mark, encoding = next(
        ((mark, encoding) for mark, encoding in marks if data.startswith(mark)), (b"", "utf-8")
    )
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, len(mark) + error.start) + 1
        raise ConfigError(
            f"{what} {file} is not in UTF-8 (line {line} is the first that is not; Latin-1 and "
            "Windows-1252 are common causes); save it as UTF-8."
        ) from error
    if "\0" in text:
        raise ConfigError(
            f"{what} {file} is no text, or UTF-16 without a byte order mark; save it as UTF-8."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_toml(file: Path, what: str, remedy: str = "") -> dict[str, Any]:
    """What a TOML file says.

    Args:
        file: the file.
        what: what it is, for the message that it cannot be read: "The settings".
        remedy: what to do then, without the full stop, if not the usual.

    Raises:
        ConfigError: it cannot be read or is no TOML.
    """
    text = read_text(file, what, remedy)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(f"{file} is nested too deeply; write it with fewer brackets.") from error
    except ValueError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}.") from error
