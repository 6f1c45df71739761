"""Compare schedules of passes: python -m tests.strokes SITE --contents DIR --styles DIR

Paints held-out photos, each in a held-out style of its own, in passes of several schedules with the
engine of a built site, and asks judges (`build-site distill --judge`) how near the paintings are to
their styles, as multiples of what the teacher pair reaches in one pass, and in what share of the
pairs they are nearer than it. Writes a table to standard output and the paintings to --out.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from builder.distill.conditions import enlarged
from builder.distill.evaluate import structural_similarity, style_of, style_vectors
from builder.distill.experiment import Experiment
from builder.distill.judges.assessment import TEACHER, Painter, StyledPhoto, assess
from builder.distill.judges.available import Jury
from builder.distill.judges.style_distance import VIEWS
from builder.distill.output_set import find_trained
from builder.distill.teacher_files import find_teacher
from tests.bundle import bundle_script
from tests.chromium import find_chromium
from tests.local_server import EMPTY_PAGE
from tests.web.browser import launch
from tests.web.server import SiteServer


def schedules(size: int, *, halos: bool = False) -> dict[str, dict[str, Any]]:
    """What is compared at a long side of `size` px, by name.

    Args:
        size: the painting's long side.
        halos: blend the colours of large areas by detail, too.
    """
    usual = {"detail": "none", "halos": halos, "statistics": "own", "sharpening": 0}
    medium, broad = _sizes(400, size), _sizes(256, size)
    half = {"covering": _covering(0.5, 0.5)}

    def by_detail(plain: float, detailed: float) -> dict[str, Any]:
        return {"covering": _covering(plain, detailed), "detail": "around"}

    bold = by_detail(0.8, 0.3)
    wanted: list[tuple[list[int], str, dict[str, Any]]] = [
        (medium, "half", half),
        (medium, "0.7 to 0.15", by_detail(0.7, 0.15)),
        (medium, "0.8 to 0.05", by_detail(0.8, 0.05)),
        (_sizes(400, size, 0.7), "0.8 to 0.05", by_detail(0.8, 0.05)),
        (broad, "half", half),
        (broad, "0.8 to 0.05", by_detail(0.8, 0.05)),
        (broad, "0.8 to 0.3", bold),
        (broad, "0.8 to 0.3, detail of the place alone", bold | {"detail": "place"}),
        (broad, "0.8 to 0.3, sharpened", bold | {"sharpening": 0.5}),
        (broad, "0.8 to 0.3, statistics of the photo", bold | {"statistics": "photo"}),
    ]
    several = {
        f"{', '.join(map(str, sizes))}: {name}": usual | options | {"sizes": sizes}
        for sizes, name, options in wanted
        if len(sizes) > 1
    }
    return {f"{size}": usual | half | {"sizes": [size]}} | several


def _covering(plain: float, detailed: float) -> dict[str, float]:
    return {"plain": plain, "detailed": detailed, "areas": 0.5}


def _sizes(first: int, size: int, step: float = 1) -> list[int]:
    """Long sides from `first` to `size`, about 2 ** `step` times as long from one to the next."""
    steps = max(0, round(log2(size / first) / step))
    return [round(first * (size / first) ** (k / steps)) for k in range(steps)] + [size]


@contextmanager
def _engine(site: Path) -> Iterator[Page]:
    """A page with the module schedules.ts below /engine and the site below /site."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        (root / "site").symlink_to(site.resolve())
        bundle_script(Path(__file__).with_name("schedules.ts"), root / "engine")
        server = SiteServer(root)
        browser = launch(playwright.chromium, find_chromium())
        page = browser.new_page()
        page.set_default_timeout(600_000)
        page.goto(server.origin + EMPTY_PAGE)
        yield page
        browser.close()
        server.close()


def _png(picture: np.ndarray) -> str:
    file = io.BytesIO()
    Image.fromarray(np.round(picture * 255).astype(np.uint8)).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _painter(page: Page, transformer: str, schedule: Mapping[str, Any]) -> Painter:
    script = 'async (task) => (await import("/engine/schedules.js")).paint(task)'

    def paint(pair: StyledPhoto, picture: np.ndarray) -> np.ndarray:
        task = {
            "networks": "/site/networks/",
            "transformer": transformer,
            "photo": _png(picture),
            "vector": pair.own.tolist(),
            "schedule": schedule,
        }
        address = page.evaluate(script, task)
        with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as image:
            return np.asarray(image.convert("RGB"), np.float32) / 255

    return paint


