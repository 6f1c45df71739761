"""Asks for known vulnerabilities of the locked packages: python -m tests.packages.advisories

Those of Python are asked of pip-audit, those of the browser code of `npm audit`; nothing is
installed. Databases that do not answer are named.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from builder.bundle.node import find_node

_REPOSITORY = Path(__file__).parents[2]
LOCK = _REPOSITORY / "requirements.lock"
BROWSER_CODE = _REPOSITORY / "web_template"

UNREACHABLE = 75
"""The exit status when a database did not answer: sysexits.h calls it a temporary failure."""

_PATIENCE = 60
"""Seconds in which a database has to answer for all packages."""

Answer = list[str] | None
"""Each vulnerable package with what is known of it; None where the database was not reached."""


def main() -> int:
    """Say what is known; return the exit status."""
    found, absent = [], []
    for database, ask in DATABASES.items():
        answer = ask()
        if answer is None:
            absent.append(database)
        else:
            found += answer
    for database in absent:
        print(f"The advisories of {database} cannot be reached: its packages were not checked.")
    for vulnerable in found:
        print(f"{vulnerable}; take a newer version into the lock.", file=sys.stderr)
    if found:
        return 1
    return UNREACHABLE if absent else 0


def _python() -> Answer:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--disable-pip"]
    options = ["--require-hashes", "--progress-spinner=off", "--timeout=5", "--format=json"]
    return of_python(answer_of([*command, *options]))


def _npm() -> Answer:
    node = find_node()
    return of_npm(answer_of([*node.npm, "audit", "--json"], BROWSER_CODE, node.environment()))


DATABASES: dict[str, Callable[[], Answer]] = {"PyPI": _python, "npm": _npm}


def of_python(said: Any) -> Answer:
    """What pip-audit says; a package that its database does not have counts as no answer."""
    if not isinstance(said, dict) or "dependencies" not in said:
        return None
    asked = [package for package in said["dependencies"] if "skip_reason" not in package]
    return (
        [
            f"{package['name']} {package['version']}: {', '.join(known['id'] for known in found)}"
            for package in asked
            if (found := package["vulns"])
        ]
        if asked
        else None
    )


def of_npm(said: Any) -> Answer:
    """What `npm audit` says."""
    if not isinstance(said, dict) or "vulnerabilities" not in said:
        return None
    return [
        f"{name} {package['range']}: "
        + ", ".join(via if isinstance(via, str) else via["url"] for via in package["via"])
        for name, package in sorted(said["vulnerabilities"].items())
    ]


def answer_of(
    command: Sequence[str], folder: Path = _REPOSITORY, environment: dict[str, str] | None = None
) -> Any:
    """The JSON that a command prints; None if it prints something else, or takes too long."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None


if __name__ == "__main__":
    sys.exit(main())
