from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from builder.errors import AtelierError, PictureError, UsageProblem
from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from builder.painting.engine import Engine, Mixture
from builder.painting.video import paint_video
from tests.film import energy, painted, panned, unsteadiness
from tests.pictures import pixels

MIXTURE = Mixture([[float(value) for value in np.linspace(-0.8, 0.9, 100)]])

needs_ffmpeg = pytest.mark.skipif(
    not (shutil.which("ffmpeg") and shutil.which("ffprobe")), reason="needs ffmpeg"
)


def ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True)


def probed(video: Path) -> list[dict[str, Any]]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-count_frames", "-of", "json"]
    done = subprocess.run([*command, str(video)], check=True, capture_output=True)
    streams: Sequence[dict[str, Any]] = json.loads(done.stdout)["streams"]
    return sorted(streams, key=lambda stream: stream["codec_type"])


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Twelve frames that grow darker, with a tone."""
    frames = tmp_path / "frames"
    frames.mkdir()
    for number in range(12):
        frame = pixels(1, 49, 64) // (1 + number // 4)
        Image.fromarray(frame.astype(np.uint8)).save(frames / f"{number:02}.png")
    film = tmp_path / "film.mkv"
    ffmpeg(
        *("-r", "25", "-i", str(frames / "%02d.png")),
        *("-f", "lavfi", "-i", "sine=duration=0.48"),
        *("-c:v", "ffv1", "-c:a", "aac", str(film)),
    )
    return film


@needs_ffmpeg
def test_frames_are_painted_and_sound_is_copied(engine: Engine, film: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    out = tmp_path / "out.mp4"
    sides = paint_video(engine, film, out, MIXTURE, progress=lambda *frames: told.append(frames))
    assert sides == (64, 48), "even sides, as the format wants them"
    # Where sound begins before the picture, the first frame stands still for that long.
    assert told[-1] in ((12, 12), (13, 13))
    sound, picture = probed(out)
    assert (picture["width"], picture["height"]) == (64, 48)
    assert (int(picture["nb_read_frames"]), picture["avg_frame_rate"]) == (told[-1][0], "25/1")
    assert sound["codec_name"] == "aac"
    ffmpeg("-i", str(out), str(tmp_path / "%02d.png"))
    with Image.open(tmp_path / "01.png") as first:
        painted = np.asarray(first.convert("RGB")).astype(int)
    expected = engine.paint(pixels(1, 49, 64), MIXTURE)[:48]
    assert np.abs(painted - expected).mean() < 8, "but for what the format loses"


def test_strokes_of_a_steady_film_stay_where_they_are(engine: Engine) -> None:
    film = panned(sample_photos()[0].load(), (1.3, 0.7), 0.002, seed=1)
    vector = engine.vector(np.asarray(STYLES[0].draw(1, 256)))
    loose, steady = (painted(engine, film, vector, steady=steady) for steady in (False, True))
    assert unsteadiness(film, steady) < 0.7 * unsteadiness(film, loose)
    assert energy(steady[-1]) > 0.4 * energy(loose[-1]), "they must not blur"


@needs_ffmpeg
def test_what_ffmpeg_cannot_do(engine: Engine, film: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_text("no video")
    with pytest.raises(PictureError, match=r"broken\.mp4 cannot be read by ffmpeg"):
        paint_video(engine, broken, tmp_path / "out.mp4", MIXTURE)
    with pytest.raises(UsageProblem, match="cannot be written by ffmpeg"):
        # A WebM file takes no AAC.
        paint_video(engine, film, tmp_path / "out.webm", MIXTURE)
    assert not list(tmp_path.glob(".out*")) + list(tmp_path.glob("out*"))


def test_videos_need_ffmpeg(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AtelierError, match="install ffmpeg"):
        paint_video(engine, tmp_path / "film.mp4", tmp_path / "out.mp4", MIXTURE)
