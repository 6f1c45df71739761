"""Runs TensorFlow Lite networks with whatever backend Keras has.

The interpreter of TensorFlow Lite runs on the CPU only and gives no gradients, no values from
inside the network and no other input sizes. Here a file becomes a Keras layer that has all four.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tflite
from keras import ops

from builder.errors import NetworkFileError
from builder.networks.architecture.layers import upsample
from builder.networks.importers.tflite_file import Operator, Tensor, read_tflite


class TFLiteNetwork(keras.Model):
    """A TensorFlow Lite graph as a Keras model with frozen weights.

    Convolutions and resizes adapt to the input's size, so that a file made for 384 x 384 takes
    any size its architecture allows. Activations that the file stores as 8-bit integers are
    rounded to the same steps, so that a quantized network gives the numbers of the interpreter.

    Raises:
        NetworkFileError: the file has an operator that is not known here.
    """

    def __init__(self, path: Path, **kwargs: Any) -> None:
        super().__init__(trainable=False, **kwargs)
        self.graph = read_tflite(path)
        unknown = {op.kind for op in self.graph.operators} - set(_RUN) - {"DEQUANTIZE"}
        if unknown:
            raise NetworkFileError(
                f"{path} uses {', '.join(sorted(unknown))}, which this importer does not know: "
                "import a network made of convolutions, means and elementwise operators."
            )
        self._weights_by_index = {
            index: self._constant(index, tensor)
            for index, tensor in enumerate(self.graph.tensors)
            if tensor.data is not None and tensor.dtype is not np.int32
        }
        self._biases = self._quantized_biases()
        self.built = True

    def call(self, inputs: Sequence[Any]) -> Any:
        """The file's output for `inputs`, in the file's order and shapes; any batch size."""
        name = self.graph.tensors[self.graph.outputs[0]].name
        return self.values(inputs, [name])[name]

    def values(
        self, inputs: Sequence[Any], names: Iterable[str], *, rounded: bool = True
    ) -> dict[str, Any]:
        """The tensors called `names` (inside the network, or its output) for `inputs`.

        Without `rounded` a quantized network's activations keep their slope: rounding has none.
        """
        wanted = {self.graph.by_name[name]: name for name in names}
        known: dict[int, Any] = dict(zip(self.graph.inputs, inputs, strict=True))
        known.update(self._weights_by_index)
        known.update(self._biases)
        for operator in self.graph.operators:
            if not wanted.keys() - known.keys():
                break
            self._step(operator, known, rounded)
        return {name: known[index] for index, name in wanted.items()}

    def _step(self, operator: Operator, known: dict[int, Any], rounded: bool) -> None:
        index = operator.outputs[0]
        if operator.kind == "DEQUANTIZE":
            known[index] = known[operator.inputs[0]]
            return
        arguments = [
            known[k] if k in known else self.graph.tensors[k].data for k in operator.inputs
        ]
        value = _RUN[operator.kind](operator, self.graph.tensors, arguments)
        if rounded:
            value = _round_to_steps(value, self.graph.tensors[index], _fused(operator))
        known[index] = value

    def _constant(self, index: int, tensor: Tensor) -> Any:
        weight = self.add_weight(
            shape=tensor.shape, initializer="zeros", trainable=False, name=f"tensor_{index}"
        )
        weight.assign(tensor.real())
        return weight

    def _quantized_biases(self) -> dict[int, Any]:
        indices = [
            operator.inputs[2]
            for operator in self.graph.operators
            if operator.kind in ("CONV_2D", "DEPTHWISE_CONV_2D") and len(operator.inputs) > 2
        ]
        tensors = self.graph.tensors
        return {
            k: self._constant(k, tensors[k])
            for k in dict.fromkeys(indices)
            if tensors[k].dtype is np.int32
        }


def _round_to_steps(x: Any, tensor: Tensor, activation: int) -> Any:
    """`x` as 8-bit integers can hold it; clipped unless its activation clips it as well."""
    q = tensor.quantization
    if q is None or tensor.dtype is not np.int8:
        return x
    scale, zero_point = float(q.scale[0]), float(q.zero_point[0])
    lowest, highest = -128 - zero_point, 127 - zero_point
    steps = ops.round(x * (1 / scale))
    relu6 = activation == tflite.ActivationFunctionType.RELU6
    if not (relu6 and lowest == 0 and round(6 / scale) <= highest):
        steps = ops.clip(steps, lowest, highest)
    return steps * scale


def _fused(operator: Operator) -> int:
    kind = getattr(operator.options, "FusedActivationFunction", None)
    return kind() if kind else tflite.ActivationFunctionType.NONE


def _activate(x: Any, kind: int) -> Any:
    functions = tflite.ActivationFunctionType
    if kind == functions.RELU:
        return ops.relu(x)
    if kind == functions.RELU6:
        return ops.relu6(x)
    if kind == functions.NONE:
        return x
    raise NetworkFileError(f"Unknown fused activation {kind} in the TensorFlow Lite file.")


def _padding(options: Any) -> str:
    return "same" if options.Padding() == tflite.Padding.SAME else "valid"


def _convolution(function: Any) -> Any:
    def run(operator: Operator, tensors: Sequence[Tensor], arguments: list[Any]) -> Any:
        x, kernel, bias = arguments
        options = operator.options
        y = function(
            x,
            ops.transpose(kernel, (1, 2, 3, 0)),
            strides=(options.StrideH(), options.StrideW()),
            padding=_padding(options),
            data_format="channels_last",
        )
        return _activate(y + bias, options.FusedActivationFunction())

    return run


def _arithmetic(function: Any) -> Any:
    def run(operator: Operator, tensors: Sequence[Tensor], arguments: list[Any]) -> Any:
        kind = operator.options.FusedActivationFunction() if operator.options else 0
        return _activate(function(*arguments), kind)

    return run


def _mean(operator: Operator, tensors: Sequence[Tensor], arguments: list[Any]) -> Any:
    x, axes = arguments
    axis = tuple(int(a) for a in np.ravel(axes))
    return ops.mean(x, axis=axis, keepdims=operator.options.KeepDims())


def _mirror_pad(operator: Operator, tensors: Sequence[Tensor], arguments: list[Any]) -> Any:
    x, widths = arguments
    mode = "reflect" if operator.options.Mode() == tflite.MirrorPadMode.REFLECT else "symmetric"
    return ops.pad(x, tuple((int(a), int(b)) for a, b in widths), mode=mode)


def _resize_nearest(operator: Operator, tensors: Sequence[Tensor], arguments: list[Any]) -> Any:
    before = tensors[operator.inputs[0]].shape[1]
    after = tensors[operator.outputs[0]].shape[1]
    return arguments[0] if after == before else upsample(arguments[0], after // before)


_RUN: dict[str, Any] = {
    "CONV_2D": _convolution(ops.conv),
    "DEPTHWISE_CONV_2D": _convolution(ops.depthwise_conv),
    "ADD": _arithmetic(ops.add),
    "SUB": _arithmetic(ops.subtract),
    "MUL": _arithmetic(ops.multiply),
    "SQUARED_DIFFERENCE": _arithmetic(lambda a, b: ops.square(a - b)),
    "RSQRT": _arithmetic(ops.rsqrt),
    "LOGISTIC": _arithmetic(ops.sigmoid),
    "MEAN": _mean,
    "MIRROR_PAD": _mirror_pad,
    "RESIZE_NEAREST_NEIGHBOR": _resize_nearest,
    "QUANTIZE": _arithmetic(lambda x: x),
}
