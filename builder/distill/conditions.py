"""What a set is judged on: held-out photos and styles, at several sizes, mixed, and by strength."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from PIL import Image

from builder.distill.evaluate import Pair, style_of, style_vectors
from builder.distill.experiment import Experiment

EVERY_PAIR = "every pair"
SOME_PAIRS = "256 px"
STRENGTHS = (0.25, 0.5, 0.75)
SOME_CONDITIONS = (
    SOME_PAIRS,
    "512 px",
    "1024 px",
    "two styles mixed",
    *(f"strength {s}" for s in STRENGTHS),
)
"""The conditions under which each content is judged in one style."""

_JUDGED_TOGETHER = 5
"""Of every so many pairs one is also judged with the set's own style network."""


@dataclass(frozen=True)
class Condition:
    """Pairs that are judged together.

    Attributes:
        name: what the card calls it.
        count: how many pairs there are.
        pairs: makes them.
    """

    name: str
    count: int
    pairs: Callable[[], Iterator[Pair]]


class EvaluationConditions:
    """The conditions under which a set with the style network `style_network` is judged."""

    def __init__(self, experiment: Experiment, style_network: Any) -> None:
        self._contents = experiment.held_out_contents
        self._told = experiment.held_out_vectors
        self._own = style_vectors(style_network, experiment.held_out_styles)
        self._content_told = experiment.teacher.vectors(self._contents)
        self._content_own = style_vectors(style_network, self._contents)

    def conditions(self) -> list[Condition]:
        """All of them: every pair at 256 px first, then the same 40 pairs under each condition."""
        contents, styles = len(self._contents), len(self._told)
        options: list[dict[str, Any]] = [
            {},
            {"size": 512},
            {"size": 1024},
            {"mixed": True},
            *({"strength": s} for s in STRENGTHS),
        ]
        some = [partial(self._some, **option) for option in options]
        return [
            Condition(EVERY_PAIR, contents * styles, self._every),
            *(
                Condition(name, contents, pairs)
                for name, pairs in zip(SOME_CONDITIONS, some, strict=True)
            ),
        ]

    def _every(self) -> Iterator[Pair]:
        for n, content in enumerate(self._contents):
            for k, told in enumerate(self._told):
                together = (n + k) % _JUDGED_TOGETHER == 0
                yield Pair(content, told, self._own[k] if together else None, told)

    def _some(
        self, size: int | None = None, strength: float = 1.0, mixed: bool = False
    ) -> Iterator[Pair]:
        for n, content in enumerate(self._contents):
            k = style_of(n, len(self._told))
            told, own, target = self._told[k], self._own[k], self._told[k]
            if mixed:
                other = style_of(n + 1, len(self._told))
                told = target = (told + self._told[other]) / 2
                own = (own + self._own[other]) / 2
            told = self._content_told[n] + strength * (told - self._content_told[n])
            own = self._content_own[n] + strength * (own - self._content_own[n])
            yield Pair(content if size is None else enlarged(content, size), told, own, target)


def enlarged(picture: np.ndarray, size: int) -> np.ndarray:
    """`picture` [S, S, 3] in [0, 1] enlarged to `size` pixels, bicubic."""
    pixels = Image.fromarray(np.round(picture * 255).astype(np.uint8))
    large = pixels.resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(large).astype(np.float32) / np.float32(255)
