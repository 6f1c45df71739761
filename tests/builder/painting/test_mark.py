"""Files of paintings say how they were made, and nothing of what their photos say."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from builder.painting.engine import Engine, Mixture
from builder.painting.jobs import Job
from builder.painting.mark import SOURCE_TYPE, ffmpeg_options, mark_mp4, xmp_packet
from builder.painting.stylize import Settings, paint
from builder.painting.write import write_picture

PICTURE = np.arange(20 * 30 * 3, dtype=np.uint8).reshape(20, 30, 3)
XMP = xmp_packet("Tinte & <Feder>")
IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
ADOBE = "{http://ns.adobe.com/xap/1.0/}"


def test_a_packet_says_what_made_a_picture_and_how() -> None:
    root = ElementTree.fromstring(XMP.partition("?>")[2].rpartition("<?")[0])
    [description] = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert description.get(f"{IPTC}DigitalSourceType") == SOURCE_TYPE
    assert description.get(f"{ADOBE}CreatorTool") == "Tinte & <Feder>"


@pytest.mark.parametrize("suffix", ["avif", "jpg", "png", "tif", "webp"])
def test_a_file_has_the_packet_and_the_same_pixels(tmp_path: Path, suffix: str) -> None:
    plain, marked = tmp_path / f"plain.{suffix}", tmp_path / f"marked.{suffix}"
    write_picture(PICTURE, plain)
    write_picture(PICTURE, marked, xmp=XMP)
    with Image.open(plain) as before, Image.open(marked) as after:
        assert "xmp" not in before.info
        assert after.info["xmp"] == XMP.encode()
        assert np.array_equal(np.asarray(before), np.asarray(after))


def test_a_format_without_a_place_for_it_is_written_all_the_same(tmp_path: Path) -> None:
    write_picture(PICTURE, tmp_path / "a.bmp", xmp=XMP)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "a.bmp")), PICTURE)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_a_painting_says_nothing_of_its_photo(engine: Engine, tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8769)[0xA431] = "SN-4711"
    exif.get_ifd(0x8825)[1] = "N"
    photo, out = tmp_path / f"photo.{suffix}", tmp_path / f"painting.{suffix}"
    Image.fromarray(PICTURE).save(photo, exif=exif, xmp=b"<photo/>", quality=95)
    assert b"SN-4711" in photo.read_bytes()
    mixture = Mixture([engine.vector(np.repeat(PICTURE, 4, 0))], [1])
    paint(engine, Job(photo, out), Settings(mixture, None, 90, swift=True, xmp=XMP))
    with Image.open(out) as painting:
        assert painting.info["xmp"] == XMP.encode()
        assert not painting.getexif()
    for secret in (b"SN-4711", b"Camera maker", b"Exif", b"<photo/>"):
        assert secret not in out.read_bytes()


def test_videos(tmp_path: Path) -> None:
    for name in ("a.mp4", "a.webm"):
        (tmp_path / name).write_bytes(b"\0\0\0\x08free")
        mark_mp4(tmp_path / name, XMP)
    assert (tmp_path / "a.webm").read_bytes() == b"\0\0\0\x08free"
    box = (tmp_path / "a.mp4").read_bytes()[8:]
    assert int.from_bytes(box[:4], "big") == len(box)
    assert box[4:8] == b"uuid"
    assert box[24:] == XMP.encode()
    assert ffmpeg_options(".webm", XMP) == ["-metadata", f"XMP={XMP}"]
    assert ffmpeg_options(".mp4", XMP) == []
