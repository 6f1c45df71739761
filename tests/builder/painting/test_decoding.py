from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from builder.errors import PictureError
from builder.painting import decoding
from builder.painting.decoding import decode
from builder.painting.pictures import read_picture, read_with_opacity
from tests.soak.pictures import fuzz_pictures

REPOSITORY = Path(__file__).parents[3]

Save = Callable[..., Path]

PHONE = Path(__file__).parents[2] / "web" / "pictures" / "phone.heic"


@pytest.fixture
def saved(tmp_path: Path) -> Save:
    def save(image: Image.Image, name: str = "picture.png", **options: Any) -> Path:
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return save


def exif(orientation: bytes, rest: bytes = b"") -> bytes:
    """EXIF data whose first entry is an orientation, as it stands in a file."""
    head = b"Exif\0\0II*\0\x08\0\0\0"
    return head + struct.pack("<H", 1 + bool(rest)) + orientation + rest + b"\0\0\0\0"


def short(tag: int, value: int) -> bytes:
    return struct.pack("<HHIHH", tag, 3, 1, value, 0)


@pytest.mark.parametrize("name", ["a.jpg", "a.webp", "a.png"])
@pytest.mark.parametrize(
    "rest",
    [
        b"",
        # XResolution as a text, as bytes, and as a negative rational.
        struct.pack("<HHI4s", 0x011A, 2, 4, b"abcd"),
        struct.pack("<HHI4s", 0x011A, 7, 4, b"abcd"),
        struct.pack("<HHII", 0x011A, 10, 1, 34) + struct.pack("<ii", -72, 1),
        # A directory that begins with itself, and one beyond the end.
        struct.pack("<HHII", 0x8769, 4, 1, 8),
        struct.pack("<HHII", 0x8769, 4, 1, 99999),
    ],
)
def test_the_camera_was_turned_whatever_else_exif_says(saved: Save, name: str, rest: bytes) -> None:
    image = Image.new("RGB", (40, 20))
    image.paste((255, 0, 0), (0, 0, 20, 20))
    picture = read_picture(saved(image, name, exif=exif(short(0x0112, 6), rest)))
    assert picture.shape == (40, 20, 3)
    assert picture[3, 3, 0] > 200
    assert picture[-3, 3, 0] < 50


@pytest.mark.parametrize("value", [b"nothing", exif(short(0x0112, 77)), exif(b"\xff" * 12)])
def test_exif_that_says_nothing_turns_nothing(saved: Save, value: bytes) -> None:
    assert read_picture(saved(Image.new("RGB", (40, 20)), "a.jpg", exif=value)).shape[0] == 20


def test_a_tiff_is_turned_once(saved: Save) -> None:
    image = Image.new("RGB", (40, 20))
    image.paste((255, 0, 0), (0, 0, 20, 20))
    picture = read_picture(saved(image, "a.tif", tiffinfo={0x0112: 6}))
    assert picture.shape == (40, 20, 3)
    assert picture[0, 0].tolist() == [255, 0, 0]


BLACK_IS_ZERO = bytes([6, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0])
"""The entry of a TIFF file that says what its numbers mean."""

RAMP = np.linspace(0, 1, 256).reshape(16, 16)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ((RAMP * 65535).astype(np.uint16), "a.png"),
        ((RAMP * 65535).astype(np.uint16), "a.tif"),
        ((RAMP * 65535).astype(np.int32), "a.tif"),
        ((RAMP * 2e9).astype(np.int32), "a.tif"),
        (((RAMP - 0.5) * 2e9).astype(np.int32), "a.tif"),
        (RAMP.astype(np.float32), "a.tif"),
        ((RAMP * 255).astype(np.float32), "a.tif"),
        (((RAMP - 0.5) * 1e6).astype(np.float32), "a.tif"),
    ],
)
def test_more_than_8_bits_keep_their_order_and_range(
    saved: Save, values: np.ndarray, name: str
) -> None:
    picture = read_picture(saved(Image.fromarray(values), name))[..., 0].ravel().astype(int)
    assert abs(picture - np.arange(256)).max() <= 1


@pytest.mark.parametrize("kind", [np.uint16, np.float32])
def test_numbers_that_grow_with_darkness_are_turned_round(saved: Save, kind: type) -> None:
    """Pillow turns round those of 8 bits only."""
    values: np.ndarray = (RAMP * (65535 if kind is np.uint16 else 1)).astype(kind)
    file = saved(Image.fromarray(values), "a.tif")
    file.write_bytes(file.read_bytes().replace(BLACK_IS_ZERO, BLACK_IS_ZERO[:-4] + bytes(4)))
    picture = read_picture(file)[..., 0].ravel().astype(int)
    assert abs(picture[::-1] - np.arange(256)).max() <= 1


