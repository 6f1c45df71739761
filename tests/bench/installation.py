"""Measures how soon a bare machine serves a studio: python3 installation.py WHEEL [UV]

Needs Python alone and the program uv, for docs/performance.md in a container or chroot that has
nothing else. Whatever is downloaded goes into a new folder, so every run begins without caches.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

_MB = 1e6


def main(wheel: Path, uv: str) -> None:
    """Serve a studio twice, and print what it took as JSON."""
    with tempfile.TemporaryDirectory(prefix="installation-") as name:
        folder = Path(name)
        home = {"HOME": name, "UV_CACHE_DIR": str(folder / "uv"), "UV_PYTHON_DOWNLOADS": "never"}
        environment = {**os.environ, **home, "UV_NO_PROGRESS": "1"}
        command = [uv, "tool", "run", "--from", str(wheel), "build-site"]
        first = _seconds_to_page(command, folder, environment)
        second = _seconds_to_page(command, folder, environment)
        packages = _packages(folder / "uv")
        measured = {
            "machine": f"{platform.platform()}, {os.cpu_count()} cores, Python "
            f"{platform.python_version()}",
            "packages": len(packages),
            "mb_installed": round(sum(map(_size, packages)) / _MB, 1),
            "mb_downloaded": round(_downloaded(packages, wheel, uv, folder, environment), 1),
            "seconds_until_the_page": round(first, 1),
            "seconds_a_second_time": round(second, 1),
        }
        print(json.dumps(measured, indent=1))


def _seconds_to_page(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """How long it takes from the command to the whole first page."""
    started = time.monotonic()
    serve = [*command, "serve", "--port", "0"]
    with subprocess.Popen(
        serve, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("Serving "))
            page = urllib.request.urlopen(line.split()[1]).read()
            assert b"</html>" in page
            return time.monotonic() - started
        finally:
            process.terminate()


def _packages(cache: Path) -> list[Path]:
    """The folders of the installed packages: uv unpacks each into one of its cache."""
    return [file.parent.parent for file in cache.glob("archive-v0/*/*.dist-info/METADATA")]


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _downloaded(
    packages: list[Path], wheel: Path, uv: str, folder: Path, environment: dict[str, str]
) -> float:
    """Megabytes of the files of the packages, the wheel included."""
    versions = [next(package.glob("*.dist-info")).name.split("-") for package in packages]
    wanted = [f"{name}=={version.removesuffix('.dist')}" for name, version, *_ in versions]
    others = [text for text in wanted if not text.startswith("atelier_studio")]
    command = [uv, "tool", "run", "pip", "download", "--quiet", "--no-deps", "--dest", "files"]
    subprocess.run([*command, *others], cwd=folder, env=environment, check=True)
    return (_size(folder / "files") + wheel.stat().st_size) / _MB


if __name__ == "__main__":
    program = shutil.which(sys.argv[2] if len(sys.argv) > 2 else "uv")
    if program is None:
        sys.exit("uv was not found; name it after the wheel.")
    main(Path(sys.argv[1]).resolve(), str(Path(program).resolve()))
