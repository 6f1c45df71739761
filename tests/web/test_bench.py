"""The bench: what it makes of a report, and that its pages run and measure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from builder.errors import AtelierError
from tests.bench.arithmetic import arithmetic
from tests.bench.bars import bars
from tests.bench.document import put_into_document
from tests.bench.groups import Wishes, wanted
from tests.bench.networks import Network, find_networks, multiplications
from tests.bench.profile import summed
from tests.bench.race import BACKENDS, Entrant, paintings, run_race
from tests.bench.table import text
from tests.bench.visits import SITE, Visitor, visits
from tests.bench.workbench import Effort, Workbench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Playwright

SMALL = (32, 32)


@pytest.fixture
def sample() -> dict[str, Any]:
    """A report as a run writes it, of some groups only, in round figures."""
    from pathlib import Path

    import tests.bench.bars as beside

    return json.loads(Path(beside.__file__).with_name("sample.json").read_text(encoding="utf-8"))


def measured(report: dict[str, Any], *words: str) -> tuple[float | None, bool | None]:
    """What the one bar that has all these words in its name measured, and whether it is met."""
    (bar,) = [bar for bar in bars(report) if all(word in bar["what"] for word in words)]
    return bar["measured"] and round(bar["measured"], 3), bar["met"]


def test_bars_compare_round_by_round(sample: dict[str, Any]) -> None:
    # onnxruntime is the faster peer; 70 / 25, 64 / 20 and 66 / 21 are 2.8, 3.2 and 3.14.
    assert measured(sample, "swift", "faster peer") == (3.143, True)
    assert measured(sample, "fine", "faster peer") == (1.6, False)
    assert measured(sample, "swift", "plain", "wasm") == (1.714, True)
    assert measured(sample, "fine", "plain", "wasm") == (1.4, False)
    assert measured(sample, "swift", "two WASM threads") == (2.0, True)
    assert measured(sample, "fine", "two WASM threads") == (1.333, False)
    assert measured(sample, "style vector", "swift") == (0.9, True)


def test_bars_of_sizes_and_visits(sample: dict[str, Any]) -> None:
    assert measured(sample, "swift", "per megapixel") == (1.1, True)
    assert measured(sample, "swift", "peak memory") == (512.0, True)
    assert measured(sample, "first visit", "compressed") == (0.705, True)
    assert measured(sample, "2018 demo", "this machine") == (11.556, True)
    assert measured(sample, "2018 demo", "10 Mbit/s") == (7.0, False)
    assert measured(sample, "tensors") == (0.0, True)
    assert measured(sample, "memory gained") == (2.0, True)
    sample["endurance"] |= {"tensors": [211, 212], "memory": [200e6, 207e6]}
    assert measured(sample, "tensors") == (1.0, False)
    assert measured(sample, "memory gained") == (3.5, False)


def test_the_opening_is_weighed_without_what_is_chosen_from(sample: dict[str, Any]) -> None:
    sizes: dict[str, float] = {"page": 100_000, "pictures": 90_000, "choices": 900_000}
    sizes |= {"own": 950_000, "first": 300, "largest": 400, "interaction": 64, "shift": 0.02}
    sample["opening"] = [
        {"view": "phone", **sizes},
        {"view": "desktop", **sizes, "pictures": 160_000},
    ]
    assert measured(sample, "opening", "two pictures") == (0.26, False)
    said = text({**sample, "bars": bars(sample), "arithmetic": arithmetic(sample)})
    assert "| desktop | 100      | 160" in said
    assert "| desktop | 300 " in said
    assert measured(sample, "own photo", "compressed") == (0.95, True)
    assert measured(sample, "layout shift") == (0.02, True)


def test_what_a_large_photo_stops_is_told_by_step(sample: dict[str, Any]) -> None:
    sample["large-photo"] = [
        {"step": "opened", "longest": 0, "processor": 21.0},
        {"step": "painted", "longest": 107, "processor": 64.0},
    ]
    sample["dragging"] = {"sample": [14.0, 18.0, 16.0], "own": [12.0, 14.0]}
    assert measured(sample, "24 MP is opened") == (107, False)
    assert measured(sample, "dragged", "sample") == (18.0, True)
    assert measured(sample, "dragged", "own") == (14.0, False)
    said = text({**sample, "bars": bars(sample), "arithmetic": arithmetic(sample)})
    assert "64 ms of the processor" in said
    assert "the best of 3 drags; their median: 16.0" in said
    assert "| painted | 107 " in said


def test_pictures_of_a_camera_are_late_by_their_period(sample: dict[str, Any]) -> None:
    intervals = [60.0] * 98 + [80.0, 120.0]
    settling = {"sides": [256], "intervals": [50.0]}
    sample["live"] = {"settling": settling, "settled": {"sides": [320], "intervals": intervals}}
    assert measured(sample, "camera", "latest") == (2.0, False)
    said = text({**sample, "bars": bars(sample), "arithmetic": arithmetic(sample)})
    assert "320 pixels wide, 16.7 a second; 1 of 100 later" in said
    intervals.pop()
    assert measured(sample, "camera", "latest") == (1.333, True)


def test_a_bar_without_its_measurement_is_neither_met_nor_missed(sample: dict[str, Any]) -> None:
    assert measured(sample, "2018 network") == (None, None)
    assert measured(sample, "frames") == (None, None)
    assert measured(sample, "fine", "peak memory") == (None, None)
    del sample["wasm"]
    assert measured(sample, "swift", "faster peer") == (None, None)


def test_what_the_arithmetic_allows(sample: dict[str, Any]) -> None:
    swift, fine = arithmetic(sample)
    assert (swift["network"], swift["engine"], swift["folded"]) == ("swift", 21.0, 17.0)
    assert swift["roof"] == pytest.approx(2 * 128**2 * 9 * 32**2 / 10e-3 / 1e9)
    assert swift["gmacs"] == pytest.approx(4200 * 256**2 / 1e9)
    assert fine["least"] == pytest.approx(2 * 10092 * 256**2 / fine["roof"] / 1e6)


def test_multiplications_follow_strides_and_doublings() -> None:
    step = {"op": "conv", "stride": 1}
    program = {
        "steps": [
            {**step, "in": "content", "out": "1", "weights": "a", "stride": 2},
            {**step, "in": "1", "out": "2", "weights": "b", "op": "depthwise"},
            {"op": "add", "in": ["1", "2"], "out": "3"},
            {"op": "up", "in": "3", "out": "4", "factor": 2},
            {**step, "in": "4", "out": "cells", "weights": "c"},
        ]
    }
    shapes = {"a": (5, 5, 3, 8), "b": (3, 3, 8, 1), "c": (1, 1, 8, 3)}
    assert multiplications(program, shapes) == 5 * 5 * 3 * 8 / 4 + 3 * 3 * 8 / 4 + 8 * 3


def test_the_table_names_what_was_left_out(sample: dict[str, Any]) -> None:
    said = text({**sample, "bars": bars(sample), "arithmetic": arithmetic(sample)})
    assert "left out: about 61 s" in said
    assert "Absent: nakano: its published weights are not in networks." in said
    assert "The group frames failed: interrupted" in said
    assert "onnx on wasm, 2 threads did not run: no memory" in said


def test_the_table_goes_into_the_documentation(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text("above\n\n<!-- bench: begin -->\nold\n<!-- bench: end -->\n\nbelow\n")
    for _ in range(2):
        put_into_document(file, "## Bars\n\nnew")
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line]
        marks = ["<!-- bench: begin -->", "<!-- bench: end -->"]
        assert lines == ["above", marks[0], "### Bars", "new", marks[1], "below"]
    file.write_text("no marks", encoding="utf-8")
    with pytest.raises(AtelierError, match="lacks the marks"):
        put_into_document(file, "new")


def test_a_runtime_that_paints_something_else_is_named(sample: dict[str, Any]) -> None:
    report = {**sample, "bars": [], "agreement": {"swift@engine": 0.01, "magenta@onnxruntime": 9.0}}
    assert "magenta@onnxruntime paints another picture, 9.0 of 255 off" in text(report)


def test_a_profile_adds_kernels_of_one_shape_up() -> None:
    def kernel(name: str, side: int, milliseconds: float) -> dict[str, Any]:
        return {"kernel": name, "shape": [1, side], "milliseconds": milliseconds}

    runs = [
        [kernel("Conv", 8, each), kernel("Add", 8, 9.0), kernel("Conv", 8, 2 * each)]
        for each in (4.0, 5.0, 90.0)
    ]
    first, second = summed(runs)
    assert first == {"kernel": "Conv", "shape": [1, 8], "count": 2, "milliseconds": 15.0}
    assert second == {"kernel": "Add", "shape": [1, 8], "count": 1, "milliseconds": 9.0}


def test_groups_are_chosen_by_name_and_backend() -> None:
    assert wanted(["frames", "wasm"], Wishes()) == ["wasm", "frames"]
    chosen = wanted([], Wishes(backends=["wasm"]))
    assert "visits" in chosen
    assert [name for name in chosen if name in BACKENDS] == ["wasm"]


@pytest.fixture(scope="module")
def bench(
    built_site: Path, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workbench]:
    networks = find_networks(built_site, None)
    effort = Effort(runs=2, seconds=0.1, longest=60)
    folder = tmp_path_factory.mktemp("bench")
    bench = Workbench(built_site, networks, folder, playwright, effort)
    yield bench
    bench.close()


def test_the_engine_and_plain_tensorflow_race_and_paint_the_same(bench: Workbench) -> None:
    swift = bench.networks.own[0]
    missing = Network("missing", "/site/networks/none/set.json#none", "/none/model.json")
    entrants = [Entrant("engine", [swift], "wasm"), Entrant("tfjs", [swift], "wasm")]
    others = [Entrant("engine", [bench.networks.style], "wasm"), Entrant("tfjs", [missing], "wasm")]
    race = run_race(bench, "wasm", SMALL, [*entrants, *others])
    subjects = [f"{swift.name}@{way}" for way in ("engine", "folded", "tfjs")]
    assert list(race.times) == [*subjects, "style@engine"]
    assert all(len(times) == 2 and min(times) > 0 for times in race.times.values())
    assert list(race.failures) == ["tfjs on wasm"]
    painted = paintings(bench, SMALL, entrants)
    expected = np.array(painted[subjects[-1]])
    assert expected.std() > 10
    for subject in subjects:
        assert np.abs(np.array(painted[subject]) - expected).mean() < 1, subject


def test_a_visit_counts_memory_and_bytes(bench: Workbench) -> None:
    swift = bench.networks.own[0].name
    visitors = [Visitor(SITE, swift, "wasm"), Visitor(SITE, "nothing", "wasm")]
    found, failed, again = visits(bench, visitors, [SMALL, (48, 32)])
    assert (found["size"], again["size"]) == ([32, 32], [48, 32])
    assert found["start"] > 0
    assert len(found["warm"]) == 2
    assert found["bytes"] > bench.networks.facts[swift]["bytes"] / 2
    assert found["memory"] is None or found["memory"]["renderer"] > 50e6
    assert "failed" in failed
