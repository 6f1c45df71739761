"""Animations as files: videos and GIFs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests.web.video import look

if TYPE_CHECKING:
    from playwright.sync_api import Page

GREYS = [16, 80, 140, 230]


def test_videos_last_as_long_as_their_frames(ask_tools: Any, tools_page: Page) -> None:
    """Odd sides become even."""
    found = ask_tools("film", sides=[65, 48], greys=GREYS, rate=4, format="webm")
    assert found["type"] == "video/webm"
    assert found["steps"][-1] == [4, 4]
    video = look(tools_page, bytes(found["bytes"]), [0.125, 0.375, 0.625, 0.875])
    assert (video.width, video.height) == (66, 48)
    assert video.duration == pytest.approx(1.0, abs=0.01)
    assert not video.sound
    for frame, grey in zip(video.frames, GREYS, strict=True):
        assert abs(frame.mean() - grey) < 6


def test_videos_are_recorded_where_there_is_no_encoder(ask_tools: Any, tools_page: Page) -> None:
    task = {"sides": [64, 48], "greys": GREYS, "rate": 2, "format": "webm"}
    found = ask_tools("film", **task, recorded=True)
    assert found["type"] == "video/webm"
    video = look(tools_page, bytes(found["bytes"]), list(np.linspace(0.05, 1.95, 20)))
    # In real time, which a busy machine stretches; without an index it would be endless.
    assert 1.8 < video.duration < 6
    seen = [min(GREYS, key=lambda grey: abs(frame.mean() - grey)) for frame in video.frames]
    assert list(dict.fromkeys(seen)) == GREYS
    assert all(min(abs(frame.mean() - grey) for grey in GREYS) < 8 for frame in video.frames)


def test_mp4_where_the_browser_writes_it(ask_tools: Any, tools_page: Page) -> None:
    formats = ask_tools("formats")
    assert "webm" in formats
    if "mp4" not in formats:
        pytest.skip("this browser has no H.264 encoder")
    found = ask_tools("film", sides=[64, 48], greys=GREYS, rate=8, format="mp4")
    assert found["type"] == "video/mp4"
    video = look(tools_page, bytes(found["bytes"]), [0.06, 0.43])
    assert video.duration == pytest.approx(0.5, abs=0.01)
    assert abs(video.frames[0].mean() - GREYS[0]) < 6
    assert abs(video.frames[1].mean() - GREYS[3]) < 6


@pytest.mark.parametrize("dithering", ["none", "pattern", "diffusion"])
def test_gifs_have_one_palette_and_right_durations(ask_tools: Any, dithering: str) -> None:
    task = {"sides": [31, 20], "greys": GREYS * 2, "rate": 15, "format": "gif"}
    found = ask_tools("film", **task, dithering=dithering)
    assert found["type"] == "image/gif"
    with Image.open(io.BytesIO(bytes(found["bytes"]))) as gif:
        assert gif.size == (31, 20)
        assert gif.info["loop"] == 0
        durations = []
        for frame, grey in zip(ImageSequence.Iterator(gif), GREYS * 2, strict=True):
            durations.append(frame.info["duration"])
            assert abs(np.asarray(frame.convert("RGB")).mean() - grey) < 9
    # 8 frames of a fifteenth of a second, in hundredths.
    assert sum(durations) == 530
    assert set(durations) == {60, 70}
