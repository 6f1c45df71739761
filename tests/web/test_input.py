"""Files as people have them: moving, cut off, gone, dropped, slow; the last choice holds."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageCms
from playwright.sync_api import FilePayload, Route, expect

from builder.gallery.sample_photos import sample_photos
from builder.painting.pictures import read_picture
from tests.web.studio import WAIT, Studio, payload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.server import SiteServer

_DROP = """([target, files, texts]) => {
  const data = new DataTransfer();
  for (const { name, bytes, type } of files) {
    data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  }
  for (const [type, text] of Object.entries(texts)) data.setData(type, text);
  const element = document.querySelector(target);
  return ["dragenter", "dragover", "drop"].map((type) => {
    const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data });
    element.dispatchEvent(event);
    return event.defaultPrevented;
  });
}"""

PHONE = Path(__file__).with_name("pictures") / "phone.heic"

_WITHOUT_JXL = """() => {
  const own = window.createImageBitmap;
  window.createImageBitmap = async (file, ...options) => {
    const [first, second] = file instanceof Blob ? await file.slice(0, 2).bytes() : [];
    if (first === 0xff && second === 0x0a) throw new DOMException("", "InvalidStateError");
    return await own(file, ...options);
  };
}"""
"""Makes a browser that reads JPEG XL one that does not."""

_TWO_PIXELS = """async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0);
  const at = (x) => [...context.getImageData(x, canvas.height / 2, 1, 1).data.slice(0, 3)];
  return [at(canvas.width / 8), at((7 * canvas.width) / 8)];
}"""

_SVG: FilePayload = {
    "name": "drawing.svg",
    "mimeType": "image/svg+xml",
    "buffer": b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"></svg>',
}


@pytest.fixture
def opened(studio: Studio, server: SiteServer) -> Studio:
    return studio.open(f"{server.origin}/?backend=wasm")


@pytest.fixture
def loose(browser: Browser, server: SiteServer) -> Iterator[Studio]:
    """A page that may ask other sites for pictures."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Studio(context.new_page()).open(f"{server.origin}/?backend=wasm")
    context.close()


def photo(name: str = "sea.png", side: int = 96) -> FilePayload:
    return payload(sample_photos()[1].load().resize((side, side)), name)


