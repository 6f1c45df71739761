from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.errors import PictureError, UsageProblem
from builder.painting.write import check_output, check_sides, write_picture

PICTURE = np.full((20, 30, 3), 200, np.uint8)


def test_a_picture_is_there_whole_or_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.png"
    write_picture(PICTURE, out)
    before = out.read_bytes()

    def fail(image: Image.Image, file: Path, *_: object, **__: object) -> None:
        file.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", fail)
    with pytest.raises(UsageProblem, match=r"No space left on device.*free some space"):
        write_picture(PICTURE, out)
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.png").touch()
    (tmp_path / "link.png").symlink_to("real.png")
    write_picture(PICTURE, tmp_path / "link.png")
    assert (tmp_path / "link.png").is_symlink()
    assert Image.open(tmp_path / "real.png").size == (30, 20)


@pytest.mark.parametrize(
    ("name", "sides", "says"),
    [
        ("a.webp", (17000, 64), "WEBP pictures have sides of at most 16,383"),
        ("a.jpg", (64, 70000), "JPEG pictures have sides of at most 65,500"),
        ("a.gif", (64, 70000), "GIF pictures have sides of at most 65,535"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(
    tmp_path: Path, name: str, sides: tuple[int, int], says: str
) -> None:
    with pytest.raises(PictureError, match=says):
        check_sides(tmp_path / name, *sides)
    check_sides(tmp_path / "a.png", *sides)


def test_what_cannot_be_written_is_said_before_anything_is_painted(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    for name, says in (
        ("absent/a.png", "does not exist"),
        ("folder.png", "is a folder"),
        ("a.xyz", "names no format"),
        ("a.psd", "names no format"),
        ("a.pcx", "names no format"),
        ("a.heic", "names no format"),
        ("a.ico", "names no format"),
        ("a.pbm", "names no format"),
        ("a.pfm", "names no format"),
        ("a.PGM", "names no format"),
    ):
        with pytest.raises(UsageProblem, match=says):
            check_output(tmp_path / name)


@pytest.mark.parametrize("suffix", ["avif", "bmp", "gif", "jp2", "jpg", "png", "ppm", "tga", "tif"])
def test_every_format_takes_opacity_or_lies_on_white(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"a.{suffix}"
    check_output(out)
    write_picture(np.full((20, 30, 4), 100, np.uint8), out)
    assert Image.open(out).size == (30, 20)


def test_a_format_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be written as"):
        write_picture(PICTURE, tmp_path / "a.fli")
    assert not list(tmp_path.iterdir())
