"""Combine: styles mixed with a slider, a pad, the keyboard or a finger."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from builder.painting.engine import Mixture
from builder.painting.pictures import read_picture
from tests.web.server import SiteServer
from tests.web.studio import WAIT, Studio, mean_difference, payload

if TYPE_CHECKING:
    from builder.painting.engine import Engine

SIZE = 256
SAME = 2.0
"""Mean difference, of 255, within which the browser and Python painted the same picture."""


@pytest.fixture
def mixed(engine: Engine, server: SiteServer) -> Callable[..., np.ndarray]:
    """What Node.js paints of the site's first photo in a mixture of its styles, by place."""

    def paint(studio: Studio, weights: dict[int, float]) -> np.ndarray:
        photo, styles = studio.samples["photos"][0], studio.samples["styles"]
        vectors = [styles[place]["vector"] for place in weights]
        mixture = Mixture(vectors, list(weights.values()))
        picture = read_picture(server.site / photo["modern"]["image"])
        return engine.paint(picture, mixture, size=SIZE)

    return paint


def open_with(studio: Studio, server: SiteServer, *places: int) -> tuple[Locator, list[str]]:
    """Paint the first photo finely, after adding the site's styles of some places to its first."""
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    studio.choose_quality("Fine")
    panel = studio.open_tool("combine")
    titles = [style["title"] for style in studio.samples["styles"]]
    for place in places:
        panel.get_by_role("checkbox", name=titles[place], exact=True).check(force=True)
    studio.paint()
    return panel, titles


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_two_styles_on_a_slider(
    studio: Studio, server: SiteServer, mixed: Callable[..., np.ndarray]
) -> None:
    panel, titles = open_with(studio, server, 3)
    balance = panel.get_by_role("slider", name="Balance")
    expect(balance).to_have_value("50")
    before = studio.paints
    balance.fill("70")
    painted = studio.painting_after(before)
    expect(balance).to_have_attribute("aria-valuetext", f"{titles[0]} 30%, {titles[3]} 70%")
    expected = mixed(studio, {0: 0.3, 3: 0.7})
    assert mean_difference(painted, expected) < SAME
    assert mean_difference(painted, mixed(studio, {0: 0.5, 3: 0.5})) > SAME

    before = studio.paints
    panel.get_by_role("button", name="Equal parts").click()
    assert mean_difference(studio.painting_after(before), expected) > SAME
    expect(balance).to_have_value("50")
    before = studio.paints
    panel.get_by_role("button", name=f"Take out {titles[0]}").click()
    alone = studio.painting_after(before)
    expect(balance).to_be_hidden()
    assert mean_difference(alone, mixed(studio, {3: 1})) < SAME


def test_three_styles_on_a_pad(
    studio: Studio, server: SiteServer, mixed: Callable[..., np.ndarray]
) -> None:
    panel, titles = open_with(studio, server, 1, 3)
    dot = panel.get_by_role("slider", name="Mixture")
    thirds = f"{titles[0]} 33%, {titles[1]} 33%, {titles[3]} 33%"
    expect(dot).to_have_attribute("aria-valuetext", thirds)
    mouse, previews = studio.page.mouse, studio.previews
    mouse.move(*middle(panel.locator("#combine-pad")))
    mouse.down()
    for place in (2, 0, 1):
        mouse.move(*middle(panel.locator("#combine-corners img").nth(place)), steps=4)
    # The painting follows while the button is still held.
    studio.page.wait_for_function(
        "before => document.querySelector('#studio').dataset.previews > before",
        arg=previews,
        timeout=WAIT,
    )
    mouse.up()
    expect(dot).to_have_attribute("aria-valuetext", titles[1])
    # On the way there may have been finished paintings too, of a hand that was slow.
    title = studio.page.locator("#painting-title")
    expect(title).not_to_contain_text("+", timeout=WAIT)
    expect(studio.main).to_have_attribute("data-state", "done", timeout=WAIT)
    assert mean_difference(studio.painting(), mixed(studio, {1: 1})) < SAME
    # The whole way there was one step.
    paints = studio.paints
    studio.page.get_by_role("button", name="Undo").click()
    expect(dot).to_have_attribute("aria-valuetext", thirds)
    painted = studio.painting_after(paints)
    assert mean_difference(painted, mixed(studio, {0: 1, 1: 1, 3: 1})) < SAME


