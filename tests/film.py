"""How steadily films are painted: `python -m tests.film [CLIP]`.

Draws films of the sample photos that stand still, pan by 1.3 and 0.7 pixels a frame and come
nearer by 0.5 %, with noise of deviation 1.5 levels; or reads the first frames of a video file,
whose motion OpenCV tells (opencv-python-headless, which is not installed with the tests). Paints
them frame by frame in four sample styles with swift, with strokes kept where they are and without,
and says how far two paintings that follow each other are apart where they show the same (RMSE of
colours in [0, 1]), and how much gradient energy is left of that of the loose strokes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from builder.convert.convert_set import converted_set
from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from builder.networks.catalog import find_set
from builder.painting.engine import Engine, Mixture

SIDES = (384, 256)
FRAMES = 10
BORDER = 16
"""Pixels along the sides that are not compared."""

_NOISE = 1.5
_MARGIN = 40
_STYLES = STYLES[::4]
_ROUNDING = 2.0
"""Pixels by which a place may be off that the flow there and back leads to."""

Before = Callable[[np.ndarray, int], np.ndarray]
"""The painting of a frame where its things are in the next, NaN where that is not known."""


@dataclass(frozen=True)
class Film:
    """Frames, uint8 [height, width, 3], and how they go over into each other."""

    name: str
    frames: Sequence[np.ndarray]
    before: Before


def panned(photo: Image.Image, speed: tuple[float, float], nearer: float, seed: int) -> Film:
    """A film of a photo: its window moves by `speed` pixels a frame and shrinks by `nearer`."""
    width, height = SIDES
    scale = max((side + 2 * _MARGIN) / own for side, own in zip(SIDES, photo.size, strict=True))
    wide, high = (round(scale * own) for own in photo.size)
    ground = photo.resize((wide, high), Image.Resampling.LANCZOS)
    noise = np.random.default_rng(seed)
    frames = []
    for number in range(FRAMES):
        zoom = (1 - nearer) ** number
        left, top = (
            _MARGIN + step * number + (1 - zoom) * side / 2
            for step, side in zip(speed, SIDES, strict=True)
        )
        seen = ground.transform(
            SIDES, Image.Transform.AFFINE, (zoom, 0, left, 0, zoom, top), Image.Resampling.BICUBIC
        )
        noisy = np.asarray(seen) + noise.normal(0, _NOISE, (height, width, 3))
        frames.append(np.clip(noisy + 0.5, 0, 255).astype(np.uint8))

    def before(painting: np.ndarray, number: int) -> np.ndarray:
        zoom = (1 - nearer) ** number
        shift = [step / zoom + nearer * side / 2 for step, side in zip(speed, SIDES, strict=True)]
        moved = Image.fromarray(painting).transform(
            SIDES,
            Image.Transform.AFFINE,
            (1 - nearer, 0, shift[0], 0, 1 - nearer, shift[1]),
            Image.Resampling.BICUBIC,
        )
        return np.asarray(moved).astype(np.float64)

    return Film(f"{speed[0]}, {speed[1]} pixels, {100 * nearer:g} % nearer", frames, before)


def clip(path: Path) -> Film:
    """The first frames of a video file, at the size of the others."""
    cv2 = import_module("cv2")
    video = cv2.VideoCapture(str(path))
    frames: list[np.ndarray] = []
    while len(frames) < FRAMES:
        read, frame = video.read()
        if not read:
            break
        small = cv2.resize(frame, SIDES, interpolation=cv2.INTER_AREA)
        frames.append(cv2.cvtColor(small, cv2.COLOR_BGR2RGB))
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    flows = [
        (_flow(cv2, grey[k + 1], grey[k]), _flow(cv2, grey[k], grey[k + 1]))
        for k in range(len(grey) - 1)
    ]
    x, y = np.meshgrid(*(np.arange(side, dtype=np.float32) for side in SIDES))

    def before(painting: np.ndarray, number: int) -> np.ndarray:
        back, forth = flows[number]
        there = x + back[..., 0], y + back[..., 1]
        moved = cv2.remap(painting, *there, cv2.INTER_CUBIC).astype(np.float64)
        returned = back + cv2.remap(forth, *there, cv2.INTER_LINEAR, borderValue=(1e3, 1e3))
        moved[np.hypot(*np.moveaxis(returned, -1, 0)) > _ROUNDING] = np.nan
        return moved

    return Film(path.name, frames, before)


def _flow(cv2: Any, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    found = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(one, other, None)
    return np.asarray(found)


def painted(engine: Engine, film: Film, vector: Sequence[float], *, steady: bool) -> list[Any]:
    """The paintings of a film, by the set's fastest transformer."""
    engine.prepare(film.frames[0], Mixture([vector]), swift=True, steady=steady)
    return [engine.frame(frame, 40.0 * number) for number, frame in enumerate(film.frames)]


def unsteadiness(film: Film, paintings: Sequence[np.ndarray]) -> float:
    """RMSE of paintings that follow each other, where they show the same, once they settled."""
    inside = (slice(BORDER, -BORDER),) * 2
    apart = [
        (film.before(paintings[k], k) - paintings[k + 1])[inside]
        for k in range(3, len(paintings) - 1)
    ]
    return float(np.sqrt(np.nanmean(np.square(apart)))) / 255


def energy(painting: np.ndarray) -> float:
    """Mean squared difference of neighbouring pixels."""
    values = painting.astype(np.float64)
    return float(sum(np.square(np.diff(values, axis=axis)).mean() for axis in (0, 1)))


def _films(clips: Sequence[Path]) -> Iterator[Film]:
    if clips:
        yield from map(clip, clips)
        return
    for number, photo in enumerate(sample_photos()):
        for speed, nearer in (((0, 0), 0.0), ((1.3, 0.7), 0.0), ((0, 0), 0.005)):
            yield panned(photo.load().convert("RGB"), speed, nearer, number)


def main() -> None:
    network_set = find_set("compact")
    found: dict[str, list[tuple[float, float, float]]] = {}
    with Engine(converted_set(network_set), network_set.name) as engine:
        vectors = [engine.vector(np.asarray(style.draw(1, 512))) for style in _STYLES]
        for film in _films([Path(argument) for argument in sys.argv[1:]]):
            for vector in vectors:
                loose, kept = (painted(engine, film, vector, steady=on) for on in (False, True))
                row = (
                    unsteadiness(film, loose),
                    unsteadiness(film, kept),
                    energy(kept[-1]) / energy(loose[-1]),
                )
                found.setdefault(film.name, []).append(row)
    print("| film | loose | steady | energy left |")
    print("|---|---|---|---|")
    for name, rows in found.items():
        loose, steady, left = np.mean(rows, axis=0)
        print(f"| {name} | {loose:.3f} | {steady:.3f} | {left:.2f} |")


if __name__ == "__main__":
    main()
