"""Training batches, each a function of the seed and the number of its step alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from builder.distill.data.images import centre_square, random_crop
from builder.distill.data.style_views import art_picture, style_view
from builder.distill.teacher import Teacher
from builder.networks.architecture.style import STYLE_IMAGE_SIZE

Batch = dict[str, np.ndarray]

CROP_SIZES = (160, 192, 256, 384, 512)
"""Sides in pixels of the contents that transformers are trained on."""

_CROP_SHARES = (0.15, 0.3, 0.35, 0.13, 0.07)
_CONTENT_AS_STYLE = 0.12
_ART_AS_STYLE = 0.05
_BLENDED = 0.25

# How often a style vector is left as it is, and moved in each of the other ways.
_WAYS = (0.45, 0.25, 0.15, 0.08, 0.07)
_STRENGTH, _MIXED, _PAST, _NEAR = 1, 2, 3, 4


@dataclass(frozen=True)
class Share:
    """The part of every batch that one of several processes makes.

    Attributes:
        process: number of this process.
        processes: how many there are.
        devices: how many devices share a batch, in all processes together.
    """

    process: int = 0
    processes: int = 1
    devices: int = 1

    def of(self, pictures: float) -> int:
        """How many of about so many pictures are made here: at least one for each device."""
        each = max(1, round(pictures / self.devices))
        return each * self.devices // self.processes

    def generator(self, seed: int, step: int) -> np.random.Generator:
        """Random numbers of this process for the batch number `step`."""
        return np.random.default_rng((seed, step, *([self.process] if self.process else [])))


@dataclass(frozen=True)
class TrainingData:
    """What batches are made of.

    Attributes:
        contents: photographs, each uint8 [H, W, 3].
        styles: style images, likewise.
        teacher: answers for what is drawn from them.
        seed: decides, with the number of the step, what is drawn.
        share: which part of every batch this process makes.
    """

    contents: Sequence[np.ndarray]
    styles: Sequence[np.ndarray]
    teacher: Teacher
    seed: int
    share: Share = Share()

    def generator(self, step: int) -> np.random.Generator:
        """Random numbers of this process for the batch number `step`."""
        return self.share.generator(self.seed, step)

    def style_crops(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Views of style images, some of photographs, some blended: [count, 256, 256, 3]."""
        pictures = _unit([style_view(self._source(rng), rng) for _ in range(count)])
        # The teacher answers for any picture: blends widen a small folder of images (mixup as
        # function matching, Beyer et al. 2022, section 3).
        blended = rng.random(count) < _BLENDED
        share = np.where(blended, rng.uniform(0.3, 1.0, count), 1.0).astype(np.float32)
        share = share[:, None, None, None]
        mixed = share * pictures + (1 - share) * np.roll(pictures, 1, axis=0)
        # As a picture is stored, so that it can be kept.
        return np.round(mixed * 255) / np.float32(255)

    def _source(self, rng: np.random.Generator) -> np.ndarray:
        chance = rng.random()
        if chance < _ART_AS_STYLE:
            return art_picture(rng)
        images = self.contents if chance < _ART_AS_STYLE + _CONTENT_AS_STYLE else self.styles
        return _pick(images, rng)


class TransformerBatches:
    """Crops of content images with style vectors to paint them in.

    Vectors are the teacher's for crops of style images, now and then of a photograph. Like those
    that visitors reach, some lie between the content's own style and the other (a strength),
    between two styles, a little past the style, or anywhere near.

    Args:
        data: what they are made of.
        size: pictures in a batch of 192 px; there are fewer of larger ones.
        hint_steps: over this many steps the weight of the hints falls from 1 to 0.2.
    """

    def __init__(self, data: TrainingData, *, size: int, hint_steps: int) -> None:
        self._training_data, self._size, self._hint_steps = data, size, hint_steps

    def __call__(self, step: int) -> Batch:
        """Batch number `step`; its pictures are squares of one of `CROP_SIZES`."""
        # All processes paint at one size, each its own pictures.
        data = self._training_data
        common = np.random.default_rng((data.seed, step))
        side = int(common.choice(CROP_SIZES, p=_CROP_SHARES))
        rng = data.generator(step)
        count = data.share.of(self._size * (192 / side) ** 2)
        content = [
            random_crop(_pick(data.contents, rng), side, rng, smallest=0.5) for _ in range(count)
        ]
        weight = 1.0 - 0.8 * min(1.0, step / self._hint_steps)
        return {
            "content": _unit(content),
            "vectors": self._vectors(content, rng).astype(np.float32),
            "hints": np.full(count, weight, np.float32),
        }

    def _vectors(self, content: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
        count = len(content)
        ways = rng.choice(len(_WAYS), count, p=_WAYS)
        vectors = self._training_data.teacher.vectors(self._training_data.style_crops(count, rng))
        for k in np.flatnonzero(ways):
            vectors[k] = self._moved(int(ways[k]), vectors[k], content[int(k)], rng)
        return vectors

    def _moved(
        self, way: int, vector: np.ndarray, content: np.ndarray, rng: np.random.Generator
    ) -> np.ndarray:
        if way == _NEAR:
            return vector + rng.normal(0, rng.uniform(0, 0.2), vector.shape) * np.std(vector)
        if way == _MIXED:
            crops = self._training_data.style_crops(1, rng)
            share = rng.random()
        else:
            crops = _unit([centre_square(content, STYLE_IMAGE_SIZE)])
            share = rng.uniform(0.1, 0.95) if way == _STRENGTH else rng.uniform(1.0, 1.5)
        other = self._training_data.teacher.vectors(crops)[0]
        return np.asarray(other + share * (vector - other))


class StyleBatches:
    """Crops of style images (and some photographs) with the teacher's vector of each.

    Args:
        data: what they are made of.
        size: crops in a batch.
        mean: the mean vector of the space, [100].
    """

    def __init__(self, data: TrainingData, *, size: int, mean: np.ndarray) -> None:
        self._training_data, self._mean = data, mean
        self._size = data.share.of(size)

    def __call__(self, step: int) -> Batch:
        """Batch number `step`."""
        images = self._training_data.style_crops(self._size, self._training_data.generator(step))
        return {
            "images": images,
            "vectors": self._training_data.teacher.vectors(images),
            "mean": np.repeat(self._mean[None], self._size, axis=0),
        }


def prefetch(batches: Callable[[int], Batch], first: int, last: int) -> Iterator[Batch]:
    """Batches `first` to `last` - 1, each made in a thread while the one before is trained on."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(batches, first)
        for step in range(first, last):
            batch = waiting.result()
            if step + 1 < last:
                waiting = pool.submit(batches, step + 1)
            yield batch


def _pick(images: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    return images[int(rng.integers(len(images)))]


def _unit(images: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack(images).astype(np.float32) / np.float32(255)
