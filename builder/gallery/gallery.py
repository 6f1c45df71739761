"""The gallery: sample or own photos and styles, sized, encoded and with their style vectors."""

from __future__ import annotations

import json
import logging
import os
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from PIL import Image
from tqdm import tqdm

from builder.cache import cached_folder, code_digest, content_key, file_digest
from builder.errors import ConfigError, PictureError
from builder.folders import Listing, list_folder
from builder.gallery.captions import FILE as CAPTIONS
from builder.gallery.captions import Caption, captioned
from builder.gallery.config import GalleryConfig
from builder.gallery.opening import Opening, publish_opening
from builder.gallery.previews import PREVIEW, Painter
from builder.gallery.renditions import Encoded, Rendition, encode, publish_rendition
from builder.painting.decoding import SUFFIXES, picture_digest
from builder.painting.pictures import read_picture

if TYPE_CHECKING:
    from builder.gallery.art import ArtStyle

log = logging.getLogger(__name__)

PHOTO_SIDE = 1600
"""Longest side in pixels of a photo, and of the painting that the page opens on."""

SHOWN_SIDE = 960
"""Longest side in pixels that the studio gives a photo in a common window."""

STYLE_SIDE = 512
"""Longest side in pixels of a style image, of which a network sees 256."""

_ART_SEED = 1
_CARD_STYLES = 3
_LONGEST_ID = 60
_NARROWEST = 100
_NAMED = 3


@dataclass(frozen=True)
class Candidate:
    """A picture that goes into the gallery.

    Attributes:
        id: short name, safe in URLs.
        caption: what visitors read of it.
        source: what its pixels depend on, for the cache.
        load: gives its pixels.
        side: longest side in pixels of the image in the site.
        sample: whether it comes with Atelier, whose strings files have its title.
        file: of a folder of own pictures.
    """

    id: str
    caption: Caption
    source: str
    load: Callable[[], Image.Image]
    side: int
    sample: bool = False
    file: Path | None = None


@dataclass(frozen=True)
class GalleryItem:
    """A gallery picture in the site; addresses are relative to the site's root.

    Attributes:
        id: short name, unique in the gallery.
        caption: what visitors read of it.
        sample: whether it comes with Atelier.
        image: the picture itself.
        width, height: of the image, in pixels.
        thumbnail: the same, smaller.
        placeholder: data URI of the same in a few pixels.
        vector: its style vector for the default set.
        preview: of a style, a small painting in it.
    """

    id: str
    caption: Caption
    sample: bool
    image: Rendition
    width: int
    height: int
    thumbnail: Rendition
    placeholder: str
    vector: tuple[float, ...]
    preview: Rendition | None = None


@dataclass(frozen=True)
class Gallery:
    """Photos to paint and styles to paint them in, in the order in which they are shown.

    Attributes:
        photos: the photos.
        styles: the styles, each with a preview.
        opening: the first photo, painted in the first style.
        card: a painting for social networks, a file in the cache; None where none was wanted.
    """

    photos: tuple[GalleryItem, ...]
    styles: tuple[GalleryItem, ...]
    opening: Opening
    card: Path | None = None


def build_gallery(
    config: GalleryConfig, sets: Sequence[str], site: Path, *, card: bool = False
) -> Gallery:
    """Write the gallery's pictures into `site`/gallery and compute their style vectors.

    The vectors of the first set are part of the gallery; those of the others, which are loaded
    only by who chooses them, go into `site`/networks/<set>/vectors.json, by the pictures' ids.

    Args:
        config: folders of own pictures, instead of the samples.
        sets: names of the sets whose style networks make the vectors, the default one first.
        site: the site's root, whose `networks` has them.
        card: whether a picture for social networks is wanted.

    Raises:
        ConfigError: a folder holds no picture, or says wrong things of one.
        PictureError: a picture in a folder cannot be used.
    """
    photos = _own(config.photos, PHOTO_SIDE) if config.photos else _sample_photos()
    styles = _own(config.styles, STYLE_SIDE) if config.styles else _sample_styles()
    styles = _with_other_ids(styles, {photo.id for photo in photos})
    folder = site / "gallery"
    folder.mkdir()
    log.info("Gallery: %d photos, %d styles", len(photos), len(styles))
    encoded = _encode_all([*photos, *styles])
    _tell_of_small(photos, encoded)
    networks = site / "networks"
    for name in sets[1:]:
        with Painter(networks, name) as painter:
            by_id = {id_: painter.vector(files.image) for id_, files in encoded.items()}
        text = json.dumps(by_id, separators=(",", ":")) + "\n"
        (networks / name / "vectors.json").write_text(text, encoding="utf-8")
    model = encoded[photos[0].id].image
    with Painter(networks, sets[0]) as painter:

        def add(candidate: Candidate) -> GalleryItem:
            return _add(candidate, encoded[candidate.id], folder, painter)

        shown = tuple(add(candidate) for candidate in photos)
        painted = tuple(_with_preview(add(style), model, folder, painter) for style in styles)
        opening = publish_opening(painter.opening(model, painted[0].vector), folder)
        chosen = [style.vector for style in painted[:_CARD_STYLES]]
        return Gallery(shown, painted, opening, painter.card(model, chosen) if card else None)


