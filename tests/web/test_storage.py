"""What a visitor made is there again at the next visit, and is told and removed in one place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from tests.web.studio import NO_STORAGE, WAIT, Studio, payload

if TYPE_CHECKING:
    from tests.web.server import SiteServer

SIZE = 256

_NO_SPACE = """
IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError") };
"""

_CLEAR_STORAGE = """() => new Promise((resolve) => {
  const asked = indexedDB.deleteDatabase("studio /");
  asked.onsuccess = () => resolve("done");
  asked.onblocked = () => resolve("blocked");
})"""
"""As a visitor does who clears what sites keep."""

_DAMAGE = """() => new Promise((resolve) => {
  const opening = indexedDB.open("studio /", 1);
  opening.onsuccess = () => {
    const change = opening.result.transaction(["works", "pictures"], "readwrite");
    change.objectStore("works").put({ width: 3 });
    change.objectStore("pictures").put({ id: "own-photo-1", kind: "photo" });
    change.oncomplete = resolve;
  };
})"""


def open_small(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(SIZE)


def test_a_visitor_finds_everything_again(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    amount = page.locator("#storage-amount")
    open_small(studio, server)
    expect(amount).to_contain_text("From the first painting on")
    page.get_by_role("checkbox", name="My own photos and styles").check()
    studio.upload("photo", payload(sample_photos()[2].load().resize((300, 200)), "mine.jpg"))
    studio.upload("style", payload(STYLES[3].draw(7, 200), "woodcut.png"))
    studio.set_strength(80)
    painted = studio.paint()
    kept = page.locator("#kept button")
    made = kept.count()
    expect(amount).to_contain_text(f"paintings ({made}), your own pictures (2)", timeout=WAIT)
    # Nothing is asked: nothing would be lost.
    page.wait_for_timeout(1000)
    page.reload()
    expect(studio.main).to_have_attribute("data-state", "done", timeout=WAIT)
    assert np.array_equal(studio.painting(), painted)
    assert studio.facts.startswith("Swift · 256")
    expect(page.locator("#strength")).to_have_value("80")
    studio.open_tool("stylize")
    for kind, name in (("photo", "mine"), ("style", "woodcut")):
        chosen = page.locator(f".choice:has(input[name={kind}]:checked)")
        expect(chosen).to_contain_text(name)
    # From then on every change is painted, as after a first painting.
    before, made = studio.paints, kept.count()
    assert made >= 1
    studio.set_strength(60)
    studio.painting_after(before)
    expect(kept).to_have_count(made + 1)
    expect(amount).to_contain_text(f"paintings ({made + 1})", timeout=WAIT)
    kept.nth(1).click()
    expect(page.locator("#strength")).to_have_value("80")
    assert np.array_equal(studio.painting(), painted)

    page.locator("#storage-clear").click()
    expect(amount).to_contain_text("From the first painting on")
    expect(kept).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#paint")).to_be_enabled(timeout=WAIT)
    expect(page.locator("#storage-section")).not_to_have_class(re.compile("pending"))
    expect(studio.main).to_have_attribute("data-state", "idle")
    expect(page.locator("#strength")).to_have_value("100")


def test_own_photos_are_kept_only_if_one_allows_it(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    amount = page.locator("#storage-amount")
    open_small(studio, server)
    studio.paint()
    expect(amount).to_contain_text("paintings (1), your own pictures (0)", timeout=WAIT)
    allow = page.get_by_role("checkbox", name="My own photos and styles")
    expect(allow).not_to_be_checked()
    before = studio.paints
    studio.upload("photo", payload(sample_photos()[2].load().resize((300, 200)), "mine.jpg"))
    studio.painting_after(before)
    expect(page.locator("#kept button")).to_have_count(2)
    expect(amount).to_contain_text("paintings (1), your own pictures (0)")
    # What is there already is kept from then on, and gone when it is no longer allowed.
    studio.open_tool("stylize").get_by_label("Keep my pictures").check()
    expect(allow).to_be_checked()
    expect(amount).to_contain_text("paintings (2), your own pictures (1)", timeout=WAIT)
    allow.uncheck()
    expect(amount).to_contain_text("paintings (1), your own pictures (0)", timeout=WAIT)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#kept button")).to_have_count(1, timeout=WAIT)
    studio.open_tool("stylize")
    expect(page.locator("input[name=photo][value^=own]")).to_have_count(0)
    expect(allow).not_to_be_checked()


def test_nothing_is_kept_if_one_does_not_want_it(studio: Studio, server: SiteServer) -> None:
    open_small(studio, server)
    page = studio.page
    page.get_by_role("checkbox", name="Keep what I make").uncheck()
    expect(page.locator("#storage-amount")).to_contain_text("Nothing is kept")
    studio.paint()
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#storage-amount")).to_contain_text("Nothing is kept", timeout=WAIT)
    expect(studio.main).to_have_attribute("data-state", "idle")


def test_what_one_window_may_not_keep_no_other_keeps(studio: Studio, server: SiteServer) -> None:
    open_small(studio, server)
    page = studio.page
    other = Studio(page.context.new_page()).open(server.origin)
    other.page.get_by_role("checkbox", name="Keep what I make").uncheck()
    expect(other.page.locator("#storage-amount")).to_contain_text("Nothing is kept")
    studio.paint()
    expect(page.locator("#storage-amount")).to_contain_text("Nothing is kept", timeout=WAIT)
    expect(page.get_by_role("checkbox", name="Keep what I make")).not_to_be_checked()
    other.page.reload()
    expect(other.main).to_have_attribute("data-state", "idle")
    expect(other.page.locator("#storage-amount")).to_contain_text("Nothing is kept", timeout=WAIT)
    expect(other.page.locator("#storage-clear")).to_be_hidden()


def test_what_another_window_removed_is_not_offered(studio: Studio, server: SiteServer) -> None:
    open_small(studio, server)
    page = studio.page
    studio.paint()
    before = studio.paints
    studio.set_strength(50)
    studio.painting_after(before)
    amount = page.locator("#storage-amount")
    expect(amount).to_contain_text("paintings (2)", timeout=WAIT)
    other = Studio(page.context.new_page()).open(server.origin)
    other.page.locator("#storage-clear").click()
    expect(other.page.locator("#storage-amount")).to_contain_text("From the first painting on")
    other.page.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(amount).to_contain_text("From the first painting on")
    expect(page.locator("#kept button")).to_have_count(0)


def test_keeping_goes_on_after_the_browser_ended_it(studio: Studio, server: SiteServer) -> None:
    open_small(studio, server)
    page = studio.page
    studio.paint()
    amount = page.locator("#storage-amount")
    expect(amount).to_contain_text("paintings (1)", timeout=WAIT)
    assert page.evaluate(_CLEAR_STORAGE) == "done"
    before = studio.paints
    studio.set_strength(50)
    painted = studio.painting_after(before)
    expect(amount).to_contain_text("paintings (1)", timeout=WAIT)
    page.wait_for_timeout(1000)
    page.reload()
    expect(studio.main).to_have_attribute("data-state", "done", timeout=WAIT)
    assert np.array_equal(studio.painting(), painted)


def test_what_is_damaged_takes_nothing_with_it(studio: Studio, server: SiteServer) -> None:
    open_small(studio, server)
    page = studio.page
    studio.paint()
    expect(page.locator("#storage-amount")).to_contain_text("paintings (1)", timeout=WAIT)
    page.evaluate(_DAMAGE)
    page.wait_for_timeout(1000)
    page.reload()
    expect(page.locator("#storage-amount")).to_contain_text("paintings (1)", timeout=WAIT)
    expect(page.locator("#kept button")).to_have_count(1)


@pytest.mark.parametrize("script", [NO_STORAGE, _NO_SPACE])
def test_painting_works_without_storage(studio: Studio, server: SiteServer, script: str) -> None:
    page = studio.page
    page.add_init_script(script)
    open_small(studio, server)
    first = studio.paint()
    before = studio.paints
    studio.set_strength(50)
    studio.painting_after(before)
    expect(studio.error).to_be_hidden()
    if script == _NO_SPACE:
        expect(page.locator("#notice")).to_contain_text("no space left")
    else:
        expect(page.locator("#storage-amount")).to_contain_text("keeps nothing")
    page.get_by_role("list", name="Last paintings").get_by_role("button").last.click()
    expect(page.locator("#strength")).to_have_value("100")
    assert np.array_equal(studio.painting(), first)