def cut(file: FilePayload) -> FilePayload:
    return {**file, "buffer": file["buffer"][: len(file["buffer"]) // 2]}


def animation(kind: str) -> FilePayload:
    """A picture that is red first and blue soon afterwards, for ever."""
    first, second = (Image.new("RGB", (64, 48), colour) for colour in ("red", "blue"))
    buffer = io.BytesIO()
    first.save(buffer, kind, save_all=True, append_images=[second], duration=50, loop=0)
    return {"name": f"moves.{kind}", "mimeType": f"image/{kind}", "buffer": buffer.getvalue()}


def drop(studio: Studio, target: str, *files: FilePayload, **texts: str) -> list[bool]:
    """Drop something; whether the page took each of the drag's events."""
    given = [
        {"name": file["name"], "type": file["mimeType"], "bytes": list(file["buffer"])}
        for file in files
    ]
    kinds = {name.replace("_", "/", 1).replace("_", "-"): text for name, text in texts.items()}
    return studio.page.evaluate(_DROP, [target, given, kinds])


def chosen(studio: Studio) -> Any:
    return studio.page.locator('input[name="photo"]:checked + img + .choice-title')


def test_a_file_that_is_there_is_chosen_again(opened: Studio) -> None:
    own = opened.page.locator('input[name=photo][value^="own"]')
    chosen = opened.page.locator("input[name=photo]:checked")
    mine = payload(Image.new("RGB", (80, 60), "navy"))
    opened.upload("photo", mine)
    first = chosen.input_value()
    opened.upload("photo", payload(Image.new("RGB", (80, 60), "gold"), "other.png"))
    copy = mine.copy()
    copy["name"] = "copy.png"
    for again in (mine, copy):
        opened.choose("photo", opened.samples["photos"][0]["id"])
        opened.offer("photo", again)
        expect(chosen).to_have_value(first)
    expect(own).to_have_count(2)
    # As a style it is another picture.
    opened.upload("style", mine)
    expect(opened.page.locator('input[name=style][value^="own"]')).to_have_count(1)


@pytest.mark.parametrize("kind", ["avif", "gif", "png", "webp"])
def test_a_moving_photo_stands_still_beside_its_painting(kind: str, opened: Studio) -> None:
    # What lies around the picture takes up the painting's colour by and by.
    opened.page.emulate_media(reduced_motion="reduce")
    before = opened.paints
    opened.upload("photo", animation(kind))
    opened.painting_after(before)
    opened.page.locator('#views input[value="photo"]').check(force=True)
    shown = opened.page.locator("#viewport")
    looks = set()
    for _ in range(5):
        looks.add(shown.screenshot())
        opened.page.wait_for_timeout(60)
    assert len(looks) == 1


@pytest.mark.parametrize(
    "file",
    [_SVG, *(cut(photo(f"half.{kind}", 640)) for kind in ("jpg", "png", "webp"))],
    ids=lambda file: file["name"],
)
def test_what_cannot_be_painted_is_not_taken(file: FilePayload, opened: Studio) -> None:
    before = opened.page.locator('input[name="photo"]:checked').input_value()
    opened.offer("photo", file)
    assert "JPEG" in opened.complaint()
    expect(opened.page.locator('input[name="photo"]:checked')).to_have_value(before)


def test_a_file_that_is_gone_is_painted_from_what_was_read(opened: Studio, tmp_path: Path) -> None:
    file = tmp_path / "gone.png"
    file.write_bytes(photo()["buffer"])
    opened.open_tool("stylize")
    chooser = opened.page.locator('input[data-file="photo"]')
    chooser.set_input_files(file)
    expect(chosen(opened)).to_have_text("gone")
    file.unlink()
    opened.set_size(64)
    opened.paint()
    expect(opened.error).to_be_hidden()


def test_a_file_of_a_batch_that_changed_is_named(opened: Studio, tmp_path: Path) -> None:
    files = [tmp_path / "first.png", tmp_path / "second.png"]
    for file in files:
        file.write_bytes(photo()["buffer"])
    opened.set_size(64)
    panel = opened.open_tool("batch")
    panel.locator("#batch-files").set_input_files(files)
    files[1].write_bytes(photo(side=120)["buffer"] + b"changed")
    panel.get_by_role("button", name="Paint all").click()
    expect(panel.locator("#batch-end")).to_contain_text("1 painted, 1 not", timeout=WAIT)
    expect(panel.locator("#batch-list")).to_contain_text("second.png was changed or removed")


def test_a_photo_of_a_phone_is_opened_in_its_colours(opened: Studio) -> None:
    """phone.heic was written by pillow-heif: 320 x 240, (204, 102, 102) in Display P3, and grey."""
    page = opened.page
    assert not opened_files(page, "/heif-")
    opened.upload("photo", {"name": "IMG_1.HEIC", "mimeType": "", "buffer": PHONE.read_bytes()})
    assert opened_files(page, "/heif-")
    left, right = page.locator("#photo").evaluate(_TWO_PIXELS)
    assert left == pytest.approx([219, 94, 99], abs=4)
    assert right == pytest.approx([128, 128, 128], abs=4)
    opened.set_size(256)
    assert opened.paint().shape[:2] == (192, 256)
    expect(page.locator("#painting-title")).to_contain_text("IMG_1")


@pytest.mark.parametrize("name", ["turned.tif", "photo.jxl"])
def test_formats_that_browsers_do_not_read(opened: Studio, name: str) -> None:
    """photo.jxl was written by @jsquash/jxl: 320 x 240, (219, 94, 99) at the left, grey."""
    page = opened.page
    if name == "photo.jxl":
        buffer = (PHONE.parent / name).read_bytes()
    else:
        picture = Image.new("RGB", (240, 320), (128, 128, 128))
        picture.paste((219, 94, 99), (0, 160, 240, 320))
        file = io.BytesIO()
        # Its lower edge is the picture's left one.
        picture.save(file, "TIFF", compression="tiff_lzw", tiffinfo={274: 6})
        buffer = file.getvalue()
    decoder = f"/{'jxl' if name == 'photo.jxl' else 'tiff'}-"
    page.evaluate(_WITHOUT_JXL)
    assert not opened_files(page, decoder)
    opened.upload("photo", {"name": name, "mimeType": "", "buffer": buffer})
    assert opened_files(page, decoder)
    size = page.locator("#photo").evaluate("(photo) => [photo.naturalWidth, photo.naturalHeight]")
    assert size == [320, 240]
    left, right = page.locator("#photo").evaluate(_TWO_PIXELS)
    assert left == pytest.approx([219, 94, 99], abs=4)
    assert right == pytest.approx([128, 128, 128], abs=4)
    opened.offer("photo", {"name": name, "mimeType": "", "buffer": buffer[:60]})
    assert "could not be read" in opened.complaint()


def tiff_file(mode: str, opacity_kind: int | None = None, *, swapped: bool = False) -> bytes:
    """A picture of two colours; with `swapped`, a profile takes its red for blue."""
    pixels = np.full((48, 64, 4), (200, 120, 40, 255), np.uint8)
    pixels[:, 32:] = (40, 90, 30, 128)
    picture = Image.fromarray(pixels).convert(mode)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The names of two tags change places.
    profile = profile.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    info = {} if opacity_kind is None else {338: opacity_kind}
    file = io.BytesIO()
    picture.save(file, "TIFF", tiffinfo=info, **({"icc_profile": profile} if swapped else {}))
    return file.getvalue()


def deep_file(*, white_is_zero: bool = False) -> bytes:
    """A grey picture of 16 bits."""
    values = np.full((48, 64), 10_000, np.uint16)
    values[:, 32:] = 50_000
    file = io.BytesIO()
    Image.fromarray(values).save(file, "TIFF")
    if not white_is_zero:
        return file.getvalue()
    entry = bytes([6, 1, 3, 0, 1, 0, 0, 0])
    return file.getvalue().replace(entry + bytes([1, 0, 0, 0]), entry + bytes(4))


def turned_file(kind: str, orientation: int) -> bytes:
    """A picture of two colours that is 64 pixels wide once it is turned."""
    pixels = np.full((48, 64, 3), (200, 120, 40), np.uint8)
    pixels[:, 32:] = (40, 90, 30)
    exif = Image.Exif()
    exif[274] = orientation
    file = io.BytesIO()
    picture = Image.fromarray(pixels if orientation < 5 else pixels.transpose(1, 0, 2))
    picture.save(file, kind, exif=exif, lossless=True, quality=100)
    return file.getvalue()


@pytest.mark.parametrize(
    "buffer",
    [
        pytest.param(tiff_file("RGB", swapped=True), id="TIFF with a profile"),
        pytest.param(tiff_file("CMYK"), id="TIFF in CMYK"),
        pytest.param(tiff_file("RGBA"), id="TIFF with opacity"),
        pytest.param(tiff_file("RGBA", 1), id="TIFF with associated opacity"),
        pytest.param(tiff_file("RGBA", 0), id="TIFF with another sample"),
        pytest.param(tiff_file("LA"), id="TIFF in grey with opacity"),
        pytest.param(deep_file(), id="TIFF of 16 bits"),
        pytest.param(deep_file(white_is_zero=True), id="TIFF of 16 bits, white is zero"),
        pytest.param(turned_file("JPEG", 8), id="JPEG turned"),
        pytest.param(turned_file("PNG", 6), id="PNG turned"),
        pytest.param(turned_file("AVIF", 8), id="AVIF turned"),
        pytest.param(turned_file("WEBP", 2), id="WebP mirrored"),
        pytest.param(turned_file("WEBP", 6), id="WebP turned"),
    ],
)
def test_a_file_is_read_as_by_stylize(opened: Studio, tmp_path: Path, buffer: bytes) -> None:
    (tmp_path / "photo").write_bytes(buffer)
    expected = read_picture(tmp_path / "photo")
    opened.upload("photo", {"name": "photo", "mimeType": "", "buffer": buffer})
    found = opened.page.locator("#photo").evaluate(_TWO_PIXELS)
    assert np.array(found) == pytest.approx(expected[24, [8, 56]].astype(float), abs=4)


def test_tiff_that_would_be_shown_wrongly_is_refused(opened: Studio) -> None:
    opened.offer("photo", {"name": "photo.tif", "mimeType": "", "buffer": tiff_file("LAB")})
    assert "could not be read" in opened.complaint()


def test_a_damaged_photo_of_a_phone_is_refused(opened: Studio) -> None:
    damaged = PHONE.read_bytes()[:700]
    opened.offer("photo", {"name": "IMG_1.heic", "mimeType": "image/heic", "buffer": damaged})
    assert "could not be read" in opened.complaint()


def opened_files(page: Page, part: str) -> list[str]:
    """Addresses with this part that the page or its workers were started from."""
    own = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    return [url for url in own if part in url]


def test_the_last_choice_holds_not_the_last_to_finish(loose: Studio) -> None:
    page, opened = loose.page, loose
    address = "https://slow.example/pictures/50%.png"
    waiting: list[Route] = []
    page.route(address.replace("%", "*"), lambda route: waiting.append(route))
    panel = opened.open_tool("stylize")
    panel.locator("[data-address=photo]").click()
    panel.locator("#address-photo-input").fill(address)
    panel.locator("#address-photo-input").press("Enter")
    page.wait_for_timeout(300)
    opened.upload("photo", photo("mine.png", 80))
    (route,) = waiting
    headers = {"access-control-allow-origin": "*"}
    route.fulfill(body=photo()["buffer"], content_type="image/png", headers=headers)
    expect(panel.locator(".choice-title", has_text="50%")).to_be_attached()
    expect(chosen(opened)).to_have_text("mine")
    expect(opened.error).to_be_hidden()


def test_a_photo_can_be_dropped_and_one_of_many_is_said(opened: Studio) -> None:
    assert drop(opened, "#viewport", photo("first.png"), photo("other.png")) == [False, True, True]
    expect(chosen(opened)).to_have_text("first")
    expect(opened.page.locator("#notice")).to_contain_text("first.png alone was taken")


def test_what_is_no_picture_is_not_called_changed(opened: Studio, tmp_path: Path) -> None:
    """A folder, and a film of more bytes than browsers read at once."""
    folder, film = tmp_path / "holiday", tmp_path / "film.mp4"
    folder.mkdir()
    with film.open("wb") as file:
        file.truncate(3 * 10**9)
    session = opened.page.context.new_cdp_session(opened.page)
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"type": kind, "x": 700, "y": 400, "data": data}
        session.send("Input.dispatchDragEvent", place)
    expect(opened.error).to_contain_text("That was no picture file")
    opened.open_tool("stylize")
    opened.page.locator("input[data-file=photo]").set_input_files(film)
    expect(opened.error).to_contain_text("could not be read as a picture")


def test_a_picture_of_another_page_is_fetched(loose: Studio) -> None:
    headers = {"access-control-allow-origin": "*"}
    loose.page.route(
        "https://other.example/sea.png",
        lambda route: route.fulfill(
            body=photo()["buffer"], content_type="image/png", headers=headers
        ),
    )
    html = '<a href="https://other.example/"><img src="https://other.example/sea.png"></a>'
    drop(loose, "#viewport", text_html=html, text_uri_list="https://other.example/")
    expect(chosen(loose)).to_have_text("sea")


def test_text_can_be_dropped_into_fields_and_means_nothing_elsewhere(opened: Studio) -> None:
    opened.open_tool("share")
    assert drop(opened, "#share-words", text_plain="words") == [False] * 3
    drop(opened, "#viewport", text_plain="words", text_html="<b>words</b>")
    expect(opened.error).to_be_hidden()


def test_words_that_are_copied_with_a_picture_go_into_a_field(
    watch: Callable[[Browser], Page], browser: Browser, server: SiteServer
) -> None:
    page = watch(browser)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    studio = Studio(page).open(f"{server.origin}/?backend=wasm")
    page.evaluate("""async () => {
      const canvas = new OffscreenCanvas(90, 60);
      canvas.getContext("2d").fillRect(0, 0, 45, 60);
      const picture = await canvas.convertToBlob();
      const words = new Blob(["Two cells"], { type: "text/plain" });
      await navigator.clipboard.write([
        new ClipboardItem({ "text/plain": words, "image/png": picture }),
      ]);
    }""")
    photo = page.locator('input[name="photo"]:checked')
    before = photo.input_value()
    studio.open_tool("batch")
    field = page.locator("#batch-suffix")
    field.fill("")
    field.press("Control+v")
    expect(field).to_have_value("Two cells")
    expect(photo).to_have_value(before)


def test_a_zoomed_photo_is_moved_by_the_mouse(opened: Studio) -> None:
    page = opened.page
    page.locator("#zoom-in").click()
    page.locator("#zoom-in").click()
    picture = page.locator("#picture")
    before = picture.bounding_box()
    box = page.locator("#viewport").bounding_box()
    assert before
    assert box
    # Beside the line between photo and painting.
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=5)
    page.mouse.up()
    after = picture.bounding_box()
    assert after
    assert after["x"] == pytest.approx(before["x"] + 40, abs=2)
    expect(page.locator("#dropzones")).to_be_hidden()
    expect(opened.error).to_be_hidden()


def test_a_thin_photo_is_painted_at_its_own_size(opened: Studio) -> None:
    opened.upload("photo", payload(Image.new("RGB", (1, 1200), "teal"), "line.png"))
    expect(opened.main).to_have_attribute("data-state", "done", timeout=WAIT)
    assert re.search(r"\b1 . 1200\b", opened.facts), opened.facts


def test_limits_are_said_before_anything_is_cut(opened: Studio) -> None:
    """WebP has 14 bits for a side, and canvases end somewhere, too."""
    opened.upload("photo", payload(Image.new("RGB", (17_000, 64), "teal"), "wide.png"))
    opened.set_size(None)
    opened.paint()
    page = opened.page
    page.locator("#save-options").click()
    page.locator('#saving input[value="image/webp"]').check(force=True)
    page.keyboard.press("Escape")
    page.locator("#download").click()
    assert "16,383" in opened.complaint()
    opened.upload("photo", payload(Image.new("RGB", (70_000, 100), "teal"), "wider.png"))
    expect(opened.error).to_contain_text("more than this browser can show", timeout=WAIT)
