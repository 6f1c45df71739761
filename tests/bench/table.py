"""A report as text for people, in Markdown, so that it goes into the documentation as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.bench.race import BACKENDS, median

Report = Mapping[str, Any]

_MOST_KERNELS = 12
"""Lines of a profile."""


def text(report: Report) -> str:
    """All that was measured."""
    parts = [
        _machine(report),
        _bars(report),
        *(_race(report.get(name)) for name in (*BACKENDS, "2018", "threads")),
        _arithmetic(report),
        *map(_profile, report.get("profile") or []),
        _openings(report),
        _large_photo(report),
        _visits(report),
        _agreement(report),
        _absences(report),
    ]
    return "\n\n".join(part for part in parts if part)


def _machine(report: Report) -> str:
    machine = report["machine"]
    megabytes = f"{machine['cores']} cores, load {machine['load']} when it began"
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    return "\n".join(
        [
            f"{machine['browser']} on {machine['processor']}, {megabytes}; {machine['date']}",
            f"Graphics: {machine['graphics']}",
            f"Networks: {report['networks']['set']} ({', '.join(report['networks']['own'])})",
            f"Versions: {versions}",
        ]
    )


def _bars(report: Report) -> str:
    rows = [
        [
            bar["what"],
            bar["bar"],
            f"{_number(bar['measured'])} {bar['unit']}",
            "met" if bar["met"] else "**missed**",
            bar["note"],
        ]
        for bar in report["bars"]
        if bar["measured"] is not None
    ]
    missing = [bar["what"] for bar in report["bars"] if bar["measured"] is None]
    parts = ["## Bars"]
    parts += [_table(["what", "bar", "measured", "", "note"], rows)] if rows else []
    parts += [f"Not measured in this run: {'; '.join(missing)}."] if missing else []
    return "\n\n".join(parts)


def _race(race: Mapping[str, Any] | None) -> str:
    """Medians of a race, and each one as a multiple of the quickest."""
    if not race:
        return ""
    width, height = race["size"]
    rounds = max((len(times) for times in race["times"].values()), default=0)
    title = f"## {race['name']}, {width}x{height}, {rounds} rounds in turn"
    medians = {name: median(times) for name, times in race["times"].items() if times}
    least = min(medians.values(), default=1)
    rows = [
        [name, _number(medians[name]), _range(times), f"{medians[name] / least:.2f}"]
        for name, times in race["times"].items()
        if times
    ]
    failures = [f"{name} did not run: {why}" for name, why in race["failures"].items()]
    table = _table(["network@runtime", "median ms", "range", "of the quickest"], rows)
    return "\n".join([title, "", table, *failures])


def _arithmetic(report: Report) -> str:
    rows = [
        [
            row["backend"],
            row["network"],
            "x".join(map(str, row["size"])),
            f"{row['gmacs']:.3f}",
            f"{row['roof']:.0f}",
            *(_number(row[way]) for way in ("least", "folded", "engine")),
            f"{100 * row['least'] / row['engine']:.0f} %",
        ]
        for row in report.get("arithmetic") or []
    ]
    if not rows:
        return ""
    head = ["backend", "network", "size", "GMAC", "roof, GFLOPS", "least ms", "folded", "engine"]
    return "## What the arithmetic allows\n\n" + _table([*head, "of the roof"], rows)


def _profile(found: Mapping[str, Any]) -> str:
    """The kernels that take most of a painting's time."""
    total = sum(kernel["milliseconds"] for kernel in found["kernels"]) or 1
    width, height = found["size"]
    rows = [
        [
            kernel["kernel"],
            "x".join(map(str, kernel["shape"])),
            str(kernel["count"]),
            f"{kernel['milliseconds']:.2f}",
            f"{100 * kernel['milliseconds'] / total:.0f} %",
        ]
        for kernel in found["kernels"][:_MOST_KERNELS]
    ]
    title = f"## Profile: {found['subject']}, {found['backend']}, {width}x{height}, {total:.1f} ms"
    return f"{title}\n\n" + _table(["kernel", "makes", "times", "ms", "share"], rows)


