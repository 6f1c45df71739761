"""What the networks say and paint at build time: style vectors, previews, opening, social card.

All of it is cached by what it was made from; the engine is started only for what is new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps

from builder.cache import cached_folder, code_digest, content_key, file_digest
from builder.gallery.opening import save_opening
from builder.gallery.renditions import save_small
from builder.painting.engine import Engine, Mixture, engine_digest
from builder.painting.pictures import read_picture

if TYPE_CHECKING:
    from typing_extensions import Self

PREVIEW_SIDE = 96
"""Side in pixels of a style's preview."""

CARD_WIDTH, CARD_HEIGHT = 1200, 630
"""The social card, in pixels: what Facebook, Mastodon, Slack and X all show in full."""

PREVIEW, CARD = "preview", "card.jpg"
_VECTOR_DIGITS = 5
_BAND_SLANT = 90
_BAND_LINE = 6


class Painter:
    """What one network set says and paints of pictures, while it is open."""

    def __init__(self, networks: Path, name: str) -> None:
        """Name the set.

        Args:
            networks: the `networks` folder of a site.
            name: of a set in it.
        """
        self._networks = networks
        self._name = name
        self._set_digest = file_digest(networks / name / "set.json")
        self._running: Engine | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._running:
            self._running.close()

    def vector(self, file: Path) -> tuple[float, ...]:
        """The style vector of a picture, rounded as the page has it."""

        def make(folder: Path) -> None:
            vector = self._engine().vector(read_picture(file))
            rounded = [float(f"{value:.{_VECTOR_DIGITS}g}") for value in vector]
            (folder / "vector.json").write_text(json.dumps(rounded), encoding="utf-8")

        folder, _ = cached_folder("vectors", self._key({"picture": file_digest(file)}), make)
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

    def opening(self, photo: Path, vector: Sequence[float]) -> Path:
        """The folder with `photo` and its painting, at its own size, as `save_opening` writes."""
        parts = {"opening": True, **self._parts(photo, [vector])}

        def make(folder: Path) -> None:
            content = Image.fromarray(read_picture(photo))
            save_opening(content, self._paint(content, vector), folder)

        return cached_folder("openings", self._key(parts), make)[0]

    def card(self, photo: Path, vectors: Sequence[Sequence[float]]) -> Path:
        """A picture for social networks: `photo` in slanted bands, each in another style."""
        parts = {"card": [CARD_WIDTH, CARD_HEIGHT], **self._parts(photo, vectors)}

        def make(folder: Path) -> None:
            content = _covering(photo, CARD_WIDTH, CARD_HEIGHT)
            bands = [content, *(self._paint(content, vector) for vector in vectors)]
            _in_bands(bands).save(folder / CARD, quality=85, optimize=True, progressive=True)

        return cached_folder("cards", self._key(parts), make)[0] / CARD

    def _key(self, parts: Mapping[str, Any]) -> str:
        made_by = {
            "set": self._set_digest,
            "engine": engine_digest(),
            "code": code_digest(__name__),
        }
        return content_key({**parts, **made_by})

    def _parts(self, photo: Path, vectors: Sequence[Sequence[float]]) -> dict[str, Any]:
        return {"photo": file_digest(photo), "vectors": [list(vector) for vector in vectors]}

    def _paint(self, content: Image.Image, vector: Sequence[float]) -> Image.Image:
        return Image.fromarray(self._engine().paint(np.asarray(content), Mixture([vector])))

    def _engine(self) -> Engine:
        if self._running is None:
            self._running = Engine(self._networks, self._name).__enter__()
        return self._running


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
