"""Figures on held-out images, by which students are judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from builder.distill.teacher import Teacher

PAIRS_AT_ONCE = 20

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


def judge_style(
    network: Any, images: np.ndarray, vectors: np.ndarray, mean: np.ndarray
) -> dict[str, float]:
    """Centred cosine of `network`'s vectors of `images` [N, 256, 256, 3] to the teacher's."""
    found = np.concatenate([network.predict_on_batch(image[None]) for image in images])
    cosines = centred_cosines(found, vectors, mean)
    return {
        "cosine_mean": float(cosines.mean()),
        "cosine_5th_percentile": float(np.percentile(cosines, 5)),
        "vector_rmse": float(np.sqrt(np.mean((found - vectors) ** 2))),
    }


def judge_transformer(
    transformer: Any,
    teacher: Teacher,
    pairs: Iterable[tuple[np.ndarray, np.ndarray]],
) -> dict[str, float]:
    """PSNR and gradient energy against the teacher over `pairs` of content and style vectors.

    Content is [H, W, 3] in [0, 1]; it is painted in each of the teacher's style vectors [N, 100].
    """
    ratios, energies = [], []
    for content, vectors in pairs:
        contents = np.repeat(content[None], len(vectors), axis=0)
        told = np.asarray(teacher.paint(contents, vectors)["painted"])
        made = np.asarray(transformer.predict_on_batch([contents, vectors]))
        for a, b in zip(made, told, strict=True):
            ratios.append(psnr(a, b))
            energies.append([gradient_energy(a), gradient_energy(b)])
    made_energy, told_energy = np.mean(energies, axis=0)
    full, half, quarter = made_energy / told_energy
    return {
        "psnr_mean": float(np.mean(ratios)),
        "psnr_5th_percentile": float(np.percentile(ratios, 5)),
        "energy_full": float(full),
        "energy_half": float(half),
        "energy_quarter": float(quarter),
        "pairs": len(ratios),
    }


def judge_set(
    style_network: Any,
    transformer: Any,
    teacher: Teacher,
    contents: np.ndarray,
    styles: np.ndarray,
    mean: np.ndarray,
) -> dict[str, float]:
    """Judge style network and transformer together against the teacher's pair.

    For each of `contents` [N, 256, 256, 3] and a style of `styles` [M, 256, 256, 3]:

    - style_gain: how much nearer (centred cosine of the teacher's style vectors) the painting is
      to the style than the content was, as a ratio to the same for the teacher's painting;
    - content_ratio: SSIM of luminance between content and painting, as a ratio to the teacher's.
    """
    gains, contents_kept = [], []
    found = np.concatenate([style_network.predict_on_batch(style[None]) for style in styles])
    told = teacher.vectors(styles)
    before = teacher.vectors(contents)
    for k, content in enumerate(contents):
        m = 7 * k % len(styles)
        made = np.asarray(transformer.predict_on_batch([content[None], found[m][None]]))[0]
        shown = np.asarray(teacher.paint(content[None], told[m][None])["painted"])[0]
        after = teacher.vectors(np.stack([made, shown]))
        nearer = centred_cosines(after, told[[m, m]], mean)
        gains.append(nearer - centred_cosines(before[[k]], told[[m]], mean))
        contents_kept.append([structural_similarity(content, x) for x in (made, shown)])
    gain, kept = np.mean(gains, axis=0), np.mean(contents_kept, axis=0)
    return {"style_gain": float(gain[0] / gain[1]), "content_ratio": float(kept[0] / kept[1])}


def every_pair(
    contents: Iterable[np.ndarray], vectors: np.ndarray
) -> Iterable[tuple[np.ndarray, np.ndarray]]:
    """Every content with every style vector, `PAIRS_AT_ONCE` of them together."""
    return (
        (content, vectors[start : start + PAIRS_AT_ONCE])
        for content in contents
        for start in range(0, len(vectors), PAIRS_AT_ONCE)
    )


def some_pairs(
    contents: Iterable[np.ndarray], vectors: np.ndarray
) -> Iterable[tuple[np.ndarray, np.ndarray]]:
    """Each content once, with a style vector of its own."""
    for n, content in enumerate(contents):
        k = 7 * n % len(vectors)
        yield content, vectors[k : k + 1]
