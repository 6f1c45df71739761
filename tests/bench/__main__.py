"""Measure the engine beside its peers in headless Chromium: python -m tests.bench [SITE]

Prints a table of every bar with what was measured, and all figures; writes them as JSON too. The
site is built if there is none. Without options everything runs, which takes about a quarter of an
hour on two cores without a graphics card; what would take too long there is left out, and named.

The peers are TensorFlow.js 4.22 and onnxruntime-web with Magenta's transformer for phones, and the
network of R. Nakano's demo of 2018, with today's TensorFlow.js and as it was deployed. Their
packages are installed below tests/bench/peers when they are first needed; their published weights
are read from --networks-folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from builder.errors import AtelierError
from tests.bench.arithmetic import arithmetic
from tests.bench.bars import bars
from tests.bench.bundles import install_peers
from tests.bench.document import DOCUMENT, put_into_document
from tests.bench.groups import GROUPS, SIZES, Wishes, quick, wanted
from tests.bench.machine import machine_of, versions
from tests.bench.networks import Networks, find_networks
from tests.bench.race import BACKENDS
from tests.bench.table import text
from tests.bench.workbench import Effort, Size, Workbench

REPOSITORY = Path(__file__).resolve().parents[2]

_THOROUGH = Effort(runs=30, seconds=15, longest=8)
_QUICK = Effort(runs=5, seconds=4, longest=2)


def main() -> None:
    """Measure what the command line asks for."""
    arguments = _parser().parse_args()
    try:
        report = measure(arguments)
    except AtelierError as error:
        error.show()
        sys.exit(error.exit_code)
    print(text(report))
    if arguments.docs:
        put_into_document(DOCUMENT, text(report))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("site", type=Path, nargs="?", default=REPOSITORY / "site", help="a built site")
    add(
        "--only",
        action="append",
        choices=GROUPS,
        metavar="GROUP",
        default=[],
        help=", ".join(GROUPS),
    )
    add("--backend", action="append", choices=BACKENDS, help="these only (repeatable)")
    add("--size", action="append", type=_size, help="of visits, e.g. 512 or 4000x3000 (repeatable)")
    add("--runs", type=int, help="timed runs of each subject, at most")
    add("--longest", type=float, help="seconds; paints that would take longer are left out")
    add("--quick", action="store_true", help="few runs, small sizes: a look, no figures")
    add("--card", action="store_true", help="use the graphics card; else it is drawn in software")
    add("--json", type=Path, default=REPOSITORY / "test-results" / "bench.json")
    add("--docs", action="store_true", help="put the table into docs/performance.md")
    add(
        "--networks-folder",
        type=Path,
        metavar="DIR",
        help="the peers' published weights",
        default=_shared(),
    )
    return parser


def _size(given: str) -> Size:
    width, _, height = given.partition("x")
    return int(width), int(height or width)


def _shared() -> Path | None:
    chosen = os.environ.get("ATELIER_SHARED")
    folder = (Path(chosen) if chosen else REPOSITORY.parent / "shared") / "networks"
    return folder if folder.is_dir() else None


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run the groups asked for; whatever fails is named in the report, and the others run."""
    _build_if_missing(arguments.site)
    peers_missing = _install_peers()
    networks = find_networks(arguments.site, arguments.networks_folder)
    base = _QUICK if arguments.quick else _THOROUGH
    effort = Effort(arguments.runs or base.runs, base.seconds, arguments.longest or base.longest)
    tasks = Wishes(arguments.backend or BACKENDS, arguments.size or SIZES)
    if arguments.quick:
        tasks = quick(tasks)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bench = Workbench(
            *(arguments.site, networks, Path(folder), playwright, effort), card=arguments.card
        )
        try:
            report = _described(bench, networks, peers_missing)
            _run(wanted(arguments.only, tasks), bench, tasks, report, arguments.json)
        finally:
            bench.close()
    return report


def _described(bench: Workbench, networks: Networks, missing: str) -> dict[str, Any]:
    with bench.browser() as browser:
        machine = machine_of(browser)
    absent = {**networks.absent, **({"peers' packages": missing} if missing else {})}
    return {
        "machine": machine,
        "versions": versions(),
        "networks": {
            "set": networks.set_name,
            "own": [network.name for network in networks.own],
            "facts": networks.facts,
            "absent": absent,
        },
        "failures": {},
    }


def _run(
    groups: Sequence[str], bench: Workbench, tasks: Wishes, report: dict[str, Any], file: Path
) -> None:
    """Run groups into the report, which is written after each one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for name in groups:
        begun = time.monotonic()
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
        try:
            report[name] = GROUPS[name](bench, tasks)
        except KeyboardInterrupt:
            report["failures"][name] = "interrupted"
        except Exception as error:  # noqa: BLE001 - one group's failure must not lose the others
            report["failures"][name] = str(error).strip().split("\n")[0][:300] or repr(error)
        said = report["failures"].get(name, f"{time.monotonic() - begun:.0f} s")
        print(said, file=sys.stderr, flush=True)
        report["arithmetic"] = arithmetic(report)
        report["bars"] = bars(report)
        file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        if report["failures"].get(name) == "interrupted":
            break


def _build_if_missing(site: Path) -> None:
    if (site / "index.html").is_file():
        return
    done = subprocess.run([sys.executable, "-m", "builder", "--out", str(site)], check=False)
    if done.returncode != 0:
        raise AtelierError(f"{site} could not be built; run make site and look at what it says.")


def _install_peers() -> str:
    """Install the peers' packages; why they are missing, or nothing."""
    try:
        install_peers()
    except AtelierError as error:
        return error.message
    return ""


if __name__ == "__main__":
    main()
