"""Pictures to test with, and what Keras makes of them: the reference for the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from builder.graph_model.probe_picture import fixed_picture

if TYPE_CHECKING:
    from builder.networks.network_set import NetworkSet

MARGIN = 4
"""Pixels around a picture that engines paint and cut off (docs/tiles.md)."""


def pixels(seed: int, height: int, width: int) -> np.ndarray:
    """A fixed picture, uint8 [height, width, 3]."""
    return np.round(fixed_picture(seed, height, width) * 255).astype(np.uint8)


def resize(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resample with a triangle filter that widens when shrinking (Pillow's BILINEAR)."""
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR))


def style_square(picture: np.ndarray, size: int = 256) -> np.ndarray:
    """What a style network sees: the largest centred square, [size, size, 3] in [0, 1]."""
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = resize(picture[top : top + side, left : left + side], size, size)
    return square.astype(np.float32) / 255


def keras_vector(network_set: NetworkSet, picture: np.ndarray) -> np.ndarray:
    """The style vector [100] of a picture."""
    square = style_square(picture, network_set.style_size)
    return np.asarray(network_set.style_network()(square[None]))[0]


def keras_painting(
    network_set: NetworkSet, picture: np.ndarray, vector: np.ndarray, transformer: str
) -> np.ndarray:
    """A painting [height, width, 3] in [0, 255] of a picture whose sides the network takes.

    It is painted with a margin, as engines do.
    """
    padded = np.pad(picture, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), "reflect")
    inputs = [padded[None].astype(np.float32) / 255, vector[None].astype(np.float32)]
    painted = np.asarray(network_set.transformer(transformer)(inputs))[0]
    return np.clip(painted[MARGIN:-MARGIN, MARGIN:-MARGIN], 0, 1) * 255
