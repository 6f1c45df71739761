"""What people's folders of pictures hold besides pictures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from builder.errors import ConfigError, PictureError
from builder.gallery import gallery
from builder.gallery.config import GalleryConfig
from builder.gallery.renditions import encode
from builder.painting.pictures import read_picture


def test_what_is_no_file_is_left_out_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    (tmp_path / "dangling.jpg").symlink_to("absent")
    (tmp_path / "zero.jpg").symlink_to("/dev/zero")
    (tmp_path / "album.jpg").mkdir()
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "good.jpg").symlink_to("a.png")
    found = gallery._own(tmp_path, 768)
    assert [candidate.id for candidate in found] == ["a-1", "good-2"]
    said = "\n".join(caplog.messages)
    for name, why in (
        ("dangling", "is a link that leads nowhere"),
        ("zero", "is no file but a pipe or a device"),
        ("album", "is a folder"),
        ("pipe", "is no file but a pipe or a device"),
    ):
        assert f"{name}.jpg {why} and is left out of the gallery." in said


def test_what_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (40, 30)).save(file)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(PictureError, match=r"a\.png cannot be read \(Permission denied\)"):
            gallery._own(tmp_path, 768)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_: False)
        with pytest.raises(ConfigError, match="cannot be read"):
            gallery._own(tmp_path, 768)


def test_names_may_be_long(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / f"{'a' * 250}.png")
    (candidate,) = gallery._own(tmp_path, 768)
    assert len(candidate.id) < 70
    assert len(candidate.caption.title) == 250


@pytest.mark.parametrize("size", [(2000, 40), (40, 2000), (20, 2000)])
def test_a_narrow_picture_can_still_be_painted(tmp_path: Path, size: tuple[int, int]) -> None:
    file = tmp_path / "wide.png"
    Image.new("RGB", size).save(file)
    encoded = encode(f"narrow {size}", 768, lambda: gallery._load(file))
    assert min(encoded.width, encoded.height) >= 16
    assert min(read_picture(encoded.image).shape[:2]) >= 16


def test_a_far_too_narrow_picture_is_named(tmp_path: Path) -> None:
    file = tmp_path / "wide.png"
    Image.new("RGB", (20000, 16)).save(file)
    with pytest.raises(PictureError, match=r"wide\.png is too narrow \(20000 x 16\)"):
        gallery._load(file)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "site").mkdir()
    with pytest.raises(ConfigError, match="empty holds no picture"):
        gallery.build_gallery(GalleryConfig(photos=tmp_path / "empty"), [], tmp_path / "site")
