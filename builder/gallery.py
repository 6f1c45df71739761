"""The gallery: sample or own photos and styles, sized, encoded and with their style vectors."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from builder.config import GalleryConfig
from builder.convert.cache import cached_folder, content_key, file_digest, sources_digest
from builder.convert.quiet import calm_tensorflow, hushed
from builder.errors import ConfigError
from builder.pictures import read_picture, to_array

if TYPE_CHECKING:
    from builder.networks.catalog import NetworkSet

log = logging.getLogger(__name__)

PHOTO_SIDE = 768
"""Longest side in pixels of a photo: at this size it is painted unless the visitor chooses."""

STYLE_SIDE = 512
"""Longest side in pixels of a style image, of which a network sees 256."""

THUMBNAIL_SIDE = 256
"""Longest side in pixels of a thumbnail."""

_IMAGE, _THUMBNAIL = "image.jpg", "thumbnail.webp"
_ART_SEED = 1
_SUFFIXES = {".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
_VECTOR_DIGITS = 5


@dataclass(frozen=True)
class Candidate:
    """A picture that goes into the gallery.

    Attributes:
        id: short name, safe in URLs.
        title: what visitors read under it.
        credit: who made it; "" when not known.
        licence: under which licence; "" when not known.
        source: what its pixels depend on, for the cache.
        load: gives its pixels.
        side: longest side in pixels of the image in the site.
    """

    id: str
    title: str
    credit: str
    licence: str
    source: str
    load: Callable[[], Image.Image]
    side: int


@dataclass(frozen=True)
class GalleryItem:
    """A gallery picture in the site; `image` and `thumbnail` are relative URLs."""

    id: str
    title: str
    credit: str
    licence: str
    image: str
    thumbnail: str
    width: int
    height: int
    vector: tuple[float, ...]


@dataclass(frozen=True)
class Gallery:
    """Photos to paint and styles to paint them in, in the order in which they are shown."""

    photos: tuple[GalleryItem, ...]
    styles: tuple[GalleryItem, ...]


def build_gallery(config: GalleryConfig, sets: Sequence[NetworkSet], site: Path) -> Gallery:
    """Write the gallery's pictures into `site`/gallery and compute their style vectors.

    The vectors of the first set are part of the gallery; those of the others, which are loaded
    only by who chooses them, go into `site`/networks/<set>/vectors.json, by the pictures' ids.

    Args:
        config: folders of own pictures, instead of the samples.
        sets: the sets whose style networks make the vectors, the default one first.
        site: the site's root.

    Raises:
        ConfigError: a folder holds no picture.
        PictureError: a picture in a folder cannot be used.
    """
    photos = _own(config.photos, PHOTO_SIDE) if config.photos else _sample_photos()
    styles = _own(config.styles, STYLE_SIDE) if config.styles else _sample_styles()
    styles = _with_other_ids(styles, {photo.id for photo in photos})
    folder = site / "gallery"
    folder.mkdir()
    log.info("Gallery: %d photos, %d styles", len(photos), len(styles))
    vectors = [_Vectors(network_set) for network_set in sets]
    gallery = Gallery(
        tuple(_add(candidate, folder, vectors[0]) for candidate in photos),
        tuple(_add(candidate, folder, vectors[0]) for candidate in styles),
    )
    for network_set, own in zip(sets[1:], vectors[1:], strict=True):
        by_id = {item.id: own.of(site / item.image) for item in gallery.photos + gallery.styles}
        text = json.dumps(by_id, separators=(",", ":")) + "\n"
        file = site / "networks" / network_set.name / "vectors.json"
        file.write_text(text, encoding="utf-8")
    return gallery


def _with_other_ids(candidates: list[Candidate], taken: set[str]) -> list[Candidate]:
    """The same with ids that none of `taken` is, for vectors are told apart by them."""
    return [
        replace(candidate, id=f"{candidate.id}-style") if candidate.id in taken else candidate
        for candidate in candidates
    ]


def _sample_photos() -> list[Candidate]:
    from builder.photos import sample_photos

    return [
        Candidate(
            *(photo.id, photo.title, photo.credit, photo.licence),
            source=f"photo {photo.file} {_samples()}",
            load=photo.load,
            side=PHOTO_SIDE,
        )
        for photo in sample_photos()
    ]


def _sample_styles() -> list[Candidate]:
    from builder.art import STYLES

    return [
        Candidate(
            *(style.id, style.title, "Atelier", "CC0"),
            source=f"art {style.id} {_ART_SEED} {_samples()}",
            load=partial(style.draw, _ART_SEED, STYLE_SIDE),
            side=STYLE_SIDE,
        )
        for style in STYLES
    ]


@cache
def _samples() -> str:
    """What the sample pictures depend on: the code that draws them or reads them."""
    here = Path(__file__).parent
    return sources_digest(here / "art") + file_digest(here / "photos.py")


def _own(folder: Path, side: int) -> list[Candidate]:
    candidates: list[Candidate] = []
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() not in _SUFFIXES:
            log.warning("%s is no picture and is left out of the gallery.", file)
            continue
        words = re.sub(r"[\W_]+", " ", file.stem).strip() or "picture"
        candidates.append(
            Candidate(
                id=f"{words.lower().replace(' ', '-')}-{len(candidates) + 1}",
                title=words[0].upper() + words[1:],
                credit="",
                licence="",
                source=file_digest(file),
                load=partial(_load, file),
                side=side,
            )
        )
    if not candidates:
        raise ConfigError(
            f"The gallery folder {folder} holds no picture; "
            "put JPEG, PNG or WebP files there, or leave its key out for the samples."
        )
    return candidates


def _load(file: Path) -> Image.Image:
    return Image.fromarray(read_picture(file))


def _add(candidate: Candidate, folder: Path, vectors: _Vectors) -> GalleryItem:
    key = content_key(
        {
            "source": candidate.source,
            "sides": [candidate.side, THUMBNAIL_SIDE],
            "code": _own_digest(),
        }
    )
    encoded, _ = cached_folder("gallery", key, partial(_encode, candidate))
    with Image.open(encoded / _IMAGE) as image:
        width, height = image.size
    return GalleryItem(
        candidate.id,
        candidate.title,
        candidate.credit,
        candidate.licence,
        image=_publish(encoded / _IMAGE, candidate.id, folder),
        thumbnail=_publish(encoded / _THUMBNAIL, f"{candidate.id}-thumbnail", folder),
        width=width,
        height=height,
        vector=vectors.of(encoded / _IMAGE),
    )


def _encode(candidate: Candidate, folder: Path) -> None:
    picture = Image.fromarray(to_array(candidate.load()))
    picture.thumbnail((candidate.side, candidate.side), Image.Resampling.LANCZOS)
    picture.save(folder / _IMAGE, quality=88, optimize=True, progressive=True)
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    picture.save(folder / _THUMBNAIL, quality=75, method=6)


def _publish(file: Path, name: str, folder: Path) -> str:
    published = f"{name}-{file_digest(file)[:10]}{file.suffix}"
    shutil.copyfile(file, folder / published)
    return f"{folder.name}/{published}"


@cache
def _own_digest() -> str:
    here = Path(__file__)
    return file_digest(here) + file_digest(here.with_name("pictures.py"))


class _Vectors:
    """Style vectors of encoded pictures, from the cache or from the set's style network."""

    def __init__(self, network_set: NetworkSet) -> None:
        self._set = network_set
        self._fingerprint = network_set.fingerprint("style")

    @cached_property
    def _network(self) -> Any:
        calm_tensorflow()
        with hushed():
            return self._set.style_network()

    def of(self, file: Path) -> tuple[float, ...]:
        """The vector of a picture, rounded as the page has it."""
        key = content_key(
            {
                "picture": file_digest(file),
                "network": self._fingerprint,
                "code": _own_digest(),
            }
        )

        def make(folder: Path) -> None:
            from builder.stylize import style_vector

            vector = style_vector(self._network, read_picture(file), self._set.style_size)
            rounded = [float(f"{value:.{_VECTOR_DIGITS}g}") for value in vector]
            (folder / "vector.json").write_text(json.dumps(rounded), encoding="utf-8")

        folder, _ = cached_folder("vectors", key, make)
        return tuple(json.loads((folder / "vector.json").read_text(encoding="utf-8")))
