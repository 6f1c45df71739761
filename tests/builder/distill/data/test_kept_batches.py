from __future__ import annotations

from pathlib import Path

import numpy as np

from builder.distill.data.batches import Batch
from builder.distill.data.kept_batches import KeptBatches


class _Counted:
    """Batches that count how often they are made."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def __call__(self, step: int) -> Batch:
        self.made.append(step)
        pixels = np.random.default_rng(step).integers(0, 256, (2, 4, 4, 3), dtype=np.uint8)
        return {
            "images": pixels.astype(np.float32) / np.float32(255),
            "vectors": np.full((2, 3), step, np.float32),
        }


def test_batches_are_made_once_and_come_again(tmp_path: Path) -> None:
    counted = _Counted()
    kept = KeptBatches(counted, 3, tmp_path, {"seed": 1})
    for step in range(7):
        batch, told = kept(step), _Counted()(step % 3)
        np.testing.assert_array_equal(batch["images"], told["images"])
        np.testing.assert_array_equal(batch["vectors"], told["vectors"])
    assert counted.made == [0, 1, 2]


def test_batches_of_another_kind_are_made_anew(tmp_path: Path) -> None:
    counted = _Counted()
    KeptBatches(counted, 3, tmp_path, {"seed": 1})(0)
    KeptBatches(counted, 3, tmp_path, {"seed": 1})(0)
    assert counted.made == [0]
    KeptBatches(counted, 3, tmp_path, {"seed": 2})(0)
    assert counted.made == [0, 0]
