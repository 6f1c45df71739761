from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from builder.distill.experiment import STYLE_NETWORK, TRANSFORMERS
from builder.distill.output_set import find_trained, trained_style_network, write_set
from builder.errors import UsageProblem
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
