from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.web.server import SiteServer
    from tests.web.studio import Studio

BUDGET = 1_500_000
"""Compressed bytes until the first painting in a sample style."""


def test_first_painting_costs_little(studio: Studio, server: SiteServer) -> None:
    studio.open(server.origin)
    studio.page.wait_for_load_state("networkidle")
    studio.paint()
    assert all(visit.status == 200 for visit in server.visits)
    sizes = server.compressed_sizes()
    table = "\n".join(f"{size:>9} {name}" for name, size in sizes.items())
    assert sum(sizes.values()) <= BUDGET, f"{sum(sizes.values())} bytes:\n{table}"