def test_what_is_not_finite_is_no_trouble(saved: Save) -> None:
    values = RAMP.astype(np.float32)
    values[0, :2] = np.nan, np.inf
    assert read_picture(saved(Image.fromarray(values), "a.tif")).shape == (16, 16, 3)
    flat = Image.fromarray(np.full((16, 16), 7e9, np.float32))
    assert read_picture(saved(flat, "flat.tif")).std() == 0


def test_opacity_is_kept_for_who_wants_it(saved: Save) -> None:
    image = Image.new("LA", (20, 20), (100, 0))
    assert read_with_opacity(saved(image))[0, 0].tolist() == [100, 100, 100, 0]
    assert read_picture(saved(image))[0, 0].tolist() == [255, 255, 255]
    assert read_with_opacity(saved(Image.new("RGB", (20, 20)))).shape[2] == 3
    grey = Image.fromarray(np.full((16, 16), 300, np.uint16))
    assert (read_picture(saved(grey, transparency=300)) == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"])
def test_every_mode_gives_colours(saved: Save, mode: str) -> None:
    red = Image.new("RGB", (20, 20), "red")
    if mode == "LAB":
        profile = ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(
            red, profile, ImageCms.createProfile("LAB"), outputMode="LAB"
        )
        assert image is not None
    else:
        image = red.convert(mode)
    picture = read_picture(saved(image, "a.tif"))[5, 5].astype(int)
    grey = mode in ("1", "L", "LA")
    assert (np.ptp(picture) == 0) if grey else abs(picture - [254, 0, 0]).max() <= 6


def inverting_grey_profile() -> bytes:
    """A profile of grey whose tone curve is a parabola: 128 becomes darker than in sRGB."""
    header = bytearray(128)
    header[8:12], header[12:24], header[36:40] = b"\2\x10\0\0", b"mntrGRAYXYZ ", b"acsp"
    header[68:80] = struct.pack(">iii", 63190, 65536, 54061)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, 4 * 256) + b"\0\0"
    white = b"XYZ \0\0\0\0" + struct.pack(">iii", 63190, 65536, 54061)
    tags = struct.pack(">I", 2)
    tags += struct.pack(">4sII", b"kTRC", 156, len(curve))
    tags += struct.pack(">4sII", b"wtpt", 156 + len(curve), len(white))
    profile = bytes(header) + tags + curve + white
    return struct.pack(">I", len(profile)) + profile[4:]


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_a_profile_of_grey_is_for_grey_pictures(saved: Save, mode: str) -> None:
    profile = inverting_grey_profile()
    image = Image.new("L", (20, 20), 128).convert(mode)
    assert read_picture(saved(image, icc_profile=profile))[5, 5, 0] < 100
    coloured = saved(Image.new("RGB", (20, 20), (128, 128, 128)), icc_profile=profile)
    assert read_picture(coloured)[5, 5].tolist() == [128, 128, 128]


def test_the_first_frame_is_read(saved: Save) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for name in ("a.gif", "a.webp", "a.tif"):
        file = saved(frames[0], name, save_all=True, append_images=frames[1:])
        assert read_picture(file)[5, 5, 0] > 240


