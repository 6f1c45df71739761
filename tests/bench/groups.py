"""The parts of a run, each of which can be run alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.bench.dragging import dragging
from tests.bench.endurance import endurance
from tests.bench.first_visit import first_visits
from tests.bench.frames import frames
from tests.bench.large_photo import large_photo
from tests.bench.live import live
from tests.bench.networks import MAGENTA, NAKANO, Network
from tests.bench.opening import openings
from tests.bench.profile import profiles
from tests.bench.race import BACKENDS, Entrant, paintings, run_race
from tests.bench.scaling import scaling
from tests.bench.visits import SITE, Visitor, visit, visits
from tests.bench.workbench import Size, Workbench

SIZES: tuple[Size, ...] = ((256, 256), (512, 512), (1024, 1024), (2048, 2048), (4000, 3000))

SMALL: Size = (256, 256)
LARGE_PHOTO: Size = (6000, 4000)

_SLOW = {"webgpu": (64, 64), "cpu": (64, 64)}
"""Backends that take minutes for a picture of 256 x 256 without a graphics card; what they race
with instead. The peers' larger networks are left out there."""


@dataclass(frozen=True)
class Wishes:
    """What of each group is asked for.

    Attributes:
        backends: which backends to measure.
        sizes: sizes of picture of the visits.
        frames: how many camera frames.
        first_visits: how often each page is visited over each connection.
        live: for how many seconds a camera is painted.
    """

    backends: Sequence[str] = BACKENDS
    sizes: Sequence[Size] = SIZES
    frames: int = 200
    first_visits: int = 5
    live: float = 60


Group = Callable[[Workbench, Wishes], Any]


def _peers(bench: Workbench, *names: str) -> list[Network]:
    return [bench.networks.peers[name] for name in names if name in bench.networks.peers]


def _size(bench: Workbench, backend: str) -> Size:
    return SMALL if bench.card else _SLOW.get(backend, SMALL)


def race_on(backend: str) -> Group:
    """The race of the engine and its peers on one backend, one thread."""

    def group(bench: Workbench, tasks: Wishes) -> dict[str, Any]:
        own = bench.networks.own
        is_slow = backend in _SLOW and not bench.card
        magenta, nakano = ([] if is_slow else _peers(bench, name) for name in (MAGENTA, NAKANO))
        entrants = [
            Entrant("engine", [*own, *magenta], backend),
            Entrant("tfjs", [*own, *magenta, *nakano], backend),
            Entrant("tfjs", [], backend),
        ]
        if backend == "wasm":
            # On a page of its own: two networks that run in turn would put their weights again.
            entrants.append(Entrant("engine", [bench.networks.style], backend))
        if magenta and backend in ("wasm", "webgpu"):
            entrants.append(Entrant("onnx", magenta, backend))
        return run_race(bench, backend, _size(bench, backend), entrants).as_json()

    return group


def _agreement(bench: Workbench, tasks: Wishes) -> dict[str, float]:
    """How far every runtime's painting is from TensorFlow.js's of the same network, in 1/255."""
    own, magenta = bench.networks.own, _peers(bench, MAGENTA)
    entrants = [Entrant(lane, [*own, *magenta], "wasm") for lane in ("tfjs", "engine")]
    entrants += [Entrant("onnx", magenta, "wasm")] if magenta else []
    painted = paintings(bench, _SLOW["cpu"], entrants)
    return {
        subject: _distance(values, painted[f"{subject.partition('@')[0]}@tfjs"])
        for subject, values in painted.items()
    }


def _distance(one: Sequence[int], other: Sequence[int]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def _deployed(bench: Workbench, tasks: Wishes) -> dict[str, Any]:
    """The 2018 demo as it was deployed, beside the fastest transformer on WASM."""
    entrants = [
        Entrant("engine", bench.networks.own[:1], "wasm", only=["@engine"]),
        Entrant("tfjs-1", _peers(bench, NAKANO), "webgl"),
    ]
    return run_race(bench, "2018", SMALL, entrants).as_json()


def _threads(bench: Workbench, tasks: Wishes) -> dict[str, Any]:
    """One WASM thread and two."""
    own, magenta = bench.networks.own, _peers(bench, MAGENTA)
    entrants = [
        Entrant(lane, networks, "wasm", threads, only)
        for lane, networks, only in (("engine", own, ["@engine"]), ("onnx", magenta, []))
        if networks
        for threads in (1, 2)
    ]
    return run_race(bench, "threads", (1024, 1024), entrants).as_json()


def _visits(bench: Workbench, tasks: Wishes) -> list[dict[str, Any]]:
    """Every network on every backend at every size."""
    visitors = [
        Visitor(SITE, network.name, backend, threads)
        for backend in tasks.backends
        for threads in ((1, 2) if backend == "wasm" else (1,))
        for network in bench.networks.own
    ]
    usual = ("wasm", "webgl")
    peers = [
        ("tfjs", MAGENTA, BACKENDS if bench.card else usual),
        ("onnx", MAGENTA, ("wasm", "webgpu") if bench.card else ("wasm",)),
        ("tfjs", NAKANO, usual),
        ("tfjs-1", NAKANO, ("webgl",)),
    ]
    visitors += [
        Visitor(runtime, name, backend)
        for runtime, name, backends in peers
        for backend in backends
        if name in bench.networks.peers and backend in tasks.backends
    ]
    return list(visits(bench, visitors, tasks.sizes))


def _memory(bench: Workbench, tasks: Wishes) -> list[dict[str, Any]]:
    """A photo of 24 megapixels on WASM."""
    return [
        {"network": network.name, "size": list(LARGE_PHOTO)}
        | visit(bench, Visitor(SITE, network.name, "wasm"), LARGE_PHOTO, once=True)
        for network in bench.networks.own
    ]


GROUPS: dict[str, Group] = {
    "agreement": _agreement,
    **{backend: race_on(backend) for backend in BACKENDS},
    "2018": _deployed,
    "threads": _threads,
    "profile": lambda bench, _: profiles(bench, "wasm", SMALL),
    "scaling": lambda bench, _: [scaling(bench, network.name) for network in bench.networks.own],
    "frames": lambda bench, tasks: frames(bench, tasks.frames),
    "memory": _memory,
    "opening": lambda bench, _: openings(bench),
    "dragging": lambda bench, _: dragging(bench, LARGE_PHOTO),
    "live": lambda bench, tasks: live(bench, tasks.live),
    "large-photo": lambda bench, _: large_photo(bench, LARGE_PHOTO),
    "first-visit": lambda bench, tasks: first_visits(bench, tasks.first_visits),
    "endurance": lambda bench, _: endurance(bench),
    "visits": _visits,
}
"""By name, in the order of running; what each gives is in the report under its name."""


def wanted(only: Sequence[str], tasks: Wishes) -> list[str]:
    """The groups to run: those named, else all whose backend is asked for."""
    if only:
        return [name for name in GROUPS if name in only]
    return [name for name in GROUPS if name not in BACKENDS or name in tasks.backends]


def quick(tasks: Wishes) -> Wishes:
    """The same in little."""
    sizes = [size for size in tasks.sizes if size[0] <= 512] or tasks.sizes
    return replace(tasks, sizes=sizes, frames=60, first_visits=1, live=10)
