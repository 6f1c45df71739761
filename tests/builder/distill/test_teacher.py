from __future__ import annotations

import numpy as np
import pytest

from builder.distill.students import TransformerLesson
from builder.distill.teacher import Teacher, start_from
from builder.errors import NetworkFileError
from builder.networks.transformer import build_transformer

_RNG = np.random.default_rng(9)


@pytest.fixture(scope="module")
def teacher(shared) -> Teacher:
    return Teacher.load(shared / "networks" / "magenta-mobile")


def test_vectors_are_the_same_with_and_without_the_interpreter(teacher) -> None:
    images = _RNG.random((2, 256, 256, 3), dtype=np.float32)
    slow = Teacher(teacher.style, teacher.transformer, teacher.vector_space, interpreter=None)
    assert np.abs(slow.vectors(images) - teacher.vectors(images)).max() < 0.05


def test_a_start_from_the_teacher_is_closer_to_it_than_a_random_one(teacher) -> None:
    batch = {
        "content": _RNG.random((1, 64, 64, 3), dtype=np.float32),
        "vectors": teacher.vectors(_RNG.random((1, 256, 256, 3), dtype=np.float32)),
        "hints": np.ones(1, np.float32),
    }
    student = build_transformer()
    lesson = TransformerLesson(student, teacher)
    before = float(sum(lesson(batch).values()))
    start_from(student, teacher)
    assert float(sum(lesson(batch).values())) < before


def test_scales_and_shifts_are_the_teachers_own(teacher) -> None:
    student = build_transformer()
    start_from(student, teacher)
    style = _RNG.normal(size=(1, 100)).astype(np.float32)
    name = "style_params/transformer/residual/residual2/conv1/StyleNorm/Conv_1/BiasAdd"
    content = np.zeros((1, 16, 16, 3), np.float32)
    told = teacher.transformer.values([content, style.reshape(1, 1, 1, 100)], [name])[name]
    found = np.asarray(student.blocks[1].cin1.gamma(style))
    np.testing.assert_allclose(found, np.reshape(told, (1, 32)), rtol=1e-3, atol=1e-3)


def test_a_folder_without_the_pair_is_named(tmp_path) -> None:
    with pytest.raises(NetworkFileError, match="style_transfer"):
        Teacher.load(tmp_path)
