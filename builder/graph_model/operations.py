"""What the operations of a transformer graph compute, with symbols instead of numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from builder.graph_model.nodes import Node, bias_and_activation, integers_of, text_of
from builder.graph_model.read import GraphModel, node_name
from builder.graph_model.signature import CONTENT_IMAGE, STYLE_VECTOR
from builder.graph_model.steps import CONTENT, NoProgramError, Steps
from builder.graph_model.symbolic import (
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


class SymbolicGraph:
    """A graph that is computed with symbols; each node that makes a new picture notes a step.

    Attributes:
        nodes: the graph's nodes by name.
        steps: what was noted.
    """

    def __init__(self, model: GraphModel) -> None:
        self.nodes = {node["name"]: node for node in model.topology["node"]}
        self.steps = Steps(model.weights)
        self._weights = model.weights
        self._inputs = {
            node_name(info["name"]): name for name, info in model.signature["inputs"].items()
        }
        self._values: dict[str, Value] = {}

    def value(self, name: str) -> Value:
        """What the node called `name` computes.

        Raises:
            NoProgramError: a program cannot say it.
        """
        if name not in self._values:
            self._values[name] = self._computed(self.nodes[name])
        return self._values[name]

    def _computed(self, node: Node) -> Value:
        match self._inputs.get(node["name"]):
            case str(name) if name == CONTENT_IMAGE:
                return Polynomial.product(Picture(CONTENT))
            case str(name) if name == STYLE_VECTOR:
                return StyleVector()
        weight = self._weights.get(node["name"])
        if weight is not None and weight.size == 1:
            return Polynomial.product(factor=float(weight.ravel()[0]))
        compute = _OPERATIONS.get(node["op"])
        if compute is None:
            raise NoProgramError
        return compute(self, node)

    def _argument(self, node: Node, index: int) -> Value:
        return self.value(node_name(node["input"][index]))

    def _polynomial(self, node: Node, index: int) -> Polynomial:
        value = self._argument(node, index)
        if not isinstance(value, Polynomial):
            raise NoProgramError
        return value

    def _weight(self, node: Node, index: int) -> np.ndarray:
        weight = self._weights.get(node_name(node["input"][index]))
        if weight is None:
            raise NoProgramError
        return weight

    # Arithmetic

    def _add(self, node: Node) -> Value:
        left, right = self._polynomial(node, 0), self._polynomial(node, 1)
        if self.steps.is_picture(left) and self.steps.is_picture(right):
            names = [self.steps.unpadded(value) for value in (left, right)]
            return Polynomial.product(Picture(self.steps.add(op="add", **{"in": names})))
        return left + right

    def _subtract(self, node: Node) -> Value:
        return self._polynomial(node, 0) - self._polynomial(node, 1)

    def _multiply(self, node: Node) -> Value:
        size = self._argument(node, 0)
        if isinstance(size, Size):
            return Size(size.name, size.factor * int(self._weight(node, 1).ravel()[0]))
        return self._polynomial(node, 0) * self._polynomial(node, 1)

    def _square(self, node: Node) -> Value:
        return self._polynomial(node, 0) * self._polynomial(node, 0)

    def _squared_difference(self, node: Node) -> Value:
        distance = self._polynomial(node, 0) - self._polynomial(node, 1)
        return distance * distance

    def _rsqrt(self, node: Node) -> Value:
        terms = dict(self._polynomial(node, 0).terms)
        epsilon = terms.pop((), 0)
        match list(terms.items()):
            case [((Variance(name, around, subpixels),), 1)] if around == subpixels:
                return Polynomial.product(InverseDeviation(name, subpixels, epsilon))
        raise NoProgramError

    # Statistics

    def _mean(self, node: Node) -> Value:
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
        raise NoProgramError

    def _reshape(self, node: Node) -> Value:
        value = self._argument(node, 0)
        shape = self._weight(node, 1).ravel().tolist()
        subpixels = shape[2] if len(shape) == 4 else 1
        match value:
            case Polynomial(atom=Mean() | Variance() as statistic) if subpixels > 1:
                return Groups(statistic, subpixels)
        return self._reshaped(node)

    def _reshaped(self, node: Node) -> Value:
        """Where only the shape changes, of what has no height and width."""
        value = self._argument(node, 0)
        if isinstance(value, StyleVector):
            return value
        if isinstance(value, Polynomial) and not _has_pixels(value):
            return value
        raise NoProgramError

    # Sizes

    def _shape(self, node: Node) -> Value:
        return Size(self.steps.unpadded(self._argument(node, 0)))

    def _part_of_size(self, node: Node) -> Value:
        value = self._argument(node, 0)
        if not isinstance(value, Size):
            raise NoProgramError
        return value

    def _pack(self, node: Node) -> Value:
        rows, columns = self._argument(node, 0), self._argument(node, 1)
        if not isinstance(rows, Size) or rows != columns:
            raise NoProgramError
        return rows

    # Pictures

    def _upsample(self, node: Node) -> Value:
        name = self.steps.unpadded(self._argument(node, 0))
        size = self._argument(node, 1)
        aligned = node["attr"].get("align_corners", {}).get("b", False)
        if not isinstance(size, Size) or size.name != name or aligned:
            raise NoProgramError
        step = self.steps.add(op="up", **{"in": name}, factor=size.factor)
        return Polynomial.product(Picture(step))

    def _mirror_pad(self, node: Node) -> Value:
        name = self.steps.unpadded(self._argument(node, 0))
        batch, rows, columns, channels = self._weight(node, 1).tolist()
        if text_of(node, "mode") != "REFLECT" or any(batch + channels):
            raise NoProgramError
        return Polynomial.product(Picture(name, (*rows, *columns)))

    def _concat(self, node: Node) -> Value:
        *_, axis = range(len(node["input"]))
        pictures = [self.steps.picture(self._argument(node, index)) for index in range(axis)]
        pads = {picture.pad for picture in pictures}
        if int(self._weight(node, axis).ravel()[0]) not in (3, -1) or len(pads) != 1:
            raise NoProgramError
        # To pad what was joined is the same as to join what was padded.
        step = self.steps.add(op="concat", **{"in": [picture.name for picture in pictures]})
        return Polynomial.product(Picture(step, *pads))

    def _convolve(self, node: Node) -> Value:
        if isinstance(self._argument(node, 0), StyleVector):
            return self._linear(node)
        return self._convolution("conv", node)

    def _convolve_depthwise(self, node: Node) -> Value:
        if self._weight(node, 1).shape[3] != 1:
            raise NoProgramError
        return self._convolution("depthwise", node)

    def _convolution(self, op: str, node: Node) -> Value:
        picture = self.steps.picture(self._argument(node, 0))
        self._weight(node, 1)
        _, stride, horizontal, _ = integers_of(node, "strides")
        dilated = set(integers_of(node, "dilations")) - {1}
        if text_of(node, "padding") != "VALID" or dilated or stride != horizontal:
            raise NoProgramError
        bias, activation = bias_and_activation(node)
        step = self.steps.add(
            op=op,
            **{"in": picture.name},
            weights=node_name(node["input"][1]),
            bias=bias,
            stride=stride,
            pad=list(picture.pad),
        )
        convolved = Polynomial.product(Convolved(step))
        return convolved if activation == "linear" else self.steps.activated(convolved, activation)

    def _relu(self, node: Node) -> Value:
        return self.steps.activated(self._argument(node, 0), "relu")

    def _relu6(self, node: Node) -> Value:
        return self.steps.activated(self._argument(node, 0), "relu6")

    def _sigmoid(self, node: Node) -> Value:
        return self.steps.activated(self._argument(node, 0), "sigmoid")

    # The style vector

    def _multiply_matrix(self, node: Node) -> Value:
        attributes = node["attr"]
        if any(attributes.get(f"transpose_{side}", {}).get("b") for side in "ab"):
            raise NoProgramError
        return self._linear(node)

    def _linear(self, node: Node) -> Value:
        self._weight(node, 1)
        bias, activation = bias_and_activation(node)
        if not isinstance(self._argument(node, 0), StyleVector):
            raise NoProgramError
        if activation != "linear":
            raise NoProgramError
        return Polynomial.product(Linear(node_name(node["input"][1]), bias))


_OPERATIONS: dict[str, Callable[[SymbolicGraph, Node], Value]] = {
    "Add": SymbolicGraph._add,
    "AddV2": SymbolicGraph._add,
    "BiasAdd": SymbolicGraph._add,
    "Sub": SymbolicGraph._subtract,
    "Mul": SymbolicGraph._multiply,
    "Square": SymbolicGraph._square,
    "SquaredDifference": SymbolicGraph._squared_difference,
    "Rsqrt": SymbolicGraph._rsqrt,
    "Mean": SymbolicGraph._mean,
    "Reshape": SymbolicGraph._reshape,
    "Tile": SymbolicGraph._reshaped,
    "Squeeze": SymbolicGraph._reshaped,
    "ExpandDims": SymbolicGraph._reshaped,
    "Identity": lambda graph, node: graph._argument(node, 0),
    "Shape": SymbolicGraph._shape,
    "StridedSlice": SymbolicGraph._part_of_size,
    "Pack": SymbolicGraph._pack,
    "ResizeNearestNeighbor": SymbolicGraph._upsample,
    "MirrorPad": SymbolicGraph._mirror_pad,
    "ConcatV2": SymbolicGraph._concat,
    "Conv2D": SymbolicGraph._convolve,
    "_FusedConv2D": SymbolicGraph._convolve,
    "DepthwiseConv2dNative": SymbolicGraph._convolve_depthwise,
    "FusedDepthwiseConv2dNative": SymbolicGraph._convolve_depthwise,
    "Relu": SymbolicGraph._relu,
    "Relu6": SymbolicGraph._relu6,
    "Sigmoid": SymbolicGraph._sigmoid,
    "MatMul": SymbolicGraph._multiply_matrix,
    "_FusedMatMul": SymbolicGraph._multiply_matrix,
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
    raise NoProgramError
