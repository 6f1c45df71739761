"""`python -m tests.soak WHAT --count N --seed S`: a long trial; exits with 1 if it finds faults."""

from __future__ import annotations

import argparse
import resource
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from builder.site.build import build_site
from builder.site.config import SiteConfig
from tests.soak.builds import end_builds
from tests.soak.choices import choose_pictures
from tests.soak.large import paint_large
from tests.soak.line import visit_over_bad_lines
from tests.soak.monkey import run_monkey
from tests.soak.moves import kill_moves
from tests.soak.networks import damage_networks
from tests.soak.pictures import fuzz_pictures
from tests.soak.sites import damage_sites


def _pictures(count: int, seed: int) -> list[str]:
    found = fuzz_pictures(count, seed)
    print(f"{found.pictures} pictures, {found.sentences} sentences, slowest {found.slowest:.2f} s")
    for reason, times in found.reasons.most_common(12):
        print(f"  {times:5} {reason}")
    return found.faults


def _sites(count: int, seed: int) -> list[str]:
    with TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build_site(SiteConfig(), site, for_release=False)
        return damage_sites(site, count, seed)


def _strangers(count: int, number: int) -> list[str]:
    from tests.soak.strangers import PROPERTIES, hold

    faults = []
    for name in PROPERTIES:
        try:
            hold(name, count // len(PROPERTIES), number)
        except Exception:  # noqa: BLE001 - any is a fault, and the next property is tried
            faults.append(f"{name}: {traceback.format_exc()}")
    return faults


TRIALS = {
    "pictures": (_pictures, 5000),
    "sites": (_sites, 300),
    "builds": (end_builds, 200),
    "moves": (kill_moves, 200),
    "networks": (damage_networks, 300),
    "strangers": (_strangers, 50_000),
    "choices": (choose_pictures, 1000),
    "line": (visit_over_bad_lines, 10),
    "large": (paint_large, 10),
    "monkey": (run_monkey, 2000),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("what", choices=[*TRIALS, "all"])
    parser.add_argument("--count", type=int, help="how many; default: as in docs/reliability.md")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    failed = False
    for name in TRIALS if wanted.what == "all" else [wanted.what]:
        trial, count = TRIALS[name]
        began = time.monotonic()
        faults = trial(wanted.count or count, wanted.seed)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{name}: {wanted.count or count} with seed {wanted.seed}, {len(faults)} faults, "
            f"{time.monotonic() - began:.0f} s, at most {most} MB of memory"
        )
        for fault in faults[:20]:
            print(fault)
        failed = failed or bool(faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
