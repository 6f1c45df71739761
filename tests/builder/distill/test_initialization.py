from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from keras import ops

from builder.distill.initialization import (
    start_from_student,
    start_from_style_network,
    start_from_teacher,
)
from builder.distill.teacher import Teacher
from builder.errors import UsageProblem
from builder.networks.architecture.layers import pixel_shuffle, upsample
from builder.networks.architecture.style import StyleShape, build_style_network
from builder.networks.architecture.transformer import (
    StyleTransformer,
    TransformerShape,
    build_transformer,
)
from builder.networks.network_set import NetworkSet

_RNG = np.random.default_rng(9)
_STYLE = _RNG.normal(0, 0.3, size=(1, 100)).astype(np.float32)


@pytest.fixture(scope="module")
def teacher(shared: Path) -> Teacher:
    return Teacher.load(shared / "networks" / "magenta-mobile")


@pytest.fixture(scope="module")
def plain(teacher: Teacher) -> StyleTransformer:
    student = build_transformer(TransformerShape(repeat=0), name="fine")
    start_from_teacher(student, teacher)
    return student


def test_plain_layers_compute_what_the_teachers_do(
    plain: StyleTransformer, teacher: Teacher
) -> None:
    content = _RNG.random((1, 64, 64, 3), dtype=np.float32)
    told = teacher.paint(content, _STYLE, hints=True)
    x = told["stem3"]
    for block in plain.blocks:
        y = ops.relu(block.cin1(block.conv1(x), _STYLE))
        x = x + block.cin2(block.conv2(y), _STYLE)
        np.testing.assert_allclose(x, told[block.name], atol=1e-3)
    x = ops.relu(plain.cin_expand1(plain.expand1(upsample(x)), _STYLE))
    np.testing.assert_allclose(x, told["expand1"], atol=1e-3)
    x = pixel_shuffle(ops.relu(plain.cin_expand2(plain.expand2(x), _STYLE)))
    # Cells reflect at the border by two pixels where the teacher does by one.
    inside = np.asarray(x - told["expand2"])[:, 4:-4, 4:-4]
    assert np.abs(inside).mean() < 0.05 * np.std(told["expand2"])


def test_a_separable_start_is_closer_to_the_teacher_than_a_random_one(teacher: Teacher) -> None:
    content = _RNG.random((1, 64, 64, 3), dtype=np.float32)
    told = teacher.paint(content, _STYLE, hints=True)["residual5"]
    student = build_transformer(TransformerShape(repeat=2))
    before = np.mean((student.trace(content, _STYLE)["residual5"] - told) ** 2)
    start_from_teacher(student, teacher)
    assert np.mean((student.trace(content, _STYLE)["residual5"] - told) ** 2) < before


def test_a_plain_network_keeps_its_paintings_as_a_plain_one_and_nearly_as_a_separable_one(
    network_set: NetworkSet,
) -> None:
    content = _RNG.random((1, 32, 32, 3), dtype=np.float32)
    known = network_set.transformer("swift")
    painted = np.asarray(known([content, _STYLE]))
    plain = build_transformer(TransformerShape(repeat=0))
    start_from_student(plain, known)
    np.testing.assert_allclose(plain([content, _STYLE]), painted, atol=1e-3)
    separable = build_transformer(TransformerShape(repeat=9))
    start_from_student(separable, plain)
    assert np.abs(separable([content, _STYLE]) - painted).mean() < 0.05


def test_a_larger_style_network_starts_as_the_smaller_one() -> None:
    small = build_style_network(StyleShape(stem=8, stages=((8, 1, 2), (12, 1, 2)), head=16))
    large = build_style_network(
        StyleShape(stem=8, stages=((8, 2, 2), (12, 3, 2)), head=24, hidden=10)
    )
    start_from_style_network(large, small)
    images = _RNG.random((2, 256, 256, 3), dtype=np.float32)
    np.testing.assert_allclose(large(images), small(images), atol=1e-5)
    with pytest.raises(UsageProblem, match="cannot start"):
        start_from_style_network(small, large)
