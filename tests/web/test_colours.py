"""Colours: the photo's chroma under the painting's lightness."""

from __future__ import annotations

import re

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.web.server import SiteServer
from tests.web.studio import Studio


def oklab(pixels: np.ndarray) -> np.ndarray:
    """Lightness, a and b [N, 3] of sRGB bytes, as B. Ottosson defines them."""
    value = pixels[:, :3] / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.cbrt(linear @ cones.T) @ lab.T


def test_the_slider_keeps_the_photos_colours(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(256)
    panel = studio.open_tool("colours")
    painted = studio.paint()
    slider = panel.get_by_role("slider", name="Colours")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("style"))
    before = studio.paints
    slider.fill("100")
    coloured = studio.painting_after(before)
    expect(slider).to_have_attribute("aria-valuetext", re.compile("photo"))
    photo = studio.samples["photos"][0]
    with Image.open(server.site / photo["modern"]["image"]) as image:
        height, width = coloured.shape[:2]
        small = np.asarray(image.convert("RGB").resize((width, height), Image.Resampling.BOX))

    own, found, wanted = (oklab(one.reshape(-1, 3)) for one in (painted, coloured, small))
    assert np.abs(found[:, 0] - own[:, 0]).max() < 0.01
    distance = np.hypot(*(found - wanted)[:, 1:].T).mean()
    assert distance < 0.5 * np.hypot(*(own - wanted)[:, 1:].T).mean()

    before = studio.paints
    panel.get_by_role("button", name="Half").click()
    half = oklab(studio.painting_after(before).reshape(-1, 3))
    assert np.abs(half - (own + found) / 2).mean() < 0.01
    expect(slider).to_have_value("50")
    # A drag is one step back.
    before = studio.paints
    studio.page.get_by_role("button", name="Undo").click()
    assert np.array_equal(studio.painting_after(before), coloured)
    expect(slider).to_have_value("100")