def _openings(report: Report) -> str:
    found = report.get("opening")
    if not found:
        return ""
    head = ["window", "page, kB", "its pictures, kB", "together, kB", "pictures to choose, kB"]
    rows = []
    for one in found:
        together = one["page"] + one["pictures"]
        sizes = (one["page"], one["pictures"], together, one["choices"])
        rows.append([one["view"], *(_number(size / 1e3) for size in sizes)])
    parts = ["## The opening, compressed", _table(head, rows), _vitals(found)]
    return "\n\n".join(part for part in parts if part)


def _vitals(found: Sequence[Mapping[str, Any]]) -> str:
    head = ["window", "first contentful paint, ms", "largest", "interaction to next paint"]
    rows = [
        [
            one["view"],
            *(_number(one[name]) for name in ("first", "largest", "interaction")),
            f"{one['shift']:.3f}",
            _number(one["own"] / 1e3),
        ]
        for one in found
        if "own" in one
    ]
    return _table([*head, "layout shift", "until an own painting, kB"], rows) if rows else ""


def _large_photo(report: Report) -> str:
    rows = [
        [step["step"], _number(step["longest"]), _number(step["processor"])]
        for step in report.get("large-photo") or []
    ]
    if not rows:
        return ""
    title = "## A photo of 24 megapixels: the page's longest task\n\n"
    return title + _table(["step", "by the long-tasks API, ms", "processor, ms"], rows)


def _visits(report: Report) -> str:
    found = report.get("visits")
    if not found:
        return ""
    head = ["network", "runtime", "backend", "size", "start", "first", "warm", "range", "MB", "kB"]
    title = (
        "## Visits: a fresh browser each\n\n"
        "Milliseconds until ready, of the first paint and of later ones (the site's through its "
        "public module and a worker, from a JPEG file to pixels; the peers' from numbers to "
        "numbers); peak memory of the renderer; bytes downloaded, compressed.\n\n"
    )
    return title + _table(head, [_visit(entry) for entry in found])


def _visit(entry: Mapping[str, Any]) -> list[str]:
    threads = f", {entry['threads']} threads" if entry["threads"] > 1 else ""
    width, height = entry["size"]
    about = [entry["network"], entry["runtime"], entry["backend"] + threads, f"{width}x{height}"]
    if "skipped" in entry:
        return [*about, "", "", f"left out: about {entry['skipped']:.0f} s", "", "", ""]
    if "failed" in entry:
        return [*about, "", "", f"failed: {entry['failed']}", "", "", ""]
    warm, memory = entry["warm"], entry["memory"]
    return [
        *about,
        _number(entry["start"]),
        _number(entry["first"]),
        _number(median(warm)) if warm else "",
        _range(warm) if warm else "",
        f"{memory['renderer'] / 1e6:.0f}" if memory else "",
        f"{entry['bytes'] / 1e3:.0f}",
    ]


def _agreement(report: Report) -> str:
    """That all runtimes painted the same pictures, or by how much they did not."""
    found = report.get("agreement")
    if not found:
        return ""
    most = max(found, key=lambda subject: found[subject])
    if found[most] >= 1:
        return (
            f"{most} paints another picture, {found[most]:.1f} of 255 off: compare nothing with it."
        )
    return (
        "All runtimes' paintings of one network agree: mean differences from TensorFlow.js's are "
        f"at most {found[most]:.4f} of 255 ({most})."
    )


def _absences(report: Report) -> str:
    lines = [f"Absent: {name}: {why}." for name, why in report["networks"]["absent"].items()]
    lines += [f"The group {name} failed: {why}" for name, why in report["failures"].items()]
    return "\n".join(lines)


def _number(value: float) -> str:
    """Three digits that count."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _range(times: Sequence[float]) -> str:
    return f"{_number(min(times))} - {_number(max(times))}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(head), *([cell.replace("|", "/") for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]

    def row(cells: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    rule = row(["-" * width for width in widths])
    return "\n".join([row(lines[0]), rule, *map(row, lines[1:])])
