"""The program of a transformer: its graph as the few kinds of steps that the engine can fold.

A graph of TensorFlow operations spends a dozen of them on a conditional instance normalization.
The engine wants to know them as one, because with frozen statistics the whole of it melts into the
convolution before. So the graph is computed here once with symbols instead of numbers: what a CIN
layer makes of a convolution is a polynomial of that convolution, of its mean and inverse deviation
and of two linear functions of the style vector, and in whatever order of operations a graph
computes it, the polynomial is the same.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from builder.graph_model.read import GraphModel, node_name
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_VECTOR
from builder.graph_model.symbolic import (
    NO_PAD,
    Convolved,
    Groups,
    InverseDeviation,
    Linear,
    Mean,
    Picture,
    Polynomial,
    Size,
    StyleVector,
    Value,
    Variance,
)

CONTENT, CELLS = "content", "cells"
"""The names of a program's input and of its output, the painting before its pixel shuffle."""

Program = dict[str, Any]
Node = dict[str, Any]

_FUSED_ACTIVATIONS = {(): "linear", ("Relu",): "relu", ("Sigmoid",): "sigmoid"}


def program_of(model: GraphModel) -> Program | None:
    """The program of a fused transformer graph, or None where a program cannot say what it does.

    Returns:
        `{"steps": [...], "cins": [...]}`, both in the order of execution. A step is one of

        - `{"op": "conv" | "depthwise", "in", "out", "weights", "bias", "stride", "pad", "cin",
          "activation"}`: pads with `pad` = [top, bottom, left, right] reflected pixels, convolves
          with the weight called `weights`, adds the one called `bias` (None: nothing), normalizes
          with the CIN layer of index `cin` (None: not) and applies "linear", "relu" or "sigmoid";
        - `{"op": "concat", "in": [...], "out"}`: joins channels;
        - `{"op": "up", "in", "out", "factor"}`: repeats pixels `factor` times both ways;
        - `{"op": "add", "in": [a, b], "out"}`.

        A CIN layer is `{"channels", "subpixels", "epsilon", "gamma", "beta"}`, the last two
        `{"kernel", "bias"}`, names of weights (bias None: nothing is added); `index % channels`
        is the channel whose statistics, gamma and beta a channel uses.
    """
    try:
        return _Reader(model).read()
    except _UnknownError:
        return None


class _UnknownError(Exception):
    """The graph does what a program cannot say."""


