from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.distill.students.distillation import StyleDistillation
from builder.distill.training import Plan, Readout, Training, WarmStableDecay
from builder.errors import AtelierError, UsageProblem
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


@pytest.mark.parametrize("way", ["halved", "zeros", "flipped", "text", "array", "empty"])
def test_a_damaged_checkpoint_is_named(tmp_path: Path, way: str) -> None:
    training = _training(tmp_path, 4)
    training.save()
    file = tmp_path / "checkpoint.npz"
    whole = file.read_bytes()
    middle = len(whole) // 2
    if way == "array":
        with file.open("wb") as stream:
            np.save(stream, np.zeros(3))
    else:
        damaged = {
            "halved": whole[:middle],
            "zeros": whole[:-200] + bytes(200),
            "flipped": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
            "text": b"nothing",
            "empty": b"",
        }
        file.write_bytes(damaged[way])
    with pytest.raises(UsageProblem, match=r"checkpoint\.npz"):
        training.run()


@pytest.mark.parametrize("way", ["halved", "text", "fewer", "no numbers"])
def test_a_damaged_checkpoint_of_a_readout_is_named(tmp_path: Path, way: str) -> None:
    network = build_style_network(_SMALL)
    weights = network.get_weights()
    file = tmp_path / "checkpoint.npz"
    if way == "no numbers":
        weights[0][:] = np.nan
    with file.open("wb") as stream:
        np.savez(stream, *weights[: 1 if way == "fewer" else None])
    whole = file.read_bytes()
    file.write_bytes({"halved": whole[: len(whole) // 2], "text": b"nothing"}.get(way, whole))
    readout = Readout(network, _batch, 1, tmp_path, dict)
    with pytest.raises(UsageProblem, match=r"checkpoint\.npz"):
        readout.run()


def test_weights_that_are_no_numbers_are_not_kept(tmp_path: Path) -> None:
    training = _training(tmp_path, 4)
    training.save()
    before = (tmp_path / "checkpoint.npz").read_bytes()
    training.average[0][:] = np.nan
    with pytest.raises(UsageProblem, match="no numbers; the last checkpoint stays"):
        training.save()
    assert (tmp_path / "checkpoint.npz").read_bytes() == before
    arrays = dict(np.load(tmp_path / "checkpoint.npz"))
    arrays["student_0"][:] = np.inf
    np.savez(tmp_path / "checkpoint.npz", **arrays)
    with pytest.raises(UsageProblem, match=r"checkpoint\.npz holds weights that are no numbers"):
        training.run()


def test_a_training_that_runs_away_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = _training(tmp_path, 40)
    monkeypatch.setattr(training.model, "train_on_batch", lambda *_, **__: {"loss": float("nan")})
    with pytest.raises(AtelierError, match="ran away at step 20: its loss is nan"):
        training.run()


def test_ctrl_c_keeps_the_step_that_was_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = _training(tmp_path, 8)
    step = training._after_step

    def interrupted(*arguments: Any) -> None:
        step(*arguments)
        if training.step == 3:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(training, "_after_step", interrupted)
    with pytest.raises(AtelierError, match="Stopped after step 3, "):
        training.run()
    other = _training(tmp_path, 8)
    other.load()
    assert other.step == 3


def test_the_rate_rises_stays_and_falls() -> None:
    schedule = WarmStableDecay(1.0, 1000, decay=0.4)
    rates = [float(schedule(step)) for step in (0, 200, 599, 800, 1000)]
    assert rates == pytest.approx([0.01, 1, 1, 0.5, 0.01], abs=0.01)
