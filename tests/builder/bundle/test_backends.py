"""What a backend needs beside its code, which the compiler asks for, is there."""

from __future__ import annotations

import re

import pytest

from builder.paths import web_template_folder
from builder.site.i18n import LanguageConfig, built_in_languages, load_texts

SOURCE = web_template_folder() / "src"


def backends() -> list[str]:
    text = (SOURCE / "api" / "backends.ts").read_text(encoding="utf-8")
    (names,) = re.findall(r"BACKENDS = \[(.*?)\]", text)
    return re.findall(r'"(\w+)"', names)


def test_each_has_a_folder_of_its_own() -> None:
    folders = [path for path in (SOURCE / "engine" / "backends").iterdir() if path.is_dir()]
    assert {folder.name for folder in folders} == set(backends())
    for folder in folders:
        assert {file.name for file in folder.iterdir()} == {"descriptor.ts", "start.ts"}


@pytest.mark.parametrize("language", built_in_languages())
def test_visitors_read_its_name(language: str) -> None:
    (texts,) = load_texts({language: LanguageConfig()})
    named = {key for key in texts.by_key if key.startswith("studio.backend_")}
    assert named == {f"studio.backend_{name}" for name in backends()}
