from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from builder.distill.teacher import Teacher
from builder.distill.teacher_files import find_teacher
from builder.errors import NetworkFileError, UsageProblem

REPOSITORY = Path(__file__).parents[3]

_RNG = np.random.default_rng(9)


@pytest.fixture(scope="module")
def teacher(shared: Path) -> Teacher:
    return Teacher.load(shared / "networks" / "magenta-mobile")


def test_vectors_are_the_same_with_and_without_the_interpreter(teacher: Teacher) -> None:
    images = _RNG.random((2, 256, 256, 3), dtype=np.float32)
    slow = Teacher(teacher.style, teacher.transformer, teacher.vector_space, interpreter=None)
    assert np.abs(slow.vectors(images) - teacher.vectors(images)).max() < 0.05


def test_looking_has_slopes_and_agrees_with_the_vectors(teacher: Teacher) -> None:
    images = tf.constant(_RNG.random((1, 256, 256, 3), dtype=np.float32))
    with tf.GradientTape() as tape:
        tape.watch(images)
        seen = teacher.look(images)
        largest = tf.reduce_max(tf.abs(seen))
    assert np.abs(seen - teacher.vectors(images.numpy())).max() < 0.1
    assert np.abs(tape.gradient(largest, images)).max() > 0


def test_loading_says_nothing(shared: Path) -> None:
    """TensorFlow Lite tells of its delegate once in a program, so this one has just begun."""
    code = (
        "import sys; from pathlib import Path\n"
        "from builder.graph_model.tensorflow_setup import captured_output\n"
        "with captured_output(): from builder.distill.teacher import Teacher\n"
        "Teacher.load(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, shared / "networks" / "magenta-mobile"],
        cwd=REPOSITORY,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_a_folder_without_the_pair_is_named(tmp_path: Path) -> None:
    (tmp_path / "predict_f16.tflite").touch()
    with pytest.raises(NetworkFileError, match="transfer"):
        Teacher.load(tmp_path)


def test_a_fetched_teacher_is_found_by_name_and_a_missing_one_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path))
    with pytest.raises(UsageProblem, match="networks fetch"):
        find_teacher("magenta-mobile")
    (tmp_path / "downloads" / "magenta-mobile").mkdir(parents=True)
    with pytest.raises(UsageProblem, match="networks fetch"):
        find_teacher("magenta-mobile")
    (tmp_path / "downloads" / "magenta-mobile" / "a.tflite").touch()
    assert find_teacher("magenta-mobile") == tmp_path / "downloads" / "magenta-mobile"
    assert find_teacher(str(tmp_path)) == tmp_path


def test_an_imported_set_is_no_teacher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path))
    (tmp_path / "sets" / "mine").mkdir(parents=True)
    (tmp_path / "sets" / "mine" / "set.json").touch()
    with pytest.raises(UsageProblem, match="its two TensorFlow Lite files"):
        find_teacher("mine")
