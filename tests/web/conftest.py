"""Fixtures of the browser tests: the site served locally, Chromium, and a page that is watched."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

from tests.bundle import bundle_script
from tests.local_server import EMPTY_PAGE
from tests.web.browser import launch
from tests.web.server import SiteServer
from tests.web.studio import Studio

if TYPE_CHECKING:
    from builder.painting.engine import Engine

Stylize = Callable[..., np.ndarray]
Ask = Callable[..., Any]

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have tests in a browser tried once again, and told as RERUN: a busy machine is no fault."""
    again = pytest.mark.flaky(reruns=1)
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(again)


_POLICY = re.compile("Content Security Policy|TrustedScript|Trusted Type", re.IGNORECASE)


@pytest.fixture(scope="session")
def violations() -> Iterator[list[str]]:
    """What browsers have refused since the last test: pages' and workers' words on the console."""
    found: list[str] = []
    new_context = Browser.new_context

    def watched(browser: Browser, **options: Any) -> BrowserContext:
        def note(said: ConsoleMessage) -> None:
            if _POLICY.search(said.text):
                found.append(said.text)

        context = new_context(browser, **options)
        context.on("console", note)
        return context

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Browser, "new_context", watched)
        yield found


@pytest.fixture(autouse=True)
def no_violations(violations: list[str]) -> Iterator[None]:
    """Every test fails in which a page did what its Content-Security-Policy forbids."""
    violations.clear()
    yield
    assert not violations


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


@pytest.fixture(scope="session")
def engine_server(
    built_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SiteServer]:
    """Serves the site below /site and the bundled engine.ts below /engine."""
    root = tmp_path_factory.mktemp("engine")
    (root / "site").symlink_to(built_site)
    bundle_script(Path(__file__).with_name("engine.ts"), root / "engine")
    server = SiteServer(root)
    yield server
    server.close()


@pytest.fixture
def ask(browser: Browser, engine_server: SiteServer, built_site: Path) -> Iterator[Ask]:
    """Calls a function of engine.ts, in a page of its own."""
    text = (built_site / "index.html").read_text(encoding="utf-8")
    data = json.loads(text.partition('id="site-data"')[2].partition(">")[2].partition("<")[0])
    given = {"networks": "/site/networks/", "vector": data["styles"][0]["vector"]}
    context = browser.new_context()
    page = context.new_page()
    page.goto(engine_server.origin + EMPTY_PAGE)
    script = 'async ([name, task]) => (await import("/engine/engine.js"))[name](task)'
    yield lambda name, **task: page.evaluate(script, [name, {**given, **task}])
    context.close()


@pytest.fixture
def watch(server: SiteServer) -> Iterator[Callable[[Browser], Page]]:
    """Opens pages whose scripts must not fail and whose requests must not leave the origin."""
    server.forget()
    failures: list[str] = []
    requests: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(browser: Browser) -> Page:
        # What is kept for later visits is for tests of its own: here it would hide faults.
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, proxy=server.proxy, service_workers="block"
        )
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
def stylize(engine: Engine) -> Stylize:
    """What the engine paints in Node.js of a photo and a style, given as files."""
    from builder.painting.engine import Mixture
    from builder.painting.pictures import read_picture

    def paint(photo: Path, style: Path, size: int, strength: float = 1.0) -> np.ndarray:
        mixture = Mixture([engine.vector(read_picture(style))], strength=strength)
        return engine.paint(read_picture(photo), mixture, size=size)

    return paint


@pytest.fixture(scope="session")
def tools_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    root = tmp_path_factory.mktemp("tools")
    bundle_script(Path(__file__).with_name("tools.ts"), root / "tools")
    server = SiteServer(root)
    yield server
    server.close()


@pytest.fixture
def tools_page(browser: Browser, tools_server: SiteServer) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(tools_server.origin + EMPTY_PAGE)
    yield page
    context.close()


@pytest.fixture
def ask_tools(tools_page: Page) -> Callable[..., Any]:
    """Calls a function of tools.ts."""
    script = 'async ([name, task]) => (await import("/tools/tools.js"))[name](task)'
    return lambda name, **task: tools_page.evaluate(script, [name, task])
