"""The file of a set's figures, written as they are found."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from builder.files import write_whole


class FiguresFile:
    """Figures by name in a JSON file, so that judging goes on where it was stopped.

    Args:
        path: the file.
        conditions: what the figures hold for, by name, such as the fingerprint of the weights;
            figures in the file that held for something else are forgotten.
    """

    def __init__(self, path: Path, conditions: Mapping[str, Any]) -> None:
        self._path = path
        self.figures: dict[str, Any] = dict(conditions)
        if path.is_file():
            try:
                known = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                # Figures can be found again.
                known = {}
            if isinstance(known, dict) and all(
                known.get(name) == value for name, value in conditions.items()
            ):
                self.figures = known

    def find(self, name: str, judge: Callable[[], Any]) -> Any:
        """The figures called `name`: those in the file, or what `judge` finds now."""
        if name not in self.figures:
            self.figures[name] = judge()
            text = json.dumps(self.figures, indent=2) + "\n"
            write_whole(self._path, text)
        return self.figures[name]
