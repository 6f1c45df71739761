"""Batches of photographs with the style images they are to be painted after."""

from __future__ import annotations

import numpy as np
from PIL import Image

from builder.distill.data.batches import Batch, TrainingData, pick, unit
from builder.distill.data.images import random_crop

SIDE = 192
"""Side in pixels of what is painted."""

SHIFT = 3
"""By how many pixels a photograph moves at most."""

ZOOM_MARGIN = 2
"""Pixels on each side that are lost when a photograph comes nearer."""

_NOISE = 2 / 255
_SMALLEST = 0.2
"""The smallest crop, as a share of the short side: a large photograph is as smooth, enlarged."""


class StylePairBatches:
    """Photographs, the same ones moved, and the style images to paint them after.

    Args:
        data: what they are made of.
        size: photographs with a style image in a batch; there are as many without.
        steps: over so many steps the weight of the teacher falls from 1 to `teacher`.
        teacher: what it falls to.
    """

    def __init__(self, data: TrainingData, *, size: int, steps: int, teacher: float) -> None:
        self._training_data, self._size = data, data.share.of(size)
        self._steps, self._least = steps, teacher

    def __call__(self, step: int) -> Batch:
        """Batch number `step`, for which N photographs are painted after N style images.

        - "content", "shifted", "zoomed": the photographs, standing still and moved, [N, 192, 192,
          3] in [0, 1]; the moved ones of every second batch are noisy.
        - "offsets": where "content" and "shifted" begin, [N, 2, 2], alike in all rows.
        - "styles": the style images, [N, 256, 256, 3] in [0, 1].
        - "vectors": the teacher's vectors of them, [N, 100].
        - "own": 1 where the set's own vector is to be used instead, else 0, [N].
        - "plain", "plain_vectors": other photographs, and vectors from anywhere to paint them in.
        - "teacher": how much the teacher's paintings count, [N].
        """
        data, rng = self._training_data, self._training_data.generator(step)
        count = self._size
        wide = self._photos(SIDE + SHIFT, rng)
        plain = self._photos(SIDE, rng)
        # All processes move their photographs alike.
        offsets = np.random.default_rng((data.seed, step)).integers(SHIFT + 1, size=(2, 2))
        (y, x), (down, right) = offsets.tolist()
        content = [photo[y : y + SIDE, x : x + SIDE] for photo in wide]
        moved = {
            "shifted": unit([photo[down : down + SIDE, right : right + SIDE] for photo in wide]),
            "zoomed": unit([_nearer(picture) for picture in content]),
        }
        if step % 2:
            for name, pictures in moved.items():
                noise = rng.normal(0, _NOISE, pictures.shape).astype(np.float32)
                moved[name] = np.clip(pictures + noise, 0, 1)
        styles = data.style_pictures(count, rng)
        left = max(0.0, 1 - step / self._steps)
        return {
            "content": unit(content),
            **moved,
            "offsets": np.repeat(offsets[None], count, axis=0).astype(np.int32),
            "styles": styles,
            "vectors": data.teacher.vectors(styles),
            "own": (rng.random(count) < 0.5).astype(np.float32),
            "plain": unit(plain),
            "plain_vectors": data.vectors(plain, rng).astype(np.float32),
            "teacher": np.full(count, self._least + (1 - self._least) * left, np.float32),
        }

    def _photos(self, side: int, rng: np.random.Generator) -> list[np.ndarray]:
        contents = self._training_data.contents
        return [random_crop(pick(contents, rng), side, rng, _SMALLEST) for _ in range(self._size)]


def _nearer(picture: np.ndarray) -> np.ndarray:
    inner = picture[ZOOM_MARGIN:-ZOOM_MARGIN, ZOOM_MARGIN:-ZOOM_MARGIN]
    size = picture.shape[1], picture.shape[0]
    return np.asarray(Image.fromarray(inner).resize(size, Image.Resampling.BICUBIC))