def _encode_all(candidates: Sequence[Candidate]) -> dict[str, Encoded]:
    """The files of each picture by its id, on all processors."""

    def encoded(candidate: Candidate) -> Encoded:
        return encode(candidate.source, candidate.side, candidate.load)

    # Its own lock is one of several processes, which a server that is stopped leaves behind.
    tqdm.set_lock(RLock())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # Without a bar where all is cached, or where the output is no terminal.
        done = tqdm(
            pool.map(encoded, candidates),
            *("Sizing pictures", len(candidates)),
            unit=" pictures",
            delay=1,
            disable=None,
        )
        return dict(zip([candidate.id for candidate in candidates], done, strict=True))


def _tell_of_small(photos: Sequence[Candidate], encoded: Mapping[str, Encoded]) -> None:
    """Warn of the own photos that have fewer pixels than they are shown with."""
    sized = [(photo.file, encoded[photo.id]) for photo in photos if photo.file]
    small = [
        f"{file.name} ({files.width} x {files.height})"
        for file, files in sized
        if max(files.width, files.height) < SHOWN_SIDE
    ]
    if small:
        log.warning(
            "%d of the gallery's photos will look small or blurred, for the studio shows photos "
            "with %d pixels and more on the long side: %s%s",
            len(small),
            SHOWN_SIDE,
            ", ".join(small[:_NAMED]),
            " ..." if len(small) > _NAMED else "",
        )


def _with_other_ids(candidates: list[Candidate], taken: set[str]) -> list[Candidate]:
    """The same with ids that none of `taken` is, for vectors are told apart by them."""
    return [
        replace(candidate, id=f"{candidate.id}-style") if candidate.id in taken else candidate
        for candidate in candidates
    ]


def _sample_photos() -> list[Candidate]:
    from builder.gallery.sample_photos import sample_photos

    return [
        Candidate(
            photo.id,
            Caption(photo.title, author=photo.credit, licence=photo.licence),
            source=file_digest(photo.file),
            load=photo.load,
            side=PHOTO_SIDE,
            sample=True,
        )
        for photo in sample_photos()
    ]


def _sample_styles() -> list[Candidate]:
    from builder.gallery.art import STYLES

    return [
        Candidate(
            style.id,
            Caption(style.title, author="Atelier", licence="CC0"),
            source=f"art {_drawing_key(style)}",
            load=partial(_drawn, style),
            side=STYLE_SIDE,
            sample=True,
        )
        for style in STYLES
    ]


def _drawn(style: ArtStyle) -> Image.Image:
    """A style's picture, drawn once: that takes seconds."""

    def make(folder: Path) -> None:
        style.draw(_ART_SEED, STYLE_SIDE).save(folder / "picture.png")

    folder, _ = cached_folder("art", _drawing_key(style), make)
    with Image.open(folder / "picture.png") as picture:
        return picture.convert("RGB")


def _drawing_key(style: ArtStyle) -> str:
    code = code_digest(style.draw.__module__)
    return content_key({"style": style.id, "seed": _ART_SEED, "side": STYLE_SIDE, "code": code})


def check_gallery(config: GalleryConfig) -> None:
    """Refuse folders that hold no picture, and captions that are wrong, before anything is made.

    Raises:
        ConfigError: a folder holds no picture, or says wrong things of one.
    """
    for folder in (config.photos, config.styles):
        if folder:
            captioned(folder, _pictures(folder, list_folder(folder)))


def _pictures(folder: Path, found: Listing) -> list[Path]:
    files = [file for file in found.files if file.suffix.lower() in SUFFIXES]
    if not files:
        raise ConfigError(
            f"The gallery folder {folder} holds no picture; "
            "put JPEG, PNG, WebP or TIFF files there, or leave its key out for the samples."
        )
    return files


def _own(folder: Path, side: int) -> list[Candidate]:
    found = list_folder(folder)
    files = _pictures(folder, found)
    for file in found.files:
        if file not in files and file.name != CAPTIONS:
            log.warning("%s is no picture and is left out of the gallery.", file)
    for path, kind in found.others.items():
        if path.name != CAPTIONS:
            log.warning("%s %s and is left out of the gallery.", path, kind)
    return [
        Candidate(
            id=f"{_slug(file.stem)}-{number}",
            caption=caption,
            source=picture_digest(file),
            load=partial(_load, file),
            side=side,
            file=file,
        )
        for number, (file, caption) in enumerate(captioned(folder, files), start=1)
    ]


def _slug(name: str) -> str:
    # Letters beyond ASCII are spelt in several ways, in file names and in addresses.
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[\W_]+", "-", plain)[:_LONGEST_ID].strip("-") or "picture"


def _load(file: Path) -> Image.Image:
    picture = Image.fromarray(read_picture(file))
    if max(picture.size) > _NARROWEST * min(picture.size):
        raise PictureError(
            f"{file} is too narrow ({picture.width} x {picture.height}); give a picture that is "
            f"at most {_NARROWEST} times as long as it is wide."
        )
    return picture


def _add(candidate: Candidate, encoded: Encoded, folder: Path, painter: Painter) -> GalleryItem:
    image, thumbnail = encoded.publish(candidate.id, folder)
    return GalleryItem(
        id=candidate.id,
        caption=candidate.caption,
        sample=candidate.sample,
        image=image,
        width=encoded.width,
        height=encoded.height,
        thumbnail=thumbnail,
        placeholder=encoded.placeholder,
        vector=painter.vector(encoded.image),
    )


def _with_preview(item: GalleryItem, photo: Path, folder: Path, painter: Painter) -> GalleryItem:
    painted = painter.preview(photo, item.vector)
    return replace(item, preview=publish_rendition(painted, PREVIEW, f"{item.id}-preview", folder))
