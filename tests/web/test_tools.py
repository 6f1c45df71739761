"""The parts of the tools that need no painter: strokes, courses, palettes, video files, names."""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests.web.video import look

if TYPE_CHECKING:
    from playwright.sync_api import Page

GREYS = [16, 80, 140, 230]


def brush(layer: str, radius: float, softness: float = 0.0) -> dict[str, Any]:
    return {"layer": layer, "radius": radius, "softness": softness}


def planes(found: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """The shares of the second style and of the photo, [height, width]."""
    shape = found["height"], found["width"]
    return np.array(found["second"]).reshape(shape), np.array(found["photo"]).reshape(shape)


def test_strokes_cover_what_lies_under_them(ask_tools: Any) -> None:
    line = {"brush": brush("photo", 10), "path": [[20, 30], [50, 30], [80, 30]]}
    found = ask_tools("draw", width=100, height=60, fill="first", strokes=[line])
    second, photo = planes(found)
    rows, columns = np.mgrid[0:60, 0:100] + 0.5
    away = np.hypot(columns - np.clip(columns, 20, 80), rows - 30)
    assert (photo[away < 9] == 255).all()
    assert (photo[away > 10] == 0).all()
    assert not second.any()
    assert found["shown"] == {"first": True, "second": False, "photo": True}


def test_soft_edges_fade_and_do_not_pile_up(ask_tools: Any) -> None:
    soft = brush("second", 20, 1.0)
    once = {"brush": soft, "path": [[50, 50]]}
    often = {"brush": soft, "path": [[50, 50]] * 20}
    second, _ = planes(ask_tools("draw", width=100, height=100, fill="first", strokes=[once]))
    again, _ = planes(ask_tools("draw", width=100, height=100, fill="first", strokes=[often]))
    assert np.array_equal(second, again)
    profile = second[50, 50:72].astype(int)
    assert profile[0] > 250
    assert abs(profile[10] - 128) < 15
    assert profile[20] == 0
    assert (np.diff(profile) <= 0).all()


def test_layers_paint_over_each_other(ask_tools: Any) -> None:
    """Whatever is painted in whatever order, shares stay within 255 and the last layer wins."""
    strokes = [
        {"brush": brush(layer, 18, 0.7), "path": [[x, 32], [64 - x, 40]]}
        for layer, x in [("second", 10), ("photo", 30), ("second", 44), ("first", 20)]
    ]
    second, photo = planes(ask_tools("draw", width=64, height=64, fill="photo", strokes=strokes))
    assert (second + photo).max() <= 255
    assert second[33, 21] == photo[33, 21] == 0

    strokes.append({"brush": brush("photo", 100), "path": [[32, 32]]})
    _, photo = planes(ask_tools("draw", width=64, height=64, fill="photo", strokes=strokes))
    assert (photo == 255).all()
    flipped = ask_tools(
        "draw", width=64, height=64, fill="first", strokes=strokes[:1], invert="second"
    )
    plain = ask_tools("draw", width=64, height=64, fill="first", strokes=strokes[:1])
    assert np.array_equal(planes(flipped)[0], 255 - planes(plain)[0])


def test_masks_are_scaled_to_the_painting(ask_tools: Any) -> None:
    colours = {"first": 10, "second": 110, "photo": 210}
    left = {"brush": brush("second", 15), "path": [[15, 0], [15, 60]]}
    right = {"brush": brush("photo", 15), "path": [[65, 0], [65, 60]]}
    wish = {"width": 80, "height": 60, "fill": "first", "strokes": [left, right]}
    found = ask_tools("compose", **wish, sides=[320, 240], colours=colours)
    picture = np.array(found).reshape(240, 320)
    assert (picture[:, 8:110] == 110).all()
    assert (picture[:, 130:190] == 10).all()
    assert (picture[:, 210:312] == 210).all()
    edge = picture[120, 110:130].astype(int)
    assert (np.diff(edge) <= 0).all()
    assert len(set(edge)) > 4, "the edge is a stair"


def test_large_pictures_have_small_masks(ask_tools: Any) -> None:
    found = ask_tools("draw", width=6000, height=4000, fill="photo", strokes=[])
    assert (found["width"], found["height"]) == (512, 341)


@pytest.mark.parametrize(
    ("course", "stops", "path"),
    [
        ("once", 3, [0, 1, 2]),
        ("loop", 3, [0, 1, 2, 0]),
        ("ping-pong", 3, [0, 1, 2, 1, 0]),
        ("ping-pong", 2, [0, 1, 0]),
    ],
)
def test_courses_pass_their_stops(ask_tools: Any, course: str, stops: int, path: list[int]) -> None:
    moments = ask_tools("course", stops=stops, course=course, duration=2, rate=12)
    assert len(moments) == 24
    legs = [(moment["from"], moment["to"]) for moment in moments]
    assert list(dict.fromkeys(legs)) == list(itertools.pairwise(path))
    assert moments[0] == {"from": 0, "to": 1, "share": 0}
    if course == "once":
        assert moments[-1]["share"] == 1
        assert (np.diff([moment["from"] + moment["share"] for moment in moments]) > 0).all()
    else:
        # The end is one step before the beginning, to which it returns.
        assert moments[-1]["share"] < 1
        assert moments[-1]["to"] == 0


def test_dithering_keeps_the_brightness(ask_tools: Any) -> None:
    palette = [[value] * 3 for value in (0, 20, 40, 60, 100, 140, 170, 200, 230, 255)]
    found = {}
    for dithering in ("none", "pattern", "diffusion"):
        shown = ask_tools("dither", palette=palette, dithering=dithering, width=64)
        found[dithering] = np.array(shown, np.float64).reshape(256, 64)
    nearest = np.array(
        [
            min(p[0] for p in palette if abs(p[0] - v) == min(abs(q[0] - v) for q in palette))
            for v in range(256)
        ]
    )
    assert np.abs(found["none"] - nearest[:, None]).max() <= 40
    ramp = np.arange(256)
    # Rows of an error diffusion hand their errors on, so that bands of rows are right.
    bands = {
        name: rows.reshape(32, -1).mean(1) - ramp.reshape(32, -1).mean(1)
        for name, rows in found.items()
    }
    assert np.abs(bands["diffusion"]).max() < 3
    assert np.abs(bands["pattern"]).mean() < np.abs(bands["none"]).mean()
    assert len(np.unique(found["pattern"][80])) > 1
    assert len(np.unique(found["none"][80])) == 1


def test_frames_become_as_large_as_the_machine_is_fast(ask_tools: Any) -> None:
    quick = ask_tools("sides", start=256, speeds=[100] * 60)
    assert quick[-1] == 640
    slow = ask_tools("sides", start=256, speeds=[4000] * 60)
    assert slow[-1] == 128
    middling = ask_tools("sides", start=256, speeds=[550] * 40)
    assert 192 <= middling[-1] <= 320
    # One slow frame among quick ones changes nothing.
    calm = ask_tools("sides", start=256, speeds=([800] * 7 + [9000]) * 5)
    assert len(set(calm)) == 1


def test_names_are_safe_and_each_once(ask_tools: Any) -> None:
    stems = ["sea", "Sea", "a/b: c?", "sea", "sea-2"]
    assert ask_tools("names", stems=stems, suffix="-x") == [
        "sea-x.png",
        "Sea-x-2.png",
        "a-b- c--x.png",
        "sea-x-3.png",
        "sea-2-x.png",
    ]


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
    wish = {"sides": [64, 48], "greys": GREYS, "rate": 2, "format": "webm"}
    found = ask_tools("film", **wish, recorded=True)
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
    wish = {"sides": [31, 20], "greys": GREYS * 2, "rate": 15, "format": "gif"}
    found = ask_tools("film", **wish, dithering=dithering)
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
