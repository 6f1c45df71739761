"""Sharing a style: as a link, as a file, and opening what others shared."""

from __future__ import annotations

import base64
import binascii
import json
import re
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from builder.gallery.art import STYLES
from tests.web.server import SiteServer
from tests.web.studio import WAIT, Studio, mean_difference, payload

VISUALLY_THE_SAME = 1.0
"""Mean difference, of 255, that nobody sees."""


def link_text(space: str) -> str:
    """A link of version 1 with one style of 100 numbers, byte by byte as docs/studio.md has it."""
    strength, colours, count, weight = 85, 30, 1, 255
    head = [1, len(space), *space.encode(), strength, colours, 0, 100, count, weight]
    content = bytes(head) + struct.pack(">ff", -2, 4 / 255) + bytes(range(100))
    check = binascii.crc_hqx(content, 0).to_bytes(2, "big")
    return base64.urlsafe_b64encode(content + check).decode().rstrip("=")


def own_style(seed: int = 5) -> FilePayload:
    return payload(STYLES[seed].draw(seed, 256), "home-made.png")


def copied_link(studio: Studio) -> str:
    panel = studio.open_tool("share")
    studio.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.get_by_role("button", name="Copy the link").click(timeout=WAIT)
    expect(panel.get_by_text("The link is copied.")).to_be_visible()
    link = studio.page.evaluate("navigator.clipboard.readText()")
    assert link == panel.get_by_label("Link", exact=True).input_value()
    return link


def mixture(studio: Studio) -> str:
    """What the recipe's styles are, in words."""
    studio.open_tool("share")
    return studio.page.locator("#share-content").inner_text()


def test_opening_a_link_restores_the_recipe(
    studio: Studio, server: SiteServer, browser: Browser, watch: Callable[[Browser], Page]
) -> None:
    """A mixture of a gallery's style and one's own, painted elsewhere without either picture."""
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(256)
    studio.upload("style", own_style())
    titles = [style["title"] for style in studio.samples["styles"]]
    combine = studio.open_tool("combine")
    combine.get_by_role("checkbox", name=titles[2], exact=True).check(force=True)
    combine.get_by_role("slider", name="Balance").fill("40")
    studio.open_tool("colours").get_by_role("slider", name="Colours").fill("25")
    studio.set_strength(90)
    painted = studio.paint()
    assert mixture(studio) == f"home-made 60%, {titles[2]} 40%"
    link = copied_link(studio)
    assert len(link) - len(server.origin) < 340

    other = Studio(watch(browser)).open(link.replace("#", "?backend=wasm#"))
    # It is painted without being asked, and says what it is and what to do.
    notice = other.page.locator("#notice")
    expect(notice).to_contain_text(f"A style was sent to you: Shared style 1 60%, {titles[2]} 40%.")
    with other.page.expect_file_chooser():
        notice.get_by_role("button", name="Add your photo").click()
    assert other.painting_after(0).std() > 20
    # The gallery's style is known by its numbers; of the other there are only numbers.
    assert mixture(other) == f"Shared style 1 60%, {titles[2]} 40%"
    assert other.page.get_by_role("slider", name="Strength").input_value() == "90"
    colours = other.open_tool("colours").get_by_role("slider", name="Colours")
    assert colours.input_value() == "25"
    other.set_size(256)
    again = other.paint()
    assert mean_difference(again, painted) < VISUALLY_THE_SAME
    assert not np.array_equal(again, painted), "then the link would not have been used"
    # The address names the style only as long as the page has it.
    assert "#style=" in other.page.url
    other.set_strength(50)
    expect(other.page).not_to_have_url(re.compile("#style="))


