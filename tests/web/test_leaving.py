"""Leaving the page asks while something would be lost, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.studio import NO_STORAGE, WAIT, Studio, large_photo
from tests.web.test_animate import open_animate, save

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

    from tests.web.server import SiteServer

SIZE = 128


def asks(page: Page, leave: str = "location.reload()") -> bool:
    """Whether leaving the page asks; it is stayed on."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.evaluate(f"window.stays = true; setTimeout(() => {{ {leave} }})")
    page.wait_for_timeout(700)
    stayed = page.evaluate("window.stays === true")
    assert stayed == bool(asked)
    return asked == ["beforeunload"]


@pytest.fixture
def painted(studio: Studio, server: SiteServer) -> Studio:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    studio.paint()
    return studio


def test_a_page_without_work_just_goes(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.page.locator("h1").click()
    assert not asks(studio.page)


def test_a_painting_that_is_kept_is_not_asked_for(painted: Studio) -> None:
    expect(painted.page.locator("#storage-amount")).to_contain_text("paintings (1)", timeout=WAIT)
    assert not asks(painted.page)


def test_another_is_asked_for_until_it_is_saved(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    page.add_init_script(NO_STORAGE)
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    studio.paint()
    assert asks(page)
    with page.expect_download():
        page.locator("#download").click()
    expect(page.locator("#announcer")).to_contain_text("Saved as")
    assert not asks(page)


def test_a_batch_is_asked_for(painted: Studio) -> None:
    page = painted.page
    with page.expect_download():
        page.locator("#download").click()
    panel = painted.open_tool("batch")
    panel.locator("#batch-files").set_input_files(large_photo())
    panel.get_by_role("button", name="Paint all").click()
    assert asks(page)
    expect(panel.locator("#batch-end")).to_contain_text("1 painted", timeout=WAIT)
    assert asks(page), "its paintings are not saved"


def test_an_animation_is_asked_for_until_it_is_saved(studio: Studio, server: SiteServer) -> None:
    panel = open_animate(studio, server)
    panel.get_by_role("button", name="Paint all").click()
    expect(panel).to_have_attribute("data-animate", "done", timeout=WAIT)
    assert asks(studio.page)
    save(panel, "GIF")
    assert not asks(studio.page)


def test_the_other_language_opens_the_same_style(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm#style=AAAA")
    studio.page.get_by_role("link", name="Deutsch").click()
    studio.page.wait_for_url("**/de/#style=AAAA")
