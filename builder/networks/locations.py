"""Where network sets lie: those that come with the project, and those in the cache."""

from __future__ import annotations

from pathlib import Path

from builder.paths import cache_folder, models_folder


def embedded_sets() -> tuple[str, ...]:
    """Names of the sets that come with the project."""
    return tuple(sorted(path.parent.name for path in models_folder().glob("*/set.json")))


def sets_folder() -> Path:
    """Where imported and fetched sets are kept, a folder each."""
    return cache_folder() / "sets"


def imported_sets() -> tuple[str, ...]:
    """Names of the sets that were imported or fetched."""
    return tuple(sorted(path.parent.name for path in sets_folder().glob("[!.]*/set.json")))
