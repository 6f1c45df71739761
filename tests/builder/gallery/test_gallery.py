from __future__ import annotations

import json
import shutil
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.errors import ConfigError, PictureError
from builder.gallery.art import STYLES
from builder.gallery.config import GalleryConfig
from builder.gallery.gallery import PHOTO_SIDE, STYLE_SIDE, build_gallery
from builder.gallery.previews import CARD_HEIGHT, CARD_WIDTH, PREVIEW_SIDE
from builder.gallery.renditions import THUMBNAIL_SIDE
from builder.painting.engine import Engine
from builder.painting.pictures import read_picture


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    noise = np.random.default_rng(0).integers(0, 255, (900, 1200, 3), np.uint8)
    Image.fromarray(noise).save(folder / "The red_house.jpg")
    Image.new("RGB", (40, 30), "navy").save(folder / "night.png")
    return folder


@pytest.fixture
def site(tmp_path: Path, converted: Path) -> Path:
    shutil.copytree(converted, tmp_path / "site" / "networks")
    return tmp_path / "site"


def test_own_pictures_are_sized_named_and_described(
    own: Path, site: Path, networks: str, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("notes.txt", ".DS_Store", "._night.png", "Thumbs.db"):
        (own / name).touch()
    Image.new("RGB", (3200, 2400), "green").save(own / "vast.png")
    gallery = build_gallery(GalleryConfig(own, own), [networks], site)
    warned = [line for line in caplog.messages if "is no picture" in line]
    assert len(warned) == 2, "the photos' folder and the styles'"
    assert all("notes.txt is no picture" in line for line in warned)
    small = [line for line in caplog.messages if "small or blurred" in line]
    assert len(small) == 1, "styles may be small"
    assert small[0].startswith("1 of")
    assert small[0].endswith("night.png (40 x 30)")
    house, night, vast = gallery.photos
    assert (house.caption.title, house.id) == ("The red house", "the-red-house-1")
    assert (house.width, house.height) == (1200, 900), "never enlarged"
    assert (vast.width, vast.height) == (PHOTO_SIDE, PHOTO_SIDE * 3 // 4)
    assert (night.width, night.height) == (40, 30)
    assert gallery.styles[0].width == STYLE_SIDE
    for url, kind in ((house.thumbnail.url, "JPEG"), (house.thumbnail.modern, "AVIF")):
        thumbnail = Image.open(site / url)
        assert (thumbnail.format, max(thumbnail.size)) == (kind, THUMBNAIL_SIDE)
    published = read_picture(site / house.image.modern)
    assert published.shape == (house.height, house.width, 3)
    np.testing.assert_allclose(house.vector, engine.vector(published), rtol=1e-4)


def test_styles_get_a_preview_that_the_networks_painted(
    own: Path, site: Path, networks: str
) -> None:
    gallery = build_gallery(GalleryConfig(own, own), [networks], site, card=True)
    assert all(photo.preview is None for photo in gallery.photos)
    previews = [style.preview for style in gallery.styles if style.preview]
    assert len(previews) == len(gallery.styles)
    for preview in previews:
        for url in (preview.url, preview.modern):
            assert Image.open(site / url).size == (PREVIEW_SIDE, PREVIEW_SIDE)
    noisy, navy = (np.asarray(Image.open(site / one.url), np.float32) for one in previews)
    # Painted in a picture that is all blue, a photo turns blue.
    assert navy[..., 2].mean() - navy[..., 0].mean() > noisy[..., 2].mean() - noisy[..., 0].mean()
    assert gallery.card
    card = np.asarray(Image.open(gallery.card), np.float32)
    assert card.shape == (CARD_HEIGHT, CARD_WIDTH, 3)
    thirds = card[:, 100:300], card[:, 500:700], card[:, 900:1100]
    assert len({round(float(third.mean())) for third in thirds}) == 3


def test_a_placeholder_is_small_and_has_the_pictures_colours(
    own: Path, site: Path, networks: str
) -> None:
    gallery = build_gallery(GalleryConfig(own, own), [networks], site)
    placeholder = gallery.photos[1].placeholder
    kind, _, data = placeholder.partition(",")
    assert kind == "data:image/webp;base64"
    assert len(placeholder) < 400
    with Image.open(BytesIO(b64decode(data))) as image:
        red, green, blue = image.convert("RGB").resize((1, 1)).tobytes()
    assert blue > 90 > max(red, green)


def test_captions_name_and_order_the_pictures(own: Path, site: Path, networks: str) -> None:
    (own / "pictures.toml").write_text(
        """
        ["night.png"]
        title = "Night"
        titles = { de = "Nacht" }
        author = "Jane Doe"
        licence = "CC BY 4.0"
        """,
        encoding="utf-8",
    )
    night, house = build_gallery(GalleryConfig(own, own), [networks], site).photos
    assert (night.caption.title, night.caption.titles) == ("Night", {"de": "Nacht"})
    assert (night.caption.author, night.caption.licence) == ("Jane Doe", "CC BY 4.0")
    assert house.caption.title == "The red house"


def test_names_in_addresses_are_ascii_and_titles_are_not(
    site: Path, tmp_path: Path, networks: str
) -> None:
    for name in ("Grün & blau.png", "夜.png"):
        Image.new("RGB", (40, 30), "navy").save(tmp_path / name)
    photos = build_gallery(GalleryConfig(photos=tmp_path), [networks], site).photos
    assert [photo.id for photo in photos] == ["grun-blau-1", "picture-2"]
    assert [photo.caption.title for photo in photos] == ["Grün blau", "夜"]
    assert all(file.name.isascii() for file in (site / "gallery").iterdir())


def test_the_modern_image_is_smaller_and_nearer_to_the_original(
    site: Path, tmp_path: Path, networks: str
) -> None:
    (tmp_path / "styles").mkdir()
    original = STYLES[0].draw(1, STYLE_SIDE)
    original.save(tmp_path / "styles" / "style.png")
    image = build_gallery(GalleryConfig(styles=tmp_path / "styles"), [networks], site).styles[0]

    def error(url: str) -> float:
        difference = read_picture(site / url).astype(np.float32) - np.asarray(original)
        return float(np.square(difference).mean())

    jpeg, modern = image.image.url, image.image.modern
    assert (site / modern).stat().st_size < 0.75 * (site / jpeg).stat().st_size
    assert error(modern) < error(jpeg)


def test_an_empty_folder_is_named(site: Path, tmp_path: Path, networks: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="empty holds no picture"):
        build_gallery(GalleryConfig(photos=tmp_path / "empty"), [networks], site)


def test_a_broken_picture_is_named(own: Path, site: Path, networks: str) -> None:
    (own / "broken.jpg").write_text("no picture")
    with pytest.raises(PictureError, match=r"broken\.jpg"):
        build_gallery(GalleryConfig(photos=own), [networks], site)


def test_vectors_of_other_sets_are_files_of_their_own(own: Path, site: Path, networks: str) -> None:
    folder = site / "networks"
    shutil.copytree(folder / networks, folder / "other")
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    index["sets"].append({**index["sets"][0], "name": "other"})
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    gallery = build_gallery(GalleryConfig(own, own), [networks, "other"], site)
    text = (site / "networks" / "other" / "vectors.json").read_text(encoding="utf-8")
    vectors = json.loads(text)
    items = gallery.photos + gallery.styles
    assert [item.id for item in items] == list(vectors)
    assert [list(item.vector) for item in items] == list(vectors.values())
