"""What every browser must do: paint a photo in a style of one's own, and go on offline."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from tests.web.studio import mean_difference, pixels

if TYPE_CHECKING:
    import numpy as np

    from tests.web.conftest import Stylize
    from tests.web.server import SiteServer

SAME = 2.0
"""Mean difference, of 255, within which the browser and Python painted the same picture."""

_ENABLED = "document.querySelector('#paint').disabled === false"
_FINISHED = (
    "(({ paints, state }) => Number(paints) > %d && state === 'done' || state === 'error')"
    "(document.querySelector('#studio').dataset)"
)
_KEPT = "document.querySelector('#offline-section').dataset.state === 'ready'"
_PATIENCE = 150
"""Seconds that a busy browser may take for anything."""


class Browser(Protocol):
    """A browser that is driven from outside."""

    def open(self, url: str) -> None: ...

    def evaluate(self, expression: str) -> Any: ...

    def set_file(self, selector: str, file: Path) -> None: ...


def walk_main_path(
    browser: Browser, server: SiteServer, stylize: Stylize, folder: Path
) -> dict[str, Any]:
    """Paint, cut the connection, open the page again and paint; return the studio's data."""
    photo, style = folder / "photo.png", folder / "style.png"
    sample_photos()[0].load().resize((384, 288)).save(photo)
    STYLES[3].draw(7, 256).save(style)
    server.forget()

    open_studio(browser, server.origin)
    choose_fine(browser)
    painted = paint_files(browser, photo, style)
    expected = stylize(photo, style, max(painted.shape))
    assert expected.std() > 20, "nearly one colour: such paintings prove nothing"
    assert mean_difference(painted, expected) < SAME
    facts = browser.evaluate("({ ...document.querySelector('#studio').dataset })")

    wait_until(browser, _KEPT)
    assert not server.strangers
    with server.cut():
        open_studio(browser, server.origin)
        choose_fine(browser)
        again = paint_files(browser, photo, style)
    assert mean_difference(again, painted) < SAME
    return facts


def open_studio(browser: Browser, url: str) -> None:
    browser.open(url)
    wait_until(browser, _ENABLED)


def choose_fine(browser: Browser) -> None:
    """Have the same transformer paint however fast this machine is."""
    browser.evaluate("document.querySelector('[data-opens=detail]').click()")
    wait_until(browser, "document.querySelector('#tool-detail[data-ready]')")
    browser.evaluate("document.querySelector('input[name=quality][value=fine]').click()")


def wait_until(browser: Browser, condition: str) -> None:
    """Ask again and again: promises that wait for long got lost in Firefox now and then."""
    end = time.monotonic() + _PATIENCE
    while not browser.evaluate(f"Boolean({condition})"):
        assert time.monotonic() < end, f"never came true: {condition}"
        time.sleep(0.1)


def paint_files(browser: Browser, photo: Path, style: Path) -> np.ndarray:
    """Choose two files, press Paint, and wait for the painting of both."""
    for kind, file in (("photo", photo), ("style", style)):
        before = browser.evaluate(f"document.querySelector('input[name={kind}]:checked').value")
        browser.set_file(f"input[data-file={kind}]", file)
        wait_until(
            browser, f"document.querySelector('input[name={kind}]:checked')?.value !== '{before}'"
        )
    browser.evaluate("document.querySelector('#paint').click()")
    wait_until(browser, _FINISHED % 0)
    error = browser.evaluate("document.querySelector('#error').textContent")
    assert not error, error
    url = browser.evaluate("document.querySelector('#painting').toDataURL()")
    return pixels(base64.b64decode(url.partition(",")[2]))
