"""Paints videos: ffmpeg reads and writes them, the engine paints frame after frame."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image

from builder.errors import PictureError, UsageProblem
from builder.files import whole_file
from builder.painting.engine import Engine, Mixture, Progress
from builder.painting.mark import ffmpeg_options, mark_mp4

_CODECS = {".webm": ("libvpx-vp9", "-crf", "24", "-b:v", "0")}
_USUAL_CODEC = ("libx264", "-crf", "18")

# The formats want even sides, and players take colours of large videos for those of BT.709.
_FINISH = "crop=trunc(iw/2)*2:trunc(ih/2)*2,scale=out_color_matrix=bt709,format=yuv420p"
_COLOURS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


@dataclass(frozen=True)
class _Video:
    """What is known of a video: frames a second, and how many there may be."""

    rate: Fraction
    frames: int


def paint_video(
    engine: Engine,
    video: Path,
    out: Path,
    mixture: Mixture,
    *,
    size: int | None = None,
    swift: bool = False,
    steady: bool = True,
    xmp: str | None = None,
    progress: Progress | None = None,
) -> tuple[int, int]:
    """Paint a video, and copy its sound; return width and height. The file says `xmp` of itself.

    With `steady`, strokes stay where they are from one frame to the next.

    Raises:
        PictureError: ffmpeg cannot read it.
        UsageProblem: there is no ffmpeg, or it cannot write `out`.
    """
    known = _probed(video)
    first = _first_frame(video)
    width, height = engine.prepare(first, mixture, size=size, swift=swift, steady=steady)
    length = width * height * 3
    tags = ffmpeg_options(out.suffix, xmp) if xmp else []
    with whole_file(out) as file:
        with (
            _writing(video, file, (width, height), known.rate, tags) as sink,
            _reading(video, (width, height), known.rate) as source,
        ):
            done = 0
            while len(frame := source.read(length)) == length:
                picture = np.frombuffer(frame, np.uint8).reshape(height, width, 3)
                painted = engine.frame(picture, float(1000 * done / known.rate))
                sink.write(painted.tobytes())
                done += 1
                if progress:
                    progress(done, max(done, known.frames))
        if xmp:
            mark_mp4(file, xmp)
    return width // 2 * 2, height // 2 * 2


def _probed(video: Path) -> _Video:
    wanted = "stream=r_frame_rate,avg_frame_rate:format=duration"
    options = ["-v", "error", "-select_streams", "v:0", "-show_entries", wanted, "-of", "json"]
    said = json.loads(_run([_tool("ffprobe"), *options, str(video)], video))
    if not said.get("streams"):
        raise PictureError(f"{video} has no video in it; give another file.")
    rates = [Fraction(*map(int, rate.split("/"))) for rate in _rates(said["streams"][0])]
    if not rates:
        raise PictureError(f"{video} does not say how many frames a second it has; convert it.")
    seconds = float(said.get("format", {}).get("duration", 0))
    return _Video(rates[0], round(seconds * rates[0]))


def _rates(stream: dict[str, str]) -> Iterator[str]:
    """The frame rates that a stream gives; "0/0" stands for none."""
    for name in ("avg_frame_rate", "r_frame_rate"):
        if not stream.get(name, "0/0").endswith("/0") and not stream[name].startswith("0/"):
            yield stream[name]


def _first_frame(video: Path) -> np.ndarray:
    options = ["-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"]
    data = _run([_tool("ffmpeg"), "-v", "error", "-i", str(video), *options], video)
    with Image.open(BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


@contextmanager
def _reading(video: Path, sides: tuple[int, int], rate: Fraction) -> Iterator[IO[bytes]]:
    """The frames of a video, as rows of RGB bytes."""
    scaled = f"fps={rate},scale={sides[0]}:{sides[1]}:flags=area"
    command = [_tool("ffmpeg"), "-v", "error", "-i", str(video), "-map", "0:v:0", "-vf", scaled]
    command += ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as process:
            assert process.stdout
            with _ended(process):
                yield process.stdout
        if process.returncode:
            raise PictureError(f"{video} cannot be read by ffmpeg: {_last_line(said)}")


@contextmanager
def _writing(
    video: Path, out: Path, sides: tuple[int, int], rate: Fraction, tags: Sequence[str]
) -> Iterator[IO[bytes]]:
    """Takes frames as rows of RGB bytes, for a video with the sound of another."""
    frames = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{sides[0]}x{sides[1]}"]
    command = [_tool("ffmpeg"), "-v", "error", "-y", *frames, "-r", str(rate), "-i", "-"]
    command += ["-i", str(video), "-map", "0:v", "-map", "1:a?", "-c:a", "copy", "-vf", _FINISH]
    # What the other video says of itself, such as where it was taken, stays there.
    command += ["-map_metadata", "-1", *tags]
    command += [*_COLOURS, "-c:v", *_CODECS.get(out.suffix.lower(), _USUAL_CODEC), str(out)]
    with tempfile.TemporaryFile() as said:
        try:
            with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said) as process:
                assert process.stdin
                with _ended(process):
                    yield process.stdin
        except BrokenPipeError:
            # It says why it stopped.
            process.wait()
        if process.returncode:
            raise UsageProblem(f"{out.suffix} cannot be written by ffmpeg: {_last_line(said)}")


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ends a program with the block, where that fails."""
    try:
        yield
    except BaseException:
        process.kill()
        raise


def _run(command: Sequence[str], video: Path) -> bytes:
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise PictureError(f"{video} cannot be read by ffmpeg: {_last(done.stderr)}")
    return done.stdout


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    return _last(said.read())


def _last(words: bytes) -> str:
    lines = words.decode(errors="replace").strip().splitlines()
    return f"{lines[-1] if lines else 'it does not say why'}; give another file or format."


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise UsageProblem(f"Videos are read with {name}, which was not found; install ffmpeg.")
    return found
