"""What the networks say and paint at build time: style vectors, previews, the social card.

All of it is cached by what it was made from; TensorFlow is imported only for what is new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps

from builder.cache import cached_folder, code_digest, content_key, file_digest
from builder.gallery.renditions import save_small
from builder.graph_model.tensorflow_setup import captured_output, configure_tensorflow
from builder.networks.network_set import STYLE
from builder.painting.pictures import read_picture

if TYPE_CHECKING:
    from builder.networks.network_set import NetworkSet

PREVIEW_SIDE = 96
"""Side in pixels of a style's preview."""

CARD_WIDTH, CARD_HEIGHT = 1200, 630
"""The social card, in pixels: what Facebook, Mastodon, Slack and X all show in full."""

PREVIEW, CARD = "preview", "card.jpg"
_VECTOR_DIGITS = 5
_BAND_SLANT = 90
_BAND_LINE = 6


class Painter:
    """What one network set says and paints of pictures."""

    def __init__(self, network_set: NetworkSet) -> None:
        self._set = network_set
        self._style_fingerprint = network_set.fingerprint(STYLE)

    def vector(self, file: Path) -> tuple[float, ...]:
        """The style vector of a picture, rounded as the page has it."""
        parts = {"picture": file_digest(file), "network": self._style_fingerprint}

        def make(folder: Path) -> None:
            from builder.painting.stylize import style_vector

            vector = style_vector(self._style_network(), read_picture(file), self._set.style_size)
            rounded = [float(f"{value:.{_VECTOR_DIGITS}g}") for value in vector]
            (folder / "vector.json").write_text(json.dumps(rounded), encoding="utf-8")

        folder, _ = cached_folder("vectors", self._key(parts), make)
        return tuple(json.loads((folder / "vector.json").read_text(encoding="utf-8")))

    def preview(self, photo: Path, vector: Sequence[float]) -> Path:
        """The folder with a small painting of the middle of `photo`, called `PREVIEW`."""
        parts = {"side": PREVIEW_SIDE, **self._parts(photo, [vector])}

        def make(folder: Path) -> None:
            square = _covering(photo, PREVIEW_SIDE * 2, PREVIEW_SIDE * 2)
            painted = self._paint(square, vector)
            small = painted.resize((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
            save_small(small, folder, PREVIEW)

        return cached_folder("previews", self._key(parts), make)[0]

    def card(self, photo: Path, vectors: Sequence[Sequence[float]]) -> Path:
        """A picture for social networks: `photo` in slanted bands, each in another style."""
        parts = {"card": [CARD_WIDTH, CARD_HEIGHT], **self._parts(photo, vectors)}

        def make(folder: Path) -> None:
            content = _covering(photo, CARD_WIDTH, CARD_HEIGHT)
            bands = [content, *(self._paint(content, vector) for vector in vectors)]
            _in_bands(bands).save(folder / CARD, quality=85, optimize=True, progressive=True)

        return cached_folder("cards", self._key(parts), make)[0] / CARD

    def _key(self, parts: Mapping[str, Any]) -> str:
        # What runs the networks is a matter of the set's kind.
        return content_key({**parts, "code": code_digest(__name__, type(self._set).__module__)})

    def _parts(self, photo: Path, vectors: Sequence[Sequence[float]]) -> dict[str, Any]:
        return {
            "photo": file_digest(photo),
            "vectors": [list(vector) for vector in vectors],
            "network": self._set.fingerprint(self._set.finest),
        }

    def _paint(self, content: Image.Image, vector: Sequence[float]) -> Image.Image:
        from builder.painting.stylize import paint

        limits = self._set.limits(self._set.finest)
        numbers = np.asarray(vector, np.float32)
        pixels = paint(self._transformer(), np.asarray(content), numbers, limits)
        return Image.fromarray(pixels)

    def _style_network(self) -> Any:
        return _loaded(self._set, STYLE)

    def _transformer(self) -> Any:
        return _loaded(self._set, self._set.finest)


_networks: dict[tuple[Path, str], tuple[str, Any]] = {}
"""The loaded networks by folder and role, each with its fingerprint: they are wanted again when a
site that is served gets another picture."""


def _loaded(network_set: NetworkSet, role: str) -> Any:
    place, fingerprint = (network_set.folder, role), network_set.fingerprint(role)
    if _networks.get(place, ("",))[0] != fingerprint:
        configure_tensorflow()
        with captured_output():
            _networks[place] = fingerprint, network_set.network(role)
    return _networks[place][1]


def _covering(photo: Path, width: int, height: int) -> Image.Image:
    """The middle of a photo that fills a size."""
    picture = Image.fromarray(read_picture(photo))
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)


def _in_bands(pictures: Sequence[Image.Image]) -> Image.Image:
    """Pictures of one size side by side, a slanted band of each, with white lines between."""
    width, height = pictures[0].size
    columns = np.arange(width)[None, :]
    rows = np.arange(height)[:, None]
    # Every band is as wide as the others at half of the height.
    place = columns + (rows / height - 0.5) * _BAND_SLANT
    step = width / len(pictures)
    number = np.clip(place // step, 0, len(pictures) - 1).astype(int)
    stacked = np.stack([np.asarray(picture) for picture in pictures])
    mixed = np.take_along_axis(stacked, number[None, :, :, None], axis=0)[0]
    edges = np.abs(place - np.round(place / step) * step) < _BAND_LINE / 2
    inner = (np.round(place / step) > 0) & (np.round(place / step) < len(pictures))
    return Image.fromarray(np.where((edges & inner)[:, :, None], np.uint8(255), mixed))
