from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", ""], "--out is empty; name a file or a folder."),
        (["--config", ""], "--config is empty"),
        (["--templates", ""], "--templates is empty"),
        (["check", ""], "A path is empty"),
        (["init", ""], "A path is empty"),
        (["stylize", "a.png", "", "-o", "b.png"], "A path is empty"),
        (["stylize", "a.png", "b.png", "-o", ""], "--out is empty"),
    ],
)
def test_nothing_is_no_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    """A variable that was never set must not have a site written to where one is."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert done.output.startswith(f"Error: {says}")
    assert done.output.count("\n") == 1
    assert not list(tmp_path.iterdir())


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
