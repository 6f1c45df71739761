"""What is written from the declarations of settings: a commented file and a JSON Schema."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder.site.settings.setting import Setting

_WIDTH = 98
_HEAD = """\
#:schema {schema}
# The settings of a studio that build-site builds: https://toml.io, UTF-8.
# Everything is optional. What is commented out shows the default, or an example where it says so.
# The first line tells editors where they find what may stand here.
"""


def settings_file(settings: Iterable[Setting], schema: str) -> str:
    """A settings file in which every setting is explained and none is set.

    Args:
        settings: the settings in the file's order.
        schema: where the JSON Schema is, as seen from the file.
    """
    parts = (_HEAD.format(schema=schema), *("\n".join(_explained(one)) + "\n" for one in settings))
    return "\n".join(parts)


def json_schema(settings: Iterable[Setting]) -> str:
    """The JSON Schema (draft 7, which editors of TOML know) of a settings file."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The settings of a studio that build-site builds",
        "type": "object",
        "properties": {one.name: _property(one) for one in settings},
        "additionalProperties": False,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _property(setting: Setting) -> dict[str, Any]:
    found = {"description": f"{setting.doc}\n{setting.more}".strip(), **setting.kind.schema()}
    if setting.default is not None:
        found["default"] = setting.default
    if setting.example is not None:
        found["examples"] = [setting.example]
    return found


def _explained(setting: Setting) -> Iterator[str]:
    yield from _comment(f"{setting.doc} {setting.more}")
    if setting.default is not None:
        yield from _commented_out(setting.name, setting.default)
    if setting.example is not None:
        yield "# Example:"
        yield from _commented_out(setting.name, setting.example)


def _comment(text: str) -> Iterator[str]:
    """Lines of a comment; what is indented in the text stays as it is."""
    for line in text.strip().splitlines():
        lines = [line] if line.startswith(" ") else textwrap.wrap(line, _WIDTH)
        yield from (f"# {each}" for each in lines)


def _commented_out(name: str, value: Any) -> Iterator[str]:
    return (f"# {line}" for line in _toml(name, value))


def _toml(key: str, value: Any) -> Iterator[str]:
    """The lines of TOML that give `key` a value; of a table, its values come before its tables."""
    if not isinstance(value, Mapping):
        # Texts, lists of them and booleans are written as in JSON.
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
        return
    tables = {name: each for name, each in value.items() if isinstance(each, Mapping)}
    if tables.keys() != value.keys():
        yield f"[{key}]"
    for name, each in value.items():
        if name not in tables:
            yield from _toml(name, each)
    for name, each in tables.items():
        yield from _toml(f"{key}.{name}", each)
