"""How far a painting's time is from what its multiplications alone would take on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.bench.race import BACKENDS, median

ROOF_OPERATIONS = {"roof@matrix": 2 * 512**3, "roof@convolution": 2 * 128**2 * 9 * 32**2}
"""Multiplications and additions of each subject of lanes/roof.ts."""


def arithmetic(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each network with known multiplications and each race.

    Returns:
        "backend", "network", "size"; "gmacs", thousand millions of multiplications of one painting;
        "roof", the most thousand millions of operations a second that TensorFlow.js reached in the
        race; "least", milliseconds at that; "engine" and "folded", what a painting took.
    """
    rows = []
    for backend in BACKENDS:
        times = (report.get(backend) or {}).get("times", {})
        if not all(times.get(name) for name in ROOF_OPERATIONS):
            continue
        roof = max(count / median(times[name]) for name, count in ROOF_OPERATIONS.items())
        width, height = report[backend]["size"]
        for network, facts in report["networks"]["facts"].items():
            if f"{network}@engine" not in times or "macs_per_pixel" not in facts:
                continue
            macs = facts["macs_per_pixel"] * width * height
            taken = {way: median(times[f"{network}@{way}"]) for way in ("engine", "folded")}
            rows.append(
                {"backend": backend, "network": network, "size": [width, height]}
                | {"gmacs": macs / 1e9, "roof": roof / 1e6, "least": 2 * macs / roof, **taken}
            )
    return rows
