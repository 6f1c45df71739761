from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.distill.data.images import ImageFolder, centre_square, jitter_colours, random_crop
from builder.errors import PictureError, UsageProblem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for k in range(8):
        Image.new("RGB", (40 + k, 30), (k * 30, 0, 0)).save(tmp_path / f"image{k}.png")
    return tmp_path


def test_held_out_images_depend_on_names_alone(folder: Path) -> None:
    before = ImageFolder.read(folder, held_out=3)
    assert len(before.training) == 5
    assert len(before.held_out) == len(before.held_out_names) == 3
    # Another image can take a place among the held-out ones; the rest of them stay.
    Image.new("RGB", (30, 30)).save(folder / "another.png")
    after = ImageFolder.read(folder, held_out=3)
    assert len(set(before.held_out_names) & set(after.held_out_names)) >= 2


def test_no_held_out_image_is_trained_on(folder: Path) -> None:
    found = ImageFolder.read(folder, held_out=3)
    training = {image[0, 0, 0] for image in found.training}
    assert training.isdisjoint(image[0, 0, 0] for image in found.held_out)


def test_large_images_are_made_smaller(tmp_path: Path) -> None:
    for k in range(2):
        Image.new("RGB", (600, 300)).save(tmp_path / f"{k}.png")
    assert ImageFolder.read(tmp_path, held_out=1, short_side=100).training[0].shape == (100, 200, 3)


def test_too_few_images_and_no_folder_are_said(folder: Path) -> None:
    with pytest.raises(UsageProblem, match=r"8 images, and 8 are held out.*add 1 or more"):
        ImageFolder.read(folder, held_out=8)
    with pytest.raises(UsageProblem, match="absent"):
        ImageFolder.read(folder / "absent", held_out=1)


def test_only_what_is_a_picture_is_taken(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "._image1.png").write_bytes(b"Mac OS X")
    (folder / ".thumb.jpg").mkdir()
    (folder / "album.jpg").mkdir()
    (folder / "dangling.jpg").symlink_to("absent")
    (folder / "notes.txt").touch()
    Image.new("RGB", (40, 30)).save(folder / "scan.TIF")
    found = ImageFolder.read(folder, held_out=3)
    assert len(found.training) + len(found.held_out) == 9
    said = "\n".join(caplog.messages)
    assert "album.jpg is a folder" in said
    assert "dangling.jpg is a link that leads nowhere" in said
    assert len(caplog.messages) == 2


def test_images_are_read_as_everywhere(tmp_path: Path) -> None:
    turned, exif = Image.new("RGB", (200, 100)), Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "a.jpg", exif=exif)
    Image.new("RGBA", (100, 100), (255, 0, 255, 0)).save(tmp_path / "b.png")
    Image.fromarray(np.full((100, 100), 32768, np.uint16)).save(tmp_path / "c.png")
    Image.new("RGB", (100, 100)).save(tmp_path / "d.png")
    images = ImageFolder.read(tmp_path, held_out=0).training
    assert images[0].shape == (200, 100, 3)
    assert (images[1] == 255).all()
    assert (images[2] == 128).all()


def test_an_undecodable_image_is_named(folder: Path) -> None:
    (folder / "broken.png").write_text("no image")
    with pytest.raises(PictureError, match=r"broken\.png"):
        ImageFolder.read(folder, held_out=1)


def test_crops_are_squares_and_drawn_from_the_generator_alone() -> None:
    image = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    assert centre_square(image, 32).shape == (32, 32, 3)
    first, again, other = (
        jitter_colours(random_crop(image, 32, rng, smallest=0.5), rng)
        for rng in (np.random.default_rng(seed) for seed in (1, 1, 2))
    )
    assert first.shape == (32, 32, 3)
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)
