from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from builder.errors import PictureError
from builder.painting.pictures import read_picture, read_with_opacity


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def save(image: Image.Image, name: str = "picture.png", **options: Any) -> Path:
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return save


def test_transparency_lies_on_white(saved: Callable[..., Path]) -> None:
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    image.putpixel((0, 0), (255, 0, 0, 255))
    image.putpixel((1, 0), (0, 0, 0, 128))
    picture = read_picture(saved(image))
    assert picture[0, :3].tolist() == [[255, 0, 0], [127, 127, 127], [255, 255, 255]]


def test_opacity_is_kept_where_it_is_wanted(saved: Callable[..., Path]) -> None:
    image = Image.new("RGBA", (20, 20), (10, 20, 30, 77))
    assert read_with_opacity(saved(image))[3, 4].tolist() == [10, 20, 30, 77]
    grey = Image.new("LA", (20, 20), (90, 5))
    assert read_with_opacity(saved(grey))[3, 4].tolist() == [90, 90, 90, 5]
    assert read_with_opacity(saved(image.convert("RGB"))).shape == (20, 20, 3)


def test_a_palette_with_transparency_lies_on_white(saved: Callable[..., Path]) -> None:
    image = Image.new("P", (20, 20), 1)
    image.putpalette([0, 0, 0, 200, 100, 50])
    picture = read_picture(saved(image, transparency=1))
    assert (picture == 255).all()


def test_the_camera_was_turned(saved: Callable[..., Path]) -> None:
    image = Image.new("RGB", (40, 20))
    image.paste((255, 0, 0), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(saved(image, "turned.png", exif=exif))
    assert picture.shape == (40, 20, 3)
    assert picture[0, 0].tolist() == [255, 0, 0]
    assert picture[-1, 0].tolist() == [0, 0, 0]


def test_16_bit_grey_is_scaled(saved: Callable[..., Path]) -> None:
    picture = read_picture(saved(Image.fromarray(np.full((16, 16), 0x8080, np.uint16))))
    assert (picture == 0x80).all()


@pytest.mark.parametrize(
    ("size", "says"), [((15, 100), "too small"), ((8001, 8000), "too large"), ((9, 9), "16 x 16")]
)
def test_sizes_that_cannot_be_painted(
    saved: Callable[..., Path], size: tuple[int, int], says: str
) -> None:
    with pytest.raises(PictureError, match=says):
        read_picture(saved(Image.new("1", size)))


def test_files_that_are_no_pictures(tmp_path: Path, saved: Callable[..., Path]) -> None:
    text = tmp_path / "notes.png"
    text.write_text("no picture")
    with pytest.raises(PictureError, match="no picture that can be read"):
        read_picture(text)
    with pytest.raises(PictureError, match="No such file"):
        read_picture(tmp_path / "absent.jpg")
    whole = saved(Image.effect_noise((64, 64), 60).convert("RGB"), "noise.jpg")
    whole.write_bytes(whole.read_bytes()[:-900])
    with pytest.raises(PictureError, match="damaged"):
        read_picture(whole)


def _profile_with_red_and_green_exchanged() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # An ICC profile is a header of 128 bytes, a count, and a table of (name, offset, size).
    red, green = profile.index(b"rXYZ", 132) + 4, profile.index(b"gXYZ", 132) + 4
    profile[red : red + 8], profile[green : green + 8] = (
        profile[green : green + 8],
        profile[red : red + 8],
    )
    return bytes(profile)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_are_those_of_the_embedded_profile(saved: Callable[..., Path], mode: str) -> None:
    image = Image.new(mode, (20, 20), "red")
    file = saved(image, icc_profile=_profile_with_red_and_green_exchanged())
    assert abs(read_picture(file)[5, 5].astype(int) - [0, 255, 0]).max() <= 2


def test_a_damaged_profile_is_ignored(saved: Callable[..., Path]) -> None:
    file = saved(Image.new("RGB", (20, 20), "red"), icc_profile=b"no profile at all")
    assert read_picture(file)[5, 5].tolist() == [255, 0, 0]
