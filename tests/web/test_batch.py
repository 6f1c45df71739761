"""Batches: many photos in, a ZIP or a folder of paintings out."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.web.studio import WAIT, Studio, payload, pixels
from tests.web.test_parity import picture

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

    from tests.web.server import SiteServer

SIZE = 128
"""Long side in pixels of the photos, at which they are painted."""

_NO_PICKERS = "delete window.showSaveFilePicker; delete window.showDirectoryPicker;"

_PRIVATE_FILES = """
window.showDirectoryPicker = async () => {
  const root = await navigator.storage.getDirectory();
  return await root.getDirectoryHandle("out", { create: true });
};
window.showSaveFilePicker = async ({ suggestedName }) =>
  await (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
"""
"""The visitor's answers to the browser's own dialogs: places in the page's private file system."""

_REFUSED = """
const refuse = async () => { throw new DOMException("no", "SecurityError"); };
Object.assign(window, { showDirectoryPicker: refuse, showSaveFilePicker: refuse });
"""
"""What browsers answer in frames of other origins."""

_TAKEN_BACK = """
window.showDirectoryPicker = async () => ({
  name: "out",
  getFileHandle: async () => { throw new DOMException("no", "NotAllowedError"); },
});
"""
"""A folder of which the visitor takes back that it may be written to."""

_READ = """
async ([folder, name]) => {
  let place = await navigator.storage.getDirectory();
  if (folder) place = await place.getDirectoryHandle(folder);
  const bytes = new Uint8Array(
    await (await (await place.getFileHandle(name)).getFile()).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
"""


def photos(*names: str) -> list[FilePayload]:
    """Different pictures under these names."""
    return [
        payload(Image.fromarray(picture(96 + 16 * index, 128)), name)
        for index, name in enumerate(names)
    ]


def open_batch(studio: Studio, server: SiteServer, pickers: str) -> Locator:
    studio.page.add_init_script(pickers)
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    return studio.open_tool("batch")


def choose_format(panel: Locator, name: str) -> None:
    panel.get_by_role("radio", name=name, exact=True).check(force=True)


def paint_all(panel: Locator) -> None:
    panel.get_by_role("button", name="Paint all").click()
    # Empty while it runs, which may be a moment.
    expect(panel.locator("#batch-end")).not_to_be_empty(timeout=WAIT)
    expect(panel).to_have_attribute("data-batch", "idle")


def states(panel: Locator) -> list[str | None]:
    rows = panel.get_by_role("listitem").all()
    return [row.get_attribute("data-state") for row in rows]


def test_zip_of_paintings(studio: Studio, server: SiteServer) -> None:
    panel = open_batch(studio, server, _NO_PICKERS)
    expect(panel.get_by_role("button", name="Save into a folder")).to_be_hidden()
    expect(panel.get_by_role("button", name="Paint all")).to_be_disabled()
    first, second, third = photos("a.png", "b.png", "c.png")
    # Two photos of one name come from two folders.
    third["name"] = "a.png"
    broken: FilePayload = {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    panel.get_by_label("Choose photos").set_input_files([first, broken, second])
    panel.get_by_label("Choose photos").set_input_files(third)
    choose_format(panel, "PNG")
    paint_all(panel)
    assert states(panel) == ["done", "done", "failed", "done"]
    row = panel.get_by_role("listitem").filter(has_text="broken.jpg")
    expect(row).to_contain_text("could not be read")
    expect(studio.page.locator("#announcer")).to_contain_text("3 painted, 1 not")
    expect(panel.get_by_text("3 painted, 1 not")).to_be_visible()
    # The stage shows the last painting of the batch, and Download saves them all.
    page = studio.page
    expect(page.locator("#batch-canvas")).to_be_visible()
    expect(page.locator("#guest-title")).to_contain_text("a in the style of")
    expect(page.locator("#guest-facts")).to_contain_text("3 painted, 1 not")
    with page.expect_download(timeout=WAIT) as shown:
        page.get_by_role("button", name="Download").click()
    assert shown.value.suggested_filename == "paintings.zip"

    with studio.page.expect_download(timeout=WAIT) as download:
        panel.get_by_role("button", name="Save as ZIP").click()
    assert download.value.suggested_filename == "paintings.zip"
    with zipfile.ZipFile(Path(download.value.path())) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "a-painted-2.png",
            "a-painted.png",
            "b-painted.png",
        ]
        found = {name: pixels(archive.read(name)) for name in archive.namelist()}
    assert found["b-painted.png"].shape[:2] == (112, SIZE)

    # Each is what the studio paints of that photo.
    for name, file in (("a-painted.png", first), ("a-painted-2.png", third)):
        before = studio.paints
        studio.upload("photo", {**file, "name": "x.png"})
        assert np.array_equal(found[name], studio.painting_after(before))


def test_zip_is_written_as_it_is_made(studio: Studio, server: SiteServer) -> None:
    panel = open_batch(studio, server, _PRIVATE_FILES)
    panel.get_by_label("Added to the names").fill(" in oil")
    panel.get_by_label("Choose photos").set_input_files(photos("sea.png"))
    choose_format(panel, "WebP")
    paint_all(panel)
    panel.get_by_role("button", name="Save as ZIP").click()
    expect(studio.page.locator("#announcer")).to_contain_text("is saved", timeout=WAIT)
    file = base64.b64decode(studio.page.evaluate(_READ, ["", "paintings.zip"]))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.namelist() == ["sea in oil.webp"]
        with Image.open(io.BytesIO(archive.read("sea in oil.webp"))) as image:
            assert image.format == "WEBP"
            assert max(image.size) == SIZE


def test_folder_is_filled_one_by_one(studio: Studio, server: SiteServer) -> None:
    """Paintings are in the folder as they are finished, also when the others are cancelled."""
    panel = open_batch(studio, server, _PRIVATE_FILES)
    page = studio.page
    panel.get_by_role("button", name="Save into a folder").click()
    expect(panel).to_contain_text("written into the folder “out”")
    names = [f"{number}.png" for number in range(1, 31)]
    panel.get_by_label("Choose photos").set_input_files(photos(names[0]))
    paint_all(panel)
    first = pixels(base64.b64decode(page.evaluate(_READ, ["out", "1-painted.jpg"])))
    assert max(first.shape) == SIZE
    expect(panel.get_by_role("button", name="Save as ZIP")).to_be_disabled()

    small = [payload(Image.fromarray(picture(64, 64)), name) for name in names[1:]]
    panel.get_by_label("Choose photos").set_input_files(small)
    panel.get_by_role("button", name="Paint all").click()
    expect(panel.get_by_role("listitem").nth(1)).to_have_attribute(
        "data-state", "done", timeout=WAIT
    )
    panel.locator("#batch-progress").get_by_role("button", name="Cancel").click()
    expect(panel).to_have_attribute("data-batch", "idle", timeout=WAIT)
    found = states(panel)
    assert found[:2] == ["done", "done"]
    assert found[-1] == "waiting"
    assert "painting" not in found
    # Nothing that is there already is written over.
    panel.get_by_role("button", name="Clear the list").click()
    panel.get_by_label("Choose photos").set_input_files(photos("1.png"))
    paint_all(panel)
    again = pixels(base64.b64decode(page.evaluate(_READ, ["out", "1-painted-2.jpg"])))
    assert np.array_equal(again, first)


def test_where_the_browser_asks_for_no_place_a_zip_is_downloaded(
    studio: Studio, server: SiteServer
) -> None:
    panel = open_batch(studio, server, _REFUSED)
    panel.get_by_role("button", name="Save into a folder").click()
    expect(studio.error).to_contain_text("does not let this page write into a folder")
    panel.get_by_label("Choose photos").set_input_files(photos("a.png"))
    paint_all(panel)
    with studio.page.expect_download(timeout=WAIT) as download:
        panel.get_by_role("button", name="Save as ZIP").click()
    with zipfile.ZipFile(Path(download.value.path())) as archive:
        assert archive.namelist() == ["a-painted.jpg"]
    expect(studio.error).to_be_hidden()


def test_a_folder_that_may_no_longer_be_written_to_is_named(
    studio: Studio, server: SiteServer
) -> None:
    panel = open_batch(studio, server, _TAKEN_BACK)
    panel.get_by_role("button", name="Save into a folder").click()
    panel.get_by_label("Choose photos").set_input_files(photos("a.png", "b.png"))
    paint_all(panel)
    assert states(panel) == ["failed", "failed"]
    expect(panel.get_by_role("listitem").first).to_contain_text("“out” could not be written to")


def test_dropped_files_join_the_queue(studio: Studio, server: SiteServer) -> None:
    panel = open_batch(studio, server, _NO_PICKERS)
    notes: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"notes"}
    files = [
        (file["name"], base64.b64encode(file["buffer"]).decode())
        for file in [*photos("one.png", "two.png"), notes]
    ]
    studio.page.evaluate(
        """(files) => {
          const data = new DataTransfer();
          for (const [name, content] of files) {
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const type = name.endsWith("png") ? "image/png" : "text/plain";
            data.items.add(new File([bytes], name, { type }));
          }
          for (const kind of ["dragenter", "dragover", "drop"]) {
            const options = { dataTransfer: data, bubbles: true, cancelable: true };
            document.querySelector("#studio").dispatchEvent(new DragEvent(kind, options));
          }
        }""",
        files,
    )
    expect(panel.get_by_role("listitem")).to_have_count(2)
    expect(studio.page.locator("#dropzones")).to_be_hidden()
    panel.get_by_role("button", name="Remove one.png").click()
    expect(panel.get_by_role("listitem")).to_have_count(1)
    expect(studio.error).to_be_hidden()