class _Reader:
    """Computes a graph with symbols, and notes a step for each node that makes a new picture."""

    def __init__(self, model: GraphModel) -> None:
        self._model = model
        self._nodes = {node["name"]: node for node in model.topology["node"]}
        self._inputs = {
            node_name(info["name"]): name for name, info in model.signature["inputs"].items()
        }
        self._values: dict[str, Value] = {}
        self._steps: dict[str, dict[str, Any]] = {}
        self._finished: set[str] = set()
        self._cins: list[dict[str, Any]] = []

    def read(self) -> Program:
        node = self._nodes[node_name(self._model.signature["outputs"][PAINTED]["name"])]
        while node["op"] in ("Identity", "DepthToSpace"):
            node = self._nodes[node_name(node["input"][0])]
        picture = self._picture(self._value(node["name"]))
        *_, last = self._steps.values() or [{"out": CONTENT}]
        if picture != Picture(last["out"]) or last["out"] == CONTENT:
            raise _UnknownError
        last["out"] = CELLS
        return {"steps": list(self._steps.values()), "cins": self._cins}

    def _value(self, name: str) -> Value:
        if name not in self._values:
            self._values[name] = self._computed(self._nodes[name])
        return self._values[name]

    def _computed(self, node: Node) -> Value:
        match self._inputs.get(node["name"]):
            case str(name) if name == CONTENT_IMAGE:
                return Polynomial.product(Picture(CONTENT))
            case str(name) if name == STYLE_VECTOR:
                return StyleVector()
        weight = self._model.weights.get(node["name"])
        if weight is not None and weight.size == 1:
            return Polynomial.product(factor=float(weight.ravel()[0]))
        compute = _OPERATIONS.get(node["op"])
        if compute is None:
            raise _UnknownError
        return compute(self, node)

    def _argument(self, node: Node, index: int) -> Value:
        return self._value(node_name(node["input"][index]))

    def _polynomial(self, node: Node, index: int) -> Polynomial:
        value = self._argument(node, index)
        if not isinstance(value, Polynomial):
            raise _UnknownError
        return value

    def _weight(self, node: Node, index: int) -> np.ndarray:
        weight = self._model.weights.get(node_name(node["input"][index]))
        if weight is None:
            raise _UnknownError
        return weight

    # Arithmetic

    def add(self, node: Node) -> Value:
        left, right = self._polynomial(node, 0), self._polynomial(node, 1)
        if self._is_picture(left) and self._is_picture(right):
            names = [self._unpadded(self._picture(value)) for value in (left, right)]
            return Polynomial.product(Picture(self._step(op="add", **{"in": names})))
        return left + right

    def subtract(self, node: Node) -> Value:
        return self._polynomial(node, 0) - self._polynomial(node, 1)

    def multiply(self, node: Node) -> Value:
        size = self._argument(node, 0)
        if isinstance(size, Size):
            return Size(size.name, size.factor * int(self._weight(node, 1).ravel()[0]))
        return self._polynomial(node, 0) * self._polynomial(node, 1)

    def square(self, node: Node) -> Value:
        return self._polynomial(node, 0) * self._polynomial(node, 0)

    def squared_difference(self, node: Node) -> Value:
        distance = self._polynomial(node, 0) - self._polynomial(node, 1)
        return distance * distance

    def rsqrt(self, node: Node) -> Value:
        terms = dict(self._polynomial(node, 0).terms)
        epsilon = terms.pop((), 0)
        match list(terms.items()):
            case [((Variance(name, around, subpixels),), 1)] if around == subpixels:
                return Polynomial.product(InverseDeviation(name, subpixels, epsilon))
        raise _UnknownError

    # Statistics

    def mean(self, node: Node) -> Value:
        axes = sorted(int(axis) for axis in self._weight(node, 1).ravel())
        match self._argument(node, 0):
            case Groups(Mean(name), subpixels) if axes == [2]:
                return Polynomial.product(Mean(name, subpixels))
            case Groups(Variance(name, around), subpixels) if axes == [2]:
                return Polynomial.product(Variance(name, around, subpixels))
            case Polynomial(atom=Convolved(name)) if axes == [1, 2]:
                return Polynomial.product(Mean(name))
            case Polynomial() as value if axes == [1, 2]:
                return _variance(value)
        raise _UnknownError

    def reshape(self, node: Node) -> Value:
        value = self._argument(node, 0)
        shape = self._weight(node, 1).ravel().tolist()
        subpixels = shape[2] if len(shape) == 4 else 1
        match value:
            case Polynomial(atom=Mean() | Variance() as statistic) if subpixels > 1:
                return Groups(statistic, subpixels)
        return self.reshaped(node)

    def reshaped(self, node: Node) -> Value:
        """Where only the shape changes, of what has no height and width."""
        value = self._argument(node, 0)
        if isinstance(value, StyleVector):
            return value
        if isinstance(value, Polynomial) and not _has_pixels(value):
            return value
        raise _UnknownError

    # Sizes

    def shape(self, node: Node) -> Value:
        return Size(self._unpadded(self._picture(self._argument(node, 0))))

    def part_of_size(self, node: Node) -> Value:
        value = self._argument(node, 0)
        if not isinstance(value, Size):
            raise _UnknownError
        return value

    def pack(self, node: Node) -> Value:
        rows, columns = self._argument(node, 0), self._argument(node, 1)
        if not isinstance(rows, Size) or rows != columns:
            raise _UnknownError
        return rows

    # Pictures

    def upsample(self, node: Node) -> Value:
        name = self._unpadded(self._picture(self._argument(node, 0)))
        size = self._argument(node, 1)
        aligned = node["attr"].get("align_corners", {}).get("b", False)
        if not isinstance(size, Size) or size.name != name or aligned:
            raise _UnknownError
        step = self._step(op="up", **{"in": name}, factor=size.factor)
        return Polynomial.product(Picture(step))

    def mirror_pad(self, node: Node) -> Value:
        name = self._unpadded(self._picture(self._argument(node, 0)))
        batch, rows, columns, channels = self._weight(node, 1).tolist()
        if _text(node, "mode") != "REFLECT" or any(batch + channels):
            raise _UnknownError
        return Polynomial.product(Picture(name, (*rows, *columns)))

    def concat(self, node: Node) -> Value:
        *_, axis = range(len(node["input"]))
        pictures = [self._picture(self._argument(node, index)) for index in range(axis)]
        pads = {picture.pad for picture in pictures}
        if int(self._weight(node, axis).ravel()[0]) not in (3, -1) or len(pads) != 1:
            raise _UnknownError
        # To pad what was joined is the same as to join what was padded.
        step = self._step(op="concat", **{"in": [picture.name for picture in pictures]})
        return Polynomial.product(Picture(step, *pads))

    def convolve(self, node: Node) -> Value:
        if isinstance(self._argument(node, 0), StyleVector):
            return self.linear(node)
        return self._convolution("conv", node)

    def convolve_depthwise(self, node: Node) -> Value:
        if self._weight(node, 1).shape[3] != 1:
            raise _UnknownError
        return self._convolution("depthwise", node)

    def _convolution(self, op: str, node: Node) -> Value:
        picture = self._picture(self._argument(node, 0))
        self._weight(node, 1)
        _, stride, horizontal, _ = _integers(node, "strides")
        dilated = set(_integers(node, "dilations")) - {1}
        if _text(node, "padding") != "VALID" or dilated or stride != horizontal:
            raise _UnknownError
        bias, activation = _bias_and_activation(node)
        step = self._step(
            op=op,
            **{"in": picture.name},
            weights=node_name(node["input"][1]),
            bias=bias,
            stride=stride,
            pad=list(picture.pad),
        )
        convolved = Polynomial.product(Convolved(step))
        return convolved if activation == "linear" else self._activated(convolved, activation)

    def relu(self, node: Node) -> Value:
        return self._activated(self._argument(node, 0), "relu")

    def sigmoid(self, node: Node) -> Value:
        return self._activated(self._argument(node, 0), "sigmoid")

    # The style vector

    def multiply_matrix(self, node: Node) -> Value:
        attributes = node["attr"]
        if any(attributes.get(f"transpose_{side}", {}).get("b") for side in "ab"):
            raise _UnknownError
        return self.linear(node)

    def linear(self, node: Node) -> Value:
        self._weight(node, 1)
        bias, activation = _bias_and_activation(node)
        if not isinstance(self._argument(node, 0), StyleVector):
            raise _UnknownError
        if activation != "linear":
            raise _UnknownError
        return Polynomial.product(Linear(node_name(node["input"][1]), bias))

    # What is made of a convolution

    def _step(self, **step: Any) -> str:
        name = str(len(self._steps) + 1)
        self._steps[name] = {**step, "out": name}
        return name

    def _unpadded(self, picture: Picture) -> str:
        if picture.pad != NO_PAD:
            raise _UnknownError
        return picture.name

    def _is_picture(self, value: Polynomial) -> bool:
        return isinstance(value.atom, Picture | Convolved) or _normalization(value) is not None

    def _picture(self, value: Value) -> Picture:
        """The picture that `value` is, once its convolution is finished."""
        match value:
            case Polynomial(atom=Picture() as picture):
                return picture
        return self._finished_picture(value, "linear")

    def _activated(self, value: Value, activation: str) -> Polynomial:
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
                    raise _UnknownError
                deviation, gamma, beta = found
                name, cin = deviation.name, len(self._cins)
                self._cins.append(self._cin(deviation, gamma, beta))
            case _:
                raise _UnknownError
        # A second use in another form would need the convolution's output once more.
        if name in self._finished:
            raise _UnknownError
        self._finished.add(name)
        self._steps[name] |= {"cin": cin, "activation": activation}
        return Picture(name)

    def _cin(self, deviation: InverseDeviation, gamma: Linear, beta: Linear) -> dict[str, Any]:
        channels = self._model.weights[gamma.kernel].shape[-1]
        filters = self._model.weights[self._steps[deviation.name]["weights"]].shape
        width = filters[2] if self._steps[deviation.name]["op"] == "depthwise" else filters[3]
        if channels * deviation.subpixels != width:
            raise _UnknownError
        return {
            "channels": channels,
            "subpixels": deviation.subpixels,
            "epsilon": deviation.epsilon,
            "gamma": {"kernel": gamma.kernel, "bias": gamma.bias},
            "beta": {"kernel": beta.kernel, "bias": beta.bias},
        }


