"""A transformer's second training: nearer to the style image, and steady, beside the teacher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keras import ops

from builder.distill.data.style_pairs import SHIFT, SIDE, ZOOM_MARGIN
from builder.distill.judges.networks import FeatureNetwork
from builder.distill.students.distillation import DistillationModel
from builder.distill.students.losses import (
    colour_difference,
    energy_difference,
    gradient_difference,
    gram_difference,
    mean_absolute,
    phase_deviation,
    statistics_difference,
    structure_difference,
)
from builder.distill.teacher import Teacher
from builder.networks.architecture.style import StyleNetwork
from builder.networks.architecture.transformer import StyleTransformer

_BORDER = 8
"""Pixels along the edges that are not compared after a motion: borders are reflected."""

_FINE_LAYERS = 2
"""By how many layers of a loss network a painting is seen at its own resolution.

At half of it, where a layer costs a quarter and reaches twice as far, it is seen by all but the
last. The teacher's network is so small that all of it looks at both.
"""

_STRUCTURE_LAYER = 2
"""The layer that content is held by: relu3_3 of VGG-16."""


@dataclass(frozen=True)
class RefinementWeights:
    """How much each loss of a `TransformerRefinement` counts.

    Attributes:
        gram: distance of the Gram matrices to the style image's, by the teacher's style network
            and by the loss networks, in their mean.
        moments: distance of means and deviations, likewise.
        structure: distance of a deep layer's normalized features to the photo's, likewise.
        teacher: the teacher's painting; it falls to `teacher_end` of that.
        teacher_end: see there.
        motion: difference of painting moved and moved painted.
        phase: the grid of 4 pixels.
    """

    gram: float = 1.0
    moments: float = 0.3
    structure: float = 0.3
    teacher: float = 1.0
    teacher_end: float = 0.4
    motion: float = 2.0
    phase: float = 3.0


class TransformerRefinement(DistillationModel):
    """Painting after the style image itself, as steadily as the photo moves.

    Inputs: those that `StylePairBatches` describes.

    Args:
        student: learns.
        teacher: shows how, and looks at the paintings with its style network.
        critic: the set's own style network, whose vectors visitors paint in.
        loss_networks: further networks to look with, by name.
        weights: how much each loss counts.
    """

    def __init__(
        self,
        student: StyleTransformer,
        teacher: Teacher,
        critic: StyleNetwork,
        loss_networks: Mapping[str, FeatureNetwork],
        weights: RefinementWeights,
    ) -> None:
        super().__init__(name="transformer_refinement")
        self.student = student
        self.feature_networks = tuple(loss_networks)
        self._teacher, self._critic, self._weights = teacher, critic, weights
        self._loss_networks = tuple(loss_networks.values())
        critic.trainable = False

    def call(self, inputs: dict[str, Any], training: bool = False) -> dict[str, Any]:
        weights = self._weights
        own = ops.expand_dims(inputs["own"], -1)
        vectors = own * self._critic(inputs["styles"]) + (1 - own) * inputs["vectors"]
        painted, shifted, zoomed, plain = ops.split(
            self.student(
                [
                    ops.concatenate([inputs[k] for k in ("content", "shifted", "zoomed", "plain")]),
                    ops.concatenate([vectors, vectors, vectors, inputs["plain_vectors"]]),
                ]
            ),
            4,
        )
        made = ops.concatenate([painted, plain])
        told = self._teacher.paint(
            ops.concatenate([inputs["content"], inputs["plain"]]),
            ops.concatenate([inputs["vectors"], inputs["plain_vectors"]]),
        )["painted"]
        teacher = weights.teacher * ops.mean(inputs["teacher"])
        return {
            **self._seen(painted, inputs["styles"], inputs["content"]),
            "absolute": teacher * mean_absolute(made, told),
            "gradient": 0.5 * teacher * gradient_difference(made, told),
            "energy": 0.7 * teacher * energy_difference(made, told),
            "colour": teacher * colour_difference(made, told),
            "motion": weights.motion
            * (
                _apart_shifted(painted, shifted, inputs["offsets"]) + _apart_zoomed(painted, zoomed)
            ),
            "phase": weights.phase * phase_deviation(painted),
        }

    def _seen(self, painted: Any, styles: Any, content: Any) -> dict[str, Any]:
        """The losses that look at paintings through networks, beside style images and photos."""
        gram, moments, structure = 0.0, 0.0, 0.0
        photo = _half(content)
        for network in (self._teacher, *self._loss_networks):
            small = network is self._teacher
            near, far = (
                [network.features(picture)[:layers] for picture in pictures]
                for pictures, layers in (
                    ((painted, styles), None if small else _FINE_LAYERS),
                    ((_half(painted), _half(styles)), None if small else -1),
                )
            )
            gram += (gram_difference(*near) + gram_difference(*far)) / 2
            moments += (statistics_difference(*near) + statistics_difference(*far)) / 2
            held = network.features(photo)[_STRUCTURE_LAYER]
            structure += structure_difference(far[0][_STRUCTURE_LAYER], held)
        count = 1 + len(self._loss_networks)
        return {
            "gram": self._weights.gram / count * gram,
            "moments": self._weights.moments / count * moments,
            "structure": self._weights.structure / count * structure,
        }


def _half(pictures: Any) -> Any:
    return ops.average_pool(pictures, 2, 2, data_format="channels_last")


def _apart_shifted(still: Any, shifted: Any, offsets: Any) -> Any:
    """Difference of two paintings of one photo that begin at `offsets` [N, 2, 2], alike in all."""
    side = SIDE - SHIFT - 2 * _BORDER
    windows = [
        ops.slice(
            picture,
            ops.pad(SHIFT + _BORDER - offsets[0, k], (1, 1)),
            (picture.shape[0], side, side, 3),
        )
        for k, picture in enumerate((still, shifted))
    ]
    return mean_absolute(*windows)


def _apart_zoomed(still: Any, zoomed: Any) -> Any:
    """Difference of a painting brought nearer to the one of the nearer photo.

    At half resolution, because to bring it nearer blurs what is finer.
    """
    inner = still[:, ZOOM_MARGIN:-ZOOM_MARGIN, ZOOM_MARGIN:-ZOOM_MARGIN]
    nearer = ops.image.resize(
        inner, (SIDE, SIDE), interpolation="bicubic", data_format="channels_last"
    )
    apart = _half(nearer) - _half(zoomed)
    border = slice(_BORDER // 2, -_BORDER // 2)
    return ops.mean(ops.abs(apart[:, border, border]))
