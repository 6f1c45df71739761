from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from builder.distill.evaluate import (
    Pair,
    centred_cosines,
    evaluate_transformers,
    gradient_energy,
    psnr,
    structural_similarity,
)

_RNG = np.random.default_rng(8)


def test_psnr_of_a_known_difference() -> None:
    a = np.zeros((4, 4, 3), np.float32)
    assert psnr(a, a + 0.1) == pytest.approx(20, abs=1e-4)


def test_the_mean_vector_does_not_count_in_cosines() -> None:
    mean = 10 * np.ones(100)
    a = _RNG.normal(size=(5, 100))
    np.testing.assert_allclose(centred_cosines(a + mean, 2 * a + mean, mean), 1)
    np.testing.assert_allclose(centred_cosines(a + mean, mean - a, mean), -1)


def test_blur_lowers_gradient_energy_most_at_full_resolution() -> None:
    picture = _RNG.random((32, 32, 3))
    blurred = (picture + np.roll(picture, 1, axis=0) + np.roll(picture, 1, axis=1)) / 3
    full, half, quarter = np.divide(gradient_energy(blurred), gradient_energy(picture))
    assert full < half < quarter < 1


def test_structure_survives_a_change_of_brightness_and_not_of_content() -> None:
    picture = _RNG.random((64, 64, 3)).repeat(4, axis=0).repeat(4, axis=1)
    assert structural_similarity(picture, picture) == pytest.approx(1)
    assert structural_similarity(picture, 0.9 * picture) > 0.9
    assert structural_similarity(picture, picture[::-1]) < 0.3


def test_a_transformer_judged_against_itself_is_perfect() -> None:
    class Itself:
        """Stands for a teacher whose networks are simple enough to know the figures of."""

        def painting(self, content: np.ndarray, vector: np.ndarray) -> np.ndarray:
            return np.clip(content * (0.5 + vector[0]), 0, 1)

        def vectors(self, images: np.ndarray) -> np.ndarray:
            return np.tile(images.mean(axis=(1, 2)), (1, 34))[:, :100] - 0.5

        def predict_on_batch(self, inputs: list[np.ndarray]) -> np.ndarray:
            content, vectors = inputs
            return np.stack([self.painting(c, v) for c, v in zip(content, vectors, strict=True)])

    teacher: Any = Itself()
    content = _RNG.random((64, 48, 3)).astype(np.float32)
    vector = np.full(100, 0.2, np.float32)
    pairs = [Pair(content, told=vector, own=vector, target=vector)]
    mean = np.zeros(100, np.float32)
    figures = evaluate_transformers({"same": teacher}, teacher, pairs, mean)["same"]
    ratios = ("energy_full", "energy_half", "energy_quarter", "style_gain", "content_ratio")
    assert [figures[name] for name in ratios] == pytest.approx([1, 1, 1, 1, 1])
    assert figures["psnr_mean"] == pytest.approx(100)
    duller = [Pair(content, told=vector, own=vector - 0.3, target=vector)]
    assert (
        evaluate_transformers({"same": teacher}, teacher, duller, mean)["same"]["style_gain"] != 1
    )
