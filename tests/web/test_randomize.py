"""Randomize: everything by chance, and back with one undo."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from tests.web.server import SiteServer
from tests.web.studio import Studio


def test_one_button_and_one_step_back(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(256)
    page = studio.page
    panel = studio.open_tool("combine")

    def look() -> tuple[list[str], str, str]:
        chosen = panel.get_by_role("checkbox", checked=True).evaluate_all(
            "inputs => inputs.map((input) => input.closest('label').textContent.trim())"
        )
        strength = page.get_by_role("slider", name="Strength").input_value()
        return chosen, strength, page.locator("#colours-amount").input_value()

    # The sliders of a panel know the recipe once it was opened.
    studio.open_tool("colours")
    studio.open_tool("combine")
    first = studio.paint()
    before = look()
    seen = [before]
    for _ in range(3):
        paints = studio.paints
        page.get_by_role("button", name="Surprise me").click()
        expect(page.locator("#announcer")).to_contain_text("Surprise: ")
        seen.append(look())
        painted = studio.painting_after(paints)
        assert painted.shape == first.shape
        assert not np.array_equal(painted, first)
    assert len({repr(one) for one in seen}) == 4
    for expected in reversed(seen[:-1]):
        paints = studio.paints
        page.get_by_role("button", name="Undo").click()
        assert look() == expected
    assert np.array_equal(studio.painting_after(paints), first)
