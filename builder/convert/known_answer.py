"""What a transformer makes of a small known picture, by which browsers judge their backends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.convert.written import WrittenNetwork
from builder.graph_model.read import input_shape
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_VECTOR

if TYPE_CHECKING:
    from builder.networks.network_set import ContentLimits

_SIDE = 64
_SPACING = 8


def known_answer(transformer: WrittenNetwork, limits: ContentLimits) -> dict[str, object]:
    """Paint the known picture in the known style.

    The engine's self-test draws the same picture and style, and looks at the same pixels.

    Args:
        transformer: a converted transformer.
        limits: which pictures it takes.

    Returns:
        "side": of the picture, in pixels; "colours": of one pixel in every 8 x 8, row after row,
        red, green and blue from 0 to 255.
    """
    side = limits.fitting(_SIDE)
    shape = input_shape(transformer.model, STYLE_VECTOR)
    vector = 0.5 * np.sin(np.arange(1, np.prod(shape) + 1))
    inputs = {
        CONTENT_IMAGE: _picture(side)[None].astype(np.float32),
        STYLE_VECTOR: vector.reshape(shape).astype(np.float32),
    }
    painted = transformer.run(inputs)[PAINTED].reshape(side, side, 3)
    columns, rows = _places(side)
    colours = np.clip(painted[rows, columns], 0, 1) * 255
    return {"side": side, "colours": np.rint(colours).astype(int).ravel().tolist()}


def _picture(side: int) -> np.ndarray:
    """A smooth picture with edges in it, [side, side, 3] in [0, 1]."""
    y, x = np.mgrid[:side, :side][..., None]
    wave = np.sin(x / 9 + np.arange(3)) * np.cos(y / 13)
    tile = (x // 32 + y // 32) % 2
    return np.asarray(0.4 + 0.3 * wave + 0.2 * tile)


def _places(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Columns and rows of the pixels that are looked at, at all places in a cell of pixels."""
    j, i = np.mgrid[: side // _SPACING, : side // _SPACING]
    columns = _SPACING * i + (3 * i + j) % _SPACING
    rows = _SPACING * j + (i + 3 * j) % _SPACING
    return columns.ravel(), rows.ravel()
