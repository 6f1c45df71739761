from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.errors import PictureError
from builder.site.icons import TOUCH, write_icons


def test_icons_are_drawn_on_the_given_ground(tmp_path: Path) -> None:
    icons = write_icons(tmp_path, "#205030")
    assert icons[0].url == "icon.svg"
    assert 'fill="#205030"' in (tmp_path / "icon.svg").read_text(encoding="utf-8")
    for icon in icons[1:]:
        image = Image.open(tmp_path / icon.url).convert("RGBA")
        assert image.size == (icon.side, icon.side)
        corner = image.getpixel((0, 0))
        assert corner == ((32, 80, 48, 255) if icon.purpose == "maskable" else (0, 0, 0, 0))
        middle = np.asarray(image)[icon.side // 2, icon.side // 2]
        assert middle[0] > 200, "the brush is light and warm"
    assert Image.open(tmp_path / TOUCH).size == (180, 180)


def test_a_maskable_icon_keeps_the_brush_in_the_safe_circle(tmp_path: Path) -> None:
    write_icons(tmp_path, "#000000")
    brightness = np.asarray(Image.open(tmp_path / "icons/maskable-512.png").convert("L"))
    reach = [
        ((x - 256) ** 2 + (y - 256) ** 2) ** 0.5
        for x in range(0, 512, 4)
        for y in range(0, 512, 4)
        if brightness[y, x] > 40
    ]
    assert 100 < max(reach) < 0.4 * 512


def test_an_own_picture_takes_the_place_of_all(tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    Image.new("RGB", (600, 600), "red").save(own)
    icons = write_icons(tmp_path, "#000000", own)
    assert [icon.url for icon in icons if icon.url.endswith(".svg")] == []
    plain = Image.open(tmp_path / "icons/icon-192.png").convert("RGB")
    assert plain.getpixel((0, 0)) == (255, 0, 0)
    masked = Image.open(tmp_path / "icons/maskable-192.png")
    assert masked.getpixel((0, 0)) == (0, 0, 0)
    assert masked.getpixel((96, 96)) == (255, 0, 0)


@pytest.mark.parametrize("size", [(600, 500), (100, 100), (10, 10)])
def test_a_small_or_oblong_picture_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    own = tmp_path / "own.png"
    Image.new("RGB", size).save(own)
    with pytest.raises(PictureError, match=f"is {size[0]} x {size[1]} pixels; .* 512 x 512"):
        write_icons(tmp_path, "#000000", own)


def test_a_transparent_picture_stays_so_where_nothing_is_cut_off(tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    image = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (200, 200, 400, 400))
    image.save(own)
    write_icons(tmp_path, "#205030", own)
    plain = Image.open(tmp_path / "icons/icon-192.png")
    assert plain.getpixel((0, 0)) == (0, 0, 0, 0)
    assert plain.getpixel((96, 96)) == (255, 0, 0, 255)
    for name in ("icons/maskable-192.png", TOUCH):
        masked = Image.open(tmp_path / name).convert("RGB")
        for place in ((0, 0), (masked.width // 4, masked.width // 4)):
            assert masked.getpixel(place) == (32, 80, 48)
