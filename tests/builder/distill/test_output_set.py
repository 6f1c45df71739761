from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from builder.distill.checks import check_output
from builder.distill.experiment import STYLE_NETWORK, TRANSFORMERS
from builder.distill.output_set import find_trained, trained_style_network, write_set
from builder.errors import NetworkFileError, UsageProblem
from builder.networks.architecture.style import build_style_network
from builder.networks.catalog import find_set
from builder.networks.network_set import NetworkSet


def test_a_folder_of_weights_becomes_a_set_that_loads(
    network_set: NetworkSet, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    build_style_network(STYLE_NETWORK).save_weights(folder / "style.weights.h5")
    write_set(folder, "magenta-mobile", "style", STYLE_NETWORK)
    shutil.copy(network_set.files("swift")[0], folder)
    write_set(folder, "magenta-mobile", "swift", TRANSFORMERS["swift"])
    mine = find_trained(str(folder))
    assert (mine.name, mine.transformers, mine.licence) == ("mine", ("swift",), "not stated")
    mine.transformer("swift")
    assert trained_style_network(folder) is not None


def test_what_a_set_says_of_itself_and_of_its_other_networks_is_kept(
    network_set: NetworkSet, tmp_path: Path
) -> None:
    for role in ("style", "swift"):
        shutil.copy(network_set.files(role)[0], tmp_path)
    path = tmp_path / "set.json"
    style = network_set.shapes["style"]
    path.write_text(json.dumps({"title": "Woodcuts", "style": style}))
    write_set(tmp_path, "magenta-mobile", "swift", TRANSFORMERS["swift"])
    found = find_set(str(tmp_path))
    assert (found.title, found.shapes["style"]) == ("Woodcuts", style)
    found.style_network()


def test_there_is_no_critic_before_a_style_network_is_trained(tmp_path: Path) -> None:
    assert trained_style_network(tmp_path) is None


def test_an_imported_set_cannot_be_trained_on(shared: Path) -> None:
    with pytest.raises(UsageProblem, match="imported"):
        find_trained(str(shared / "networks" / "magenta-mobile"))


def test_a_cut_off_style_network_is_named(network_set: NetworkSet, tmp_path: Path) -> None:
    shutil.copy(network_set.folder / "set.json", tmp_path)
    whole = network_set.files("style")[0].read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", whole[:-300] + bytes(300)):
        (tmp_path / "style.weights.h5").write_bytes(damaged)
        with pytest.raises(NetworkFileError, match=r"style\.weights\.h5"):
            trained_style_network(tmp_path)


def test_weights_that_are_no_numbers_are_not_started_from(
    network_set: NetworkSet, tmp_path: Path
) -> None:
    for role in network_set.roles:
        shutil.copy(network_set.files(role)[0], tmp_path)
    shutil.copy(network_set.folder / "set.json", tmp_path)
    network = find_set(str(tmp_path)).transformer("swift")
    weights = network.get_weights()
    weights[0].flat[0] = float("nan")
    network.set_weights(weights)
    network.save_weights(tmp_path / "swift.weights.h5")
    with pytest.raises(NetworkFileError, match=r"swift\.weights\.h5 hold values"):
        find_trained(str(tmp_path)).transformer("swift")


@pytest.mark.parametrize("text", ["", "[", "[]", '{"transformers": 5}'])
def test_a_damaged_description_is_named_before_a_training(tmp_path: Path, text: str) -> None:
    (tmp_path / "set.json").write_text(text)
    with pytest.raises(UsageProblem, match=r"set\.json cannot be used"):
        check_output(tmp_path, [], force=False)


def test_weights_of_another_training_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "swift.weights.h5").touch()
    stages = [("swift", tmp_path / "checkpoints" / "swift")]
    with pytest.raises(UsageProblem, match="--force"):
        check_output(tmp_path, stages, force=False)
    check_output(tmp_path, stages, force=True)
    (tmp_path / "checkpoints" / "swift").mkdir(parents=True)
    (tmp_path / "checkpoints" / "swift" / "checkpoint.npz").touch()
    check_output(tmp_path, stages, force=False)
    (tmp_path / "file").touch()
    with pytest.raises(UsageProblem, match="file cannot be written"):
        check_output(tmp_path / "file", stages, force=False)


def test_a_file_is_no_place_for_a_set(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "set"):
        with pytest.raises(UsageProblem, match="cannot be written"):
            check_output(out, [], force=True)
