from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from builder.errors import NetworkFileError, UnknownNetworkSetError
from builder.networks.catalog import find_set
from builder.networks.locations import embedded_sets
from builder.networks.network_set import NetworkSet


@pytest.fixture
def copy(tmp_path: Path, network_set: NetworkSet) -> Path:
    folder = tmp_path / "mine"
    shutil.copytree(network_set.folder, folder, ignore=shutil.ignore_patterns("checkpoints"))
    return folder


def test_every_embedded_set_can_be_found_by_name() -> None:
    assert "compact" in embedded_sets()
    for name in embedded_sets():
        assert find_set(name).name == name


def test_an_unknown_set_names_those_there_are() -> None:
    with pytest.raises(UnknownNetworkSetError, match="compact") as caught:
        find_set("rembrandt")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["", "a" * 5000, "a\0b", "b/" * 5000])
def test_what_no_folder_can_be_called_is_no_set(name: str) -> None:
    with pytest.raises(UnknownNetworkSetError, match="There is no network set"):
        find_set(name)


def test_a_folder_is_a_set_too_and_weights_change_the_fingerprint(copy: Path) -> None:
    found = find_set(str(copy))
    before = found.fingerprint("style")
    assert before != found.fingerprint("swift")
    (path,) = found.files("style")
    path.write_bytes(path.read_bytes() + b"\0")
    assert found.fingerprint("style") != before


def test_a_missing_role_is_refused(network_set: NetworkSet) -> None:
    with pytest.raises(UnknownNetworkSetError, match="swift"):
        network_set.fingerprint("gigantic")


def test_truncated_weights_are_named(copy: Path) -> None:
    found = find_set(str(copy))
    (path,) = found.files("swift")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(NetworkFileError, match=r"swift\.weights\.h5"):
        found.network("swift")


def test_weights_of_another_architecture_are_named(copy: Path) -> None:
    description = json.loads((copy / "set.json").read_text())
    description["transformers"]["swift"]["blocks"] = 3
    (copy / "set.json").write_text(json.dumps(description))
    with pytest.raises(NetworkFileError, match=r"swift\.weights\.h5"):
        find_set(str(copy)).network("swift")


def test_a_damaged_description_is_named(copy: Path) -> None:
    (copy / "set.json").write_text('{"name": "mine"}')
    with pytest.raises(NetworkFileError, match=r"set\.json"):
        find_set(str(copy))
