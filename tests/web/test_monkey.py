"""What the monkey of the long trials expects: a painting, whatever its moves have left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.soak import monkey as trial
from tests.soak.monkey import Monkey
from tests.soak.visits import visit
from tests.web.studio import WAIT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.web.server import SiteServer

_SWITCH_LETTERS_OFF = """() => {
  const letters = document.querySelector("#shortcut-letters");
  if (letters.checked) letters.click();
}"""


def test_a_painting_comes_though_a_move_switched_the_letter_keys_off(
    server: SiteServer, browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(trial, "_PATIENCE", WAIT)
    with visit(server, browser) as watched:
        monkey = Monkey(watched, server, 1, tmp_path)
        monkey.open("wasm")
        generator = monkey._rng.bit_generator
        before = generator.state
        monkey.expect_painting()
        # The same photo and size once more: nothing changes that would be painted by itself.
        generator.state = before
        watched.page.evaluate(_SWITCH_LETTERS_OFF)
        monkey.expect_painting()
        assert monkey.paintings == 2
        assert not watched.faults
