"""Previews while a hand moves, the finished picture when it rests, and which network paints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

from builder.files import sent_bytes
from tests.web.studio import WAIT, Studio, large_photo, mean_difference

if TYPE_CHECKING:
    from pathlib import Path

    from builder.networks.network_set import NetworkSet
    from tests.web.server import SiteServer

SIZE = 384
SAME = 2.0
"""Mean difference, of 255, within which the browser and Python painted the same picture."""

REST = 1_000
"""Milliseconds after which a hand surely rests."""

_WATCH = """
() => {
  const [canvas, facts, controls, download, announcer] =
    ["painting", "facts", "dock", "download", "announcer"].map(
      (id) => document.getElementById(id));
  const seen = { places: new Set(), saves: new Set(), bars: 0, empty: 0, announced: [] };
  const place = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y + scrollY, width, height].map(Math.round).join(" ");
  };
  new MutationObserver(() => seen.announced.push(announcer.textContent))
    .observe(announcer, { childList: true });
  const look = () => {
    seen.places.add(`${place(canvas)}, ${place(controls)}`);
    const [x, y] = [canvas.width >> 1, canvas.height >> 1];
    if (canvas.getContext("2d").getImageData(x, y, 1, 1).data[3] !== 255) seen.empty++;
    if (facts.textContent === "Preview") seen.saves.add(download.ariaDisabled);
    if (!document.getElementById("busy").hidden) seen.bars++;
    window.looking = requestAnimationFrame(look);
  };
  look();
  window.watched = () => {
    cancelAnimationFrame(window.looking);
    return { ...seen, places: [...seen.places], saves: [...seen.saves] };
  };
}
"""
"""Looks at the page in every frame, for what must not happen while a hand moves."""


@pytest.fixture
def two_transformers(network_set: NetworkSet) -> NetworkSet:
    if len(network_set.transformers) < 2:
        pytest.skip(f"needs a network set with two transformers, which {network_set.name} is not")
    return network_set


def open_studio(studio: Studio, server: SiteServer) -> None:
    """Open the page to paint with the best network, however long it takes."""
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Fine")
    studio.set_size(SIZE)


def drag(studio: Studio, steps: int) -> None:
    """Move the strength down by single steps, one soon after the other.

    The page does it to itself: on a busy machine a test's key strokes may come too far apart.
    """
    studio.page.get_by_role("slider", name="Strength").evaluate(
        """async (slider, steps) => {
          for (let i = 0; i < steps; i++) {
            slider.stepDown();
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        }""",
        steps,
    )


def test_previews_while_the_strength_moves_and_then_one_painting(
    studio: Studio, server: SiteServer
) -> None:
    open_studio(studio, server)
    studio.paint()
    previews, paints = studio.previews, studio.paints
    studio.page.evaluate(_WATCH)
    drag(studio, 40)
    assert studio.previews > previews
    assert studio.paints == paints
    followed = studio.painting_after(paints)
    studio.page.wait_for_timeout(REST)
    watched: dict[str, Any] = studio.page.evaluate("watched()")
    assert studio.paints == paints + 1
    assert len(watched["places"]) == 1, "the page moved"
    assert watched["empty"] == 0, "the canvas flickered"
    assert watched["saves"] == ["true"], "a preview could be saved"
    assert len(watched["announced"]) == 1
    assert max(followed.shape) == SIZE

    open_studio(studio, server)
    studio.set_strength(60)
    assert np.array_equal(studio.paint(), followed)


def test_choosing_styles_quickly_paints_the_last_one(studio: Studio, server: SiteServer) -> None:
    open_studio(studio, server)
    studio.paint()
    paints = studio.paints
    studio.open_tool("stylize")
    studio.page.get_by_role("group", name="Style", exact=True).get_by_role("radio").evaluate_all(
        """async (radios) => {
          for (const radio of radios.slice(1, 6)) {
            radio.click();
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        }"""
    )
    followed = studio.painting_after(paints)
    last = studio.samples["styles"][5]
    expect(studio.choice("style", last["id"])).to_be_checked()
    expect(studio.page.locator("#painting-title")).to_contain_text(
        f"in the style of {last['title']}"
    )
    assert studio.paints == paints + 1
    assert studio.previews > 1
    assert np.array_equal(studio.paint(), followed)


def test_cancelling_while_it_follows(studio: Studio, server: SiteServer) -> None:
    open_studio(studio, server)
    studio.upload("photo", large_photo())
    studio.set_size(256)
    before = studio.paint()
    paints = studio.paints
    studio.set_size(None)
    studio.set_strength(40)
    studio.page.get_by_role("button", name="Cancel").click(timeout=WAIT)
    expect(studio.main).to_have_attribute("data-state", "done")
    expect(studio.error).to_be_hidden()
    studio.page.wait_for_timeout(REST)
    assert studio.paints == paints
    studio.set_size(256)
    studio.set_strength(100)
    assert np.array_equal(studio.painting_after(paints), before)


def test_photo_is_not_decoded_again(studio: Studio, server: SiteServer) -> None:
    open_studio(studio, server)
    studio.paint()
    drag(studio, 5)
    studio.painting_after(1)
    (worker,) = studio.engines
    worker.evaluate("""
      () => {
        self.decoded = 0;
        const decode = self.createImageBitmap;
        self.createImageBitmap = (...input) => { self.decoded++; return decode(...input); };
      }
    """)
    previews = studio.previews
    drag(studio, 20)
    studio.painting_after(2)
    assert studio.previews > previews
    # Previews of a size that this machine was not known to be up to are made from what was decoded.
    assert worker.evaluate("self.decoded") == 0


def test_first_painting_says_what_it_downloads(
    studio: Studio, server: SiteServer, built_site: Path
) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    default = studio.samples["networks"]["sets"][0]
    swift, *_ = [role for role in default["bytes"] if role != "style"]
    folder = built_site / "networks" / default["name"] / swift
    size = sent_bytes(folder.iterdir())
    assert default["bytes"][swift] == size
    hint = studio.page.get_by_text("The first painting downloads")
    expect(hint).to_contain_text("MB")
    if len(default["bytes"]) > 2:
        studio.choose_quality("Swift")
    expect(hint).to_have_text(f"The first painting downloads {size / 1e6:.1f} MB.")
    studio.set_size(256)
    studio.paint()
    expect(hint).to_have_count(0)


def test_quality_chooses_the_network(
    studio: Studio,
    server: SiteServer,
    two_transformers: NetworkSet,
    stylize: Any,
    built_site: Path,
) -> None:
    del two_transformers
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(256)
    studio.choose_quality("Swift")
    swift = studio.paint()
    assert studio.facts.startswith("Swift · 256")
    assert studio.facts.endswith(" s · WebAssembly")
    assert not server.visited("networks/*/fine/*")
    paints = studio.paints
    studio.choose_quality("Fine")
    fine = studio.painting_after(paints)
    assert studio.facts.startswith("Fine · 256")
    assert server.visited("networks/*/fine/*")
    assert mean_difference(swift, fine) > 0.5
    photo, style = studio.samples["photos"][0], studio.samples["styles"][0]
    files = [built_site / picture["modern"]["image"] for picture in (photo, style)]
    expected = stylize(*files, 256)
    assert mean_difference(fine, expected) < SAME
    paints = studio.paints
    studio.choose_quality("Automatic")
    automatic = studio.painting_after(paints)
    assert studio.facts.startswith(("Swift", "Fine"))
    name = studio.facts.split()[0]
    assert np.array_equal(automatic, fine if name == "Fine" else swift)
