"""What a first visit downloads, and that it sees a painting before all of it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.web.studio import WAIT

if TYPE_CHECKING:
    from tests.web.server import SiteServer
    from tests.web.studio import Studio

FIRST_PICTURE = 900_000
"""Compressed bytes until the first painted picture in a sample style is on the screen."""

FINISHED = 1_500_000
"""Compressed bytes until the finer network has painted it too."""


def _total(server: SiteServer) -> tuple[int, str]:
    sizes = server.compressed_sizes()
    return sum(sizes.values()), "\n".join(f"{size:>9} {name}" for name, size in sizes.items())


def test_first_painting_costs_little(studio: Studio, server: SiteServer) -> None:
    studio.open(server.origin)
    studio.page.wait_for_load_state("networkidle")
    if studio.has_qualities:
        studio.choose_quality("Fine")
        finer = list(studio.samples["networks"]["sets"][0]["bytes"])[-1]
        # The fast network's picture is shown while the finer network is still on its way.
        with server.broken(f"networks/*/{finer}/*", "missing"):
            studio.page.locator("#paint").click()
            expect(studio.main).to_have_attribute("data-state", "error", timeout=WAIT)
        assert studio.previews == 1
        assert studio.painting().std() > 20
        total, table = _total(server)
        assert total <= FIRST_PICTURE, f"{total} bytes:\n{table}"
    studio.paint()
    assert studio.error.is_hidden()
    total, table = _total(server)
    assert total <= FINISHED, f"{total} bytes:\n{table}"
