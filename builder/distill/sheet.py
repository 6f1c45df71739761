"""Contact sheets: content, style, teacher and student beside each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

_GAP = 4


def contact_sheet(columns: Sequence[Sequence[np.ndarray]]) -> Image.Image:
    """Lay out `columns` of equally many pictures, each [S, S, 3] in [0, 1], on white."""
    size = columns[0][0].shape[0]
    step = size + _GAP
    rows = len(columns[0])
    sheet = Image.new("RGB", (len(columns) * step - _GAP, rows * step - _GAP), "white")
    for x, column in enumerate(columns):
        for y, picture in enumerate(column):
            pixels = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
            sheet.paste(Image.fromarray(pixels), (x * step, y * step))
    return sheet
