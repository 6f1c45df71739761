"""The steps of a program, noted down while a graph is computed with symbols."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from builder.graph_model.symbolic import (
    NO_PAD,
    Convolved,
    InverseDeviation,
    Linear,
    Mean,
    Picture,
    Polynomial,
    Value,
)

CONTENT, CELLS = "content", "cells"
"""The names of a program's input and of its output, the painting before its pixel shuffle."""

Program = dict[str, Any]


class NoProgramError(Exception):
    """The graph does what a program cannot say."""


class Steps:
    """The steps and CIN layers of a program, in the order of execution.

    Attributes:
        cins: the CIN layers, as `program_of` describes them.
    """

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self.cins: list[dict[str, Any]] = []
        self._weights = weights
        self._steps: dict[str, dict[str, Any]] = {}
        self._finished: set[str] = set()

    def program(self, painted: Value) -> Program:
        """All steps, of which the last one gives `painted`, the painting before its pixel shuffle.

        Raises:
            NoProgramError: it does not.
        """
        picture = self.picture(painted)
        *_, last = self._steps.values() or [{"out": CONTENT}]
        if picture != Picture(last["out"]) or last["out"] == CONTENT:
            raise NoProgramError
        last["out"] = CELLS
        return {"steps": list(self._steps.values()), "cins": self.cins}

    def add(self, **step: Any) -> str:
        """Note a step; return the name of the picture that it makes."""
        name = str(len(self._steps) + 1)
        self._steps[name] = {**step, "out": name}
        return name

    def unpadded(self, value: Value) -> str:
        """The name of the picture that `value` is, nothing being around it."""
        picture = self.picture(value)
        if picture.pad != NO_PAD:
            raise NoProgramError
        return picture.name

    def is_picture(self, value: Polynomial) -> bool:
        """Whether `value` is a picture, or will be one once its convolution is finished."""
        return isinstance(value.atom, Picture | Convolved) or _normalization(value) is not None

    def picture(self, value: Value) -> Picture:
        """The picture that `value` is, once its convolution is finished."""
        match value:
            case Polynomial(atom=Picture() as picture):
                return picture
        return self._finished_picture(value, "linear")

    def activated(self, value: Value, activation: str) -> Polynomial:
        """The picture that the convolution in `value` gives under an activation."""
        return Polynomial.product(self._finished_picture(value, activation))

    def _finished_picture(self, value: Value, activation: str) -> Picture:
        """Note down how the convolution in `value` is normalized and activated."""
        cin: int | None = None
        match value:
            case Polynomial(atom=Convolved(name)):
                pass
            case Polynomial():
                found = _normalization(value)
                if found is None:
                    raise NoProgramError
                deviation, gamma, beta = found
                name, cin = deviation.name, len(self.cins)
                self.cins.append(self._cin(deviation, gamma, beta))
            case _:
                raise NoProgramError
        # A second use in another form would need the convolution's output once more.
        if name in self._finished:
            raise NoProgramError
        self._finished.add(name)
        self._steps[name] |= {"cin": cin, "activation": activation}
        return Picture(name)

    def _cin(self, deviation: InverseDeviation, gamma: Linear, beta: Linear) -> dict[str, Any]:
        channels = self._weights[gamma.kernel].shape[-1]
        filters = self._weights[self._steps[deviation.name]["weights"]].shape
        width = filters[2] if self._steps[deviation.name]["op"] == "depthwise" else filters[3]
        if channels * deviation.subpixels != width:
            raise NoProgramError
        return {
            "channels": channels,
            "subpixels": deviation.subpixels,
            "epsilon": deviation.epsilon,
            "gamma": {"kernel": gamma.kernel, "bias": gamma.bias},
            "beta": {"kernel": beta.kernel, "bias": beta.bias},
        }


def _normalization(value: Polynomial) -> tuple[InverseDeviation, Linear, Linear] | None:
    """Inverse deviation, gamma and beta where `value` is all that a CIN layer computes."""
    deviations = [atom for atom in value.atoms if isinstance(atom, InverseDeviation)]
    linear = [atom for atom in value.atoms if isinstance(atom, Linear)]
    if len(deviations) != 1:
        return None
    (deviation,) = deviations
    product = Polynomial.product
    centred = product(Convolved(deviation.name)) - product(
        Mean(deviation.name, deviation.subpixels)
    )
    for gamma in linear:
        for beta in linear:
            if value == centred * product(deviation, gamma) + product(beta):
                return deviation, gamma, beta
    return None
