"""Fixtures of the browser tests: the site served locally, Chromium, and a page that is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    ProxySettings,
    sync_playwright,
)

from tests.web.browser import launch
from tests.web.server import SiteServer
from tests.web.studio import Studio

if TYPE_CHECKING:
    from pathlib import Path

    from builder.networks.catalog import NetworkSet

Stylize = Callable[..., np.ndarray]


@pytest.fixture(scope="session")
def server(built_site: Path) -> Iterator[SiteServer]:
    server = SiteServer(built_site)
    yield server
    server.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: Path) -> Iterator[Browser]:
    browser = launch(playwright.chromium, chromium)
    yield browser
    browser.close()


@pytest.fixture
def watch(server: SiteServer) -> Iterator[Callable[[Browser], Page]]:
    """Opens pages whose scripts must not fail and whose requests must not leave the origin."""
    server.forget()
    failures: list[str] = []
    requests: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(browser: Browser) -> Page:
        # Whatever is not on this machine is asked of the server as a proxy, also by workers.
        proxy: ProxySettings = {"server": server.origin, "bypass": "127.0.0.1"}
        context = browser.new_context(viewport={"width": 1280, "height": 900}, proxy=proxy)
        contexts.append(context)
        context.on("request", lambda request: requests.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    own = (server.origin + "/", "data:", f"blob:{server.origin}/")
    assert not [url for url in requests if not url.startswith(own)]
    assert not server.strangers
    assert not failures


@pytest.fixture
def page(browser: Browser, watch: Callable[[Browser], Page]) -> Page:
    return watch(browser)


@pytest.fixture
def studio(page: Page) -> Studio:
    return Studio(page)


@pytest.fixture(scope="session")
def stylize(network_set: NetworkSet, tmp_path_factory: pytest.TempPathFactory) -> Stylize:
    """What `build-site stylize` paints of a photo and a style, given as files."""
    from PIL import Image

    from builder.stylize import stylize

    out = tmp_path_factory.mktemp("stylized") / "out.png"

    def paint(photo: Path, style: Path, size: int, strength: float = 1.0) -> np.ndarray:
        stylize(photo, [style], out, network_set, size=size, strength=strength)
        with Image.open(out) as image:
            return np.asarray(image.convert("RGB"))

    return paint
