"""Lists what the wheel is made of, as CycloneDX has it.

https://cyclonedx.org/docs/1.6/json/

`python -m builder.bill_of_materials FILE` writes it in a checkout, for `hatch_build.py`. It has the
packages of npm whose code is in the wheel, and the packages of Python that it asks for, in the
versions of `requirements.lock`; what is for developers alone is not among them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from builder import __version__
from builder.bundle.bundle_code import bundled_packages
from builder.paths import web_template_folder
from builder.text_files import read_text, read_toml

_BUNDLER = "esbuild-wasm"
"""It lies in the wheel as it is."""

_PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;]+)")
_ASKED_BY = re.compile(r"\s+# (?:via|  )\s*(\S.*)?")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass
class _Locked:
    """A package of the lock: its versions, and who asks for it."""

    versions: list[str] = field(default_factory=list)
    asked_by: set[str] = field(default_factory=set)


def write_bill_of_materials(file: Path) -> None:
    """Write that of the checkout's wheel.

    Raises:
        AtelierError: the browser code cannot be bundled.
    """
    checkout = Path(__file__).parents[1]
    project = read_toml(checkout / "pyproject.toml", "The project")["project"]
    lock = read_text(checkout / "requirements.lock", "The lock")
    bundler = web_template_folder() / "node_modules" / _BUNDLER / "package.json"
    said = json.loads(bundler.read_text(encoding="utf-8"))
    packages = [*bundled_packages(), {**said, "licence": said["license"]}]
    made = bill_of_materials(project, lock, packages)
    file.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def bill_of_materials(
    project: Mapping[str, Any], lock: str, bundled: Iterable[Mapping[str, str]]
) -> dict[str, Any]:
    """What the wheel is made of, as a CycloneDX document.

    Args:
        project: the table `project` of pyproject.toml.
        lock: the text of requirements.lock, in which a package says who asks for it.
        bundled: the `name`, `version` and `licence` of each package of npm in the wheel.
    """
    locked = _locked(lock)
    core = _with_what_they_need(_names(project["dependencies"]), locked)
    extras = project["optional-dependencies"].values()
    asked = _names(chain(project["dependencies"], *extras))
    python = [
        _component("pypi", name, version, scope="required" if name in core else "optional")
        for name in sorted(_with_what_they_need(asked, locked))
        for version in locked[name].versions
    ]
    npm = {(package["name"], package["version"]): package for package in bundled}
    parts = [
        _component("npm", name, version, scope="required", licence=package["licence"])
        for (name, version), package in sorted(npm.items())
    ]
    itself = _component("pypi", project["name"], __version__, licence=project["license"])
    components = [*parts, *python]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**itself, "type": "application"}},
        "components": components,
        "dependencies": [
            {"ref": itself["bom-ref"], "dependsOn": [part["bom-ref"] for part in components]}
        ],
    }


def _component(
    registry: str, name: str, version: str, *, scope: str = "", licence: str = ""
) -> dict[str, Any]:
    address = f"pkg:{registry}/{quote(name)}@{quote(version)}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        **({"scope": scope} if scope else {}),
        **({"licenses": [{"expression": licence}]} if licence else {}),
        "purl": address,
    }


def _locked(lock: str) -> dict[str, _Locked]:
    found: dict[str, _Locked] = {}
    package = _Locked()
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            package = found.setdefault(_canonical(pinned[1]), _Locked())
            package.versions.append(pinned[2])
        elif asking := _ASKED_BY.match(line):
            package.asked_by.add(_canonical(asking[1] or ""))
    return found


def _with_what_they_need(names: set[str], locked: Mapping[str, _Locked]) -> set[str]:
    found = names & locked.keys()
    while more := {name for name in locked if locked[name].asked_by & found} - found:
        found |= more
    return found


def _names(requirements: Iterable[str]) -> set[str]:
    """The names in requirements such as "numpy>=1.26"."""
    found = (_NAME.match(requirement) for requirement in requirements)
    return {_canonical(name[0]) for name in found if name}


def _canonical(name: str) -> str:
    # https://packaging.python.org/en/latest/specifications/name-normalization/
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    write_bill_of_materials(Path(sys.argv[1]))
