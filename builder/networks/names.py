"""What network sets and their networks may be called: names are folders in sites and caches."""

from __future__ import annotations

import re
from collections.abc import Collection

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TAKEN = frozenset({"index.json"})
"""What a site has beside the folders of its sets."""

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""What Windows takes for devices, whatever follows the first dot."""


def is_name(name: object) -> bool:
    """Whether a set or a network may be called so, on every system."""
    return (
        isinstance(name, str)
        and _NAME.fullmatch(name) is not None
        and not name.endswith(".")
        and name.lower() not in _TAKEN
        and _DEVICES.fullmatch(name) is None
    )


def alike(name: str, names: Collection[str]) -> str | None:
    """One of `names` that some systems do not tell from `name`: they ignore what is large."""
    return next((other for other in names if other.lower() == name.lower()), None)
