"""Every screen, looked at by axe; pictures for people to look at are in test-results/screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.web.screens import RESULTS, SCHEMES, VIEWPORTS, Screen, walk_screens

if TYPE_CHECKING:
    from tests.web.server import SiteServer


@pytest.fixture(scope="module")
def screens(browser: Browser, server: SiteServer) -> list[Screen]:
    return walk_screens(browser, server)


def test_axe_finds_nothing(screens: list[Screen]) -> None:
    found = [
        f"{screen.name}, {screen.viewport}, {screen.scheme}: {finding}"
        for screen in screens
        for finding in screen.findings
    ]
    assert not found, "\n".join(found)


def test_every_screen_shows_something(screens: list[Screen]) -> None:
    names = {screen.name for screen in screens}
    assert names >= {"start", "painted", "tool-stylize", "shortcuts", "update", "help", "de"}
    assert len(screens) == len(names) * len(VIEWPORTS) * len(SCHEMES)
    for screen in screens:
        with Image.open(screen.picture) as image:
            assert image.width == VIEWPORTS[screen.viewport]["width"]
            colours = image.convert("RGB").getcolors(image.width * image.height)
        assert len(colours or ()) > 50, f"{screen.picture} is nearly empty"
    assert len(list(RESULTS.glob("*.png"))) == len(screens)


def test_dark_is_darker(screens: list[Screen]) -> None:
    brightness: dict[tuple[str, str], dict[str, float]] = {}
    for screen in screens:
        with Image.open(screen.picture) as image:
            # At the edge there is paper, and no picture.
            edge = np.asarray(image.convert("L"))[:, :4].mean()
        brightness.setdefault((screen.name, screen.viewport), {})[screen.scheme] = float(edge)
    for which, by_scheme in brightness.items():
        assert by_scheme["dark"] + 60 < by_scheme["light"], which
