"""Reads the set.json of a network set, of whichever kind it is."""

from __future__ import annotations

import json
from pathlib import Path

from builder.errors import NetworkFileError, first_line
from builder.networks.imported import FORMAT, ImportedSet
from builder.networks.network_set import NetworkSet
from builder.networks.trained import TrainedSet


def read_set(folder: Path) -> NetworkSet:
    """The set in `folder`, trained or imported.

    Raises:
        NetworkFileError: its description cannot be used.
    """
    path = folder / "set.json"
    try:
        description = json.loads(path.read_text(encoding="utf-8-sig"))
        kind = ImportedSet if description.get("format") == FORMAT else TrainedSet
        return kind.described(folder, description)
    except KeyError as error:
        raise _unusable(path, f"it lacks {error}") from error
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _unusable(path, first_line(error)) from error


def _unusable(path: Path, why: str) -> NetworkFileError:
    return NetworkFileError(
        f"Cannot use the set's description {path} ({why}): "
        "restore the file, or train or import the set again."
    )
