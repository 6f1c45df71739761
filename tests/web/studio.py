"""Drives the studio page as a visitor does."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any, Literal

import numpy as np
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Worker, expect

WAIT = 120_000
"""Milliseconds after which a paint in software counts as stuck."""

NO_STORAGE = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }"
"""A script that makes a browser refuse to store anything, as some do in private windows."""

_SLIDE_TO_SIZE = """(slider, size) => {
  const words = document.querySelector("#size-value");
  const longest = () => Math.max(...words.value.match(/\\d+/g).slice(0, 2).map(Number));
  for (let step = 0; step <= Number(slider.max); step++) {
    slider.value = String(step);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    if (longest() >= size) break;
  }
  slider.dispatchEvent(new Event("change", { bubbles: true }));
}"""

_PRESS_PAINT = """() => {
  const button = document.querySelector("#paint");
  if (!button.checkVisibility()) return "hidden";
  if (button.disabled) return null;
  button.click();
  return "pressed";
}"""
"""Presses Paint as soon as that can be, or says that it is hidden."""


class Studio:
    """The page, and what a visitor can do on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator("#studio")
        self.error = page.locator("#error")

    def open(self, url: str) -> Studio:
        self.page.goto(url)
        # The scripts enable the controls when they are ready.
        expect(self.page.locator("#paint")).to_be_enabled(timeout=WAIT)
        return self

    @property
    def backend(self) -> str | None:
        return self.main.get_attribute("data-backend")

    @property
    def engines(self) -> list[Worker]:
        """The workers that paint, one for each set of networks in use."""
        return [worker for worker in self.page.workers if "/worker-" in worker.url]

    @property
    def samples(self) -> dict[str, Any]:
        """The page's data: photos, styles, networks."""
        return json.loads(self.page.locator("#site-data").inner_text(timeout=WAIT))

    def open_tool(self, tool: str) -> Locator:
        """Open a tool's panel, if it is closed, and wait until it works."""
        button = self.page.locator(f'[data-opens="{tool}"]')
        if button.get_attribute("aria-expanded") != "true":
            button.click()
        panel = self.page.locator(f"#tool-{tool}[data-ready]")
        expect(panel).to_be_visible(timeout=WAIT)
        return panel

    def choice(self, kind: Literal["photo", "style"], name: str) -> Locator:
        return self.page.locator(f'input[name="{kind}"][value="{name}"]')

    def choose(self, kind: Literal["photo", "style"], name: str) -> None:
        self.open_tool("stylize")
        self.choice(kind, name).check(force=True)

    def offer(self, kind: Literal["photo", "style"], file: FilePayload) -> None:
        self.open_tool("stylize")
        self.page.locator(f'input[data-file="{kind}"]').set_input_files(file)

    def upload(self, kind: Literal["photo", "style"], file: FilePayload) -> None:
        """Offer a file and wait until it is the chosen one."""
        chosen = self.page.locator(f'input[name="{kind}"]:checked')
        before = chosen.input_value()
        self.offer(kind, file)
        expect(chosen).not_to_have_value(before, timeout=WAIT)

    def choose_set(self, title: str) -> None:
        panel = self.open_tool("detail")
        panel.get_by_role("radio", name=re.compile(f"^{re.escape(title)}")).check(force=True)

    def choose_quality(self, label: str) -> None:
        self._choose_detail("Quality", label)

    def choose_strokes(self, label: str) -> None:
        self._choose_detail("Strokes", label)

    def _choose_detail(self, group: str, label: str) -> None:
        choices = self.open_tool("detail").get_by_role("group", name=group)
        choices.get_by_role("radio", name=label, exact=True).check(force=True)

    @property
    def has_qualities(self) -> bool:
        """Whether the chosen set has a fast and a fine transformer to choose from."""
        return self.open_tool("detail").get_by_role("group", name="Quality").is_visible()

    def set_size(self, size: int | None) -> None:
        """Choose the painting's long side in pixels; None is the photo's own size."""
        self.open_tool("detail")
        slider = self.page.locator("#size")
        if size is None:
            slider.fill(slider.get_attribute("max") or "0")
            return
        # All steps at once: on a busy machine one of those between would be painted.
        slider.evaluate(_SLIDE_TO_SIZE, size)

    def set_strength(self, percent: int) -> None:
        self.page.locator("#strength").fill(str(percent))

    @property
    def paints(self) -> int:
        return int(self.main.get_attribute("data-paints") or 0)

    @property
    def passes(self) -> int:
        """How many paintings were shown that finer strokes came over."""
        return int(self.main.get_attribute("data-passes") or 0)

    @property
    def previews(self) -> int:
        return int(self.main.get_attribute("data-previews") or 0)

    @property
    def facts(self) -> str:
        return self.page.locator("#facts").get_attribute("title") or ""

    def paint(self) -> np.ndarray:
        """Press Paint and wait for the painting; it may be painted again with the key P."""
        before = self.paints
        # One step: the page hides the button when it has painted by itself.
        if self.page.wait_for_function(_PRESS_PAINT, timeout=WAIT).json_value() == "hidden":
            self.page.keyboard.press("p")
        return self.painting_after(before)

    def painting_after(self, before: int) -> np.ndarray:
        """The painting that follows a change, once there were more than `before` paintings."""
        self._wait_for_end(before)
        expect(self.main).to_have_attribute("data-state", "done")
        return self.painting()

    def _wait_for_end(self, before: int, patience: float = WAIT) -> None:
        """Wait for an error, or until there were more than `before` paintings."""
        self.page.wait_for_function(
            "before => Number(document.querySelector('#studio').dataset.paints) > before"
            " || document.querySelector('#studio').dataset.state === 'error'",
            arg=before,
            timeout=patience,
        )

    def painting(self) -> np.ndarray:
        """The pixels on the canvas, [height, width, 3]; of a large one when it is scaled."""
        expect(self.page.locator("#painting")).not_to_have_attribute("aria-busy", "true")
        url = self.page.evaluate("document.querySelector('#painting').toDataURL('image/png')")
        return pixels(base64.b64decode(url.partition(",")[2]))

    def expect_error(self) -> str:
        """Wait until painting fails, and see that the page says why."""
        self._wait_for_end(self.paints)
        expect(self.main).to_have_attribute("data-state", "error")
        return self.complaint()

    def complaint(self) -> str:
        """What the page says went wrong: one plain sentence."""
        expect(self.error).to_be_visible()
        message = self.error.inner_text().strip()
        assert re.fullmatch(r"[A-Z“][^\n]{20,220}\.", message), message
        assert not re.search(r"\. [A-Z]|Error\b|undefined|null|\[object", message), message
        return message


def pixels(file: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(file)) as image:
        return np.asarray(image.convert("RGB"))


def payload(image: Image.Image, name: str = "mine.png", **options: Any) -> FilePayload:
    """A picture as a file that a visitor chooses; its name says the format."""
    buffer = io.BytesIO()
    image.save(buffer, Image.registered_extensions()[name[name.rindex(".") :]], **options)
    return {"name": name, "mimeType": "image/*", "buffer": buffer.getvalue()}


def large_photo() -> FilePayload:
    """A photo whose painting at its own size takes some seconds, so that it can be cancelled."""
    return payload(Image.effect_noise((2400, 1800), 60).convert("RGB"), "large.jpg")


def mean_difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean difference of two pictures of one size, in steps of 255."""
    assert one.shape == other.shape
    return float(np.abs(one.astype(np.float32) - other.astype(np.float32)).mean())
