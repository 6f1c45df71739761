from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from builder.distill.output_set import find_trained, trained_style_network, write_set
from builder.errors import UsageProblem
from builder.networks.catalog import find_set
from builder.networks.network_set import NetworkSet


def test_a_folder_of_weights_becomes_a_set_that_loads(
    network_set: NetworkSet, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for role in ("style", "swift"):
        shutil.copy(network_set.files(role)[0], folder)
    write_set(folder, "magenta-mobile")
    mine = find_trained(str(folder))
    assert (mine.name, mine.transformers, mine.licence) == ("mine", ("swift",), "not stated")
    mine.transformer("swift")
    assert trained_style_network(folder) is not None


def test_what_people_wrote_into_a_set_is_kept(network_set: NetworkSet, tmp_path: Path) -> None:
    shutil.copy(network_set.files("style")[0], tmp_path)
    write_set(tmp_path, "magenta-mobile")
    path = tmp_path / "set.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"title": "Woodcuts"}))
    write_set(tmp_path, "magenta-mobile")
    assert find_set(str(tmp_path)).title == "Woodcuts"


def test_there_is_no_critic_before_a_style_network_is_trained(tmp_path: Path) -> None:
    assert trained_style_network(tmp_path) is None


def test_an_imported_set_cannot_be_trained_on(shared: Path) -> None:
    with pytest.raises(UsageProblem, match="imported"):
        find_trained(str(shared / "networks" / "magenta-mobile"))
