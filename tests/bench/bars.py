"""The bars: what the engine has to reach beside its peers, and what it reached in a run.

All are ratios of times that were measured in turn in one run, or sizes; a bar whose measurement is
missing from the report says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from tests.bench.networks import MAGENTA, NAKANO
from tests.bench.race import median, ratios

Report = Mapping[str, Any]
Times = Mapping[str, Sequence[float]]

SWIFT_AND_FINE = 2
"""The bars name the default set's two transformers, fastest first."""


@dataclass(frozen=True)
class Bar:
    """A bar and what was measured.

    Attributes:
        what: what is measured.
        bar: what it should be, in words.
        measured: what it is; None where it was not measured.
        unit: of `measured`.
        met: whether it is met; None where it was not measured.
        note: how to read it, or why there is no measurement.
    """

    what: str
    bar: str
    measured: float | None
    unit: str
    met: bool | None
    note: str = ""


def bars(report: Report) -> list[dict[str, Any]]:
    """All bars, measured by what a report holds."""
    return [asdict(bar) for parts in _ALL for bar in parts(report)]


def _at_least(
    what: str, measure: Callable[[], float], least: float, unit: str = "x", note: str = ""
) -> Bar:
    return _bar(
        what, f"at least {least:g}{_spaced(unit)}", measure, unit, note, lambda m: m >= least
    )


def _at_most(
    what: str, measure: Callable[[], float], most: float, unit: str = "x", note: str = ""
) -> Bar:
    return _bar(what, f"at most {most:g}{_spaced(unit)}", measure, unit, note, lambda m: m <= most)


def _bar(
    what: str,
    bar: str,
    measure: Callable[[], float],
    unit: str,
    note: str,
    is_met: Callable[[float], bool],
) -> Bar:
    try:
        measured = measure()
    except (KeyError, IndexError, TypeError, ValueError):
        return Bar(what, bar, None, unit, None, "not measured in this run")
    return Bar(what, bar, measured, unit, is_met(measured), note)


def _spaced(unit: str) -> str:
    return unit if unit in ("", "x") else f" {unit}"


def _own(report: Report) -> list[str]:
    return list(report["networks"]["own"])[:SWIFT_AND_FINE]


def _ratio(times: Times, slow: str, fast: str) -> float:
    return median(ratios(times, slow, fast))


def _times(report: Report, race: str) -> Times:
    """A race's times; none where it did not run."""
    times: Times = (report.get(race) or {}).get("times", {})
    return times


def _against_the_faster(report: Report) -> Iterator[Bar]:
    times = _times(report, "wasm")
    peers = [name for name in (f"{MAGENTA}@tfjs", f"{MAGENTA}@onnxruntime") if times.get(name)]
    peer = min(peers, key=lambda name: median(times[name]), default="")
    for network, least in zip(_own(report), (3, 1.8), strict=False):
        yield _at_least(
            f"{network}, 256x256, WASM, one thread, against magenta-mobile on the faster peer",
            partial(_ratio, times, peer, f"{network}@engine"),
            least,
            note=f"the faster one: {peer.partition('@')[2]}",
        )


def _against_2018(report: Report) -> Iterator[Bar]:
    swift = _own(report)[0]
    yield _at_least(
        f"{swift} against the 2018 network on TensorFlow.js 4.22, WASM",
        partial(_ratio, _times(report, "wasm"), f"{NAKANO}@tfjs", f"{swift}@engine"),
        14,
    )
    yield _at_least(
        f"{swift} on WASM against the 2018 demo as deployed",
        partial(_ratio, _times(report, "2018"), f"{NAKANO}@tfjs-1.0.0", f"{swift}@engine"),
        350,
    )


def _on_software_webgl(report: Report) -> Iterator[Bar]:
    for network, least in zip(_own(report), (5, 3), strict=False):
        yield _at_least(
            f"{network}, 256x256, WebGL, against magenta-mobile on plain TensorFlow.js",
            partial(_ratio, _times(report, "webgl"), f"{MAGENTA}@tfjs", f"{network}@engine"),
            least,
        )


def _threads(report: Report) -> Iterator[Bar]:
    for network in _own(report):
        yield _at_least(
            f"{network}, two WASM threads against one, 1024x1024",
            partial(_ratio, _times(report, "threads"), f"{network}@engine", f"{network}@engine#2"),
            1.6,
        )


def _same_network(report: Report) -> Iterator[Bar]:
    for backend in ("wasm", "webgl", "webgpu", "cpu"):
        for network in _own(report):
            race = report.get(backend) or {}
            size = "x".join(map(str, race.get("size", ())))
            yield _at_least(
                f"{network} on the engine against plain tf.loadGraphModel, {backend}",
                partial(_ratio, _times(report, backend), f"{network}@tfjs", f"{network}@engine"),
                1.5,
                note=f"at {size}",
            )


def _style(report: Report) -> Iterator[Bar]:
    swift = _own(report)[0]
    yield _at_most(
        f"the style vector of a picture, 256x256, WASM, one thread, against a painting by {swift}",
        partial(_ratio, _times(report, "wasm"), "style@engine", f"{swift}@engine"),
        2,
    )


