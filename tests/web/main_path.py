"""What every browser must do: paint a photo in a style of one's own, use tools, go on offline."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from PIL import Image

from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from tests.web.studio import mean_difference, pixels

if TYPE_CHECKING:
    from tests.web.conftest import Stylize
    from tests.web.server import SiteServer

SAME = 2.0
"""Mean difference, of 255, within which the browser and Python painted the same picture."""

_ENABLED = "document.querySelector('#paint').disabled === false"
_FINISHED = (
    "(({ paints, state }) => Number(paints) > %d && state === 'done' || state === 'error')"
    "(document.querySelector('#studio').dataset)"
)
_CLICK = "document.querySelector('%s').click()"
_SLIDE = (
    "((slider, value) => { slider.value = value;"
    " for (const type of ['input', 'change']) slider.dispatchEvent(new Event(type)); }"
    ")(document.querySelector('%s'), %d)"
)
_SHARED = "document.querySelector('#share-content').textContent"
_KEPT = "document.querySelector('#offline-section').dataset.state === 'ready'"
_PATIENCE = 150
"""Seconds that a busy browser may take for anything."""


class Browser(Protocol):
    """A browser that is driven from outside."""

    def open(self, url: str) -> None: ...

    def evaluate(self, expression: str) -> Any: ...

    def set_files(self, selector: str, *files: Path) -> None: ...


def walk_main_path(
    browser: Browser, server: SiteServer, stylize: Stylize, folder: Path
) -> dict[str, Any]:
    """Paint, use tools, cut the connection, paint in a new page; return the studio's data."""
    photo, style = own_files(folder)
    server.forget()

    open_studio(browser, server.origin)
    choose_fine(browser)
    painted = paint_files(browser, photo, style)
    expected = stylize(photo, style, max(painted.shape))
    assert expected.std() > 20, "nearly one colour: such paintings prove nothing"
    assert mean_difference(painted, expected) < SAME
    facts = browser.evaluate("({ ...document.querySelector('#studio').dataset })")

    # Here, for what another page has used is not kept by the next one.
    wait_until(browser, _KEPT)
    combine(browser)
    brush(browser, photo)
    paint_batch(browser, photo, style)
    share(browser)

    assert not server.strangers
    with server.cut():
        open_studio(browser, server.origin)
        choose_fine(browser)
        again = paint_files(browser, photo, style)
    assert mean_difference(again, painted) < SAME
    return facts


def own_files(folder: Path) -> tuple[Path, Path]:
    """A photo and a style, written into `folder`."""
    photo, style = folder / "photo.png", folder / "style.png"
    sample_photos()[0].load().resize((384, 288)).save(photo)
    STYLES[3].draw(7, 256).save(style)
    return photo, style


def open_studio(browser: Browser, url: str) -> None:
    browser.open(url)
    wait_until(browser, _ENABLED)


def choose_fine(browser: Browser) -> None:
    """Have the same transformer paint however fast this machine is."""
    open_tool(browser, "detail")
    click(browser, "input[name=quality][value=fine]")


def combine(browser: Browser) -> None:
    """Mix one's own style with one of the gallery's, half and half, then three to one."""
    alone = painting(browser)
    open_tool(browser, "combine")
    half = painting_after(browser, _CLICK % "#combine-styles input:not(:checked)")
    assert mean_difference(half, alone) > SAME
    quarter = painting_after(browser, _SLIDE % ("#combine-balance", 25))
    assert mean_difference(quarter, alone) < mean_difference(half, alone)


def brush(browser: Browser, photo: Path) -> None:
    """Have the photo show everywhere, and take that back."""
    before = painting(browser)
    open_tool(browser, "region")
    click(browser, "input[name=region-layer][value=photo]")
    untouched = painting_after(browser, _CLICK % "#region-fill")
    with Image.open(photo) as image:
        scaled = np.asarray(image.resize(before.shape[1::-1]))
    assert mean_difference(untouched, scaled) < SAME < mean_difference(before, scaled)
    again = painting_after(browser, _CLICK % "#region-undo")
    assert mean_difference(again, before) < SAME


def paint_batch(browser: Browser, *photos: Path) -> None:
    """Paint several photos, and put them away again."""
    open_tool(browser, "batch")
    browser.set_files("#batch-files", *photos)
    click(browser, "#batch-start")
    wait_until(browser, "document.querySelector('#batch-end').textContent")
    rows = "[...document.querySelectorAll('#batch-list > li')].map((row) => row.dataset.state)"
    assert browser.evaluate(rows) == ["done"] * len(photos)
    click(browser, "#batch-clear")


def share(browser: Browser) -> None:
    """Open the link of a mixture in a new page, which has one of its styles as numbers only."""
    open_tool(browser, "share")
    wait_until(browser, "document.querySelector('#share-link').value.includes('#style=')")
    link = browser.evaluate("document.querySelector('#share-link').value")
    mixed = browser.evaluate(_SHARED)
    assert "75%" in mixed
    open_studio(browser, link.replace("#", "?shared#"))
    open_tool(browser, "share")
    known = "Shared style 1 75%" + mixed.partition(" 75%")[2]
    wait_until(browser, f"{_SHARED} === {json.dumps(known)}")
    # The next visit opens with its photo, which has to be there to be kept.
    wait_until(browser, "document.querySelector('#studio').dataset.state === 'done'")


def open_tool(browser: Browser, tool: str) -> None:
    click(browser, f"[data-opens={tool}]")
    wait_until(browser, f"document.querySelector('#tool-{tool}[data-ready]')")


def click(browser: Browser, selector: str) -> None:
    browser.evaluate(_CLICK % selector)


def wait_until(browser: Browser, condition: str) -> None:
    """Ask again and again: promises that wait for long got lost in Firefox now and then."""
    end = time.monotonic() + _PATIENCE
    while not browser.evaluate(f"Boolean({condition})"):
        assert time.monotonic() < end, f"never came true: {condition}"
        time.sleep(0.1)


def paint_files(browser: Browser, photo: Path, style: Path) -> np.ndarray:
    """Choose two files, press Paint, and wait for the painting of both."""
    choose_files(browser, photo, style)
    return painting_after(browser, _CLICK % "#paint")


def choose_files(browser: Browser, photo: Path, style: Path) -> None:
    for kind, file in (("photo", photo), ("style", style)):
        # A style that came by a link is none of those to choose from.
        chosen = f"(document.querySelector('input[name={kind}]:checked')?.value ?? '')"
        before = browser.evaluate(chosen)
        browser.set_files(f"input[data-file={kind}]", file)
        wait_until(browser, f"{chosen} !== '{before}'")


def painting_after(browser: Browser, change: str) -> np.ndarray:
    """The painting that follows what an expression does."""
    before = browser.evaluate("Number(document.querySelector('#studio').dataset.paints ?? 0)")
    browser.evaluate(change)
    wait_until(browser, _FINISHED % before)
    error = browser.evaluate("document.querySelector('#error').textContent")
    assert not error, error
    return painting(browser)


def painting(browser: Browser) -> np.ndarray:
    url = browser.evaluate("document.querySelector('#painting').toDataURL()")
    return pixels(base64.b64decode(url.partition(",")[2]))
