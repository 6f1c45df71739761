from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageOps

from builder.errors import PaintingError, PictureError, UsageProblem
from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from builder.networks.network_set import NetworkSet
from builder.painting.engine import Engine, Mixture
from tests.faces import likeness, portrait
from tests.pictures import keras_painting, keras_vector, pixels

REPOSITORY = Path(__file__).parents[3]

STYLE = tuple(float(value) for value in np.random.default_rng(3).normal(0, 0.7, 100))
PIXEL_MEAN, PIXEL_MOST = 0.75, 12
"""Differences, of 255, that half-precision weights and other orders of summing may make."""

MOST_BORDER = 1.2
"""Steps between the outermost pixels of a painting, relative to those inside."""


def test_what_the_style_network_says_is_what_keras_says(
    engine: Engine, network_set: NetworkSet
) -> None:
    picture = pixels(2, 300, 421)
    expected = keras_vector(network_set, picture)
    assert np.abs(engine.vector(picture) - expected).max() < 0.02 * np.abs(expected).max()


@pytest.mark.parametrize("swift", [False, True])
@pytest.mark.parametrize("sides", [(64, 96), (132, 84), (256, 256)])
def test_the_painting_is_what_keras_paints(
    engine: Engine, network_set: NetworkSet, sides: tuple[int, int], swift: bool
) -> None:
    picture = pixels(1, *sides)
    vector = np.asarray(STYLE, np.float32)
    transformer = network_set.transformers[0 if swift else -1]
    expected = keras_painting(network_set, picture, vector, transformer)
    difference = np.abs(engine.paint(picture, Mixture([STYLE]), swift=swift) - expected)
    assert difference.mean() < PIXEL_MEAN
    assert difference.max() < PIXEL_MOST


def test_no_line_is_drawn_along_the_border(engine: Engine) -> None:
    photos = {photo.id: photo for photo in sample_photos()}
    found = []
    for photo, style in (("lake", 10), ("colosseum", 9), ("otters", 0)):
        picture = np.asarray(ImageOps.fit(photos[photo].load().convert("RGB"), (320, 216)))
        vector = engine.vector(np.asarray(STYLES[style].draw(1, 256).convert("RGB")))
        painted = engine.paint(picture, Mixture([vector], strokes="fine")).mean(axis=2)
        for seen in (painted, painted.T):
            steps = np.abs(np.diff(seen, axis=0)).mean(axis=1)
            found.append((steps[[0, 1, -2, -1]].mean()) / steps[16:-16].mean())
    assert np.mean(found) < MOST_BORDER, found


def test_opacity_is_kept_and_what_lies_behind_it_does_not_matter(engine: Engine) -> None:
    opaque = pixels(1, 70, 90)
    alpha = np.full((70, 90, 1), 255, np.uint8)
    alpha[:, 40:] = 0
    one = np.concatenate([opaque, alpha], axis=2)
    other = one.copy()
    other[:, 40:, :3] = 7
    painted = engine.paint(one, Mixture([STYLE]))
    assert (painted[..., 3] == alpha[..., 0]).all()
    assert (engine.paint(other, Mixture([STYLE])) == painted).all()
    assert engine.paint(opaque, Mixture([STYLE])).shape == (70, 90, 3)


def test_the_painting_has_the_pictures_size_or_the_asked_one(engine: Engine) -> None:
    picture = pixels(1, 50, 75)
    assert engine.paint(picture, Mixture([STYLE])).shape == (50, 75, 3)
    assert engine.paint(picture, Mixture([STYLE]), size=30).shape == (20, 30, 3)


def test_strength_leads_from_the_pictures_own_style_through_the_style(engine: Engine) -> None:
    picture = pixels(1, 60, 80)
    style = engine.vector(np.asarray(STYLES[0].draw(1, 256)))
    paintings = [
        engine.paint(picture, Mixture([style], strength=strength)).astype(int)
        for strength in (0, 0.5, 1, 1.5)
    ]
    steps = [np.abs(one - paintings[0]).mean() for one in paintings]
    assert steps == sorted(set(steps))
    other = Mixture([[0.0] * 100], strength=0)
    assert (engine.paint(picture, other) == paintings[0]).all()


