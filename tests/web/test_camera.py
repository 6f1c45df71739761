"""The camera of the stylize tool: it runs while its dialog wants it, and what ends it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.studio import Studio

if TYPE_CHECKING:
    from tests.web.server import SiteServer

_SLOW_CAMERA = """
window.streams = [];
navigator.mediaDevices.getUserMedia = async () => {
  await new Promise((resolve) => setTimeout(resolve, 400));
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  setInterval(() => context.fillRect(Math.random() * 300, 0, 9, 150), 30);
  const stream = canvas.captureStream(30);
  window.streams.push(stream);
  return stream;
};
"""
"""Cameras that take a moment to start, as real ones do."""

_THIS_MANY_ARE_ON = """(count) => window.streams.filter(
  (stream) => stream.getTracks().some(({ readyState }) => readyState === "live")
).length === count"""


def _expect_on(studio: Studio, count: int) -> None:
    """So many cameras are on. Polled: a dialog tells that it was closed only after it was."""
    studio.page.wait_for_function(_THIS_MANY_ARE_ON, arg=count)


@pytest.fixture
def opened(studio: Studio, server: SiteServer) -> Studio:
    studio.page.add_init_script(_SLOW_CAMERA)
    studio.open(f"{server.origin}/?backend=wasm")
    studio.open_tool("stylize").locator("[data-camera]").click()
    return studio


def test_turning_twice_leaves_one_camera_on(opened: Studio) -> None:
    page = opened.page
    turn = page.locator("#camera-turn")
    turn.dblclick()
    page.wait_for_function("() => window.streams.length === 3")
    expect(page.locator("#camera-take")).to_be_enabled()
    _expect_on(opened, 1)
    expect(opened.error).to_be_hidden()
    page.locator("#camera [data-closes-dialog]").click()
    _expect_on(opened, 0)


def test_a_dialog_that_is_closed_early_wants_no_camera(opened: Studio) -> None:
    page = opened.page
    page.keyboard.press("Escape")
    opened.open_tool("stylize").locator("[data-camera]").click()
    page.wait_for_function("() => window.streams.length === 2")
    expect(page.locator("#camera-take")).to_be_enabled()
    _expect_on(opened, 1)
    expect(opened.error).to_be_hidden()
    page.locator("#camera-take").click()
    expect(page.locator('input[name="photo"]:checked + img + .choice-title')).to_have_text("camera")
    _expect_on(opened, 0)


def test_a_camera_that_is_unplugged_is_said(opened: Studio) -> None:
    page = opened.page
    expect(page.locator("#camera-take")).to_be_enabled()
    page.evaluate("window.streams[0].getTracks()[0].dispatchEvent(new Event('ended'))")
    expect(page.locator("#camera")).to_be_hidden()
    assert "unplugged" in opened.complaint()


def test_live_painting_ends_with_its_camera(opened: Studio) -> None:
    page = opened.page
    page.keyboard.press("Escape")
    panel = opened.open_tool("live")
    panel.locator("#live-start").click()
    expect(panel).to_have_attribute("data-live", "running", timeout=60_000)
    # Checked in the same turn, before another frame comes.
    words = """() => { window.streams.at(-1).getTracks()[0].dispatchEvent(new Event("mute"));
      return document.querySelector("#live-pace").textContent; }"""
    assert page.evaluate(words) == "The camera gives no picture at present."
    page.evaluate("window.streams.at(-1).getTracks()[0].dispatchEvent(new Event('ended'))")
    expect(panel).to_have_attribute("data-live", "idle")
    assert "unplugged" in opened.complaint()
    expect(panel.locator("#live-pace")).to_be_empty()


_SHOW = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""As when another tab comes to the front, which a headless browser has none of."""


def test_no_camera_runs_or_starts_unseen(opened: Studio) -> None:
    page = opened.page
    expect(page.locator("#camera-take")).to_be_enabled()
    page.evaluate(_SHOW, True)
    _expect_on(opened, 0)
    expect(page.locator("#camera")).to_be_hidden()
    page.evaluate(_SHOW, False)
    expect(opened.error).to_contain_text("switched off because this page was hidden")

    panel = opened.open_tool("live")
    panel.locator("#live-start").click()
    page.evaluate(_SHOW, True)
    page.wait_for_function("() => window.streams.length === 2")
    _expect_on(opened, 0)
    expect(panel).to_have_attribute("data-live", "idle")
    expect(panel.locator("#live-pace")).to_contain_text("switched off because")
