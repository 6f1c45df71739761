from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from builder.distill.students.distillation import StyleDistillation
from builder.distill.training import Plan, Training, WarmStableDecay
from builder.errors import UsageProblem
from builder.networks.architecture.style import StyleShape, build_style_network

_SMALL = StyleShape(stem=8, stages=((8, 1, 2), (12, 1, 2)), head=16)


def _batch(step: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(step)
    images = rng.random((2, 256, 256, 3), dtype=np.float32)
    # Something that can be learnt: the means of the colours.
    vectors = np.tile(images.mean(axis=(1, 2)), (1, 34))[:, :100]
    return {"images": images, "vectors": vectors, "mean": np.full((2, 100), 0.4, np.float32)}


def _training(folder: Path, steps: int) -> Training:
    import keras

    keras.utils.set_random_seed(3)
    plan = Plan(steps, rate=1e-3, save_every=1000, evaluate_every=4)
    model = StyleDistillation(build_style_network(_SMALL))
    return Training(model, _batch, plan, folder, lambda step: {"judged_at": float(step)})


def test_a_resumed_training_ends_with_the_same_weights(tmp_path: Path) -> None:
    whole = _training(tmp_path / "whole", 8)
    whole.run()
    first = _training(tmp_path / "parts", 8)
    first.plan = Plan(5, first.plan.rate)
    first.run()
    second = _training(tmp_path / "parts", 8)
    second.run()
    assert second.step == 8
    for a, b in zip(whole.average, second.average, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)
    ours, theirs = (t.model.student.get_weights() for t in (whole, second))
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)


def test_metrics_are_lines_of_json_with_what_was_judged(tmp_path: Path) -> None:
    _training(tmp_path, 8).run()
    lines = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [line["judged_at"] for line in lines if "judged_at" in line] == [4, 8]


def test_judging_uses_averaged_weights_and_gives_the_own_ones_back(tmp_path: Path) -> None:
    training = _training(tmp_path, 4)
    training.average = [np.zeros_like(w) for w in training.average]
    own = training.model.student.get_weights()
    seen = training.with_average(training.model.student.get_weights)
    assert all(not weight.any() for weight in seen)
    for a, b in zip(own, training.model.student.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    training = _training(tmp_path, 4)
    (tmp_path / "checkpoint.npz").write_bytes(b"nothing")
    with pytest.raises(UsageProblem, match=r"checkpoint\.npz"):
        training.run()


def test_the_rate_rises_stays_and_falls() -> None:
    schedule = WarmStableDecay(1.0, 1000, decay=0.4)
    rates = [float(schedule(step)) for step in (0, 200, 599, 800, 1000)]
    assert rates == pytest.approx([0.01, 1, 1, 0.5, 0.01], abs=0.01)
