"""Properties of what reads texts of strangers: something usable comes out, or one sentence.

`python -m tests.soak strangers --count 50000 --seed 1`
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from builder.addresses import web_address
from builder.errors import AtelierError
from builder.gallery.captions import captioned, title_of
from builder.graph_model.read import read_graph_model
from builder.networks.names import is_name
from builder.networks.read_set import read_set
from builder.site.config import load_config
from builder.site.output.inventory import FILE, Inventory
from builder.text_files import read_text

_SETTINGS: dict[str, Any] = {
    "title": "Mine",
    "description": "A studio.",
    "base_url": "https://example.org/a/",
    "languages": ["en", "de"],
    "tools": ["stylize", "share"],
    "offline": True,
    "accent": "#2a3c96",
    "card": False,
    "networks": ["compact"],
    "quantize": {"style": "float16"},
    "gallery": {"photos": "photos"},
    "texts": {"de": {"site": {"title": "Meins"}}},
}
_CAPTIONS: dict[str, Any] = {
    "a.jpg": {
        "title": "A",
        "titles": {"de": "Ah"},
        "author": "B",
        "licence": "CC0",
        "source": "https://example.org/",
    }
}
_SET: dict[str, Any] = {
    "name": "mine",
    "title": "Mine",
    "licence": "CC0-1.0",
    "vector_space": "mine",
    "character": "",
    "quantization": {"style": "float16"},
    "style": {"stages": [[8, 1, 2]], "stem": 8, "head": 16},
    "transformers": {"swift": {"channels": 8, "blocks": 1, "repeat": 1}},
}
_MODEL: dict[str, Any] = {
    "format": "graph-model",
    "modelTopology": {
        "node": [
            {"name": "a", "op": "Const", "attr": {"dtype": {"type": "DT_FLOAT"}}},
            {"name": "b", "op": "Add", "input": ["a", "a"], "attr": {"s": {"s": [97]}}},
        ]
    },
    "weightsManifest": [
        {
            "paths": ["one.bin"],
            "weights": [
                {
                    "name": "a",
                    "shape": [2, 2],
                    "dtype": "float32",
                    "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1},
                }
            ],
        }
    ],
}
_INVENTORY: dict[str, Any] = {
    "files": {"index.html": "a" * 64, "assets/a.js": "b" * 64},
    "own": ["a.txt"],
    "replaced": [],
}

_NASTY = st.sampled_from(
    [
        "",
        "../../outside",
        "/etc/passwd",
        "C:\\Windows",
        "\0",
        "\ud800",
        "\u202e",
        "a" * 5000,
        "{{ 1/0 }}",
        "{x}",
        "</script><script>alert(1)</script>",
        "javascript:alert(1)",
        "https://[x]/",
        "__proto__",
        "constructor",
        "%00",
        "con",
        ".git/config",
        float("nan"),
        float("inf"),
        2**63,
        -(2**70),
        1e308,
    ]
)
_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | _NASTY
_ANY = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def _changed(draw: Callable[..., Any], whole: dict[str, Any]) -> Any:
    """What was right, with something else in some places."""
    value = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        inner: Any = value
        while True:
            keys: list[Any] = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(inner[key], dict | list) or draw(st.booleans()):
                way = draw(st.integers(0, 3))
                if way == 0:
                    del inner[key]
                elif way == 1 and isinstance(inner, dict):
                    inner[str(draw(_NASTY))] = inner.pop(key)
                else:
                    inner[key] = draw(_ANY)
                break
            inner = inner[key]
    return value


def _json(whole: dict[str, Any]) -> st.SearchStrategy[bytes]:
    text = (_changed(whole) | _ANY).map(lambda value: json.dumps(value).encode())
    return text | st.binary(max_size=50) | _spoilt(json.dumps(whole).encode())


def _toml(whole: dict[str, Any]) -> st.SearchStrategy[bytes]:
    def text(value: Any) -> bytes:
        lines = [f"{json.dumps(str(key))} = {_inline(inner)}" for key, inner in value.items()]
        return "\n".join(lines).encode("utf-8", "surrogatepass")

    right = text(whole)
    return _changed(whole).map(text) | _spoilt(right) | st.binary(max_size=60)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(str(key))} = {_inline(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(one) for one in value)}]"
    if value is None:
        return '""'
    if isinstance(value, float):
        return {"nan": "nan", "inf": "inf", "-inf": "-inf"}.get(str(value), repr(value))
    return json.dumps(value)


@st.composite
def _spoilt(draw: Callable[..., Any], whole: bytes) -> bytes:
    """A file some of whose bytes are others."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 6))] = draw(st.binary(max_size=6))
    return bytes(data)


