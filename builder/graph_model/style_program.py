"""The program of a style network: its graph as the few kinds of steps that the engine runs itself.

What the engine knows is a network that convolves a whole picture, takes the mean of each channel
of some of the pictures in between, and makes the style vector of these means with dense layers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from builder.graph_model.nodes import Node, bias_and_activation, integers_of, text_of
from builder.graph_model.read import GraphModel, node_name
from builder.graph_model.signature import STYLE_IMAGE, STYLE_VECTOR
from builder.graph_model.steps import CONTENT, NoProgramError, Program

_MEANS = "means"
"""The name of all means together, which the first layers read."""


def style_program_of(model: GraphModel) -> Program | None:
    """The program of a fused style network, or None where a program cannot say what it does.

    Returns:
        `{"scale", "offset", "steps", "means", "layers"}`, the lists in the order of execution. The
        picture times `scale` plus `offset` is "content". A step is one of

        - `{"op": "conv" | "depthwise", "in", "out", "weights", "bias", "stride", "activation"}`:
          surrounds with as many zeros as leave ceil(side / stride) of a side, convolves with the
          weight called `weights`, adds the one called `bias` (None: nothing) and applies "linear",
          "relu", "relu6" or "sigmoid";
        - `{"op": "add", "in": [a, b], "out"}`.

        Each of `means` is `{"in", "absolute"}`: the means of a picture's channels, of distances
        from 0 where `absolute`. Joined they are "means". A layer is one of

        - `{"op": "dense", "in", "out", "weights", "bias", "activation"}`;
        - `{"op": "add", "in": [a, b], "out"}`;

        and the last one gives the style vector.
    """
    try:
        return _StyleGraph(model).program()
    except NoProgramError:
        return None


@dataclass(frozen=True)
class _Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class _Image:
    """What the network is given, times `scale` plus `offset`."""

    scale: float = 1
    offset: float = 0


@dataclass(frozen=True)
class _Picture:
    """What the step called `name` makes, or its distance from 0."""

    name: str
    absolute: bool = False


@dataclass(frozen=True)
class _Means:
    """The means of pictures' channels, joined."""

    of: tuple[_Picture, ...]


@dataclass(frozen=True)
class _Vector:
    """What the layer called `name` makes."""

    name: str


_Value = _Number | _Image | _Picture | _Means | _Vector


