"""`pytest --quick` runs the tests that need neither a browser nor TensorFlow nor minutes.

No test is listed for it. Those with a fixture that converts networks or drives a browser and those
marked `slow` are left out before the run; whatever else asks for TensorFlow is skipped when it
imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

SLOW_FIXTURES = frozenset({"networks", "chromium", "playwright"})
"""What every test that builds a site, loads a network or opens a browser depends on."""

TENSORFLOW = frozenset({"tensorflow", "keras"})
"""The packages whose import takes many seconds."""

_OPTION = "--quick"


class SkipTensorflow:
    """Skips the module or the test that imports TensorFlow."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Stand before all places where Python looks for modules."""
        if name.partition(".")[0] in TENSORFLOW:
            pytest.skip("needs TensorFlow", allow_module_level=True)
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        _OPTION, action="store_true", help="only tests that need neither a browser nor TensorFlow"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes seconds of computing; not for quick runs")
    if config.getoption(_OPTION):
        sys.meta_path.insert(0, SkipTensorflow())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption(_OPTION):
        return
    slow = {item for item in items if _is_slow(item)}
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


def _is_slow(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return not SLOW_FIXTURES.isdisjoint(fixtures) or item.get_closest_marker("slow") is not None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a quick run that was not quick."""
    loaded = TENSORFLOW & sys.modules.keys()
    if session.config.getoption(_OPTION) and loaded:
        raise pytest.UsageError(f"a quick run imported {', '.join(sorted(loaded))}")