_OPERATIONS = {
    "Add": _Reader.add,
    "AddV2": _Reader.add,
    "BiasAdd": _Reader.add,
    "Sub": _Reader.subtract,
    "Mul": _Reader.multiply,
    "Square": _Reader.square,
    "SquaredDifference": _Reader.squared_difference,
    "Rsqrt": _Reader.rsqrt,
    "Mean": _Reader.mean,
    "Reshape": _Reader.reshape,
    "Tile": _Reader.reshaped,
    "Squeeze": _Reader.reshaped,
    "ExpandDims": _Reader.reshaped,
    "Identity": lambda reader, node: reader._argument(node, 0),
    "Shape": _Reader.shape,
    "StridedSlice": _Reader.part_of_size,
    "Pack": _Reader.pack,
    "ResizeNearestNeighbor": _Reader.upsample,
    "MirrorPad": _Reader.mirror_pad,
    "ConcatV2": _Reader.concat,
    "Conv2D": _Reader.convolve,
    "_FusedConv2D": _Reader.convolve,
    "DepthwiseConv2dNative": _Reader.convolve_depthwise,
    "FusedDepthwiseConv2dNative": _Reader.convolve_depthwise,
    "Relu": _Reader.relu,
    "Sigmoid": _Reader.sigmoid,
    "MatMul": _Reader.multiply_matrix,
    "_FusedMatMul": _Reader.multiply_matrix,
}


