"""Reads TensorFlow Lite files: tensors, operators and their options."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import tflite

from builder.errors import NetworkFileError

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
        return np.asarray(stored * q.scale.reshape(shape), np.float32)


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
