from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from builder.errors import PictureError
from builder.networks.network_set import ContentLimits
from builder.painting.pictures import (
    pad_content,
    painting_size,
    read_picture,
    resize,
    style_square,
    to_pixels,
)

LIMITS = ContentLimits(multiple=4, minimum=16)


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


def test_the_style_square_is_the_centre() -> None:
    picture = np.zeros((256, 300, 3), np.uint8)
    picture[:, 22:278] = 255
    square = style_square(picture)
    assert square.shape == (256, 256, 3)
    assert square.dtype == np.float32
    assert (square == 1).all()


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


def test_shrinking_averages() -> None:
    board = np.indices((64, 64)).sum(0) % 2 * 255
    small = resize(np.repeat(board[..., None], 3, 2).astype(np.uint8), 8, 8)
    assert abs(small[2:6, 2:6].astype(int) - 128).max() <= 2


@pytest.mark.parametrize(
    ("width", "height", "size", "expected"),
    [
        (640, 480, None, (640, 480)),
        (640, 480, 320, (320, 240)),
        (1000, 500, 3, (3, 2)),  # 1.5 rounds up
        (1000, 1, 100, (100, 1)),
        (100, 300, 600, (200, 600)),
    ],
)
def test_painting_sizes(
    width: int, height: int, size: int | None, expected: tuple[int, int]
) -> None:
    assert painting_size(width, height, size) == expected


def test_padding_reflects_at_the_right_and_the_bottom() -> None:
    picture = np.arange(18 * 30 * 3).reshape(18, 30, 3)
    padded = pad_content(picture, LIMITS)
    assert padded.shape == (20, 32, 3)
    assert (padded[:18, :30] == picture).all()
    assert (padded[18] == padded[16]).all()
    assert (padded[:, 31] == padded[:, 27]).all()


def test_padding_reflects_back_and_forth_what_is_short() -> None:
    padded = pad_content(np.arange(3 * 16).reshape(3, 16, 1), LIMITS)
    assert padded.shape == (16, 16, 1)
    rows = [0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1]
    assert (padded == padded[rows]).all()


def test_pixels_round_half_up() -> None:
    values = np.array([-0.1, 0, 0.5 / 255, 0.499 / 255, 1, 1.2])
    assert to_pixels(values).tolist() == [0, 0, 1, 0, 255, 255]
