from __future__ import annotations

import re

import pytest

from builder.paths import web_template_folder
from builder.site.theme import (
    DARK_PAPERS,
    LIGHT_PAPERS,
    TEXT_CONTRAST,
    contrast,
    derive_accent,
    is_colour,
)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize(
    "colour", ["#2a3c96", "#b3261e", "#ffcc00", "#ffffff", "#000", "#0f0", "#808080", "#ff69b4"]
)
def test_every_shade_can_be_read(colour: str) -> None:
    accent = derive_accent(colour)
    for shades, papers in ((accent.light, LIGHT_PAPERS), (accent.dark, DARK_PAPERS)):
        for paper in (*papers, shades.soft):
            assert contrast(shades.accent, paper) >= TEXT_CONTRAST
        for ground in (shades.accent, shades.strong):
            assert contrast(shades.on_accent, ground) >= TEXT_CONTRAST


def test_a_colour_that_can_be_read_stays(caplog: pytest.LogCaptureFixture) -> None:
    assert derive_accent("#b3261e").light.accent == "#b3261e"
    assert not caplog.text


def test_a_pale_colour_is_darkened_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    light = derive_accent("#ffcc00").light.accent
    assert light != "#ffcc00"
    assert f"#ffcc00 is too pale to be read on the light page; {light}" in caplog.text


def test_papers_are_those_of_the_style_sheet() -> None:
    text = (web_template_folder() / "styles" / "base.css").read_text(encoding="utf-8")
    for name, expected in zip(
        ("paper", "surface", "well"), zip(LIGHT_PAPERS, DARK_PAPERS, strict=True), strict=True
    ):
        assert tuple(re.findall(rf"--{name}: (#\w+);", text)[:2]) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("#abc", True), ("#ABCDEF", True), ("red", False), ("#abcd", False)]
)
def test_colours_are_told_from_other_texts(text: str, expected: bool) -> None:
    assert is_colour(text) == expected
