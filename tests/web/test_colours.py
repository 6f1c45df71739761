"""Colours: the photo's chroma under the painting's lightness."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.web.server import SiteServer
from tests.web.studio import Studio

if TYPE_CHECKING:
    from tests.web.modules import Modules

APPLY = "studio/pixels/apply-colours"

_TAKE = """({ takeColours }, painted, photo, amount, runs) => {
  const bytes = Uint8ClampedArray.from(painted);
  const wanted = Uint8ClampedArray.from(photo);
  for (const [from, to] of runs) takeColours(bytes, wanted, amount, from, to);
  return [...bytes];
}"""


def take(
    modules: Modules,
    painted: np.ndarray,
    photo: np.ndarray,
    amount: float,
    runs: list[tuple[int, int]] | None = None,
) -> np.ndarray:
    """The colours [N, 4] of `painted` [N, 4] after it took those of `photo`."""
    given = [pixels.astype(int).ravel().tolist() for pixels in (painted, photo)]
    found = modules.run(APPLY, _TAKE, *given, amount, runs or [(0, len(painted))])
    return np.array(found, np.uint8).reshape(-1, 4)


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


def random_pixels(seed: int, count: int = 4000) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 4), dtype=np.uint8)


def test_the_same_picture_keeps_its_colours(modules: Modules) -> None:
    pixels = random_pixels(1)
    for amount in (0.5, 1):
        assert np.array_equal(take(modules, pixels, pixels, amount), pixels)


def test_lightness_and_alpha_are_the_paintings_and_the_hue_is_the_photos(modules: Modules) -> None:
    painted, photo = random_pixels(2), random_pixels(3)
    found = take(modules, painted, photo, 1)
    assert np.array_equal(found[:, 3], painted[:, 3])
    lightness, *chroma = oklab(found).T
    expected_lightness, *_ = oklab(painted).T
    photo_lightness, *photo_chroma = oklab(photo).T
    assert np.abs(lightness - expected_lightness).max() < 0.006
    # Where there is colour enough to tell, also where the most vivid one had to give way.
    vivid = np.hypot(*chroma) > 0.05
    assert vivid.mean() > 0.5
    turned = np.angle(np.exp(1j * (np.arctan2(*chroma) - np.arctan2(*photo_chroma))))
    assert np.degrees(np.abs(turned[vivid])).max() < 5
    # Never more vivid than the photo, and in the shade as saturated.
    assert (np.hypot(*chroma) < np.hypot(*photo_chroma) + 0.01).all()
    shade = (photo_lightness > expected_lightness + 0.05) & vivid
    saturation = np.hypot(*chroma)[shade] / lightness[shade]
    expected = np.hypot(*photo_chroma)[shade] / photo_lightness[shade]
    assert np.abs(saturation - expected).max() < 0.05


def test_colours_change_steadily(modules: Modules) -> None:
    """No breaks: neither along the slider, nor from a vivid colour to the next."""
    hues = np.linspace(0, 2 * np.pi, 600)
    wheel = 127.5 + 127.5 * np.cos(hues[:, None] - np.array([0, 2, 4]) * np.pi / 3)
    photo = np.column_stack([wheel, np.full(600, 255)]).round().astype(np.uint8)
    for level in (40, 128, 230):
        painted = np.full((600, 4), level, np.uint8)
        found = take(modules, painted, photo, 1)[:, :3].astype(int)
        steps = np.abs(np.diff(photo[:, :3].astype(int), axis=0)).max()
        # Light yellow and cyan are spikes of what screens show, and steep but without steps.
        assert np.abs(np.diff(found, axis=0)).max() <= 8 * steps
    painted, photo = random_pixels(4, 500), random_pixels(5, 500)
    along = [take(modules, painted, photo, amount / 50) for amount in range(51)]
    assert np.array_equal(along[0][:, 3], painted[:, 3])
    changes = np.abs(np.diff(np.array(along).astype(int), axis=0))
    # Unlike pixels at the edge of what screens show change fast, but a break would be a leap.
    assert changes.max() < 48
    assert changes.mean() < 2


def test_rows_come_out_as_in_the_whole_picture(modules: Modules) -> None:
    painted, photo = random_pixels(6), random_pixels(7)
    whole = take(modules, painted, photo, 0.7)
    runs = [(2500, 4000), (0, 1), (1, 2500)]
    assert np.array_equal(take(modules, painted, photo, 0.7, runs), whole)
    script = """async ({ withColours, withColoursInTurns }, painted, photo) => {
      const image = (bytes) => new ImageData(Uint8ClampedArray.from(bytes), 80);
      const given = [image(painted), image(photo)];
      const { signal } = new AbortController();
      const same = withColours(...given, 0) === given[0];
      const found = [withColours(...given, 0.7), await withColoursInTurns(...given, 0.7, signal)];
      return [same, ...found.map(({ data }) => [...data])];
    }"""
    given = [pixels.astype(int).ravel().tolist() for pixels in (painted, photo)]
    same, *found = modules.run(APPLY, script, *given)
    assert same
    for pixels in found:
        assert np.array_equal(np.array(pixels).reshape(-1, 4), whole)


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
