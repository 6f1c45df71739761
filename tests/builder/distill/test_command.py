from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from builder.distill.command import distill

_IMAGES = ["--contents", "nowhere", "--styles", "nowhere"]


def _refused(*arguments: str) -> str:
    result = CliRunner().invoke(distill, [*arguments, *_IMAGES])
    assert result.exit_code == 2, result.output
    return result.output


def test_a_set_is_named_to_be_judged_and_not_to_be_trained() -> None:
    assert "--out" in _refused("compact")


def test_an_unknown_set_cannot_be_judged() -> None:
    assert "compactt" in _refused("--evaluate", "compactt")


def test_a_missing_folder_of_images_is_named(shared: Path) -> None:
    teacher = str(shared / "networks" / "magenta-mobile")
    assert "nowhere" in _refused("--evaluate", "compact", "--teacher", teacher)


def test_a_training_begins_only_with_folders_that_are_there(tmp_path: Path) -> None:
    assert "no folder of images nowhere" in _refused("--out", str(tmp_path / "mine"))
