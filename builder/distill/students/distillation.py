"""One training step of each student, as Keras models that output their loss."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from builder.distill.students.losses import (
    colour_difference,
    cosine_difference,
    energy_difference,
    gradient_difference,
    hint_difference,
    mean_absolute,
    mean_squared,
    statistics_difference,
    style_shortfall,
)
from builder.distill.teacher import HINTS, Teacher
from builder.networks.architecture.layers import pixel_shuffle
from builder.networks.architecture.style import StyleNetwork
from builder.networks.architecture.transformer import StyleTransformer


class DistillationModel(keras.Model):
    """A student beside its teacher; the model's output is a dictionary of weighted losses.

    Attributes:
        student: what is trained.
        feature_networks: names of the judging networks that the losses look through.
    """

    student: keras.Model
    feature_networks: tuple[str, ...] = ()

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Sum of the losses that `call` gives; there are no labels."""
        return sum(y_pred.values())


class TransformerDistillation(DistillationModel):
    """Painting as the teacher paints.

    Inputs: "content" [N, H, W, 3] in [0, 1], "vectors" [N, 100], "hints" [N], how much the
    teacher's inner results count.

    Args:
        student: learns.
        teacher: shows how.
        mean: the mean vector of the space, [100].
        critic: a style network through whose features both paintings are compared as well, so
            that texture counts wherever its strokes lie.
    """

    def __init__(
        self,
        student: StyleTransformer,
        teacher: Teacher,
        mean: np.ndarray,
        critic: StyleNetwork | None = None,
    ) -> None:
        super().__init__(name="transformer_distillation")
        self.student = student
        self._teacher = teacher
        self._mean = mean
        self._critic = critic
        if critic is not None:
            critic.trainable = False

    def call(self, inputs: dict[str, Any], training: bool = False) -> dict[str, Any]:
        content, vectors = inputs["content"], inputs["vectors"]
        told = self._teacher.paint(content, vectors, hints=True)
        told = {key: ops.stop_gradient(value) for key, value in told.items()}
        made = self.student.trace(content, vectors)
        painted = made["painted"]
        hints = [
            hint_difference(_at_resolution(made[name], told[name]), told[name]) for name in HINTS
        ]
        return {
            "absolute": mean_absolute(painted, told["painted"]),
            "squared": 4.0 * mean_squared(painted, told["painted"]),
            "gradient": 0.5 * gradient_difference(painted, told["painted"]),
            "energy": energy_difference(painted, told["painted"]),
            "colour": colour_difference(painted, told["painted"]),
            "hints": ops.mean(inputs["hints"]) * sum(hints) / len(hints),
            "shortfall": self._shortfall(painted, told["painted"], vectors),
            **self._criticize(painted, told["painted"]),
        }

    def _shortfall(self, painted: Any, told: Any, vectors: Any) -> Any:
        seen = self._teacher.look(painted) - self._mean
        shown = ops.stop_gradient(self._teacher.look(told)) - self._mean
        return 1.5 * style_shortfall(seen, shown, vectors - self._mean)

    def _criticize(self, painted: Any, told: Any) -> dict[str, Any]:
        if self._critic is None:
            return {}
        seen, shown = self._critic.features(painted), self._critic.features(told)
        vectors = [self._critic.read(features) for features in (seen, shown)]
        return {
            "texture": 0.05 * statistics_difference(seen, shown),
            "style": 0.1 * cosine_difference(*vectors),
        }


class StyleDistillation(DistillationModel):
    """Describing a style as the teacher describes it.

    Inputs: "images" [N, 256, 256, 3] in [0, 1], "vectors" [N, 100], the teacher's answers,
    "mean" [N, 100], the mean vector of the space.
    """

    def __init__(self, student: StyleNetwork) -> None:
        super().__init__(name="style_distillation")
        self.student = student

    def call(self, inputs: dict[str, Any], training: bool = False) -> dict[str, Any]:
        found = self.student(inputs["images"]) - inputs["mean"]
        told = inputs["vectors"] - inputs["mean"]
        cosine = cosine_difference(found, told, emphasis=0.5)
        return {"squared": mean_squared(found, told), "cosine": cosine}


def _at_resolution(student: Any, teacher: Any) -> Any:
    # The student keeps full-resolution channels as subpixels.
    return student if student.shape[-1] == teacher.shape[-1] else pixel_shuffle(student)