def _scaling(report: Report) -> Iterator[Bar]:
    for index, network in enumerate(_own(report)):

        def measure(index: int = index) -> float:
            found = report["scaling"][index]
            small, large = (width * height for width, height in found["sizes"])
            pairs = zip(*found["times"], strict=True)
            return median([(late / large) / (early / small) for early, late in pairs])

        yield _at_most(f"{network}, time per megapixel at 12 MP against 1 MP, WASM", measure, 1.15)


def _memory(report: Report) -> Iterator[Bar]:
    for index, network in enumerate(_own(report)):

        def measure(index: int = index) -> float:
            return float(report["memory"][index]["memory"]["renderer"]) / 1e6

        yield _at_most(
            f"{network}, peak memory of the renderer, 24 MP, WASM",
            measure,
            600,
            "MB",
            "with the browser's own code, some 100 MB",
        )


def _frames(report: Report) -> Iterator[Bar]:
    def measure() -> float:
        times = report["frames"]["times"]
        return 1000 * len(times) / sum(times)

    yield _at_least(
        f"{_own(report)[0]}, 256x256 frames with frozen statistics, WASM, one thread",
        measure,
        40,
        "a second",
    )


def _opening(report: Report) -> Iterator[Bar]:
    yield _at_most(
        "opening: page, scripts, styles and the two pictures for the window, compressed",
        lambda: max(found["page"] + found["pictures"] for found in report["opening"]) / 1e6,
        0.25,
        "MB",
    )


def _vitals(report: Report) -> Iterator[Bar]:
    def worst(what: str) -> float:
        return float(max(found[what] for found in report["opening"]))

    yield _at_most(
        "opening: largest contentful paint, this machine", partial(worst, "largest"), 2500, "ms"
    )
    yield _at_most(
        "opening: interaction to next paint, the slowest", partial(worst, "interaction"), 200, "ms"
    )
    yield _at_most("opening: layout shift", partial(worst, "shift"), 0.1, "")
    yield _at_most(
        "bytes until the first painting of an own photo, compressed",
        lambda: worst("own") / 1e6,
        1,
        "MB",
    )


def _most(report: Report, photo: str) -> float:
    return float(max(report["dragging"][photo]))


def _dragging(report: Report) -> Iterator[Bar]:
    for photo, what in (("sample", "a sample photo"), ("own", "an own photo of 24 MP")):
        drags = (report.get("dragging") or {}).get(photo) or [0]
        yield _at_least(
            f"previews while the strength is dragged, {what}",
            partial(_most, report, photo),
            15,
            "a second",
            f"the best of {len(drags)} drags; their median: {median(drags):.1f}",
        )


def _large_photo(report: Report) -> Iterator[Bar]:
    steps = report.get("large-photo") or []
    processor = max((step["processor"] for step in steps), default=0)
    yield _at_most(
        "the page's longest task while a photo of 24 MP is opened, painted, compared and saved",
        lambda: max(float(step["longest"]) for step in steps),
        100,
        "ms",
        f"{processor:.0f} ms of the processor; the least of three visits",
    )


def _live(report: Report) -> Iterator[Bar]:
    found = report.get("live") or {}
    settled = found.get("settled") or {"sides": [0], "intervals": [1]}
    settling = found.get("settling") or {"sides": [], "intervals": []}
    intervals = settled["intervals"]
    period = median(intervals)
    late = sum(interval > 1.5 * period for interval in intervals)
    sides = ", ".join(map(str, settling["sides"]))
    yield _at_most(
        "the latest picture of a camera in Live, after the one before, at the size that was chosen",
        lambda: max(report["live"]["settled"]["intervals"]) / period,
        1.5,
        "periods",
        f"{settled['sides'][0]} pixels wide, {1000 / period:.1f} a second; {late} of "
        f"{len(intervals)} later; chosen after {sum(settling['intervals']) / 1000:.0f} s ({sides})",
    )


def _first_visit(report: Report) -> Iterator[Bar]:
    yield _at_most(
        "first visit until the first painted picture, compressed",
        lambda: max(found["site"]["bytes"] for found in report["first-visit"]) / 1e6,
        0.9,
        "MB",
    )
    for index, name in enumerate(("this machine", "10 Mbit/s")):

        def measure(index: int = index) -> float:
            found = report["first-visit"][index]
            return _ratio({name: found[name]["times"] for name in ("site", "demo")}, "demo", "site")

        yield _at_least(
            f"first visit against the 2018 demo, time to the first painted picture, {name}",
            measure,
            10,
            "x sooner",
        )


def _endurance(report: Report) -> Iterator[Bar]:
    def tensors() -> float:
        fewest, most = report["endurance"]["tensors"]
        return float(most - fewest)

    def memory() -> float:
        before, after = report["endurance"]["memory"]
        return 100 * (after - before) / before

    paints = (report.get("endurance") or {}).get("paints", 300)
    yield _at_most(f"{paints} paints of changing sizes, tensors gained", tensors, 0, "tensors")
    yield _at_most(f"{paints} paints of changing sizes, memory gained", memory, 3, "%")


_ALL: Sequence[Callable[[Report], Iterator[Bar]]] = (
    _against_the_faster,
    _against_2018,
    _on_software_webgl,
    _threads,
    _same_network,
    _style,
    _scaling,
    _memory,
    _frames,
    _opening,
    _vitals,
    _dragging,
    _live,
    _large_photo,
    _first_visit,
    _endurance,
)
