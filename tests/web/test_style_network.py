"""Style vectors of pictures: by WebAssembly on every backend, the same bytes everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from builder.bundle.entries import Entries
from tests.local_server import EMPTY_PAGE
from tests.web.server import ISOLATION, SiteServer
from tests.web.test_backends import patch_workers
from tests.web.test_parity import picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from builder.networks.network_set import NetworkSet

MOST, MEAN = 1e-2, 2e-3
"""Differences that half-precision weights make, in units of a vector's root mean square."""

_LOAD = """
async (backend) => {
  const { Stylizer } = await import("/stylizer.js");
  window.stylizer = await Stylizer.load({ backend });
  return window.stylizer.backend;
}
"""

_STYLE = """
async ({ rgb, side }) => {
  const rgba = new Uint8ClampedArray(side * side * 4).fill(255);
  rgb.forEach((value, i) => { rgba[Math.floor(i / 3) * 4 + (i % 3)] = value; });
  const vector = await window.stylizer.style(new ImageData(rgba, side, side), { size: side });
  return Array.from(vector);
}
"""

ONE_BREAKS = """
let started = 0;
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (module, imports) => {
  const instance = await instantiate(module, imports);
  if (++started !== NUMBER) return instance;
  const run = () => { throw new WebAssembly.RuntimeError("unreachable"); };
  return { exports: { ...instance.exports, run } };
};
"""
"""Of the runtimes that are started, one breaks as soon as it is used."""


def loaded(page: Page, server: SiteServer, backend: str) -> Page:
    """A page of its own with a painter on this backend."""
    page.goto(server.origin + EMPTY_PAGE)
    assert page.evaluate(_LOAD, backend) == backend
    return page


def vector(page: Page, side: int = 256) -> np.ndarray:
    """What a page says of a square, which it looks at as it is."""
    rgb = picture(side, side).ravel().tolist()
    return np.array(page.evaluate(_STYLE, {"rgb": rgb, "side": side}))


def check(found: np.ndarray, network_set: NetworkSet, side: int = 256) -> None:
    image = picture(side, side)[None].astype(np.float32) / 255
    expected = np.asarray(network_set.style_network()(image))[0]
    difference = np.abs(found - expected) / np.sqrt(np.mean(expected**2))
    assert difference.max() < MOST
    assert difference.mean() < MEAN


@pytest.mark.parametrize("side", [256, 250, 131])
def test_vectors_are_those_of_keras_at_any_size(
    side: int, page: Page, server: SiteServer, network_set: NetworkSet
) -> None:
    check(vector(loaded(page, server, "wasm"), side), network_set, side)


@pytest.mark.parametrize("backend", ["wasm", "webgl"])
def test_a_style_of_ones_own_needs_no_tensorflow(
    backend: str, page: Page, server: SiteServer
) -> None:
    loaded(page, server, backend)
    server.forget()
    vector(page)
    assert server.visited("networks/*/style/group*")
    graphs = Entries.read(server.site).needed("graphs")
    assert not [name for name in graphs if server.visited(name)]


@pytest.fixture
def isolated_server(built_site: Path) -> Iterator[SiteServer]:
    server = SiteServer(built_site, headers=ISOLATION)
    yield server
    server.close()


def test_vectors_are_the_same_bytes_everywhere(
    page: Page, server: SiteServer, isolated_server: SiteServer
) -> None:
    expected = vector(loaded(page, server, "wasm")).tolist()
    assert vector(loaded(page, server, "webgl")).tolist() == expected
    isolated = page.context.browser.new_page()  # type: ignore[union-attr]
    assert vector(loaded(isolated, isolated_server, "wasm")).tolist() == expected
    isolated.close()
    page.add_init_script("delete window.Worker")
    assert vector(loaded(page, server, "wasm")).tolist() == expected


@pytest.mark.parametrize("backend", ["wasm", "webgl"])
def test_a_runtime_that_breaks_is_started_again(
    backend: str, page: Page, server: SiteServer, network_set: NetworkSet
) -> None:
    page.goto(server.origin + EMPTY_PAGE)
    # On WebAssembly the transformer's runtime is the first.
    number = "2" if backend == "wasm" else "1"
    patch_workers(page, ONE_BREAKS.replace("NUMBER", number))
    check(vector(loaded(page, server, backend)), network_set)
    assert page.evaluate("stylizer.backend") == backend


def test_without_webassembly_the_graphics_card_runs_it(
    page: Page, server: SiteServer, network_set: NetworkSet
) -> None:
    page.goto(server.origin + EMPTY_PAGE)
    patch_workers(page, "delete self.WebAssembly;")
    loaded(page, server, "webgl")
    server.forget()
    check(vector(page), network_set)
    assert any(server.visited(name) for name in Entries.read(server.site).needed("graphs"))