def drop(page: Page, *paths: Path) -> None:
    """Drag files and folders from the desktop onto the middle of the page."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": 400, "y": 400, "data": data}
        session.send("Input.dispatchDragEvent", event)
    session.detach()


def test_dropped_folders_join_the_queue(studio: Studio, server: SiteServer, tmp_path: Path) -> None:
    panel = open_batch(studio, server, _NO_PICKERS)
    folder = tmp_path / "holiday"
    first, second, third = photos("10.png", "9.png", "sea.jpg")
    for place, file in (("", first), ("day 1", second), ("day 1/beach", third)):
        inside = folder / place
        inside.mkdir(exist_ok=True, parents=True)
        (inside / file["name"]).write_bytes(file["buffer"])
    (folder / "notes.txt").write_text("notes")
    (folder / "._10.png").write_bytes(b"what macOS keeps beside a photo")
    (folder / "nothing").mkdir()
    alone = tmp_path / "alone.png"
    alone.write_bytes(first["buffer"])
    drop(studio.page, folder, alone)
    rows = panel.get_by_role("listitem")
    expect(rows).to_have_count(4)
    assert [row.get_by_text(re.compile("png|jpg")).first.inner_text() for row in rows.all()] == [
        "9.png",
        "10.png",
        "alone.png",
        "sea.jpg",
    ]
    paint_all(panel)
    assert states(panel) == ["done"] * 4
    drop(studio.page, folder / "nothing")
    assert "no pictures" in studio.complaint()
    expect(rows).to_have_count(4)


def test_chosen_folder_joins_the_queue(studio: Studio, server: SiteServer, tmp_path: Path) -> None:
    panel = open_batch(studio, server, _NO_PICKERS)
    inside = tmp_path / "holiday" / "day 1"
    inside.mkdir(parents=True)
    (file,) = photos("sea.png")
    (inside / file["name"]).write_bytes(file["buffer"])
    panel.get_by_label("Choose a folder").set_input_files(tmp_path / "holiday")
    expect(panel.get_by_role("listitem")).to_have_count(1)
