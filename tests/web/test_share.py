"""Sharing a style: as a link, as a file, and opening what others shared."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from builder.gallery.art import STYLES
from tests.web.modules import Modules
from tests.web.server import SiteServer
from tests.web.studio import WAIT, Studio, mean_difference, payload

VISUALLY_THE_SAME = 1.0
"""Mean difference, of 255, that nobody sees."""

LINK = "studio/share/link"
FILE = "studio/share/file"

_ROUND_TRIP = """({ encodeLink, decodeLink }, shared) => {
  const link = encodeLink(shared);
  return [link, decodeLink(link)];
}"""

_REASON = """({ decodeLink }, text) => {
  try {
    return decodeLink(text).space;
  } catch (error) {
    return error.reason;
  }
}"""


def shared_style(count: int, space: str = "magenta-mobile", **changes: Any) -> dict[str, Any]:
    """Styles as networks find them: 100 numbers each, most of them between -3 and 3."""
    draw = np.random.default_rng(count)
    styles = [
        {
            "title": f"Style {index}",
            "weight": float(weight),
            "vector": draw.normal(0, 0.9, 100).astype(np.float32).tolist(),
        }
        for index, weight in enumerate(draw.dirichlet(np.ones(count)))
    ]
    return {"space": space, "strength": 0.85, "colours": 0.3, "styles": styles, **changes}


@pytest.mark.parametrize(("count", "most"), [(1, 180), (2, 330), (5, 770)])
def test_a_link_carries_the_recipe(modules: Modules, count: int, most: int) -> None:
    shared = shared_style(count)
    link, found = modules.run(LINK, _ROUND_TRIP, shared)
    assert re.fullmatch(r"[\w-]+", link), "no program takes such a link apart"
    assert len(link) <= most
    assert (found["space"], found["strength"], found["colours"]) == ("magenta-mobile", 0.85, 0.3)
    weights = np.array([style["weight"] for style in shared["styles"]])
    shares = np.array([style["weight"] for style in found["styles"]])
    assert np.abs(shares / shares.sum() - weights).max() < 0.004
    for style, original in zip(found["styles"], shared["styles"], strict=True):
        error = np.abs(np.array(style["vector"]) - original["vector"]).max()
        assert error <= style["error"] + 1e-6
        assert error < 0.015
    # Sharing again what came by a link loses nothing more.
    again, _ = modules.run(LINK, _ROUND_TRIP, found)
    assert modules.run(LINK, _ROUND_TRIP, modules.run(LINK, _ROUND_TRIP, found)[1])[0] == again


def test_common_mixtures_keep_their_exact_shares(modules: Modules) -> None:
    for count in (1, 2, 3, 4, 5):
        shared = shared_style(count)
        for style in shared["styles"]:
            style["weight"] = 1 / count
        _, found = modules.run(LINK, _ROUND_TRIP, shared)
        assert len({style["weight"] for style in found["styles"]}) == 1


def test_a_style_without_any_difference_between_its_numbers(modules: Modules) -> None:
    shared = shared_style(1)
    shared["styles"][0]["vector"] = [0.5] * 100
    _, found = modules.run(LINK, _ROUND_TRIP, shared)
    assert found["styles"][0]["vector"] == [0.5] * 100


def test_damage_is_found(modules: Modules) -> None:
    link, _ = modules.run(LINK, _ROUND_TRIP, shared_style(1))
    damaged = [link[:-2], link[:100], link + "A", link[1:], "", "A", link[:50] + "%" + link[51:]]
    # The last character is left alone: some of its bits mean nothing.
    for at in np.random.default_rng(0).integers(0, len(link) - 1, 40):
        damaged.append(link[:at] + ("A" if link[at] != "A" else "B") + link[at + 1 :])
    for text in damaged:
        assert modules.run(LINK, _REASON, text) == "damaged", text


def test_links_of_later_versions_are_told_apart(modules: Modules) -> None:
    def link(*content: int) -> str:
        check = binascii.crc_hqx(bytes(content), 0).to_bytes(2, "big")
        return base64.urlsafe_b64encode(bytes(content) + check).decode().rstrip("=")

    assert modules.run(LINK, _REASON, link(2, 200, 100, 50)) == "newer"
    # Sound as bytes, but no style: it has no numbers.
    assert modules.run(LINK, _REASON, link(1, 1, 97, 100, 0, 0, 0, 0)) == "damaged"


def test_a_file_keeps_every_number(modules: Modules) -> None:
    shared = shared_style(3)
    script = """({ encodeFile, decodeFile }, shared) => {
      const text = encodeFile(shared);
      return [text, decodeFile(text)];
    }"""
    text, found = modules.run(FILE, script, shared)
    assert len(text) < 5000
    for style, original in zip(found["styles"], shared["styles"], strict=True):
        assert style["vector"] == original["vector"]
        assert style["title"] == original["title"]
        assert style["weight"] == pytest.approx(original["weight"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "damaged"),
        ("GIF89a", "damaged"),
        ("null", "damaged"),
        ('{"format": "atelier-style", "version": 1}', "damaged"),
        ('{"format": "atelier-style", "version": 2}', "newer"),
        (
            '{"format": "atelier-style", "version": 1, "space": "s", "strength": 1, "colours": 0, '
            '"styles": [{"weight": 1, "vector": [1, null]}]}',
            "damaged",
        ),
    ],
)
def test_other_files_are_refused(modules: Modules, text: str, reason: str) -> None:
    script = """({ decodeFile }, text) => {
      try {
        return decodeFile(text);
      } catch (error) {
        return error.reason;
      }
    }"""
    assert modules.run(FILE, script, text) == reason


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
    expect(other.page.locator("#announcer")).to_contain_text("Taken from what was shared")
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


def test_links_that_cannot_be_used_say_why(
    studio: Studio, server: SiteServer, modules: Modules
) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    before = mixture(studio)
    link = copied_link(studio)
    foreign, _ = modules.run(LINK, _ROUND_TRIP, shared_style(1, "another-teacher"))
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
    panel = studio.open_tool("share")
    panel.get_by_label("Open a style file").set_input_files(
        {"name": "photo.style", "mimeType": "", "buffer": b"\x89PNG\r\n"}
    )
    expect(studio.error).to_contain_text("no style file")


@pytest.mark.parametrize("cut", [20, 1000], ids=["a piece is missing", "all is missing"])
def test_a_cut_address_is_said_in_the_pages_language(
    cut: int, studio: Studio, server: SiteServer, modules: Modules
) -> None:
    """A first visit by a link that some program has cut."""
    link, _ = modules.run(LINK, _ROUND_TRIP, shared_style(1))
    studio.open(f"{server.origin}/de/?backend=wasm#style={link[:-cut]}")
    expect(studio.error).to_contain_text("Dieser Stil-Link ist beschädigt oder unvollständig")
    studio.complaint()