def test_mixing_with_the_keyboard_alone(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    page, keyboard = studio.page, studio.page.keyboard
    styles = studio.samples["styles"]
    titles = [style["title"] for style in styles]

    def tab_to(selector: str, key: str = "Tab") -> None:
        for _ in range(80):
            keyboard.press(key)
            if page.evaluate("name => document.activeElement.matches(name)", selector):
                return
        pytest.fail(f"the {key} key does not reach {selector}")

    tab_to("[data-opens=combine]")
    keyboard.press("Enter")
    expect(page.locator("#tool-combine[data-ready]")).to_be_visible(timeout=WAIT)
    for style in styles[1:3]:
        tab_to(f"input[name=combine-style][value='{style['id']}']")
        keyboard.press("Space")
    tab_to("#combine-dot", "Shift+Tab")
    dot = page.locator("#combine-dot")

    def shares() -> list[int]:
        words = dot.get_attribute("aria-valuetext") or ""
        if words in titles:
            return [100 if title == words else 0 for title in titles[:3]]
        found = dict(re.findall(r"([^,]+?) (\d+)%(?:, |$)", words))
        return [int(found.get(title, 0)) for title in titles[:3]]

    keyboard.press("2")
    assert shares() == [0, 100, 0]
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    assert shares()[1] < 100
    keyboard.press("Home")
    assert shares() == [33, 33, 33]
    keyboard.press("ArrowUp")
    assert shares()[0] > 33
    tab_to("#combine-amount-3")
    keyboard.press("End")
    assert shares() == [0, 0, 100]
    keyboard.press("Home")
    assert shares()[2] == 0
    tab_to("[aria-label^='Take out']", "Shift+Tab")
    keyboard.press("Enter")
    expect(page.locator("#combine-amounts li")).to_have_count(2)
    assert page.evaluate("document.activeElement.matches('#combine-amounts button')")
    keyboard.press("p")
    studio.painting_after(0)
    label = page.locator("#painting").get_attribute("aria-label") or ""
    assert titles[1] in label
    assert titles[2] not in label, "the nearest one was taken out"


def test_a_finger_on_a_phone(studio: Studio, server: SiteServer) -> None:
    studio.page.set_viewport_size({"width": 390, "height": 844})
    studio.open(f"{server.origin}/?backend=wasm")
    panel = studio.open_tool("combine")
    titles = [style["title"] for style in studio.samples["styles"]]
    file = payload(Image.radial_gradient("L").convert("RGB"), "rings.png")
    panel.get_by_label("A style of your own").set_input_files(file)
    expect(panel.get_by_role("slider", name="Balance")).to_be_visible(timeout=WAIT)
    # It is in the mixture already.
    panel.get_by_label("A style of your own").set_input_files(file)
    for title in titles[1:3]:
        panel.get_by_role("checkbox", name=title, exact=True).check(force=True)
    expect(panel.get_by_role("listitem")).to_have_count(4)
    pad = panel.locator("#combine-pad")
    pad.scroll_into_view_if_needed()
    finger = studio.page.context.new_cdp_session(studio.page)

    def touch(kind: str, at: tuple[float, float] | None) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    corner = middle(panel.locator("#combine-corners img").nth(1))
    x, y = middle(pad)
    touch("touchStart", (x, y))
    for step in range(1, 6):
        touch("touchMove", (x + (corner[0] - x) * step / 5, y + (corner[1] - y) * step / 5))
    touch("touchEnd", None)
    expect(panel.get_by_role("slider", name="Mixture")).to_have_attribute("aria-valuetext", "rings")
    assert middle(pad) == (x, y), "the page stayed where it was under the finger"


def test_a_sixth_style_takes_the_place_of_the_first(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    panel = studio.open_tool("combine")
    titles = [style["title"] for style in studio.samples["styles"]]
    for title in titles[1:6]:
        panel.get_by_role("checkbox", name=title, exact=True).check(force=True)
    rows = panel.get_by_role("listitem")
    expect(rows).to_have_count(5)
    chosen = panel.get_by_role("checkbox", checked=True)
    expect(chosen).to_have_count(5)
    expect(panel.get_by_role("checkbox", name=titles[0], exact=True)).not_to_be_checked()
    # The last style cannot be taken out.
    for title in titles[1:6]:
        panel.get_by_role("checkbox", name=title, exact=True).click(force=True)
    expect(panel.get_by_role("checkbox", name=titles[5], exact=True)).to_be_checked()
