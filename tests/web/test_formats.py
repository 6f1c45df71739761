"""Gallery pictures come in two formats, and the studio takes the one that the browser knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.studio import WAIT, mean_difference

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.web.conftest import Stylize
    from tests.web.server import SiteServer
    from tests.web.studio import Studio

SAME = 1.0
SIZE = 256


_DECODES_NO_AVIF = """
const { decode } = HTMLImageElement.prototype;
HTMLImageElement.prototype.decode = function () {
  const isAvif = this.src.startsWith("data:image/avif");
  return isAvif ? Promise.reject(new DOMException("", "EncodingError")) : decode.call(this);
};
"""


def _without_modern_formats(route: Route) -> None:
    """Answer with the page as a browser reads it that does not know AVIF."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("image/avif", "image/unknown"))


@pytest.mark.parametrize("knows", [True, False], ids=["modern", "fallback"])
def test_each_picture_is_downloaded_in_one_format_and_painted(
    knows: bool, studio: Studio, server: SiteServer, stylize: Stylize
) -> None:
    if not knows:
        studio.page.route(f"{server.origin}/?backend=wasm", _without_modern_formats)
        studio.page.add_init_script(_DECODES_NO_AVIF)
    studio.open(f"{server.origin}/?backend=wasm")
    photos, style = studio.samples["photos"], studio.samples["styles"][0]

    def address(picture: dict) -> str:
        return picture["modern"]["image"] if knows else picture["image"]

    studio.choose_quality("Fine")
    studio.set_size(SIZE)
    # The page opens on pictures of the first one that are for looking at alone.
    for photo in photos[1:3]:
        studio.choose("photo", photo["id"])
        shown = studio.page.locator("#photo")
        expect(shown).to_have_js_property("currentSrc", f"{server.origin}/{address(photo)}")
        shown.evaluate("photo => photo.decode()")
        painted = studio.paint()
        expected = stylize(server.site / address(photo), server.site / address(style), SIZE)
        # The style vector is the modern picture's either way.
        assert mean_difference(painted, expected) < (SAME if knows else 3 * SAME)
    studio.open_tool("stylize")
    studio.page.locator("#stylize-look summary").click()
    looked = studio.page.locator("#stylize-look img")
    expect(looked).to_have_js_property(
        "currentSrc", f"{server.origin}/{address(style)}", timeout=WAIT
    )
    asked = {visit.file for visit in server.visits}
    for photo in photos[1:3]:
        assert asked & {photo["image"], photo["modern"]["image"]} == {address(photo)}
