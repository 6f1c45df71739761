"""Animations: painted frame by frame, saved as GIF and video, and opened again."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import expect

from builder.gallery.sample_photos import sample_photos
from builder.painting.mark import SOURCE_TYPE
from tests.web.studio import WAIT, Studio, mean_difference
from tests.web.video import look

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.web.server import SiteServer

SIZE = 256
FRAMES = 10
"""A second at the lowest rate."""


def open_animate(studio: Studio, server: SiteServer) -> Locator:
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(SIZE)
    panel = studio.open_tool("animate")
    panel.get_by_role("slider", name="Duration").fill("1")
    choose(panel, "10")
    panel.get_by_label("Long side").select_option(str(SIZE))
    expect(panel).to_contain_text(f"{FRAMES} pictures")
    return panel


def choose(panel: Locator, name: str) -> None:
    panel.get_by_role("radio", name=name, exact=True).check(force=True)


def paint_all(panel: Locator) -> None:
    panel.get_by_role("button", name="Paint all").click()
    expect(panel).to_have_attribute("data-animate", "done", timeout=WAIT)


def save(panel: Locator, kind: str) -> tuple[str, bytes]:
    """Name and content of the file."""
    choose(panel, kind)
    with panel.page.expect_download(timeout=WAIT) as download:
        panel.get_by_role("button", name="Save the animation").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def gif_frames(file: bytes) -> tuple[list[np.ndarray], list[int]]:
    """Frames and their durations in milliseconds."""
    frames, durations = [], []
    with Image.open(io.BytesIO(file)) as gif:
        for frame in ImageSequence.Iterator(gif):
            frames.append(np.asarray(frame.convert("RGB")))
            durations.append(frame.info["duration"])
    return frames, durations


def halved(picture: np.ndarray) -> np.ndarray:
    """A picture without the pattern of its palette."""
    return np.asarray(Image.fromarray(picture).reduce(2))


def test_photo_to_painting_and_back(studio: Studio, server: SiteServer) -> None:
    panel = open_animate(studio, server)
    paint_all(panel)
    expect(studio.page.locator("#animate-canvas")).to_be_visible()

    name, file = save(panel, "GIF")
    photo = studio.samples["photos"][0]
    assert name.startswith(photo["id"])
    assert name.endswith(".gif")
    frames, durations = gif_frames(file)
    assert durations == [100] * FRAMES
    assert max(frames[0].shape) == SIZE
    assert SOURCE_TYPE.encode() in file
    height, width, _ = frames[0].shape
    expect(studio.page.locator("#guest-title")).to_have_text(f"{photo['title']}, animated")
    facts = re.compile(f"^{FRAMES} pictures, {width} . {height} px$")
    expect(studio.page.locator("#guest-facts")).to_have_text(facts)
    # There and back again: away from the first frame, farthest in the middle.
    away = [mean_difference(frames[0], frame) for frame in frames]
    assert np.argmax(away) == FRAMES // 2
    assert away[FRAMES // 2] > 10
    assert (np.diff(away[: FRAMES // 2 + 1]) > 0).all()
    assert away[-1] < away[FRAMES // 2] / 2

    name, film = save(panel, "WebM")
    assert name.endswith(".webm")
    assert SOURCE_TYPE.encode() in film
    video = look(studio.page, film, [0.05, 0.55])
    assert video.duration == pytest.approx(1.0, abs=0.02)
    assert (video.height, video.width) == frames[0].shape[:2]
    assert mean_difference(video.frames[0], frames[0]) < 12
    assert mean_difference(video.frames[1], frames[5]) < 12
    # Between the two the palette and the codec matter less than the frames do.
    assert mean_difference(video.frames[1], frames[5]) < mean_difference(video.frames[1], frames[0])

    # It begins with the photo itself, not with what the weakest style makes of it.
    studio.set_strength(0)
    weak = studio.painting_after(0)
    sample = sample_photos()[0].load().resize((width, height), Image.Resampling.LANCZOS)
    itself, begun, softened = (halved(one) for one in (np.asarray(sample), frames[0], weak))
    assert mean_difference(begun, itself) < mean_difference(softened, itself) / 1.5


def test_style_to_style(studio: Studio, server: SiteServer) -> None:
    panel = open_animate(studio, server)
    choose(panel, "Style to style")
    choose(panel, "Once")
    chosen = panel.get_by_role("group", name="Styles in their order").get_by_role("checkbox")
    checked = chosen.evaluate_all("boxes => boxes.filter(box => box.checked).map(box => box.value)")
    styles = [style["id"] for style in studio.samples["styles"]]
    assert checked == styles[:2]

    chosen.nth(1).uncheck(force=True)
    panel.get_by_role("button", name="Paint all").click()
    expect(studio.error).to_contain_text("needs two styles")
    chosen.nth(2).check(force=True)
    paint_all(panel)
    _, file = save(panel, "GIF")
    frames, _ = gif_frames(file)
    assert len(frames) == FRAMES

    before = studio.paints
    studio.choose("style", styles[1])
    studio.painting_after(before)
    before = studio.paints
    studio.choose("style", styles[0])
    first = studio.painting_after(before)
    before = studio.paints
    studio.choose("style", styles[2])
    last = studio.painting_after(before)
    # The pattern of the palette aside, the ends are the paintings in those styles.
    assert mean_difference(frames[0], first) < mean_difference(frames[0], last) / 2
    assert mean_difference(frames[-1], last) < mean_difference(frames[-1], first) / 2
    steps = [mean_difference(*pair) for pair in itertools.pairwise(frames)]
    assert max(steps) < mean_difference(frames[0], frames[-1])


def test_cancelling_an_animation(studio: Studio, server: SiteServer) -> None:
    panel = open_animate(studio, server)
    panel.get_by_role("slider", name="Duration").fill("10")
    panel.get_by_role("button", name="Paint all").click()
    progress = panel.locator("#animate-progress")
    expect(progress).to_contain_text("of 100", timeout=WAIT)
    progress.get_by_role("button", name="Cancel").click()
    expect(panel).to_have_attribute("data-animate", "idle")
    expect(progress).to_be_hidden()
    expect(panel.get_by_role("button", name="Save the animation")).to_be_disabled()
    expect(studio.page.locator("#animate-canvas")).to_be_hidden()
    # The studio paints again.
    studio.paint()
    expect(studio.error).to_be_hidden()
