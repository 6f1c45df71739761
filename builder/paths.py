"""Where the files lie that are no Python: the embedded networks and the site's source.

In a checkout they are folders beside the package; in an installed package they are inside it.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def models_folder() -> Path:
    """The folder of the embedded network sets, one folder each."""
    return _shared("models")


def web_template_folder() -> Path:
    """The folder of the site's source: templates, styles and browser code."""
    return _shared("web_template")


def in_checkout() -> bool:
    """Whether the builder runs from a checkout, whose folders may be written to."""
    return not (_PACKAGE / "_share").is_dir()


def cache_folder() -> Path:
    """The user's cache for conversions and vectors; `ATELIER_CACHE` overrides it."""
    chosen = os.environ.get("ATELIER_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("atelier", appauthor=False))


def shipped_cache_folder() -> Path:
    """What an installed package has in its place; there is none in a checkout."""
    return _PACKAGE / "_share" / "cache"


def downloads_folder() -> Path:
    """Where the files of fetched sets are kept as they were published, a folder each."""
    return cache_folder() / "downloads"


def _shared(name: str) -> Path:
    return (_PACKAGE.parent if in_checkout() else _PACKAGE / "_share") / name
