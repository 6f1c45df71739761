"""The optional packages: whoever needs them says so, with the command that installs them."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import url2pathname

from builder.errors import UsageProblem

PACKAGE = "atelier-studio"

Extra = Literal["convert", "train", "node", "heic"]
"""The groups of optional packages, as pyproject.toml has them."""


def require(extra: Extra, *modules: str, problem: str) -> None:
    """Refuse to go on where optional packages are not installed.

    Args:
        extra: the group that they are in.
        modules: some of them, as they are imported.
        problem: what cannot be done without them: the beginning of a sentence.

    Raises:
        UsageProblem: one is missing.
    """
    if not all(map(find_spec, modules)):
        raise UsageProblem(f"{problem}; get what is missing with: {install_command(extra)}")


def install_command(extra: Extra) -> str:
    """The command that adds the optional packages to the builder that runs."""
    origin = _origin()
    address = str(origin.get("url", ""))
    if not address:
        return f'pip install "{PACKAGE}[{extra}]"'
    if "dir_info" in origin:
        editable = "--editable " if origin["dir_info"].get("editable") else ""
        return f'pip install {editable}"{url2pathname(urlsplit(address).path)}[{extra}]"'
    version_control = origin.get("vcs_info")
    if version_control:
        address = f"{version_control['vcs']}+{address}@{version_control['commit_id']}"
    return f'pip install "{PACKAGE}[{extra}] @ {address}"'


def _origin() -> dict[str, Any]:
    """Where the builder was installed from, if not from an index (PyPA's direct_url.json)."""
    try:
        text = distribution(PACKAGE).read_text("direct_url.json")
    except PackageNotFoundError:
        # Run from a checkout that was never installed.
        return {}
    origin: dict[str, Any] = json.loads(text or "{}")
    return origin
