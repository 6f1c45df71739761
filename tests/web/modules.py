"""Runs functions of single modules of the browser code, without the page they are made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.paths import web_template_folder
from tests.bundle import bundle_script
from tests.local_server import EMPTY_PAGE
from tests.web.server import SiteServer

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

_RUN = "async ([url, script, given]) => (0, eval)(script)(await import(url), ...given)"


class Modules:
    """An empty page that imports modules of web_template/src."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._folder = folder
        self._server = SiteServer(folder)
        self._page = browser.new_page()
        self._page.goto(self._server.origin + EMPTY_PAGE)

    def run(self, module: str, script: str, *given: Any) -> Any:
        """What a function makes of a module's exports and of some values.

        Args:
            module: path of the module below src, without its suffix.
            script: a function as JavaScript writes it, e.g. "({ half }, x) => half(x)".
            given: what JSON can hold.
        """
        name = module.replace("/", "-")
        file = self._folder / name / f"{module.rpartition('/')[2]}.js"
        if not file.exists():
            bundle_script(web_template_folder() / "src" / f"{module}.ts", file.parent)
        return self._page.evaluate(_RUN, [f"/{name}/{file.name}", script, list(given)])

    def close(self) -> None:
        self._page.close()
        self._server.close()
