"""Short forms of what `make soak` tries for long: texts of strangers give a sentence at worst."""

from __future__ import annotations

import pytest

pytest.importorskip("hypothesis")

from tests.soak.strangers import PROPERTIES, hold


@pytest.mark.parametrize("name", PROPERTIES)
def test_what_strangers_write_gives_a_sentence_at_worst(name: str) -> None:
    hold(name, 200, 1)
