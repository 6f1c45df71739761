"""Pictures of the studio in every state, window and language: `python -m tests.screens DIR`.

They are for people to look at; `tests/web/test_layout.py` finds what a machine can find.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Route, ViewportSize, sync_playwright

from tests.chromium import find_chromium
from tests.web.browser import launch
from tests.web.screens import SCHEMES, studio_states
from tests.web.server import SiteServer
from tests.web.studio import WAIT, Studio

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WINDOWS: dict[str, ViewportSize] = {
    str(width): {"width": width, "height": height}
    for width, height in (
        (360, 740),
        (390, 844),
        (768, 1024),
        (1024, 768),
        (1440, 900),
        (1920, 1080),
    )
}
TOUCH = 1000
"""Windows that are narrower than this belong to devices that fingers point at."""

LANGUAGES = ("en", "de", "rtl")
"""The last is English in a page that is read from right to left."""


def write_screens(
    browser: Browser, server: SiteServer, folder: Path, windows: list[str], languages: list[str]
) -> int:
    """Write a picture of each screen.

    Returns:
        How many there are.
    """
    count = 0
    for name in windows:
        for language in languages:
            size = WINDOWS[name]
            touch = size["width"] < TOUCH
            context = browser.new_context(
                viewport=size, has_touch=touch, is_mobile=touch, service_workers="block"
            )
            page = context.new_page()
            address = f"{server.origin}/{'de/' if language == 'de' else ''}?backend=wasm"
            if language == "rtl":
                page.route(address, _reverse)
            place = folder / name / language
            place.mkdir(parents=True, exist_ok=True)
            for state in studio_states(Studio(page).open(address)):
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                    page.screenshot(path=place / f"{state}-{scheme}.png", timeout=WAIT)
                    count += 1
            context.close()
    return count


def _reverse(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('dir="ltr"', 'dir="rtl"', 1))


def main() -> int:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0] + ".")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--site", type=Path, default=Path("site"), help="a built site")
    parser.add_argument("--windows", nargs="+", choices=WINDOWS, default=list(WINDOWS))
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=list(LANGUAGES))
    options = parser.parse_args()
    if not (options.site / "index.html").is_file():
        parser.error(f"There is no site in {options.site}: build one first, with build-site.")
    chromium = find_chromium()
    if chromium is None:
        parser.error("There is no Chromium: install one.")
    server = SiteServer(options.site)
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, chromium)
        count = write_screens(browser, server, options.folder, options.windows, options.languages)
        browser.close()
    server.close()
    print(f"{count} pictures in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
