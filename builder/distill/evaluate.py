"""Figures on held-out images, by which students are judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from builder.distill.data.images import style_square
from builder.distill.teacher import Teacher

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB of two pictures with values in [0, 1]."""
    return float(-10 * np.log10(max(1e-10, np.mean(np.square(a - b, dtype=np.float64)))))


def centred_cosines(a: np.ndarray, b: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Cosine of each row of `a` and `b` [N, 100] once `mean` [100] is subtracted from both.

    Style vectors have a large common part: without the subtraction any two look alike.
    """
    a, b = a - mean, b - mean
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.sum(a * b, axis=1) / np.maximum(lengths, 1e-12)


def gradient_energy(picture: np.ndarray) -> list[float]:
    """Mean squared pixel gradient of [H, W, 3] at full, half and quarter resolution."""
    found = []
    for scale in range(3):
        if scale:
            height, width = (side // 2 * 2 for side in picture.shape[:2])
            cells = picture[:height, :width].reshape(height // 2, 2, width // 2, 2, 3)
            picture = cells.mean(axis=(1, 3))
        across, down = np.diff(picture, axis=1), np.diff(picture, axis=0)
        found.append(float(np.mean(across**2) + np.mean(down**2)))
    return found


def structural_similarity(a: np.ndarray, b: np.ndarray) -> float:
    """SSIM of the luminances of two pictures [H, W, 3] in [0, 1] (Wang et al. 2004)."""
    from skimage.metrics import structural_similarity as ssim

    return float(ssim(a @ _LUMINANCE, b @ _LUMINANCE, data_range=1.0))


def style_vectors(network: Any, images: np.ndarray) -> np.ndarray:
    """Style vectors [N, 100] of `images` [N, 256, 256, 3] in [0, 1]."""
    return np.concatenate([network.predict_on_batch(image[None]) for image in images])


def evaluate_style(
    network: Any, images: np.ndarray, vectors: np.ndarray, mean: np.ndarray
) -> dict[str, float]:
    """Centred cosine of `network`'s vectors of `images` [N, 256, 256, 3] to the teacher's."""
    found = style_vectors(network, images)
    cosines = centred_cosines(found, vectors, mean)
    return {
        "cosine_mean": float(cosines.mean()),
        "cosine_5th_percentile": float(np.percentile(cosines, 5)),
        "vector_rmse": float(np.sqrt(np.mean((found - vectors) ** 2))),
    }


@dataclass(frozen=True)
class Pair:
    """A picture to paint, and the style vectors it is painted in and judged by.

    Attributes:
        content: [H, W, 3] in [0, 1], H and W multiples of 4.
        told: the teacher's style vector to paint it in, [100].
        own: the vector to paint it in with the set's own style network, [100]; None where only
            the transformers are compared.
        target: the teacher's vector of the style itself, [100].
    """

    content: np.ndarray
    told: np.ndarray
    own: np.ndarray | None
    target: np.ndarray


def style_of(content: int, styles: int) -> int:
    """Which style a content is paired with where each is judged once."""
    return 7 * content % styles


def evaluate_transformers(
    transformers: Mapping[str, Any], teacher: Teacher, pairs: Iterable[Pair], mean: np.ndarray
) -> dict[str, dict[str, float]]:
    """Judge each of `transformers` by name against the teacher over `pairs`.

    With the teacher's style vectors:

    - psnr_mean, psnr_5th_percentile: in dB, of a student's painting to the teacher's;
    - energy_full, energy_half, energy_quarter: gradient energy at those resolutions, as a ratio
      to the teacher's.

    Over the pairs that have an own vector, student and set together against the teacher's pair:

    - style_gain: how much nearer (centred cosine of the teacher's style vectors, `mean` [100]
      subtracted) the painting is to the style than the content was, as a ratio to the teacher's;
    - content_ratio: SSIM of luminance between content and painting, as a ratio to the teacher's.
    """
    records = {name: _Record() for name in transformers}
    for pair in pairs:
        told = teacher.painting(pair.content, pair.told)
        reference = None if pair.own is None else _Judged.of(pair, told, teacher, mean)
        energy = gradient_energy(told)
        for name, transformer in transformers.items():
            record = records[name]
            made = _painting(transformer, pair.content, pair.told)
            record.psnr.append(psnr(made, told))
            record.energy.append([gradient_energy(made), energy])
            if reference is not None and pair.own is not None:
                painted = _painting(transformer, pair.content, pair.own)
                judged = _Judged.of(pair, painted, teacher, mean)
                record.gain.append([judged.gain, reference.gain])
                record.content.append([judged.content, reference.content])
    return {name: record.figures() for name, record in records.items()}


@dataclass(frozen=True)
class _Judged:
    """What is seen of one painting: how much style it gained, how much content it kept."""

    gain: float
    content: float

    @classmethod
    def of(cls, pair: Pair, painted: np.ndarray, teacher: Teacher, mean: np.ndarray) -> _Judged:
        squares = np.stack([style_square(picture) for picture in (painted, pair.content)])
        after, before = centred_cosines(teacher.vectors(squares), pair.target[None], mean)
        return cls(float(after - before), structural_similarity(pair.content, painted))


@dataclass
class _Record:
    psnr: list[float] = field(default_factory=list)
    energy: list[list[list[float]]] = field(default_factory=list)
    gain: list[list[float]] = field(default_factory=list)
    content: list[list[float]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        made, told = np.mean(self.energy, axis=0)
        full, half, quarter = (made / told).tolist()
        found = {
            "pairs": len(self.psnr),
            "psnr_mean": float(np.mean(self.psnr)),
            "psnr_5th_percentile": float(np.percentile(self.psnr, 5)),
            "energy_full": full,
            "energy_half": half,
            "energy_quarter": quarter,
        }
        if self.gain:
            found["style_gain"] = _ratio_of_means(self.gain)
            found["content_ratio"] = _ratio_of_means(self.content)
        return found


def _ratio_of_means(pairs: list[list[float]]) -> float:
    made, told = np.mean(pairs, axis=0)
    return float(made / told)


def _painting(transformer: Any, content: np.ndarray, vector: np.ndarray) -> np.ndarray:
    return np.asarray(transformer.predict_on_batch([content[None], vector[None]]))[0]
