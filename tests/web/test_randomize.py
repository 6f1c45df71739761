"""Randomize: everything by chance, and back with one undo."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.web.server import SiteServer
from tests.web.studio import Studio

if TYPE_CHECKING:
    from tests.web.modules import Modules

_THROW = """({ randomParts }, count, throws) => {
  const pictures = Array.from({ length: count }, (_, id) => ({ id }));
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  return Array.from({ length: throws }, () => randomParts(pictures, pictures[0], random));
}"""


def test_throws_are_worth_looking_at(modules: Modules) -> None:
    throws = modules.run("studio/randomize/random-recipe", _THROW, 14, 1000)
    counts = Counter(len(parts["styles"]) for parts in throws)
    assert set(counts) == {1, 2, 3}
    assert counts[1] > counts[2] > counts[3] > 50
    for parts in throws:
        pictures = [style["source"]["picture"]["id"] for style in parts["styles"]]
        assert len(set(pictures)) == len(pictures)
        assert pictures != [0], "the style that was there before is no surprise"
        weights = [style["weight"] for style in parts["styles"]]
        assert sum(weights) == pytest.approx(1, abs=0.02)
        assert min(weights) >= 0.2
        assert 0.6 <= parts["strength"] <= 1.3
        assert 0 <= parts["colours"] <= 1
        assert 1 <= parts["stroke"] <= 2
        for value in (parts["strength"], parts["colours"], parts["stroke"]):
            assert round(100 * value) == pytest.approx(100 * value), "a step of its slider"
    chosen = Counter(
        style["source"]["picture"]["id"] for parts in throws for style in parts["styles"]
    )
    assert len(chosen) == 14
    usual = [parts for parts in throws if parts["strength"] == 1]
    assert 0.5 < len(usual) / len(throws) < 0.7
    assert {parts["colours"] for parts in throws} > {0, 1}


def test_a_site_with_one_style_has_its_surprises_too(modules: Modules) -> None:
    for parts in modules.run("studio/randomize/random-recipe", _THROW, 1, 20):
        assert [style["weight"] for style in parts["styles"]] == [1]


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
