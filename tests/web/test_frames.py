"""Frames of a video or camera: frozen statistics, painted one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.local_server import EMPTY_PAGE
from tests.web.server import SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PRELUDE = """
const { Stylizer, StylizerError } = await import("/stylizer.js");
const site = await (await fetch("/")).text();
const data = JSON.parse(
  new DOMParser().parseFromString(site, "text/html").querySelector("#site-data").textContent);
const [one, other] = data.styles.map(({ vector }) => vector);
const photo = await (await fetch(data.photos[0].image)).blob();
const stylizer = await Stylizer.load({ backend: "wasm" });
const options = { size: 96, quality: "swift" };
const difference = (one, other) =>
  one.data.reduce((sum, value, i) => sum + Math.abs(value - other.data[i]), 0) / one.data.length;
const failure = async (promise) => promise.then(
  () => "none", (error) => (error instanceof StylizerError ? error.code : error.name));
"""


@pytest.fixture
def run(page: Page, server: SiteServer) -> Any:
    """Runs the body of an async function with a stylizer in an empty page."""
    page.goto(server.origin + EMPTY_PAGE)
    page.set_default_timeout(120_000)
    return lambda body: page.evaluate(
        f"async () => {{ {_PRELUDE} try {{ {body} }} finally {{ stylizer.dispose(); }} }}"
    )


def test_a_frame_is_painted_as_a_picture(run: Any) -> None:
    found = run("""
      const picture = await stylizer.paint(photo, one, options);
      const frames = await stylizer.prepare(photo, one, options);
      const first = await frames.paint(photo);
      const again = await frames.paint(photo);
      return {
        sides: [frames.width, frames.height, first.width, first.height],
        expected: [picture.width, picture.height],
        transformer: frames.transformer,
        first: difference(first, picture),
        again: difference(again, first),
      };
    """)
    assert found["sides"] == found["expected"] * 2
    assert found["transformer"] == "swift"
    assert found["first"] < 0.5
    assert found["again"] < 0.5


def test_every_kind_of_frame(run: Any) -> None:
    found = run("""
      const frames = await stylizer.prepare(photo, one, options);
      const { width, height } = frames;
      const bitmap = await createImageBitmap(photo);
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext("2d");
      context.drawImage(bitmap, 0, 0, width, height);
      const pixels = context.getImageData(0, 0, width, height);
      const video = document.createElement("video");
      video.srcObject = canvas.captureStream();
      video.muted = true;
      await video.play();
      const reference = await frames.paint(pixels);
      const videoFrame = new VideoFrame(canvas, { timestamp: 0 });
      const off = {};
      const kinds = { canvas, bitmap, videoFrame, video, photo };
      for (const [name, source] of Object.entries(kinds)) {
        off[name] = difference(await frames.paint(source), reference);
      }
      videoFrame.close();
      return { off, kept: bitmap.width > 0, empty: await failure(frames.paint(new Image())) };
    """)
    assert found["kept"]
    assert found["empty"] in ("not-an-image", "EncodingError")
    # Browsers scale and encode frames in their own ways.
    assert max(found["off"].values()) < 8
    assert found["off"]["canvas"] < 0.01


def test_another_style_in_the_middle(run: Any) -> None:
    found = run("""
      const content = await stylizer.style(photo);
      const painted = async (style, strength) =>
        stylizer.paint(photo, style, { ...options, strength, contentStyle: content });
      const until = async (wanted) => {
        // Restyling never keeps frames waiting, so the first ones may come in the old style.
        let distance = Infinity;
        for (let tries = 0; tries < 50 && distance > 1; tries++) {
          distance = difference(await frames.paint(photo), wanted);
        }
        return distance;
      };
      const [first, second] = [await painted(one, 1), await painted(other, 1)];
      const weak = await painted(other, 0.3);
      const strong = await painted(other, 1.5);
      const frames = await stylizer.prepare(photo, one, { ...options, contentStyle: content });
      const result = { start: await until(first), apart: difference(first, second) };
      frames.restyle(other);
      result.restyled = await until(second);
      frames.restyle(other, { strength: 0.3 });
      result.weak = await until(weak);
      frames.restyle(other, { strength: 1.5 });
      result.strong = await until(strong);
      result.strengths = difference(weak, strong);
      try {
        frames.restyle([1, 2]);
      } catch (error) {
        result.refused = error.code;
      }
      frames.dispose();
      result.disposed = await failure(frames.paint(photo));
      return result;
    """)
    assert found["apart"] > 8
    assert found["strengths"] > 8
    assert found["start"] < 1
    # The statistics of the style before are none of the next.
    assert found["restyled"] < 1
    assert found["weak"] < 1
    assert found["strong"] < 1
    assert found["refused"] == "invalid-argument"
    assert found["disposed"] == "disposed"


def test_a_painter_that_goes_while_a_frame_is_read_leaves_nobody_waiting(run: Any) -> None:
    # The frame is read after the engine was asked for and before it is sent there.
    assert (
        run("""
      const frames = await stylizer.prepare(photo, one, options);
      const frame = await createImageBitmap(photo);
      const { createImageBitmap: read } = globalThis;
      globalThis.createImageBitmap = (...given) => {
        stylizer.dispose();
        return read(...given);
      };
      return await failure(frames.paint(frame));
    """)
        == "disposed"
    )


def test_statistics_follow_the_scene(run: Any) -> None:
    found = run("""
      const frames = await stylizer.prepare(photo, one, options);
      const bitmap = await createImageBitmap(photo);
      const { width, height } = frames;
      const scene = new OffscreenCanvas(width, height);
      const context = scene.getContext("2d");
      context.drawImage(bitmap, 0, 0, width, height);
      await frames.paint(scene);
      // Something comes into the scene.
      context.filter = "invert(1)";
      context.drawImage(bitmap, 0, 0, bitmap.width / 2, bitmap.height / 2,
        0, 0, width / 2, height / 2);
      const wanted = await stylizer.paint(await createImageBitmap(scene), one, options);
      const first = difference(await frames.paint(scene), wanted);
      let [now, worst] = [first, first];
      const end = performance.now() + 60_000;
      while (now > 0.3 * first && performance.now() < end) {
        now = difference(await frames.paint(scene), wanted);
        worst = Math.max(worst, now);
      }
      // A cut.
      context.drawImage(bitmap, 0, 0, width, height);
      const after = await stylizer.paint(await createImageBitmap(scene), one, options);
      const cut = difference(await frames.paint(scene), after);
      const refused = await failure(frames.paint(scene, { time: NaN }));
      return { first, now, worst, cut, refused };
    """)
    assert found["first"] > 1
    assert found["now"] <= 0.3 * found["first"]
    # Layers that took statistics measured behind others' old ones would go too far.
    assert found["worst"] < 1.05 * found["first"]
    assert found["cut"] < 1
    assert found["refused"] == "invalid-argument"


@pytest.mark.parametrize("ground", [0, 255])
def test_a_film_that_fades_in_is_not_burnt_out(run: Any, ground: int) -> None:
    """Statistics of a frame that shows nothing are none to paint the others with."""
    found = run(f"""
      const ground = {ground};
      const bitmap = await createImageBitmap(photo, {{ resizeWidth: 96, resizeHeight: 72 }});
      const canvas = new OffscreenCanvas(96, 72);
      const context = canvas.getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const whole = context.getImageData(0, 0, 96, 72);
      const faded = (share) => {{
        const frame = new ImageData(96, 72);
        for (let i = 0; i < frame.data.length; i++) {{
          frame.data[i] = i % 4 === 3 ? 255 : whole.data[i] * share + ground * (1 - share);
        }}
        return frame;
      }};
      const frames = await stylizer.prepare(faded(0), one, options);
      const off = [];
      for (const share of [0, 0.02, 0.1, 0.3, 0.6, 1, 1]) {{
        const frame = faded(share);
        off.push(difference(await frames.paint(frame), await stylizer.paint(frame, one, options)));
      }}
      return off;
    """)
    assert max(found) < 30, found
    assert found[-1] < 5
