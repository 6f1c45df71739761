from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import ops

from builder.distill.data.batches import TrainingData
from builder.distill.data.style_pairs import StylePairBatches
from builder.distill.judges.networks import VGG16
from builder.distill.students.refinement import RefinementWeights, TransformerRefinement
from builder.distill.teacher import Teacher
from builder.networks.catalog import find_set
from builder.networks.network_set import NetworkSet

_RNG = np.random.default_rng(2)
_IMAGES = tuple(_RNG.integers(0, 256, (64, 80, 3), dtype=np.uint8) for _ in range(3))


class _Painter:
    """Paints a photo as it is, on a grid that stays where it is if there is one."""

    def __init__(self, grid: float) -> None:
        self._grid = grid

    def __call__(self, inputs: Any) -> Any:
        content, _ = inputs
        side = content.shape[1]
        lines = np.zeros((side, side, 1), np.float32)
        lines[::4, ::4] = self._grid
        return content + lines


@pytest.fixture(scope="module")
def teacher(shared: Path) -> Teacher:
    return Teacher.load(shared / "networks" / "magenta-mobile")


@pytest.fixture(scope="module")
def batch(teacher: Teacher) -> dict[str, np.ndarray]:
    data = TrainingData(_IMAGES, _IMAGES, teacher, seed=1)
    return StylePairBatches(data, size=1, steps=10, teacher=0.4)(2)


@pytest.fixture(scope="module")
def compact() -> NetworkSet:
    return find_set("compact")


def _losses(painter: Any, teacher: Teacher, compact: NetworkSet, batch: Any) -> dict[str, float]:
    critic = compact.style_network()
    model = TransformerRefinement(painter, teacher, critic, {}, RefinementWeights())
    return {name: float(loss) for name, loss in model.call(batch).items()}


def test_a_painter_that_moves_with_its_photo_is_told_from_one_with_a_grid(
    teacher: Teacher, compact: NetworkSet, batch: dict[str, np.ndarray]
) -> None:
    still, gridded = (_losses(_Painter(g), teacher, compact, batch) for g in (0.0, 0.5))
    assert gridded["motion"] > still["motion"] + 0.1
    assert gridded["phase"] > still["phase"] + 0.1
    # A photo painted as it is keeps all of it.
    assert still["structure"] == pytest.approx(0, abs=1e-3)


def test_a_step_moves_the_student_and_nobody_else(
    shared: Path, teacher: Teacher, compact: NetworkSet, batch: dict[str, np.ndarray]
) -> None:
    vgg = VGG16(shared / "judges" / "vgg16-hed-blocks1-4.npz")
    student, critic = compact.transformer("swift"), compact.style_network()
    student.trainable = True
    weights = RefinementWeights()
    model = TransformerRefinement(student, teacher, critic, {"vgg16": vgg}, weights)
    assert model.feature_networks == ("vgg16",)
    model.compile(optimizer=keras.optimizers.SGD(1e-2), jit_compile=False)
    before = [ops.convert_to_numpy(w).copy() for w in student.trainable_variables]
    others = [w.copy() for w in critic.get_weights()]
    loss = model.train_on_batch(batch, return_dict=True)["loss"]
    assert np.isfinite(loss)
    assert any(np.any(a != w) for a, w in zip(before, student.trainable_variables, strict=True))
    for a, w in zip(others, critic.get_weights(), strict=True):
        np.testing.assert_array_equal(a, w)
