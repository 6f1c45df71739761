"""Checks that packages can be had wherever Atelier is to run: python -m tests.packages.platforms

The core everywhere, what converts networks wherever TensorFlow has packages; nothing is installed
or compiled.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = Path(__file__).parents[2] / "pyproject.toml"

TENSORFLOW = (
    "sys_platform == 'linux' and platform_machine == 'x86_64'",
    "sys_platform == 'linux' and platform_machine == 'aarch64'",
    "sys_platform == 'darwin' and platform_machine == 'arm64'",
    "sys_platform == 'win32' and platform_machine == 'AMD64'",
)
CORE = (*TENSORFLOW, "sys_platform == 'darwin' and platform_machine == 'x86_64'")

_UNREACHABLE = 75
"""The exit status when nothing could be checked: sysexits.h calls it a temporary failure."""

_PROJECT = """\
[project]
name = "everywhere"
version = "0"
requires-python = ">=3.10"
dependencies = {}

[tool.uv]
required-environments = {}
"""
_NO_SOLUTION = 1
"""How uv leaves when there is no choice of packages; it leaves otherwise without the index."""


def main() -> int:
    """Say which packages are missing somewhere; return the exit status."""
    project: dict[str, Any] = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    core, extras = project["dependencies"], project["optional-dependencies"]
    others = [name for name in (*extras["convert"], *extras["train"]) if "[" not in name]
    for done in (
        _resolve(core, product(CORE, ("3.10", "3.14"))),
        _resolve([*core, *others], product(TENSORFLOW, ("3.10", "3.13"))),
    ):
        if done.returncode == _NO_SOLUTION:
            print(done.stderr.strip(), file=sys.stderr)
            return 1
        if done.returncode:
            print("The index of packages cannot be reached: platforms were not checked.")
            return _UNREACHABLE
    return 0


def _resolve(
    requirements: Iterable[str], environments: Iterable[tuple[str, str]]
) -> subprocess.CompletedProcess[str]:
    """Choose versions that have a wheel for each of `environments`, machine and Python."""
    markers = [f"{machine} and python_version == '{python}'" for machine, python in environments]
    with tempfile.TemporaryDirectory() as folder:
        # JSON's lists of texts are TOML's.
        project = _PROJECT.format(json.dumps(list(requirements)), json.dumps(markers))
        (Path(folder) / "pyproject.toml").write_text(project, encoding="utf-8")
        command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet"]
        command += ["--universal", "--python-version", "3.10", "--no-build", "pyproject.toml"]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
