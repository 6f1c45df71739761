from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from tests.web.server import SUBFOLDER, SiteServer
from tests.web.studio import WAIT, Studio, large_photo, mean_difference, payload, pixels

if TYPE_CHECKING:
    from tests.web.conftest import Stylize

SIZE = 256
SAME = 2.0
"""Mean difference, of 255, within which the browser and Python painted the same picture."""

both_backends = pytest.mark.parametrize("backend", ["wasm", "webgl"])

STYLE_NETWORK = "networks/*/style/*"


@both_backends
def test_sample_photo_in_a_sample_style(
    backend: str, studio: Studio, server: SiteServer, stylize: Stylize
) -> None:
    studio.open(f"{server.origin}/?backend={backend}")
    photo, style = studio.samples["photos"][1], studio.samples["styles"][2]
    studio.choose("photo", photo["id"])
    studio.choose("style", style["id"])
    studio.choose_quality("Fine")
    studio.set_size(SIZE)
    painted = studio.paint()
    assert studio.backend == backend
    files = [server.site / picture["modern"]["image"] for picture in (photo, style)]
    expected = stylize(*files, SIZE)
    assert expected.std() > 20, "nearly one colour: such paintings prove nothing"
    assert mean_difference(painted, expected) < SAME
    assert not server.visited(STYLE_NETWORK)


@both_backends
def test_own_photo_in_an_own_style_at_half_strength(
    backend: str, studio: Studio, server: SiteServer, stylize: Stylize, tmp_path: Path
) -> None:
    # A phone's photo, stored on its side, and a style that is neither square nor small.
    photo = sample_photos()[0].load().rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    photo_file = payload(photo, "phone.jpg", exif=exif, quality=95)
    style_file = payload(STYLES[3].draw(7, 400).crop((0, 0, 400, 301)), "woodcut.png")
    for file in (photo_file, style_file):
        (tmp_path / file["name"]).write_bytes(file["buffer"])

    studio.open(f"{server.origin}/?backend={backend}")
    studio.upload("photo", photo_file)
    studio.upload("style", style_file)
    studio.choose_quality("Fine")
    studio.set_size(SIZE)
    studio.set_strength(50)
    painted = studio.paint()
    assert studio.backend == backend
    assert painted.shape[1] == SIZE > painted.shape[0]
    expected = stylize(tmp_path / "phone.jpg", tmp_path / "woodcut.png", SIZE, 0.5)
    assert mean_difference(painted, expected) < SAME
    assert server.visited(STYLE_NETWORK)


def test_strength_changes_the_painting(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(SIZE)
    full = studio.paint()
    before = studio.paints
    studio.set_strength(0)
    own = studio.painting_after(before)
    assert mean_difference(full, own) > SAME
    # A sample photo's own style vector came with the page.
    assert not server.visited(STYLE_NETWORK)


def test_below_any_path(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}{SUBFOLDER}?backend=wasm")
    studio.set_size(SIZE)
    studio.upload("style", payload(STYLES[0].draw(3, 200)))
    studio.paint()
    assert all(visit.path.startswith(SUBFOLDER) for visit in server.visits)
    assert all(visit.status == 200 for visit in server.visits)


def test_backend_is_chosen_without_being_told(studio: Studio, server: SiteServer) -> None:
    studio.open(server.origin)
    studio.set_size(SIZE)
    studio.paint()
    # WebGL in software takes no part in the measurement.
    assert studio.backend == "wasm"


def test_download_is_the_painting_as_png(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    photo = studio.samples["photos"][0]
    studio.set_size(384)
    painted = studio.paint()
    with studio.page.expect_download() as download:
        studio.page.locator("#download").click()
    assert download.value.suggested_filename.endswith(".png")
    file = Path(download.value.path()).read_bytes()
    assert file.startswith(b"\x89PNG")
    saved = pixels(file)
    assert np.array_equal(saved, painted)
    height, width = saved.shape[:2]
    assert max(width, height) == 384
    assert width / height == pytest.approx(photo["width"] / photo["height"], abs=0.01)


def test_painting_with_the_keyboard_alone(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    page, keyboard = studio.page, studio.page.keyboard
    samples = studio.samples

    def tab_to(selector: str) -> None:
        for _ in range(60):
            keyboard.press("Tab")
            if page.evaluate("name => document.activeElement.matches(name)", selector):
                return
        pytest.fail(f"the Tab key does not reach {selector}")

    tab_to("#strength")
    keyboard.press("ArrowLeft")
    expect(page.locator("#strength")).to_have_value("99")
    tab_to("[data-opens=detail]")
    keyboard.press("Enter")
    # The tool is downloaded first.
    expect(page.locator("#size")).to_be_visible(timeout=WAIT)
    tab_to("#size")
    keyboard.press("Home")
    expect(page.locator("#size-value")).to_contain_text(str(SIZE))
    keyboard.press("1")
    expect(page.locator("#tool-stylize")).to_be_visible()
    page.locator("[data-opens=stylize]").focus()
    tab_to("input[name=photo]")
    keyboard.press("ArrowRight")
    expect(studio.choice("photo", samples["photos"][1]["id"])).to_be_checked()
    tab_to("input[name=style]")
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    expect(studio.choice("style", samples["styles"][2]["id"])).to_be_checked()
    keyboard.press("p")
    assert max(studio.painting_after(0).shape) == SIZE
    with page.expect_download():
        keyboard.press("s")


def test_the_stage_takes_up_the_colour_of_the_painting(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    page.emulate_media(reduced_motion="reduce")
    studio.open(f"{server.origin}/?backend=wasm")
    viewport = page.locator("#viewport")
    tint = "(element) => element.style.getPropertyValue('--painted')"
    ground = "(element) => getComputedStyle(element).backgroundColor"
    page.wait_for_function(f"() => ({tint})(document.querySelector('#viewport')) !== ''")
    opening = viewport.evaluate(tint)
    studio.set_size(64)
    tints, grounds = [opening], [viewport.evaluate(ground)]
    for style in ("woodcut", "waves"):
        paints = studio.paints
        studio.choose("style", style)
        studio.painting_after(paints)
        tints.append(viewport.evaluate(tint))
        grounds.append(viewport.evaluate(ground))
    assert len(set(tints)) == len(set(grounds)) == 3, (tints, grounds)
    # Who has chosen colours keeps them.
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
    canvas = "() => getComputedStyle(document.body).backgroundColor"
    forced = page.locator("#viewport").evaluate(ground)
    page.evaluate("document.querySelector('#viewport').style.removeProperty('--painted')")
    assert viewport.evaluate(ground) == forced, page.evaluate(canvas)


def test_cancelling_leaves_the_page_ready(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    studio.set_size(None)
    studio.upload("photo", large_photo())
    studio.page.locator("#cancel").click(timeout=WAIT)
    expect(studio.main).to_have_attribute("data-state", "idle")
    expect(studio.error).to_be_hidden()
    studio.set_size(SIZE)
    assert max(studio.paint().shape) == SIZE


def test_page_makes_sense_before_scripts(browser: Browser, server: SiteServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.origin)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    # The parser itself still takes scripts to be on, so what this element holds is not shown.
    assert "JavaScript" in page.locator("noscript").inner_html()
    expect(page.locator("#photo")).to_have_js_property("complete", True)
    expect(page.get_by_role("button", name="Paint")).to_be_disabled()
    context.close()
