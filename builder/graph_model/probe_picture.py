"""A picture to try networks with."""

from __future__ import annotations

import numpy as np


def fixed_picture(seed: int, height: int, width: int) -> np.ndarray:
    """A fixed picture [height, width, 3] in [0, 1], float32, with detail at every scale."""
    noise = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3), np.float32)
    for cells in (2, 5, 11, 23, 47):
        patches = noise.random((cells, cells, 3), dtype=np.float32) - 0.5
        rows = np.arange(height) * cells // height
        columns = np.arange(width) * cells // width
        picture += patches[rows][:, columns] / np.log2(cells)
    low, high = picture.min(), picture.max()
    return np.asarray((picture - low) / (high - low))
