"""The same numbers in the browser, on each backend, and from Keras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.local_server import EMPTY_PAGE
from tests.pictures import keras_painting, keras_vector
from tests.web.browser import SOFTWARE_WEBGPU, launch
from tests.web.server import SiteServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright

    from builder.networks.network_set import NetworkSet

SHAPE = (60, 88, 3)
PIXEL_MEAN, PIXEL_MOST = 0.75, 12
"""Differences, of 255, that half-precision weights and other orders of summing may make."""

_RUN = """
async ({ backend, square, content, width, height, style, qualities }) => {
  const { Stylizer } = await import("/stylizer.js");
  const stylizer = await Stylizer.load({ backend });
  const image = (rgb, width, height) => {
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    rgb.forEach((value, i) => { rgba[Math.floor(i / 3) * 4 + (i % 3)] = value; });
    return new ImageData(rgba, width, height);
  };
  const vector = await stylizer.style(image(square, 256, 256));
  const painted = {};
  for (const quality of qualities) {
    const { data } = await stylizer.paint(image(content, width, height), style, { quality });
    painted[stylizer.transformer] = Array.from(data).filter((_, i) => i % 4 !== 3);
  }
  stylizer.dispose();
  return {
    backend: stylizer.backend,
    vector: Array.from(vector),
    painted,
  };
}
"""


def picture(height: int, width: int) -> np.ndarray:
    """A fixed input with smooth shades, edges and noise, uint8 [height, width, 3]."""
    y, x = np.mgrid[:height, :width][..., None]
    waves = 0.5 + 0.5 * np.sin(x / 7 + np.arange(3)) * np.cos(y / 11)
    tiles = ((x // 24 + y // 20) % 2) * 0.3
    grain = np.random.default_rng(5).random((height, width, 3)) * 0.2
    return np.clip((waves * 0.6 + tiles + grain) * 255, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def expected(network_set: NetworkSet) -> dict[str, Any]:
    """What Keras makes of the fixed inputs."""
    square, content = picture(256, 256), picture(*SHAPE[:2])
    vector = keras_vector(network_set, square)
    painted = {
        name: keras_painting(network_set, content, vector, name)
        for name in network_set.transformers
    }
    return {"square": square, "content": content, "vector": vector, "painted": painted}


@pytest.mark.parametrize("backend", ["wasm", "webgl", "cpu"])
def test_networks(backend: str, expected: dict[str, Any], page: Page, server: SiteServer) -> None:
    compare(backend, expected, page, server)


def test_networks_on_webgpu(
    expected: dict[str, Any],
    playwright: Playwright,
    chromium: Path,
    watch: Callable[[Browser], Page],
    server: SiteServer,
) -> None:
    browser = launch(playwright.chromium, chromium, *SOFTWARE_WEBGPU)
    compare("webgpu", expected, watch(browser), server)
    browser.close()


def compare(backend: str, expected: dict[str, Any], page: Page, server: SiteServer) -> None:
    page.goto(server.origin + EMPTY_PAGE)
    given = {
        "backend": backend,
        "square": expected["square"].ravel().tolist(),
        "content": expected["content"].ravel().tolist(),
        "height": SHAPE[0],
        "width": SHAPE[1],
        "style": expected["vector"].tolist(),
        "qualities": ["swift", "fine"],
    }
    found: dict[str, Any] = page.evaluate(_RUN, given)
    assert found["backend"] == backend
    vector = np.array(found["vector"])
    assert np.abs(vector - expected["vector"]).max() < 0.02 * np.abs(expected["vector"]).max()
    assert set(found["painted"]) == set(expected["painted"])
    for name, numbers in found["painted"].items():
        difference = np.abs(np.array(numbers).reshape(SHAPE) - expected["painted"][name])
        assert difference.mean() < PIXEL_MEAN, name
        assert difference.max() < PIXEL_MOST, name