def test_texts_in_a_picture_may_be_long(saved: Save) -> None:
    file = saved(Image.new("RGB", (20, 20), "red"))
    data = file.read_bytes()
    text = b"zTXtComment\0\0" + zlib.compress(b"a" * 5_000_000)
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    file.write_bytes(data[:33] + chunk + data[33:])
    assert read_picture(file)[5, 5].tolist() == [255, 0, 0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\0\0\0\x18ftypqt  \0\0\0\0", "is a film, whatever its name says"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b"<!doctype html><title>Log in</title>", "is a web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', r"is a drawing \(SVG\)"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n", "no picture that can be read"),
    ],
)
def test_what_a_file_is_instead_is_said(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(content)
    with pytest.raises(PictureError, match=says):
        read_picture(file)


def test_jpeg_xl_is_not_read() -> None:
    with pytest.raises(PictureError, match=r"photo\.jxl is a JPEG XL picture; give a JPEG"):
        read_picture(PHONE.with_name("photo.jxl"))


def test_photos_of_phones_need_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.painting.decoding.find_spec", lambda _name: None)
    with pytest.raises(PictureError, match=r"phone\.heic is a HEIC picture; .*\[heic\]"):
        read_picture(PHONE)


def test_photos_of_phones_are_read_in_their_colours(tmp_path: Path) -> None:
    pytest.importorskip("pillow_heif")
    picture = read_picture(PHONE)
    assert picture.shape == (240, 320, 3)
    # (204, 102, 102) in Display P3.
    assert np.abs(picture[120, 40].astype(int) - [219, 94, 99]).max() <= 4
    (tmp_path / "half.heic").write_bytes(PHONE.read_bytes()[:900])
    with pytest.raises(PictureError, match=r"half\.heic is no picture that can be read"):
        read_picture(tmp_path / "half.heic")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "zero.jpg").symlink_to("/dev/zero")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "dangling.jpg").symlink_to("absent")
    for name, says in (
        ("pipe", "a pipe or a device"),
        ("zero", "a pipe or a device"),
        ("folder", "is a folder"),
        ("dangling", "link leads nowhere"),
    ):
        with pytest.raises(PictureError, match=says):
            decode(tmp_path / f"{name}.jpg")


def test_a_bomb_is_refused_before_it_is_decoded(saved: Save) -> None:
    file = saved(Image.new("1", (20000, 10000)))
    with pytest.raises(PictureError, match="too large"):
        decode(file)


def test_too_little_memory_is_said_of_the_picture(
    saved: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(Image.new("RGB", (20, 20)))

    def refuse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(np, "empty", refuse)
    with pytest.raises(PictureError, match=r"not enough memory to read .*picture\.png"):
        decode(file)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
@pytest.mark.parametrize(
    ("suffix", "options"),
    [("jpg", {}), ("png", {}), ("tif", {}), ("webp", {}), ("webp", {"lossless": True})],
)
def test_a_picture_that_does_not_fit_into_memory_is_not_called_damaged(
    tmp_path: Path, suffix: str, options: dict[str, Any]
) -> None:
    small, large = tmp_path / f"small.{suffix}", tmp_path / f"large.{suffix}"
    Image.new("RGB", (64, 64)).save(small)
    Image.new("RGB", (4000, 3000)).save(large, **options)
    code = (
        "import resource, sys; from pathlib import Path; from builder.painting.decoding import *\n"
        "decode(Path(sys.argv[1]))\n"
        "pages = int(Path('/proc/self/statm').read_text().split()[0])\n"
        "most = pages * resource.getpagesize() + 20_000_000\n"
        "resource.setrlimit(resource.RLIMIT_AS, (most, most))\n"
        "try: decode(Path(sys.argv[2]))\n"
        "except PictureError as error: print(error)"
    )
    # A thread of OpenBLAS that begins while there is no memory asks for it again and again.
    done = subprocess.run(
        [sys.executable, "-c", code, small, large],
        cwd=REPOSITORY,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith(f"There is not enough memory to read {large}"), done.stderr


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"save_all": True}])
def test_webp_of_every_kind_is_measured(tmp_path: Path, options: dict[str, Any]) -> None:
    frames = [Image.new("RGB", (123, 457), colour) for colour in ("red", "blue")]
    more: dict[str, Any] = {"append_images": frames[1:]} if "save_all" in options else {}
    frames[0].save(tmp_path / "a.webp", **options, **more)
    assert decoding._size_of_webp((tmp_path / "a.webp").read_bytes()) == (123, 457)
    assert decode(tmp_path / "a.webp").size == (123, 457)


def test_damaged_pictures_of_every_format_are_a_picture_or_a_sentence() -> None:
    found = fuzz_pictures(300, seed=1)
    assert found.pictures > 20
    assert found.sentences > 100
    assert not found.faults


def test_a_profile_is_no_way_to_fail(saved: Save) -> None:
    whole = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    rng = np.random.default_rng(0)
    for _ in range(200):
        profile = bytearray(whole)
        for place in rng.integers(0, len(profile), 20):
            profile[place] = rng.integers(256)
        data = BytesIO()
        Image.new("RGB", (20, 20), "red").save(data, "png", icc_profile=bytes(profile))
        file = saved(Image.new("1", (1, 1)))
        file.write_bytes(data.getvalue())
        assert read_picture(file).shape == (20, 20, 3)
