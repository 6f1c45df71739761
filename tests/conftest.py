"""Fixtures shared by all tests: a network set, a real build of a site, a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builder.files import locked
from builder.graph_model.tensorflow_setup import set_environment

if TYPE_CHECKING:
    from builder.networks.network_set import NetworkSet
    from builder.painting.engine import Engine

pytest_plugins = ["tests.quick"]

_REPOSITORY = Path(__file__).resolve().parent.parent

set_environment()


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty cache, so that every run of the tests converts the networks itself, once.

    ATELIER_TEST_CACHE names a folder to use instead, which makes the next run start sooner.
    """
    kept = os.environ.get("ATELIER_TEST_CACHE")
    folder = Path(kept).resolve() if kept else _shared_folder(tmp_path_factory) / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATELIER_CACHE", str(folder))
        yield folder


def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of the tests, which all its processes have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def networks() -> str:
    """The network set under test; ATELIER_TEST_NETWORKS names another one than the default."""
    return os.environ.get("ATELIER_TEST_NETWORKS", "compact")


@pytest.fixture(scope="session")
def network_set(networks: str) -> NetworkSet:
    """The set under test; each of its networks is loaded once for all tests."""
    from builder.networks.catalog import find_set

    return find_set(networks)


@pytest.fixture(scope="session")
def converted(network_set: NetworkSet, cache: Path) -> Path:
    """A folder as a site's `networks` with the set under test."""
    from builder.convert.convert_set import converted_set

    with locked(cache):
        return converted_set(network_set)


@pytest.fixture(scope="session")
def engine(converted: Path, network_set: NetworkSet) -> Iterator[Engine]:
    """The site's engine in Node.js with the set under test."""
    from builder.painting.engine import Engine

    with Engine(converted, network_set.name) as engine:
        yield engine


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, networks: str, cache: Path) -> Path:
    """A site built with default settings by the command itself."""
    out = tmp_path_factory.mktemp("build") / "site"
    command = [sys.executable, "-m", "builder", "--out", str(out), "--networks", networks]
    # What one process has converted the others need not.
    with locked(cache):
        done = subprocess.run(command, capture_output=True, text=True, cwd=_REPOSITORY, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium to drive."""
    from tests.chromium import find_chromium

    found = find_chromium()
    if found is None:
        pytest.fail("There is no Chromium; install one, or run the tests with: make test")
    return found


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the repository."""
    folder = _REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the test data in {folder}")
    return folder
