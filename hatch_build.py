"""Builds the wheel: hatchling's backend, and what it puts into a wheel besides the sources.

An installed Atelier brings what a build of the default site makes (`builder/shipped_cache.py`), so
that it needs neither TensorFlow nor Node.js for it, the bundler of style sheets, compiled for any
machine, and a list of what it is made of (PEP 770). Installing a checkout as editable makes none of
it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import hatchling.build
from hatchling.build import *  # noqa: F403 - the backend's other functions
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SHARE = "builder/_share"
_BILL = "atelier-studio.cdx.json"
_BUNDLER = (
    *("package.json", "LICENSE.md", "bin/esbuild", "lib/main.js"),
    *("esbuild.wasm", "wasm_exec.js", "wasm_exec_node.js"),
)


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:
    """All that converts networks and bundles code, for the wheel has the results."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    own = hatchling.build.get_requires_for_build_wheel(config_settings)
    return [*own, *project["dependencies"], *extras["convert"], *extras["node"]]


class ShippedFiles(BuildHookInterface):
    """Adds what is made for the wheel to its files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make it, unless the checkout is installed as editable."""
        if version == "editable":
            return
        root = Path(self.root)
        cache = root / "build" / "shipped"
        environment = {"ATELIER_CACHE": str(root / "build" / "cache"), **os.environ}
        bill = root / "build" / _BILL
        for made, file in (("shipped_cache", cache), ("bill_of_materials", bill)):
            command = [sys.executable, "-m", f"builder.{made}", str(file)]
            subprocess.run(command, cwd=root, env=environment, check=True)
        build_data["sbom_files"].append(str(bill.relative_to(root)))
        included = build_data["force_include"]
        included[str(cache)] = f"{_SHARE}/cache"
        modules = root / "web_template" / "node_modules"
        for name in _BUNDLER:
            # Under the other's name, for it stands in for it.
            file = modules / "esbuild-wasm" / name
            included[str(file)] = f"{_SHARE}/web_template/node_modules/esbuild/{name}"
