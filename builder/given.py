"""The paths and numbers that people give on the command line."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from builder.errors import UsageProblem


class GivenPath(click.Path):
    """A path; nothing is none, which would else stand for the folder that one is in."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path.

        Raises:
            UsageProblem: it is empty, as that of a variable which was never set.
        """
        if value == "":
            name = param.opts[-1] if isinstance(param, click.Option) else "A path"
            raise UsageProblem(f"{name} is empty; name a file or a folder.")
        return super().convert(value, param, ctx)


class NumberRange(click.FloatRange):
    """A number in a range, which what is no number (NaN) is not in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number


PATH = GivenPath()