_ADDRESSES = st.text(max_size=40) | st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(
        ["https://", "http://", "HTTPS://", "ftp://", "//", "https:/", "", " https://"]
    ),
    st.text(max_size=12) | st.sampled_from(["example.org", "[::1]", "[x", "a@b", "m\u00fcller.de"]),
    st.sampled_from(["", ":", ":80", ":99999", ":x", ":-1", ":\u0661"]),
    st.text(max_size=12).map(lambda path: f"/{path}"),
    st.sampled_from(["", "?a", "#a", "/", "/../", "%", "%zz", "\n"]),
)


def _in_utf_16(text: str) -> bytes:
    return text.encode("utf-16", "surrogatepass")


_Property = Callable[[Path, Any], None]


def _settings(folder: Path, data: bytes) -> None:
    (folder / "photos").mkdir(exist_ok=True)
    (folder / "site.toml").write_bytes(data)
    config = load_config(folder / "site.toml")
    assert config.base_url == "" or config.base_url.endswith("/")


def _captions(folder: Path, data: bytes) -> None:
    (folder / "pictures.toml").write_bytes(data)
    found = captioned(folder, [folder / "a.jpg", folder / "b.jpg"])
    assert sorted(file.name for file, _ in found) == ["a.jpg", "b.jpg"]
    for _, caption in found:
        assert urlsplit(caption.source).scheme in ("", "http", "https")


def _address(folder: Path, text: str) -> None:
    address = web_address(text, "--base-url", folder=True)
    assert address.isascii()
    assert address.endswith("/")
    assert not set(address) & set(" \"'<>\\?#\n")
    assert urlsplit(address).hostname
    assert web_address(address, "--base-url", folder=True) == address


def _set(folder: Path, data: bytes) -> None:
    (folder / "set.json").write_bytes(data)
    found = read_set(folder)
    assert all(is_name(name) for name in (found.name, *found.transformers))


def _model(folder: Path, data: bytes) -> None:
    (folder / "one.bin").write_bytes(bytes(4))
    (folder / "model.json").write_bytes(data)
    read_graph_model(folder)


def _inventory(folder: Path, data: bytes) -> None:
    (folder / FILE).parent.mkdir(exist_ok=True)
    (folder / FILE).write_bytes(data)
    found = Inventory.read(folder)
    for name in found.files if found else ():
        assert (folder / name).resolve().is_relative_to(folder.resolve())
        assert not name.startswith(".git/")


def _text(folder: Path, data: bytes) -> None:
    (folder / "a.txt").write_bytes(data)
    assert "\0" not in read_text(folder / "a.txt")


def _title(folder: Path, name: str) -> None:
    title = title_of(Path(name.replace("/", "_").replace("\0", "_") + ".jpg"))
    assert title.strip()
    assert title.isprintable() or "\u200d" in title or "\u200c" in title


PROPERTIES: dict[str, tuple[_Property, st.SearchStrategy[Any]]] = {
    "settings": (_settings, _toml(_SETTINGS)),
    "captions": (_captions, _toml(_CAPTIONS)),
    "addresses": (_address, _ADDRESSES),
    "sets": (_set, _json(_SET)),
    "models": (_model, _json(_MODEL)),
    "inventories": (_inventory, _json(_INVENTORY)),
    "texts": (
        _text,
        st.binary(max_size=80)
        | st.text(max_size=40).map(lambda t: t.encode("utf-16", "surrogatepass")),
    ),
    "titles": (_title, st.text(min_size=1, max_size=30)),
}
"""What must hold, by name: a property of a folder and a value, and the values to try."""


def hold(name: str, count: int, number: int) -> None:
    """Try a property with so many values, by a seed.

    Raises:
        AssertionError, Exception: it does not hold.
    """
    check, values = PROPERTIES[name]
    with tempfile.TemporaryDirectory() as place:

        @seed(number)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(values)
        def tried(value: Any) -> None:
            try:
                check(Path(place), value)
            except AtelierError as error:
                said = error.format_message()
                assert said.strip()
                assert "\n" not in said.strip(), said

        tried()
