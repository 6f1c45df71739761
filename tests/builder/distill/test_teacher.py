from __future__ import annotations

import numpy as np
import pytest

from builder.distill.teacher import Teacher
from builder.errors import NetworkFileError

_RNG = np.random.default_rng(9)


@pytest.fixture(scope="module")
def teacher(shared) -> Teacher:
    return Teacher.load(shared / "networks" / "magenta-mobile")


def test_vectors_are_the_same_with_and_without_the_interpreter(teacher) -> None:
    images = _RNG.random((2, 256, 256, 3), dtype=np.float32)
    slow = Teacher(teacher.style, teacher.transformer, teacher.vector_space, interpreter=None)
    assert np.abs(slow.vectors(images) - teacher.vectors(images)).max() < 0.05


def test_a_folder_without_the_pair_is_named(tmp_path) -> None:
    with pytest.raises(NetworkFileError, match="style_transfer"):
        Teacher.load(tmp_path)
