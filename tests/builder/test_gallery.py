from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from builder.config import GalleryConfig
from builder.errors import ConfigError, PictureError
from builder.gallery import PHOTO_SIDE, STYLE_SIDE, THUMBNAIL_SIDE, build_gallery
from builder.pictures import read_picture
from builder.stylize import style_vector


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    noise = np.random.default_rng(0).integers(0, 255, (900, 1200, 3), np.uint8)
    Image.fromarray(noise).save(folder / "The red_house.jpg")
    Image.new("RGB", (40, 30), "navy").save(folder / "night.png")
    return folder


@pytest.fixture
def site(tmp_path):
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


def test_own_pictures_are_sized_named_and_described(own, site, network_set, caplog):
    (own / "notes.txt").touch()
    gallery = build_gallery(GalleryConfig(own, own), [network_set], site)
    assert "notes.txt" in caplog.text
    house, night = gallery.photos
    assert (house.title, house.id) == ("The red house", "the-red-house-1")
    assert (house.width, house.height) == (PHOTO_SIDE, PHOTO_SIDE * 3 // 4)
    assert (night.width, night.height) == (40, 30)
    assert gallery.styles[0].width == STYLE_SIDE
    assert max(Image.open(site / house.thumbnail).size) == THUMBNAIL_SIDE
    published = read_picture(site / house.image)
    assert published.shape == (house.height, house.width, 3)
    expected = style_vector(network_set.style_network(), published)
    np.testing.assert_allclose(house.vector, expected, rtol=1e-4, atol=1e-6)


def test_an_empty_folder_is_named(site, tmp_path, network_set):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="empty holds no picture"):
        build_gallery(GalleryConfig(photos=tmp_path / "empty"), [network_set], site)


def test_a_broken_picture_is_named(own, site, network_set):
    (own / "broken.jpg").write_text("no picture")
    with pytest.raises(PictureError, match=r"broken\.jpg"):
        build_gallery(GalleryConfig(photos=own), [network_set], site)


def test_vectors_of_other_sets_are_files_of_their_own(own, site, network_set):
    other = replace(network_set, name="other")
    (site / "networks" / "other").mkdir(parents=True)
    gallery = build_gallery(GalleryConfig(own, own), [network_set, other], site)
    text = (site / "networks" / "other" / "vectors.json").read_text(encoding="utf-8")
    vectors = json.loads(text)
    items = gallery.photos + gallery.styles
    assert [item.id for item in items] == list(vectors)
    assert [list(item.vector) for item in items] == list(vectors.values())
