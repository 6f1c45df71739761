"""Writes Magenta's transformer as an ONNX file: python onnx_graph.py PACKAGES SET OUT

PACKAGES is a folder with the `onnx` package, which nothing but the bench needs; SET holds a
set.json with a transformer that has a program; OUT/transformer.onnx is written. It is the same
network with the same weights, in the operators that onnxruntime is best at: a conditional instance
normalization is one InstanceNormalization whose scale and shift come from the style vector.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

_OPSET, _IR = 17, 8
_STYLE = 100


class _Writer:
    """Turns the steps of a program into nodes, in the order of execution."""

    def __init__(self, program: Mapping[str, Any], weights: Mapping[str, np.ndarray]) -> None:
        self._program = program
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: dict[str, np.ndarray] = {}

    def model(self) -> Any:
        from onnx import TensorProto, helper, numpy_helper

        for step in self._program["steps"]:
            _WRITERS[step["op"]](self, step)
        sides = ["height", "width"]
        graph = helper.make_graph(
            self._nodes,
            "transformer",
            [
                helper.make_tensor_value_info("content", TensorProto.FLOAT, [1, 3, *sides]),
                helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, _STYLE]),
            ],
            [helper.make_tensor_value_info("painted", TensorProto.FLOAT, [1, 3, *sides])],
            [numpy_helper.from_array(data, name) for name, data in self._constants.items()],
        )
        opset = helper.make_opsetid("", _OPSET)
        return helper.make_model(graph, opset_imports=[opset], ir_version=_IR)

    def convolution(self, step: Mapping[str, Any]) -> None:
        picture = self._padded(step)
        weight = self._weights[step["weights"]]
        depthwise = step["op"] == "depthwise"
        # [rows, columns, inputs, outputs] to [outputs, inputs of a group, rows, columns].
        order = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
        inputs = [picture, self._constant("weight", step, weight.transpose(order))]
        if step["bias"] is not None:
            inputs.append(self._constant("bias", step, self._weights[step["bias"]].reshape(-1)))
        group = weight.shape[2] if depthwise else 1
        stride = step["stride"]
        out = self._node("Conv", inputs, group=group, strides=[stride, stride])
        if step["cin"] is not None:
            out = self._normalized(out, self._program["cins"][step["cin"]], step)
        activation = {"linear": "Identity", "relu": "Relu", "sigmoid": "Sigmoid"}
        self._node(activation[step["activation"]], [out], out=step["out"])

    def upsampling(self, step: Mapping[str, Any]) -> None:
        factors = np.array([1, 1, step["factor"], step["factor"]], np.float32)
        scales = self._constant("scales", step, factors)
        how = {
            "mode": "nearest",
            "nearest_mode": "floor",
            "coordinate_transformation_mode": "asymmetric",
        }
        self._node("Resize", [step["in"], "", scales], out=step["out"], **how)

    def addition(self, step: Mapping[str, Any]) -> None:
        self._node("Add", step["in"], out=step["out"])

    def concatenation(self, step: Mapping[str, Any]) -> None:
        self._node("Concat", step["in"], out=step["out"], axis=1)

    def _padded(self, step: Mapping[str, Any]) -> str:
        top, bottom, left, right = step["pad"]
        if not any(step["pad"]):
            return str(step["in"])
        amounts = np.array([0, 0, top, left, 0, 0, bottom, right], np.int64)
        return self._node("Pad", [step["in"], self._constant("pad", step, amounts)], mode="reflect")

    def _normalized(self, picture: str, cin: Mapping[str, Any], step: Mapping[str, Any]) -> str:
        if cin["subpixels"] != 1:
            raise ValueError("InstanceNormalization cannot pool the statistics of subpixels")
        scale, shift = (
            self._of_style(part, cin[part], cin["channels"], step) for part in ("gamma", "beta")
        )
        return self._node("InstanceNormalization", [picture, scale, shift], epsilon=cin["epsilon"])

    def _of_style(self, part: str, linear: Mapping[str, Any], channels: int, step: Any) -> str:
        kernel = self._weights[linear["kernel"]].reshape(_STYLE, channels)
        bias = np.zeros(channels, np.float32)
        if linear["bias"] is not None:
            bias = self._weights[linear["bias"]].reshape(channels)
        inputs = ["style", self._constant(part, step, kernel)]
        inputs.append(self._constant(f"{part}-bias", step, bias))
        shape = self._constant(f"{part}-shape", step, np.array([channels], np.int64))
        return self._node("Reshape", [self._node("Gemm", inputs), shape])

    def _constant(self, kind: str, step: Mapping[str, Any], data: np.ndarray) -> str:
        name = f"{step['out']}/{kind}"
        self._constants[name] = np.ascontiguousarray(data)
        return name

    def _node(self, op: str, inputs: list[str], out: str | None = None, **attributes: Any) -> str:
        from onnx import helper

        # The painting keeps no pixel shuffle to undo: its cells are its pixels.
        name = "painted" if out == "cells" else out or f"node-{len(self._nodes)}"
        self._nodes.append(helper.make_node(op, inputs, [name], **attributes))
        return name


_WRITERS = {
    "conv": _Writer.convolution,
    "depthwise": _Writer.convolution,
    "up": _Writer.upsampling,
    "add": _Writer.addition,
    "concat": _Writer.concatenation,
}


def main(packages: str, network_set: str, out: str) -> None:
    """Write the file and have the package check it."""
    # After the packages that are installed: of what both have, theirs is the one that works.
    sys.path.append(packages)
    import onnx

    from builder.graph_model.read import read_graph_model

    transformers = json.loads((Path(network_set) / "set.json").read_text())["transformers"]
    ((name, files),) = transformers.items()
    if files["cellSize"] != 1:
        raise ValueError(f"{name} ends with a pixel shuffle, which is not written here")
    weights = read_graph_model(Path(network_set) / name).weights
    model = _Writer(files["program"], weights).model()
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(Path(out) / "transformer.onnx"))


if __name__ == "__main__":
    main(*sys.argv[1:])
