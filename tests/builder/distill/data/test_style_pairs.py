from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from builder.distill.data.batches import TrainingData
from builder.distill.data.style_pairs import StylePairBatches
from builder.distill.teacher import Teacher

_RNG = np.random.default_rng(2)
_IMAGES = tuple(_RNG.integers(0, 256, (64, 80, 3), dtype=np.uint8) for _ in range(3))


@pytest.fixture(scope="module")
def batches(shared: Path) -> StylePairBatches:
    teacher = Teacher.load(shared / "networks" / "magenta-mobile")
    data = TrainingData(_IMAGES, _IMAGES, teacher, seed=1)
    return StylePairBatches(data, size=2, steps=10, teacher=0.4)


def test_a_batch_depends_on_its_step_alone(batches: StylePairBatches) -> None:
    first, again, next_one = batches(3), batches(3), batches(4)
    assert {len(array) for array in first.values()} == {2}
    for key in first:
        np.testing.assert_array_equal(first[key], again[key])
    assert np.any(first["styles"] != next_one["styles"])


def test_photographs_move_by_their_offsets_and_are_noisy_now_and_then(
    batches: StylePairBatches,
) -> None:
    apart = {}
    for step in (4, 5):
        batch = batches(step)
        (y, x), (down, right) = batch["offsets"][0]
        still = batch["content"][:, 3 - y : 192 - y, 3 - x : 192 - x]
        moved = batch["shifted"][:, 3 - down : 192 - down, 3 - right : 192 - right]
        apart[step] = float(np.std(still - moved))
    assert apart[4] == 0
    assert apart[5] == pytest.approx(2 / 255, rel=0.2)


def test_the_teacher_counts_less_and_less(batches: StylePairBatches) -> None:
    counts = [batches(step)["teacher"][0] for step in (0, 5, 10, 20)]
    assert counts == pytest.approx([1, 0.7, 0.4, 0.4])