class _StyleGraph:
    """A graph that is computed with symbols; each node that makes something new notes it down."""

    def __init__(self, model: GraphModel) -> None:
        self._nodes = {node["name"]: node for node in model.topology["node"]}
        self._weights = model.weights
        self._input = node_name(model.signature["inputs"][STYLE_IMAGE]["name"])
        self._output = node_name(model.signature["outputs"][STYLE_VECTOR]["name"])
        self._values: dict[str, _Value] = {}
        self._image: _Image | None = None
        self._means: _Means | None = None
        self._steps: list[dict[str, Any]] = []
        self._layers: list[dict[str, Any]] = []

    def program(self) -> Program:
        vector = self._value(self._output)
        if self._image is None or self._means is None or not isinstance(vector, _Vector):
            raise NoProgramError
        return {
            "scale": self._image.scale,
            "offset": self._image.offset,
            "steps": self._steps,
            "means": [{"in": one.name, "absolute": one.absolute} for one in self._means.of],
            "layers": self._layers,
        }

    def _value(self, name: str) -> _Value:
        if name not in self._values:
            self._values[name] = self._computed(self._nodes[name])
        return self._values[name]

    def _computed(self, node: Node) -> _Value:
        if node["name"] == self._input:
            return _Image()
        weight = self._weights.get(node["name"])
        if weight is not None and weight.size == 1:
            return _Number(float(weight.ravel()[0]))
        compute = _OPERATIONS.get(node["op"])
        if compute is None:
            raise NoProgramError
        return compute(self, node)

    def _argument(self, node: Node, index: int) -> _Value:
        return self._value(node_name(node["input"][index]))

    def _axes(self, node: Node, index: int) -> list[int]:
        axes = self._weights.get(node_name(node["input"][index]))
        if axes is None:
            raise NoProgramError
        return sorted(int(axis) for axis in axes.ravel())

    def _multiply(self, node: Node) -> _Value:
        match self._argument(node, 0), self._argument(node, 1):
            case (_Image(scale, offset), _Number(factor)) | (
                _Number(factor),
                _Image(scale, offset),
            ):
                return _Image(scale * factor, offset * factor)
        raise NoProgramError

    def _subtract(self, node: Node) -> _Value:
        match self._argument(node, 0), self._argument(node, 1):
            case _Image() as image, _Number(value):
                return _Image(image.scale, image.offset - value)
        raise NoProgramError

    def _add(self, node: Node) -> _Value:
        match self._argument(node, 0), self._argument(node, 1):
            case (_Image() as image, _Number(value)) | (_Number(value), _Image() as image):
                return _Image(image.scale, image.offset + value)
            case _Picture(left, False), _Picture(right, False):
                return _Picture(_noted(self._steps, {"op": "add", "in": [left, right]}))
            case _Vector(left), _Vector(right):
                return _Vector(_noted(self._layers, {"op": "add", "in": [left, right]}))
        raise NoProgramError

    def _convolve(self, node: Node) -> _Value:
        if isinstance(self._argument(node, 0), _Means | _Vector):
            return self._dense(node)
        return self._convolution("conv", node)

    def _convolve_depthwise(self, node: Node) -> _Value:
        return self._convolution("depthwise", node)

    def _convolution(self, op: str, node: Node) -> _Value:
        source = self._picture(self._argument(node, 0))
        weights = node_name(node["input"][1])
        rows, columns, _, outputs = self._weights[weights].shape
        _, stride, horizontal, _ = integers_of(node, "strides")
        dilated = set(integers_of(node, "dilations")) - {1}
        same = text_of(node, "padding") == "SAME" or rows == columns == 1
        if not same or dilated or stride != horizontal or (op == "depthwise" and outputs != 1):
            raise NoProgramError
        bias, activation = bias_and_activation(node)
        step = {"op": op, "in": source, "weights": weights, "bias": bias}
        return _Picture(_noted(self._steps, {**step, "stride": stride, "activation": activation}))

    def _picture(self, value: _Value) -> str:
        """The name of a picture that a step reads."""
        match value:
            case _Image():
                if self._image not in (None, value):
                    raise NoProgramError
                self._image = value
                return CONTENT
            case _Picture(name, False):
                return name
        raise NoProgramError

    def _absolute(self, node: Node) -> _Value:
        match self._argument(node, 0):
            case _Picture(name):
                return _Picture(name, absolute=True)
        raise NoProgramError

    def _mean(self, node: Node) -> _Value:
        value = self._argument(node, 0)
        if not isinstance(value, _Picture) or self._axes(node, 1) != [1, 2]:
            raise NoProgramError
        return _Means((value,))

    def _concat(self, node: Node) -> _Value:
        *_, last = range(len(node["input"]))
        joined: tuple[_Picture, ...] = ()
        for index in range(last):
            value = self._argument(node, index)
            if not isinstance(value, _Means) or self._axes(node, last) == [0]:
                raise NoProgramError
            joined += value.of
        return _Means(joined)

    def _multiply_matrix(self, node: Node) -> _Value:
        attributes = node["attr"]
        if any(attributes.get(f"transpose_{side}", {}).get("b") for side in "ab"):
            raise NoProgramError
        return self._dense(node)

    def _dense(self, node: Node) -> _Value:
        match self._argument(node, 0):
            case _Means() as means:
                if self._means not in (None, means):
                    raise NoProgramError
                self._means, source = means, _MEANS
            case _Vector(source):
                pass
            case _:
                raise NoProgramError
        bias, activation = bias_and_activation(node)
        weights = node_name(node["input"][1])
        if weights not in self._weights:
            raise NoProgramError
        layer = {"op": "dense", "in": source, "weights": weights, "bias": bias}
        return _Vector(_noted(self._layers, {**layer, "activation": activation}))


def _noted(notes: list[dict[str, Any]], note: dict[str, Any]) -> str:
    """Write down a step or layer; return the name of what it makes."""
    name = str(len(notes) + 1)
    notes.append({**note, "out": name})
    return name


_OPERATIONS: dict[str, Callable[[_StyleGraph, Node], _Value]] = {
    "Add": _StyleGraph._add,
    "AddV2": _StyleGraph._add,
    "Sub": _StyleGraph._subtract,
    "Mul": _StyleGraph._multiply,
    "Abs": _StyleGraph._absolute,
    "Mean": _StyleGraph._mean,
    "ConcatV2": _StyleGraph._concat,
    "Identity": lambda graph, node: graph._argument(node, 0),
    "Conv2D": _StyleGraph._convolve,
    "_FusedConv2D": _StyleGraph._convolve,
    "DepthwiseConv2dNative": _StyleGraph._convolve_depthwise,
    "FusedDepthwiseConv2dNative": _StyleGraph._convolve_depthwise,
    "MatMul": _StyleGraph._multiply_matrix,
    "_FusedMatMul": _StyleGraph._multiply_matrix,
}
