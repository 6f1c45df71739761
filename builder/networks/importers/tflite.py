"""Reads TensorFlow Lite files and runs them with whatever backend Keras has.

The interpreter of TensorFlow Lite runs on the CPU only and gives no gradients, no values from
inside the network and no other input sizes. Here a file becomes a Keras layer that has all four.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tflite
from keras import ops

from builder.errors import NetworkFileError
from builder.networks.architecture.layers import upsample

_DTYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT8: np.int8,
    tflite.TensorType.UINT8: np.uint8,
}
_OPERATOR_NAMES = {
    code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)
}
_OPTIONS = {
    "CONV_2D": tflite.Conv2DOptions,
    "DEPTHWISE_CONV_2D": tflite.DepthwiseConv2DOptions,
    "ADD": tflite.AddOptions,
    "SUB": tflite.SubOptions,
    "MUL": tflite.MulOptions,
    "MIRROR_PAD": tflite.MirrorPadOptions,
    "MEAN": tflite.ReducerOptions,
}


@dataclass(frozen=True)
class Quantization:
    """Affine quantization, real = scale * (stored - zero_point), per tensor or per channel."""

    scale: np.ndarray
    zero_point: np.ndarray
    axis: int


@dataclass(frozen=True)
class Tensor:
    """A tensor of the file; `data` is None where it is computed."""

    name: str
    shape: tuple[int, ...]
    dtype: type
    quantization: Quantization | None
    data: np.ndarray | None

    def real(self) -> np.ndarray:
        """The stored data as float32, dequantized; integers without a scale are kept."""
        assert self.data is not None
        if self.quantization is None:
            return self.data if self.dtype is np.int32 else self.data.astype(np.float32)
        q = self.quantization
        shape = [1] * self.data.ndim
        if q.scale.size > 1:
            shape[q.axis] = q.scale.size
        stored = self.data.astype(np.float64) - q.zero_point.reshape(shape)
        return (stored * q.scale.reshape(shape)).astype(np.float32)


@dataclass(frozen=True)
class Operator:
    """One step of the network: `kind` is TensorFlow Lite's name, inputs and outputs are indices."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Any


@dataclass(frozen=True)
class Graph:
    """What a TensorFlow Lite file says: its first subgraph."""

    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    by_name: Mapping[str, int] = field(repr=False)

    def weight(self, name: str) -> np.ndarray:
        """The real numbers of the constant tensor called `name`."""
        return self.tensors[self.by_name[name]].real()


def read_tflite(path: Path) -> Graph:
    """Read a TensorFlow Lite file.

    Raises:
        NetworkFileError: it is missing, no TensorFlow Lite file, or truncated.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NetworkFileError(
            f"Cannot read the network file {path} ({error.strerror}): check its path."
        ) from error
    if data[4:8] != b"TFL3":
        raise NetworkFileError(
            f"{path} is no TensorFlow Lite file: it must carry the identifier TFL3."
        )
    try:
        return _parse(data)
    except (struct.error, IndexError, KeyError, ValueError, TypeError, AttributeError) as error:
        # The flatbuffers reader follows offsets without checking them.
        raise NetworkFileError(
            f"{path} is damaged ({len(data):,} bytes, {error}): fetch it again."
        ) from error


def _parse(data: bytes) -> Graph:
    model = tflite.Model.GetRootAsModel(data, 0)
    subgraph = model.Subgraphs(0)
    tensors = tuple(
        _tensor(model, subgraph.Tensors(index)) for index in range(subgraph.TensorsLength())
    )
    operators = tuple(
        _operator(model, subgraph.Operators(index)) for index in range(subgraph.OperatorsLength())
    )
    return Graph(
        tensors,
        operators,
        tuple(subgraph.InputsAsNumpy().tolist()),
        tuple(subgraph.OutputsAsNumpy().tolist()),
        {tensor.name: index for index, tensor in enumerate(tensors)},
    )


def _tensor(model: Any, tensor: Any) -> Tensor:
    shape = tuple(tensor.ShapeAsNumpy().tolist()) if tensor.ShapeLength() else ()
    dtype = _DTYPES.get(tensor.Type())
    if dtype is None:
        raise ValueError(f"unknown type of tensor {tensor.Type()}")
    buffer = model.Buffers(tensor.Buffer())
    data = None
    if buffer.DataLength():
        data = buffer.DataAsNumpy().view(dtype).reshape(shape)
    return Tensor(tensor.Name().decode(), shape, dtype, _quantization(tensor.Quantization()), data)


def _quantization(parameters: Any) -> Quantization | None:
    if parameters is None or not parameters.ScaleLength():
        return None
    return Quantization(
        parameters.ScaleAsNumpy(),
        parameters.ZeroPointAsNumpy(),
        parameters.QuantizedDimension(),
    )


def _operator(model: Any, operator: Any) -> Operator:
    code = model.OperatorCodes(operator.OpcodeIndex())
    # Files of before 2020 know the one-byte field only; the larger of the two is the operator.
    kind = _OPERATOR_NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
    options = None
    if kind in _OPTIONS:
        table = operator.BuiltinOptions()
        options = _OPTIONS[kind]()
        options.Init(table.Bytes, table.Pos)
    return Operator(
        kind,
        tuple(operator.InputsAsNumpy().tolist()),
        tuple(operator.OutputsAsNumpy().tolist()),
        options,
    )


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
