"""The training loop: steps, averaged weights, checkpoints, metrics."""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import keras
import numpy as np
from keras import ops
from tqdm import tqdm

from builder.distill.checks import check_finite
from builder.distill.data.batches import Batch, prefetch
from builder.distill.devices import machine, process_index
from builder.distill.students.distillation import DistillationModel
from builder.distill.students.readout import solve_readout
from builder.errors import AtelierError, UsageProblem, first_line
from builder.files import whole_file
from builder.networks.architecture.style import StyleNetwork

_DAMAGE = (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error)
_LOG_EVERY = 20
_AVERAGE_EVERY = 5


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train.

    Attributes:
        steps: number of the last step; a resumed training may name more.
        rate: highest learning rate.
        save_every: steps between checkpoints.
        evaluate_every: steps between looks at held-out images.
        average: decay per step of the averaged weights.
        decay: share of the steps over which the rate falls at the end.
    """

    steps: int
    rate: float
    save_every: int = 200
    evaluate_every: int = 500
    average: float = 0.998
    decay: float = 0.35


@keras.saving.register_keras_serializable("atelier")
class WarmStableDecay(keras.optimizers.schedules.LearningRateSchedule):
    """Rises for 100 steps, stays, and falls to a hundredth over the last `decay` of `steps`.

    Until the decay begins the rate does not depend on `steps`: a training can be made longer.
    """

    def __init__(self, peak: float, steps: int, decay: float = 0.35) -> None:
        self.peak, self.steps, self.decay = peak, steps, decay

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        rise = ops.minimum(1.0, (step + 1.0) / 100.0)
        left = (self.steps - step) / max(1.0, self.decay * self.steps)
        return self.peak * rise * ops.clip(left, 0.01, 1.0)

    def get_config(self) -> dict[str, Any]:
        return {"peak": self.peak, "steps": self.steps, "decay": self.decay}


@contextmanager
def _stopped_after_a_step() -> Iterator[threading.Event]:
    """Have Ctrl+C wait until a step is done, so that nothing is lost; a second one does not."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(*_: object) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


