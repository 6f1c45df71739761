from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.distill.data.batches import (
    CROP_SIZES,
    Share,
    StyleBatches,
    TrainingData,
    TransformerBatches,
    prefetch,
)
from builder.distill.teacher import Teacher

_RNG = np.random.default_rng(2)
_IMAGES = tuple(_RNG.integers(0, 256, (64, 80, 3), dtype=np.uint8) for _ in range(3))


@pytest.fixture(scope="module", params=["style", "transformer"])
def batches(request: pytest.FixtureRequest, shared: Path) -> Any:
    teacher = Teacher.load(shared / "networks" / "magenta-mobile")
    data = TrainingData(_IMAGES, _IMAGES, teacher, seed=1)
    if request.param == "style":
        mean = np.zeros(100, np.float32)
        return StyleBatches(data, size=2, mean=mean)
    return TransformerBatches(data, size=2, hint_steps=10)


def test_a_batch_depends_on_its_step_alone(batches: Any) -> None:
    first, again, next_one = batches(3), batches(3), batches(4)
    for key in first:
        np.testing.assert_array_equal(first[key], again[key])
    assert np.any(first["vectors"][0] != next_one["vectors"][0])


def test_prefetched_batches_come_in_order(batches: Any) -> None:
    for step, batch in enumerate(prefetch(batches, 0, 3)):
        np.testing.assert_array_equal(batch["vectors"], batches(step)["vectors"])


def test_contents_are_painted_at_many_sizes_and_in_moved_vectors(shared: Path) -> None:
    teacher = Teacher.load(shared / "networks" / "magenta-mobile")
    data = TrainingData(_IMAGES, _IMAGES, teacher, seed=1)
    batches = TransformerBatches(data, size=4, hint_steps=10)
    found = [batches(step) for step in range(12)]
    sides = {batch["content"].shape[1] for batch in found}
    assert sides <= set(CROP_SIZES)
    assert len(sides) > 2
    for batch in found:
        assert len(batch["content"]) == len(batch["vectors"]) == len(batch["hints"])
        assert np.isfinite(batch["vectors"]).all()
    assert found[0]["hints"][0] == 1
    assert found[11]["hints"][0] == pytest.approx(0.2)


def test_processes_share_a_batch_evenly_and_draw_different_pictures() -> None:
    shares = [Share(process, processes=2, devices=8) for process in range(2)]
    assert [share.of(16) for share in shares] == [8, 8]
    assert [share.of(3) for share in shares] == [4, 4]
    one, other = (share.generator(1, 5).random(4) for share in shares)
    assert not np.array_equal(one, other)
    assert Share().of(2.3) == 2
