from __future__ import annotations

import pytest
from click.testing import CliRunner

from builder.cli import main


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--budget", "nan"],
        ["stylize", "a.png", "b.png", "-o", "c.png", "--strength", "NaN"],
        ["stylize", "a.png", "b.png", "-o", "c.png", "--colours", "-nan"],
    ],
)
def test_no_number_is_in_no_range(arguments: list[str]) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "is no number." in done.output
