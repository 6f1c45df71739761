from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.gallery.opening import WIDTHS, publish_opening, save_opening


@pytest.mark.parametrize(
    ("size", "widths"),
    [((2000, 500), WIDTHS), ((900, 1600), (640, 900)), ((300, 200), (300,))],
)
def test_photo_and_painting_come_in_widths_and_are_never_enlarged(
    tmp_path: Path, size: tuple[int, int], widths: tuple[int, ...]
) -> None:
    cache, folder = tmp_path / "cache", tmp_path / "gallery"
    for made in (cache, folder):
        made.mkdir()
    save_opening(Image.new("RGB", size, "navy"), Image.new("RGB", size, "gold"), cache)
    opening = publish_opening(cache, folder)
    assert (opening.width, opening.height) == (widths[-1], round(size[1] * widths[-1] / size[0]))
    for pictures, is_gold in ((opening.photo, False), (opening.painting, True)):
        assert tuple(pictures) == widths
        for width, files in pictures.items():
            for url in (files.url, files.modern):
                pixels = np.asarray(Image.open(tmp_path / url).convert("RGB"), np.float32)
                assert pixels.shape[1] == width
                assert (pixels[..., 0].mean() > pixels[..., 2].mean()) == is_gold