class _Noted:
    """A painter whose paintings are kept, and how like the photo they are: SSIM at 512 px."""

    def __init__(self, name: str, painter: Painter, out: Path) -> None:
        self._painter = painter
        self._name = name
        self._out = out
        self.alike: list[float] = []

    def __call__(self, pair: StyledPhoto, picture: np.ndarray) -> np.ndarray:
        painting = self._painter(pair, picture)
        small = [_reduced(each) for each in (painting, picture)]
        self.alike.append(structural_similarity(*small))
        folder = self._out / self._name.replace(":", "").replace(" ", "-").replace(",", "")
        folder.mkdir(parents=True, exist_ok=True)
        pixels = Image.fromarray(np.round(painting * 255).astype(np.uint8))
        pixels.save(folder / f"{len(self.alike)}.png")
        return painting


def _reduced(picture: np.ndarray) -> np.ndarray:
    pixels = Image.fromarray(np.round(picture * 255).astype(np.uint8))
    return np.asarray(pixels.resize((512, 512), Image.Resampling.BOX), np.float32) / 255


def _pairs(experiment: Experiment, own: np.ndarray, size: int, count: int) -> Iterator[StyledPhoto]:
    for n in range(count):
        k = style_of(n, len(own))
        print(f"pair {n + 1} of {count}", file=sys.stderr, flush=True)
        photo = enlarged(experiment.held_out_contents[n], size)
        styles, vectors = experiment.held_out_styles, experiment.held_out_vectors
        yield StyledPhoto(photo, styles[k], vectors[k], own[k])


def main() -> None:
    arguments = _parser().parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    jury = Jury.open(arguments.judge)
    out = arguments.out
    experiment = Experiment.open(
        find_teacher(arguments.teacher), arguments.contents, arguments.styles, out
    )
    own = style_vectors(find_trained(arguments.set).style_network(), experiment.held_out_styles)
    wanted = schedules(arguments.size, halos=arguments.halos)
    if arguments.schedule:
        wanted = {name: wanted[name] for name in arguments.schedule}
    with _engine(arguments.site) as page:
        painters = {
            name: _painter(page, arguments.transformer, schedule)
            for name, schedule in wanted.items()
        }
        painters[TEACHER] = lambda pair, photo: experiment.teacher.painting(photo, pair.told)
        noted = {name: _Noted(name, painter, out) for name, painter in painters.items()}
        pairs = _pairs(experiment, own, arguments.size, arguments.pairs)
        found = assess(jury.networks, noted, pairs)
    for line in _table(found, {name: np.mean(each.alike) for name, each in noted.items()}):
        print(line)


def _table(
    found: Mapping[str, Mapping[str, Any]], alike: Mapping[str, np.floating[Any]]
) -> Iterator[str]:
    heads = [f"{judge}, {view}" for judge in found for view in VIEWS]
    yield f"| schedule | {' | '.join(heads)} | SSIM |"
    yield f"|---|{'---|' * (len(heads) + 1)}"
    for name in alike:
        cells = [
            f"{painters[name]['gram'][view] / painters[TEACHER]['gram'][view]:.2f}"
            f" ({painters[name]['nearer'][view]:.0%})"
            for painters in found.values()
            for view in VIEWS
        ]
        yield f"| {name} | {' | '.join(cells)} | {alike[name]:.2f} |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.strokes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("site", type=Path, help="a built site")
    add("--contents", type=Path, required=True, help="folder of photos")
    add("--styles", type=Path, required=True, help="folder of styles")
    add("--teacher", default="magenta-mobile", help="pair to compare with: name or folder")
    add("--transformer", default="fine", help="of the site's default set, by its name")
    add("--set", default="compact", help="the site's set, for its style network")
    add("--judge", action="append", default=[], metavar="NAME=FILE", help="repeatable")
    add("--size", type=int, default=1024, help="long side in pixels: 256 times a power of 2")
    add("--schedule", action="append", metavar="NAME", help="these only, as the table names them")
    add("--halos", action="store_true", help="blend large areas' colours by detail, too")
    add("--pairs", type=int, default=9, help="photos that are painted")
    add("--out", type=Path, default=Path("test-results/strokes"), help="folder of the paintings")
    return parser


if __name__ == "__main__":
    main()
