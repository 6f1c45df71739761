"""Training batches, each a function of the seed and the number of its step alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from builder.distill.images import centre_square, jitter_colours, random_crop
from builder.distill.teacher import Teacher
from builder.networks.style import STYLE_IMAGE_SIZE

Batch = dict[str, np.ndarray]

_CROP_SIZES = (128, 160, 224)
_CONTENT_AS_STYLE = 0.12
_MIXED = 0.3


class TransformerBatches:
    """Crops of content images with style vectors to paint them in.

    Vectors are the teacher's for crops of style images, now and then of a photograph (a strength
    below 1 paints with those too); some are mixtures of two.

    Args:
        hint_steps: over this many steps the weight of the hints falls from 1 to 0.2.
    """

    def __init__(
        self,
        contents: Sequence[np.ndarray],
        styles: Sequence[np.ndarray],
        teacher: Teacher,
        *,
        size: int,
        seed: int,
        hint_steps: int,
    ) -> None:
        self._contents, self._styles, self._teacher = contents, styles, teacher
        self._size, self._seed, self._hint_steps = size, seed, hint_steps

    def __call__(self, step: int) -> Batch:
        """Batch number `step`; its pictures are 128, 160 or 224 px wide and high."""
        rng = np.random.default_rng((self._seed, step))
        side = int(rng.choice(_CROP_SIZES))
        content = [
            random_crop(_pick(self._contents, rng), side, rng, smallest=0.5)
            for _ in range(self._size)
        ]
        vectors = self._vectors(rng)
        mixed = rng.random(self._size) < _MIXED
        share = np.where(mixed, rng.random(self._size), 1.0)[:, None]
        vectors = share * vectors + (1 - share) * np.roll(vectors, 1, axis=0)
        weight = 1.0 - 0.8 * min(1.0, step / self._hint_steps)
        return {
            "content": _unit(content),
            "vectors": vectors.astype(np.float32),
            "hints": np.full(self._size, weight, np.float32),
        }

    def _vectors(self, rng: np.random.Generator) -> np.ndarray:
        crops = _style_crops(self._contents, self._styles, self._size, rng)
        return self._teacher.vectors(crops)


class StyleBatches:
    """Crops of style images (and some photographs) with the teacher's vector of each.

    Args:
        mean: the mean vector of the space, [100].
    """

    def __init__(
        self,
        contents: Sequence[np.ndarray],
        styles: Sequence[np.ndarray],
        teacher: Teacher,
        *,
        size: int,
        seed: int,
        mean: np.ndarray,
    ) -> None:
        self._contents, self._styles, self._teacher = contents, styles, teacher
        self._size, self._seed, self._mean = size, seed, mean

    def __call__(self, step: int) -> Batch:
        """Batch number `step`."""
        rng = np.random.default_rng((self._seed, step))
        images = _style_crops(self._contents, self._styles, self._size, rng)
        return {
            "images": images,
            "vectors": self._teacher.vectors(images),
            "mean": np.repeat(self._mean[None], self._size, axis=0),
        }


def style_crop(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What a style network might be shown of `image`: the whole square, or a part; recoloured."""
    if rng.random() < 0.25:
        crop = centre_square(image, STYLE_IMAGE_SIZE)
    else:
        crop = random_crop(image, STYLE_IMAGE_SIZE, rng, smallest=0.5)
    return jitter_colours(crop, rng) if rng.random() < 0.5 else crop


def prefetch(batches: Callable[[int], Batch], first: int, last: int) -> Iterator[Batch]:
    """Batches `first` to `last` - 1, each made in a thread while the one before is trained on."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(batches, first)
        for step in range(first, last):
            batch = waiting.result()
            if step + 1 < last:
                waiting = pool.submit(batches, step + 1)
            yield batch


def _style_crops(
    contents: Sequence[np.ndarray],
    styles: Sequence[np.ndarray],
    count: int,
    rng: np.random.Generator,
) -> np.ndarray:
    crops = []
    for _ in range(count):
        folder = contents if rng.random() < _CONTENT_AS_STYLE else styles
        crops.append(style_crop(_pick(folder, rng), rng))
    return _unit(crops)


def _pick(images: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    return images[int(rng.integers(len(images)))]


def _unit(images: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack(images).astype(np.float32) / np.float32(255)