class Training:
    """Trains the student of a model and keeps all that is needed to go on exactly.

    Args:
        model: the student and its losses.
        batches: gives the batch of a step.
        folder: where `checkpoint.npz`, `metrics.jsonl` and what `evaluate` writes go.
        evaluate: called with the step now and then, while the student has its averaged weights;
            what it returns goes to the metrics.
    """

    def __init__(
        self,
        model: DistillationModel,
        batches: Callable[[int], Batch],
        plan: Plan,
        folder: Path,
        evaluate: Callable[[int], dict[str, float]],
    ) -> None:
        self.model, self.batches, self.plan, self.evaluate = model, batches, plan, evaluate
        self.folder = folder
        self.optimizer = keras.optimizers.AdamW(
            WarmStableDecay(plan.rate, plan.steps, plan.decay), weight_decay=1e-5, clipnorm=1.0
        )
        # XLA's depthwise gradients are very slow on CPUs; JAX knows nothing else.
        compiled = "auto" if keras.backend.backend() == "jax" else False
        model.compile(optimizer=self.optimizer, jit_compile=compiled)
        model.predict_on_batch(batches(0))
        self.optimizer.build(model.trainable_variables)
        self.average = [np.array(weight) for weight in model.student.get_weights()]
        self.step = 0
        self.seconds = 0.0

    @property
    def student(self) -> Any:
        """What is trained."""
        return self.model.student

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.npz"

    def run(self, history: Path | None = None) -> None:
        """Train from the checkpoint, if there is one, to the plan's last step.

        `history` is the metrics of the weights that a new training starts from: its own go on
        from them.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.checkpoint.exists():
            self.load()
        elif history is not None and history.is_file():
            shutil.copyfile(history, self.folder / "metrics.jsonl")
        self._log(
            {
                "started": machine(),
                "batch": len(next(iter(self.batches(0).values()))),
                "feature_networks": self.model.feature_networks,
            }
        )
        bar = tqdm(total=self.plan.steps, initial=self.step, unit="step", dynamic_ncols=True)
        began = time.monotonic() - self.seconds
        with _stopped_after_a_step() as stopped:
            for batch in prefetch(self.batches, self.step, self.plan.steps):
                logs = self.model.train_on_batch(batch, return_dict=True)
                self.step += 1
                self.seconds = time.monotonic() - began
                self._after_step(bar, logs)
                if stopped.is_set():
                    break
        bar.close()
        self.save()
        if stopped.is_set():
            raise AtelierError(
                f"Stopped after step {self.step:,}, which is kept in {self.checkpoint}; "
                "give the same command to go on."
            )

    def _after_step(self, bar: tqdm[Any], logs: dict[str, Any]) -> None:
        bar.update()
        if self.step % _AVERAGE_EVERY == 0:
            self._update_average()
        if self.step % _LOG_EVERY == 0:
            loss = float(logs["loss"])
            if not isfinite(loss):
                raise AtelierError(
                    f"The training ran away at step {self.step:,}: its loss is {loss}; begin again "
                    f"from {self.checkpoint} with a lower rate, or with other images."
                )
            bar.set_postfix(loss=f"{loss:.4f}")
            self._log({"loss": loss})
            self.model.reset_metrics()
        if self.step % self.plan.evaluate_every == 0 or self.step == self.plan.steps:
            self._log(self.with_average(lambda: self.evaluate(self.step)))
        if self.step % self.plan.save_every == 0:
            self.save()

    def with_average(self, work: Callable[[], Any]) -> Any:
        """Do `work` while the student has its averaged weights."""
        own = self.model.student.get_weights()
        self.model.student.set_weights(self.average)
        try:
            return work()
        finally:
            self.model.student.set_weights(own)

    def export(self, path: Path) -> None:
        """Write the averaged weights to `path` and the metrics beside it.

        Of several processes the first one writes, but all have to take part in the exchange of
        weights.
        """

        def write() -> None:
            if process_index():
                return
            with whole_file(path) as fresh:
                self.model.student.save_weights(fresh)
            metrics = path.name.replace(".weights.h5", ".metrics.jsonl")
            with whole_file(path.with_name(metrics)) as fresh:
                shutil.copyfile(self.folder / "metrics.jsonl", fresh)

        self.with_average(write)

    def _update_average(self) -> None:
        # A young average remembers less, or it would keep the random start.
        keep = min(self.plan.average, self.step / (self.step + 10)) ** _AVERAGE_EVERY
        for mean, weight in zip(self.average, self.model.student.get_weights(), strict=True):
            mean *= keep
            mean += (1 - keep) * weight

    def save(self) -> None:
        """Write the checkpoint: weights, their average, the optimizer's state, step and time.

        Of several processes the first one writes for all.
        """
        if process_index():
            return
        student = self.model.student.get_weights()
        remedy = "the last checkpoint stays; begin again from it with a lower rate"
        check_finite([*student, *self.average], f"The network at step {self.step:,}", remedy)
        arrays = {f"student_{k}": w for k, w in enumerate(student)}
        arrays |= {f"average_{k}": w for k, w in enumerate(self.average)}
        arrays |= {
            f"optimizer_{k}": ops.convert_to_numpy(v)
            for k, v in enumerate(self.optimizer.variables)
        }
        with whole_file(self.checkpoint) as fresh:
            np.savez(fresh, step=self.step, seconds=self.seconds, **arrays)

    def load(self) -> None:
        """Read the checkpoint.

        Raises:
            UsageProblem: it is damaged or of another architecture.
        """
        with _read(self.checkpoint) as arrays:
            self._restore(arrays)

    def _restore(self, arrays: dict[str, np.ndarray]) -> None:
        _check_numbers(arrays, self.checkpoint)
        student = self.model.student
        count = len(self.average)
        student.set_weights([arrays[f"student_{k}"] for k in range(count)])
        self.average = [arrays[f"average_{k}"].copy() for k in range(count)]
        for k, variable in enumerate(self.optimizer.variables):
            # The rate is the plan's, which may have changed; all else is state.
            if "learning_rate" not in variable.name:
                variable.assign(arrays[f"optimizer_{k}"])
        self.step, self.seconds = int(arrays["step"]), float(arrays["seconds"])

    def _log(self, values: dict[str, Any]) -> None:
        if not process_index():
            log(self.folder, self.step, self.seconds, values)


class Readout:
    """Solves the last layer of a style network; used as a `Training` is.

    Args:
        student: the style network, with the weights to begin with.
        batches: gives the batch of a step.
        step: so many batches are looked at.
        folder: where `metrics.jsonl` goes.
        evaluate: what it returns in the end goes to the metrics.
    """

    def __init__(
        self,
        student: StyleNetwork,
        batches: Callable[[int], Batch],
        step: int,
        folder: Path,
        evaluate: Callable[[], dict[str, float]],
    ) -> None:
        self.student, self.batches, self.step, self.folder = student, batches, step, folder
        self.evaluate = evaluate

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.npz"

    def run(self, history: Path | None = None) -> None:
        """Solve; the metrics go on from `history`, those of the weights that there were."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.checkpoint.exists():
            with _read(self.checkpoint) as arrays:
                _check_numbers(arrays, self.checkpoint)
                self.student.set_weights(list(arrays.values()))
            return
        if history is not None and history.is_file():
            shutil.copyfile(history, self.folder / "metrics.jsonl")
        batch = len(self.batches(0)["images"])
        began = time.monotonic()
        log(self.folder, 0, 0, {"started": machine(), "batch": batch, "feature_networks": []})
        solve_readout(self.student, self.batches, self.step)
        log(self.folder, self.step, time.monotonic() - began, self.evaluate())
        with whole_file(self.checkpoint) as fresh:
            np.savez(fresh, *self.student.get_weights())

    def export(self, path: Path) -> None:
        """Write the weights to `path` and the metrics beside it."""
        with whole_file(path) as fresh:
            self.student.save_weights(fresh)
        metrics = path.name.replace(".weights.h5", ".metrics.jsonl")
        with whole_file(path.with_name(metrics)) as fresh:
            shutil.copyfile(self.folder / "metrics.jsonl", fresh)


@contextmanager
def _read(checkpoint: Path) -> Iterator[dict[str, np.ndarray]]:
    """What is in a checkpoint, to be taken over in the block.

    Raises:
        UsageProblem: it is damaged or of another architecture.
    """
    try:
        with np.load(checkpoint) as arrays:
            yield dict(arrays)
    except _DAMAGE as error:
        raise UsageProblem(
            f"Cannot go on from {checkpoint} ({first_line(error)}): "
            "remove it, or train with the options it was made with."
        ) from error


def _check_numbers(arrays: Mapping[str, np.ndarray], checkpoint: Path) -> None:
    """Refuse weights that are no numbers; the state of an optimizer may be anything."""
    weights = (array for name, array in arrays.items() if not name.startswith("optimizer"))
    check_finite(weights, f"The checkpoint {checkpoint}", "train anew with --restart")


def log(folder: Path, step: int, seconds: float, values: dict[str, Any]) -> None:
    """Add a line to the metrics of the training in `folder`."""
    line = {"step": step, "seconds": round(seconds, 1), **values}
    with (folder / "metrics.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
