"""Short forms of what `make soak` tries for long; others lie with the tests of what they try."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from builder.networks.network_set import NetworkSet


@pytest.mark.parametrize(
    "name",
    ["settings", "captions", "addresses", "sets", "models", "inventories", "texts", "titles"],
)
def test_what_strangers_write_gives_a_sentence_at_worst(name: str) -> None:
    pytest.importorskip("hypothesis")
    from tests.soak.strangers import PROPERTIES, hold

    assert name in PROPERTIES
    hold(name, 200, 1)


def test_damaged_networks_load_or_are_named(network_set: NetworkSet) -> None:
    from tests.soak.networks import damage_networks

    assert not damage_networks(20, seed=1)


def test_builds_that_end_in_the_middle_leave_a_whole_site(built_site: Path) -> None:
    from tests.soak.builds import end_builds

    assert not end_builds(4, seed=1)


def test_builds_killed_while_they_move_leave_a_whole_site() -> None:
    # In a process of its own, for children of one with many threads may hang.
    command = [sys.executable, "-m", "tests.soak", "moves", "--count", "20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
