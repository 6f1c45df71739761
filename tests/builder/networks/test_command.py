from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main
from builder.networks.importing import import_on_the_fly
from builder.networks.locations import imported_sets, sets_folder
from builder.networks.network_set import NetworkSet
from builder.networks.published import PUBLISHED_SETS
from tests.builder.networks.mirror import Mirror


@pytest.fixture(autouse=True)
def cache_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if "magenta" in request.fixturenames:
        request.getfixturevalue("magenta")
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def run() -> Callable[..., str]:
    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, ["networks", *arguments])
        assert result.exit_code == code, result.output
        return result.output

    return run


@pytest.fixture(scope="module")
def magenta(shared: Path) -> NetworkSet:
    return import_on_the_fly(shared / "networks" / "magenta-mobile")


@pytest.fixture
def mirror(shared: Path) -> Iterator[Mirror]:
    folder = shared / "networks" / "magenta-mobile"
    style, transformer = PUBLISHED_SETS[0].files
    mirror = Mirror(
        {
            style.name: (folder / "style_predict_int8.tflite").read_bytes(),
            transformer.name: (folder / "style_transfer_f16.tflite").read_bytes(),
        }
    )
    yield mirror
    mirror.close()


def test_sets_that_can_be_fetched_are_listed(run: Callable[..., str]) -> None:
    output = run()
    assert "compact" in output.partition("Imported: none")[0]
    assert "magenta-mobile  Magenta mobile (3.3 MB; Apache-2.0)" in output
    assert "Apache-2.0" in output


def test_a_set_is_fetched_reported_and_listed(
    run: Callable[..., str], magenta: NetworkSet, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(networks: list[Path], labels: object, folder: Path) -> None:
        # The import itself is tested elsewhere.
        assert [path.stat().st_size for path in networks] == [2_828_838, 422_086]
        shutil.copytree(magenta.folder, folder, dirs_exist_ok=True)

    monkeypatch.setattr("builder.networks.importing._write", write)
    output = run("fetch", "magenta-mobile", "--address", mirror.address)
    assert "3.3 MB, Apache-2.0 (https://www.apache.org/licenses/LICENSE-2.0)" in output
    assert "picture [1, 256, 256, 3] to a vector of 100" in output
    assert "can be tiled (folds)" in output
    assert imported_sets() == ("magenta-mobile",)
    listed = run()
    assert "magenta-mobile  Magenta mobile (style, transformer; Apache-2.0)" in listed
    assert "To be fetched" not in listed
    assert "--force" in run("fetch", "magenta-mobile", "--address", mirror.address, code=2)
    run("fetch", "magenta-mobile", "--address", mirror.address, "--force")
    assert len(mirror.asked) == 2


def test_a_damaged_set_hides_no_other(run: Callable[..., str]) -> None:
    folder = sets_folder() / "bad"
    folder.mkdir(parents=True)
    (folder / "set.json").write_text("{", encoding="utf-8")
    output = run()
    assert "  bad  Cannot use the set's description" in output
    assert "magenta-mobile  Magenta mobile (3.3 MB; Apache-2.0)" in output


def test_problems_are_told_in_one_line(run: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "file.tflite").write_text("no network")
    file, name = str(tmp_path / "file.tflite"), ("--name", "mine")
    for arguments, code, says in [
        (["fetch", "magenta-mobil"], 2, 'did you mean "magenta-mobile"?'),
        (["fetch", "magenta-mobile", "--address", "http://127.0.0.1:9/"], 1, "cannot be reached"),
        (["fetch", "magenta-mobile", "--address", ""], 2, "--address must be a web address"),
        (["import", "absent", *name], 2, "absent does not exist"),
        (["import", "x" * 300, *name], 2, "(File name too long); choose a shorter"),
        (["import", os.devnull, *name], 2, "is a pipe or a device"),
        (["import", "absent", "--name", ""], 2, 'A set cannot be called ""'),
        (["import", str(tmp_path), *name, "--licence", "MIT"], 1, "no TensorFlow Lite file"),
        (["import", file, *name], 1, "file.tflite is no TensorFlow Lite file"),
        (["import", file, "--name", "compact"], 2, "embedded set"),
    ]:
        output = run(*arguments, code=code)
        assert says in output
        assert output.splitlines()[-1].startswith("Error: ")
