from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.distill.checks import HELD_OUT_CONTENTS, HELD_OUT_STYLES
from builder.distill.command import distill


@pytest.fixture
def images(tmp_path: Path) -> list[str]:
    """Folders with one image more than is held out of each."""
    folders = (("contents", HELD_OUT_CONTENTS), ("styles", HELD_OUT_STYLES))
    for name, held_out in folders:
        (tmp_path / name).mkdir()
        for number in range(held_out + 1):
            (tmp_path / name / f"{number}.jpg").touch()
    return [part for name, _ in folders for part in (f"--{name}", str(tmp_path / name))]


def _refused(*arguments: str) -> str:
    result = CliRunner().invoke(distill, arguments)
    assert result.exit_code == 2, result.output
    return result.output


@pytest.fixture
def without_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the command fail once it imports what takes long to import."""

    def fail(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr("builder.distill.command.import_module", fail)


def test_a_set_is_named_to_be_judged_and_not_to_be_trained(images: list[str]) -> None:
    assert "--out" in _refused("compact", *images)


def test_an_unknown_set_cannot_be_judged(images: list[str], shared: Path) -> None:
    teacher = str(shared / "networks" / "magenta-mobile")
    assert "compactt" in _refused("--evaluate", "compactt", "--teacher", teacher, *images)


@pytest.mark.usefixtures("without_tensorflow")
@pytest.mark.parametrize("more", [["--out", "mine"], ["--evaluate", "compact"]])
def test_mistakes_are_said_before_tensorflow_is_imported(
    more: list[str], images: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no folder of images nowhere" in _refused(*more, *images[:3], "nowhere")
    assert 'There is no teacher "magenta"' in _refused(*more, *images, "--teacher", "magenta")
    for number in range(5):
        Path(images[3], f"{number}.jpg").unlink()
    said = _refused(*more, *images)
    assert f"{images[3]} holds 56 images, and 60 are held out" in said
    assert "add 5 or more" in said
    assert not (tmp_path / "mine").exists()


@pytest.mark.usefixtures("without_tensorflow")
def test_a_folder_without_a_teacher_is_named(images: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(distill, [*images, "--teacher", str(tmp_path)])
    assert result.exit_code == 1
    assert f"{tmp_path} holds no *predict*.tflite" in result.output