def test_links_come_by_address_paste_and_field(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    page = studio.page
    titles = [style["title"] for style in studio.samples["styles"]]
    links = []
    for place in range(4):
        studio.choose("style", studio.samples["styles"][place]["id"])
        links.append(copied_link(studio))
    assert len({len(link) for link in links}) == 1

    page.evaluate("hash => { location.hash = hash }", links[0].partition("#")[2])
    panel = page.locator("#share-content")
    expect(panel).to_have_text(titles[0])
    page.evaluate("text => navigator.clipboard.writeText(text)", f"Look: {links[1]} (my style)")
    page.locator("#viewport").focus()
    page.keyboard.press("ControlOrMeta+v")
    expect(panel).to_have_text(titles[1])
    field = page.get_by_label("Style link")
    field.fill(links[2])
    field.press("Enter")
    expect(panel).to_have_text(titles[2])
    expect(field).to_have_value("")
    # Undo goes back to the recipe of before.
    page.get_by_role("button", name="Undo").click()
    expect(panel).to_have_text(titles[1])


def test_links_carry_strokes_and_those_of_before_mean_fine_ones(
    studio: Studio, server: SiteServer
) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    page = studio.page
    chosen = page.locator("input[name=strokes]:checked")
    studio.choose_strokes("Broad")
    broad = copied_link(studio)
    before = link_text(studio.samples["networks"]["sets"][0]["vectorSpace"])
    for link, strokes in ((f"#style={before}", "fine"), (broad, "broad")):
        page.evaluate("hash => { location.hash = hash }", "#" + link.partition("#")[2])
        expect(chosen).to_have_value(strokes)


def test_links_that_cannot_be_used_say_why(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    before = mixture(studio)
    link = copied_link(studio)
    foreign = link_text("another-teacher")
    field = studio.page.get_by_label("Style link")
    for text, words in (
        (link[:-20], "damaged or incomplete"),
        ("https://example.org", "damaged or incomplete"),
        (f"{server.origin}/#style={foreign}", "another-teacher"),
    ):
        field.fill(text)
        studio.page.get_by_role("button", name="Open the link").click()
        expect(studio.error).to_contain_text(words)
        assert field.input_value() == text
        assert mixture(studio) == before


def test_a_file_paints_the_same_picture(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(256)
    studio.upload("style", own_style(3))
    studio.set_strength(80)
    painted = studio.paint()
    panel = studio.open_tool("share")
    with studio.page.expect_download() as download:
        panel.get_by_role("button", name="Save as a file").click(timeout=WAIT)
    assert download.value.suggested_filename == "home-made.style"
    file = Path(download.value.path())
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["format"] == "atelier-style"
    assert len(content["styles"][0]["vector"]) == 100
    assert file.stat().st_size < 2500

    # A fresh page, which knows nothing of the picture.
    studio.open(f"{server.origin}/?backend=wasm&again")
    studio.set_size(256)
    panel = studio.open_tool("share")
    panel.get_by_label("Open a style file").set_input_files(
        {"name": "home-made.style", "mimeType": "", "buffer": file.read_bytes()}
    )
    expect(studio.page.locator("#share-content")).to_have_text("home-made")
    assert np.array_equal(studio.paint(), painted)
    content["styles"][0]["vector"] = [0.5, 0.5, 0.5]
    for damaged in (b"\x89PNG\r\n", json.dumps(content).encode()):
        studio.open(f"{server.origin}/?backend=wasm&damaged")
        panel = studio.open_tool("share")
        before = mixture(studio)
        panel.get_by_label("Open a style file").set_input_files(
            {"name": "photo.style", "mimeType": "", "buffer": damaged}
        )
        expect(studio.error).to_contain_text("no style file")
        assert mixture(studio) == before


@pytest.mark.parametrize("cut", [20, 1000], ids=["a piece is missing", "all is missing"])
def test_a_cut_address_is_said_in_the_pages_language(
    cut: int, studio: Studio, server: SiteServer
) -> None:
    """A first visit by a link that some program has cut."""
    link = link_text("magenta-mobile")
    studio.open(f"{server.origin}/de/?backend=wasm#style={link[:-cut]}")
    expect(studio.error).to_contain_text("Dieser Stil-Link ist beschädigt oder unvollständig")
    studio.complaint()


_SYSTEM = """(answer) => {
  navigator.share = async () => { throw new DOMException("no", answer); };
}"""


def test_a_system_that_takes_no_link_is_said(studio: Studio, server: SiteServer) -> None:
    studio.page.add_init_script("navigator.share = async () => {}")
    studio.open(f"{server.origin}/?backend=wasm")
    send = studio.open_tool("share").get_by_role("button", name="Share", exact=True)
    expect(send).to_be_enabled(timeout=WAIT)
    for answer in ("AbortError", "InvalidStateError"):
        studio.page.evaluate(_SYSTEM, answer)
        send.click()
        expect(studio.error).to_be_hidden()
    studio.page.evaluate(_SYSTEM, "NotAllowedError")
    send.click()
    expect(studio.error).to_contain_text("copy the link instead")