def test_weights_mix_styles(engine: Engine) -> None:
    picture, other = pixels(1, 40, 40), [-value for value in STYLE]

    def paint(vectors: Sequence[Sequence[float]], weights: Sequence[float]) -> np.ndarray:
        return engine.paint(picture, Mixture(vectors, weights))

    both = [STYLE, other]
    assert (paint(both, [3, 0]) == paint([STYLE], [1])).all()
    assert (paint(both, [0, 1]) == paint([other], [1])).all()
    assert (paint(both, [2, 2]) == paint([[0.0] * 100], [1])).all()


def test_colours_come_from_the_picture_where_it_keeps_them(engine: Engine) -> None:
    grey = np.repeat(pixels(1, 48, 64)[..., :1], 3, axis=2)
    mixture = Mixture([STYLE])
    assert np.ptp(engine.paint(grey, mixture), axis=2).max() > 20
    assert np.ptp(engine.paint(grey, replace(mixture, colours=1)), axis=2).max() <= 2
    smaller = engine.paint(grey, replace(mixture, colours=1), size=32)
    assert np.ptp(smaller, axis=2).max() <= 2


def test_tiles_are_counted(engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    engine.paint(pixels(1, 40, 40), Mixture([STYLE]), progress=lambda *tiles: told.append(tiles))
    assert told == [(0, 1), (1, 1)]


def test_frames_are_painted_with_the_statistics_of_the_first(engine: Engine) -> None:
    first = pixels(1, 60, 88)
    assert engine.prepare(first, Mixture([STYLE]), size=44) == (44, 30)
    assert engine.prepare(first, Mixture([STYLE])) == (88, 60)
    assert _apart(engine.frame(first, 0), engine.paint(first, Mixture([STYLE]))).max() <= 1
    # The same scene, into which something came.
    next_one = first.copy()
    next_one[30:, 44:] = 255 - next_one[30:, 44:]
    own = engine.paint(next_one, Mixture([STYLE]))
    frozen = engine.frame(next_one, 40)
    assert _apart(frozen, own).mean() > 2, "painted by statistics of its own"
    # They follow the film's time, however long the machine takes.
    assert (engine.frame(next_one, 80) == frozen).all()
    assert _apart(engine.frame(next_one, 8000), own).mean() < 0.2


def test_a_cut_is_painted_with_statistics_of_its_own(engine: Engine) -> None:
    first = pixels(1, 60, 88)
    engine.prepare(first, Mixture([STYLE]))
    engine.frame(first, 0)
    after = 255 - first
    assert _apart(engine.frame(after, 40), engine.paint(after, Mixture([STYLE]))).max() <= 1


def test_exposure_that_flickers_makes_no_painting_jump(engine: Engine) -> None:
    first = pixels(1, 64, 96) // 2 + 40
    engine.prepare(first, Mixture([STYLE]))
    steady = engine.frame(first, 0)
    for number, exposure in enumerate((1.05, 0.95, 1.05, 1), 1):
        frame = np.round(first * exposure).astype(np.uint8)
        apart = _apart(engine.frame(frame, 40 * number), steady).mean(axis=2)
        patches = apart.reshape(4, 16, 6, 16).mean(axis=(1, 3))
        assert patches.max() < 3


def _apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(one.astype(int) - other)


def test_faces_are_kept_and_the_rest_is_as_it_was(engine: Engine) -> None:
    photo = portrait(512)
    vector = engine.vector(np.asarray(next(s for s in STYLES if s.id == "woodcut").draw(1, 256)))
    mixture = Mixture([vector], strength=1.3)
    painted = engine.paint(photo, mixture, swift=True)
    kept = engine.paint(photo, replace(mixture, keep_faces=True), swift=True)
    assert likeness(kept, photo) > likeness(painted, photo) + 0.1
    assert (kept[256:] == painted[256:]).all()
    landscape = np.ascontiguousarray(photo[256:])
    without, looked_for = (
        engine.paint(landscape, replace(mixture, keep_faces=keep), swift=True)
        for keep in (False, True)
    )
    assert (without == looked_for).all(), "there is no face in it"


def test_a_shared_style_says_what_the_studio_shared(engine: Engine) -> None:
    shared = {
        "format": "atelier-style",
        "version": 1,
        "space": "magenta-mobile",
        "strength": 1.25,
        "colours": 0.5,
        "strokes": "broad",
        "keepFaces": True,
        "styles": [{"title": "Waves", "weight": 0.25, "vector": [0.5] * 100}],
    }
    recipe = engine.recipe(json.dumps(shared))
    assert recipe.space == "magenta-mobile"
    assert recipe.mixture == Mixture([[0.5] * 100], [0.25], 1.25, 0.5, "broad", keep_faces=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{}", "damaged or no shared style"),
        ("https://example.org/#style=AQID", "damaged or no shared style"),
        ('{"format": "atelier-style", "version": 9}', "later version"),
    ],
)
def test_what_is_no_shared_style(engine: Engine, text: str, says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        engine.recipe(text)


def test_what_cannot_be_painted_is_said_and_painting_goes_on(engine: Engine) -> None:
    picture = pixels(1, 40, 40)
    with pytest.raises(PictureError, match="100 megapixels is too large"):
        engine.paint(picture, Mixture([STYLE]), size=10_000)
    with pytest.raises(RuntimeError, match="vector_argument"):
        engine.paint(picture, Mixture([[1.0]]))
    assert engine.paint(picture, Mixture([STYLE])).shape == (40, 40, 3)


def test_an_engine_that_stops_says_so(converted: Path, network_set: NetworkSet) -> None:
    with Engine(converted, network_set.name, threads=1) as engine:
        os.kill(engine.process, signal.SIGKILL)
        with pytest.raises(PaintingError, match="stopped unexpectedly"):
            engine.paint(pixels(1, 40, 40), Mixture([STYLE]))


def test_an_engine_that_does_not_begin_says_what_to_look_at(
    converted: Path, network_set: NetworkSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--require=/nowhere.js")
    with pytest.raises(PaintingError, match=r"NODE_OPTIONS(.|\n)*/nowhere\.js"):
        Engine(converted, network_set.name).__enter__()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
@pytest.mark.parametrize("gigabytes", [4, 20])
def test_too_few_addresses_are_said(
    converted: Path, network_set: NetworkSet, gigabytes: int
) -> None:
    """WebAssembly takes far more addresses than memory, so no size of painting would help."""
    code = (
        "import resource, sys; from pathlib import Path; from builder.painting.engine import *\n"
        "resource.setrlimit(resource.RLIMIT_AS, 2 * (int(sys.argv[3]) * 10**9,))\n"
        "try:\n"
        "    with Engine(Path(sys.argv[1]), sys.argv[2]) as engine:\n"
        "        engine.vector(np.zeros((64, 64, 3), np.uint8))\n"
        "        engine.paint(np.zeros((64, 64, 3), np.uint8), Mixture([(0.1,) * 100]))\n"
        "except PaintingError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, converted, network_set.name, str(gigabytes)],
        cwd=REPOSITORY,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("There is not enough memory"), done.stderr
    assert "ulimit -v unlimited" in done.stdout
    assert done.stdout.count("\n") == 1


def test_threads_do_not_change_a_byte(converted: Path, network_set: NetworkSet) -> None:
    paintings = []
    for threads in (1, 3):
        with Engine(converted, network_set.name, threads=threads) as engine:
            paintings.append(engine.paint(pixels(1, 203, 150), Mixture([STYLE])))
    assert (paintings[0] == paintings[1]).all()


def test_what_the_runtime_cannot_run_tensorflow_does(
    engine: Engine, converted: Path, network_set: NetworkSet, tmp_path: Path
) -> None:
    networks = shutil.copytree(converted, tmp_path / "networks")
    file = networks / network_set.name / "set.json"
    described = json.loads(file.read_text(encoding="utf-8"))
    for network in (described["style"], *described["transformers"].values()):
        assert network.pop("program")
    file.write_text(json.dumps(described), encoding="utf-8")
    picture = pixels(1, 64, 96)
    with Engine(networks, network_set.name) as other:
        vector = other.vector(picture)
        painted = other.paint(picture, Mixture([vector])).astype(int)
    expected = engine.vector(picture)
    assert np.abs(np.subtract(vector, expected)).max() < 0.01 * np.abs(expected).max()
    assert np.abs(painted - engine.paint(picture, Mixture([vector]))).mean() < PIXEL_MEAN


def test_it_ends_with_whoever_started_it(converted: Path, network_set: NetworkSet) -> None:
    code = f"""
from pathlib import Path
from builder.painting.engine import Engine
with Engine(Path({str(converted)!r}), {network_set.name!r}) as engine:
    print(engine.process, flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        engine = int(parent.stdout.readline())
        assert _runs(engine)
        parent.kill()
    deadline = time.monotonic() + 20
    while _runs(engine):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
