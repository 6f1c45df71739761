"""Which steps of the WebAssembly runtime a painting's time goes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.race import Entrant, median, prepared
from tests.bench.workbench import Size, Workbench

_PROFILE = "index => globalThis.lane.profile(index)"
_RUNS = 7

Kernels = Sequence[Mapping[str, Any]]


def profiles(bench: Workbench, backend: str, size: Size) -> list[dict[str, Any]]:
    """Profile the project's transformers on a backend that runs them step by step.

    Returns:
        "subject", "backend", "size", and "kernels": "kernel", "shape" of what it makes, "count" and
        "milliseconds" of all of them together, the most expensive first.
    """
    entrant = Entrant("engine", bench.networks.own, backend)
    with bench.browser(backend) as browser:
        found = []
        for subject, page, index in prepared(bench, browser, size, entrant):
            runs = [page.evaluate(_PROFILE, index) for _ in range(_RUNS)]
            found.append({"subject": subject, "backend": backend, "size": list(size)})
            found[-1]["kernels"] = summed(runs)
        return found


def summed(runs: Sequence[Kernels]) -> list[dict[str, Any]]:
    """The medians of several runs of the same kernels, those of one kind and shape together."""
    groups: defaultdict[tuple[str, tuple[int, ...]], list[float]] = defaultdict(list)
    for same in zip(*runs, strict=True):
        milliseconds = median([kernel["milliseconds"] for kernel in same])
        groups[same[0]["kernel"], tuple(same[0]["shape"])].append(milliseconds)
    rows = [
        {"kernel": kernel, "shape": list(shape), "count": len(each), "milliseconds": sum(each)}
        for (kernel, shape), each in groups.items()
    ]
    return sorted(rows, key=lambda row: -float(row["milliseconds"]))
