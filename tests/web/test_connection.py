"""A connection that goes and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.studio import WAIT, Studio

if TYPE_CHECKING:
    from tests.web.server import SiteServer


@pytest.fixture
def opened(studio: Studio, server: SiteServer) -> Studio:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.open_tool("stylize")
    return studio


def test_a_tool_that_cannot_be_downloaded_says_so_and_comes_later(
    opened: Studio, server: SiteServer
) -> None:
    page = opened.page
    with server.cut():
        page.locator('[data-opens="grid"]').click()
        expect(opened.error).to_contain_text("A part of this page could not be downloaded")
        page.locator("#randomize").click()
        expect(opened.error).to_contain_text("A part of this page could not be downloaded")
    page.locator('[data-opens="grid"]').click()
    opened.open_tool("grid")


@pytest.mark.parametrize("is_told", [True, False])
def test_a_photo_that_did_not_come_comes_with_the_connection(
    opened: Studio, server: SiteServer, *, is_told: bool
) -> None:
    page = opened.page
    photo = page.locator("#photo")
    with server.cut():
        opened.choose("photo", opened.samples["photos"][3]["id"])
        page.wait_for_function(
            "() => { const { complete, naturalWidth } = document.querySelector('#photo');"
            " return complete && naturalWidth === 0; }"
        )
    # A server that does not answer for a while is nothing that browsers tell of.
    if is_told:
        page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("() => document.querySelector('#photo').naturalWidth > 0", timeout=WAIT)
    expect(photo).to_be_visible()