def _has_pixels(value: Polynomial) -> bool:
    return any(isinstance(atom, Picture | Convolved) for atom in value.atoms)


def _variance(value: Polynomial) -> Polynomial:
    """The mean of `value` where it is the squared distance of a convolution from its mean."""
    for atom in value.atoms:
        if isinstance(atom, Mean):
            distance = Polynomial.product(Convolved(atom.name)) - Polynomial.product(atom)
            if value == distance * distance:
                return Polynomial.product(Variance(atom.name, atom.subpixels))
    raise _UnknownError


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


def _text(node: Node, attribute: str) -> str:
    return base64.b64decode(node["attr"][attribute]["s"]).decode()


def _integers(node: Node, attribute: str) -> list[int]:
    return [int(number) for number in node["attr"][attribute]["list"]["i"]]


def _bias_and_activation(node: Node) -> tuple[str | None, str]:
    """The name of a fused node's bias, and its activation; (None, "linear") of a plain node."""
    encoded = node["attr"].get("fused_ops", {}).get("list", {}).get("s", [])
    steps = [base64.b64decode(step).decode() for step in encoded]
    bias = node_name(node["input"][2]) if "BiasAdd" in steps else None
    activation = _FUSED_ACTIVATIONS.get(
        tuple(step for step in steps if step not in ("BiasAdd", "NoOp"))
    )
    if activation is None:
        raise _UnknownError
    return bias, activation
