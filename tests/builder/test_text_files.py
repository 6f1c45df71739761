from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.errors import ConfigError
from builder.text_files import read_text, read_toml


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_texts_are_read_whatever_mark_they_have(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes('title = "\u00dc\u65e5"\r\n'.encode(encoding))
    assert read_text(file) == 'title = "\u00dc\u65e5"\n'
    assert read_toml(file, "The settings") == {"title": "\u00dc\u65e5"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a\n\u00e9\n".encode("latin-1"), "is not in UTF-8 .line 2 .*save it as UTF-8"),
        ("a = 1".encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"\x00\x01\x02", "is no text"),
        (b"\xff\xfea", "is not in UTF-8"),
        (b"a = " + b"[" * 3000, "nested too deeply"),
        (b"a = [", "is not valid TOML"),
    ],
)
def test_what_is_no_text_is_said(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=says) as raised:
        read_toml(file, "The settings")
    assert "\n" not in raised.value.format_message()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_with_a_name_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.toml")
    with pytest.raises(ConfigError, match=r"The settings .*a\.toml is a pipe; give a file\."):
        read_toml(tmp_path / "a.toml", "The settings")


def test_what_others_read_is_in_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    for encoding in ("utf-8", "utf-8-sig"):
        file.write_bytes("\u00dc".encode(encoding))
        assert read_text(file, only_utf_8=True) == "\u00dc"
    for encoding in ("utf-16", "utf-32", "latin-1"):
        file.write_bytes("\u00dc".encode(encoding))
        with pytest.raises(ConfigError, match="is not in UTF-8"):
            read_text(file, only_utf_8=True)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_toml(tmp_path / "absent", "The settings")
    with pytest.raises(ConfigError, match="Is a directory"):
        read_toml(tmp_path, "The settings")
