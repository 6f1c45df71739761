"""The teacher: a published pair of networks that students are trained to equal."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from builder.errors import NetworkFileError
from builder.networks.importers.tflite import Graph, TFLiteNetwork
from builder.networks.layers import STYLE_VECTOR_SIZE

_ROOT = "transformer"
HINTS = {
    "stem2": f"{_ROOT}/contract/conv2/Relu",
    "stem3": f"{_ROOT}/contract/conv3/Relu",
    **{f"residual{k}": f"{_ROOT}/residual/residual{k}/add" for k in range(1, 6)},
    "expand1": f"{_ROOT}/expand/conv1/conv/Relu",
    "expand2": f"{_ROOT}/expand/conv2/conv/Relu",
}
"""What a student calls its intermediate results, and the teacher's tensor each should equal."""

PAINTED = f"{_ROOT}/expand/conv3/conv/Sigmoid"


@dataclass(frozen=True)
class Teacher:
    """Magenta's arbitrary stylization pair as TensorFlow Lite files, run by Keras.

    Attributes:
        style: [N, 256, 256, 3] in [0, 1] to style vectors.
        transformer: content and style vectors to paintings, with its inner tensors.
        vector_space: the name that sets distilled from this teacher share.
        interpreter: TensorFlow Lite's, for the style network, if TensorFlow is installed.
    """

    style: TFLiteNetwork
    transformer: TFLiteNetwork
    vector_space: str
    interpreter: Any
    # Batches are made in a thread of their own, and an interpreter has one set of tensors.
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def load(cls, folder: Path) -> Teacher:
        """Load the pair in `folder`: one `style_predict*.tflite`, one `style_transfer*.tflite`.

        The most precise file wins where there are several (f32, f16, int8).

        Raises:
            NetworkFileError: a file is missing, damaged or of another architecture.
        """
        transformer = TFLiteNetwork(_most_precise(folder, "style_transfer"), name="teacher")
        missing = [name for name in HINTS.values() if name not in transformer.graph.by_name]
        if missing:
            raise NetworkFileError(
                f"The transformer in {folder} has no tensor {missing[0]}: "
                "use Magenta's arbitrary-image-stylization pair as teacher."
            )
        path = _most_precise(folder, "style_predict")
        style = TFLiteNetwork(path, name="teacher_style")
        return cls(style, transformer, folder.name, _interpreter(path))

    @property
    def graph(self) -> Graph:
        return self.transformer.graph

    def vectors(self, images: np.ndarray) -> np.ndarray:
        """Style vectors, float32 [N, 100], of `images`, float32 [N, 256, 256, 3] in [0, 1].

        TensorFlow Lite's own interpreter computes them where TensorFlow is installed, because on
        a CPU it is many times faster; both give the same numbers but for single rounding steps.
        """
        if self.interpreter is None:
            found = self.style.predict_on_batch([images])
            return np.reshape(found, (-1, STYLE_VECTOR_SIZE))
        with self._lock:
            return np.stack([self._interpret(image) for image in images])

    def _interpret(self, image: np.ndarray) -> np.ndarray:
        interpreter = self.interpreter
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image[None])
        interpreter.invoke()
        return interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).reshape(-1)

    def paint(self, content: Any, vectors: Any, hints: bool = False) -> dict[str, Any]:
        """Paint `content` [N, H, W, 3]; keys "painted" and, with `hints`, those of `HINTS`."""
        wanted = {"painted": PAINTED, **(HINTS if hints else {})}
        style = ops.reshape(vectors, (-1, 1, 1, STYLE_VECTOR_SIZE))
        values = self.transformer.values([content, style], wanted.values())
        return {key: values[name] for key, name in wanted.items()}


def _interpreter(path: Path) -> Any:
    try:
        import tensorflow as tf
    except ImportError:
        return None
    with warnings.catch_warnings():
        # It moves to the package ai-edge-litert in TensorFlow 2.20.
        warnings.simplefilter("ignore")
        interpreter = tf.lite.Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


def _most_precise(folder: Path, stem: str) -> Path:
    for precision in ("f32", "fp32", "f16", "fp16", "int8"):
        for path in sorted(folder.glob(f"{stem}*{precision}*.tflite")):
            return path
    raise NetworkFileError(
        f"{folder} holds no {stem}*.tflite: point --teacher at a folder with both files."
    )


def start_from(student: keras.Model, teacher: Teacher) -> None:
    """Give `student`, a `StyleTransformer`, what can be read off the teacher's weights.

    CIN layers of the same width take the teacher's scales and shifts. Each 3 x 3 convolution of
    the body becomes the closest separable one: its kernel of one input channel, a 9 x F matrix,
    is cut to its leading singular vectors (one for each depthwise kernel of that channel).
    """
    graph = teacher.graph
    for cin, scope in zip(student.cins, _norm_scopes(len(student.blocks)), strict=True):
        if graph.weight(f"{scope}/Conv_1/weights").shape[0] != cin.channels:
            continue
        for head, name in ((cin.gamma, "Conv_1"), (cin.beta, "Conv")):
            kernel = graph.weight(f"{scope}/{name}/weights")
            bias = graph.weight(f"{scope}/{name}/Conv2D_bias")
            head.kernel.assign(kernel.reshape(cin.channels, STYLE_VECTOR_SIZE).T)
            head.bias.assign(bias)
    for index, block in enumerate(student.blocks, start=1):
        for conv in (block.conv1, block.conv2):
            name = f"{_ROOT}/residual/residual{index}/{conv.name}/weights"
            _assign_separable(conv, graph.weight(name))
    _assign_separable(student.expand1, graph.weight(f"{_ROOT}/expand/conv1/conv/weights"))
    kernel = graph.weight(f"{_ROOT}/contract/conv3/weights")
    if kernel.shape[::3] == student.stem3.conv.kernel.shape[:1:-1]:
        student.stem3.conv.kernel.assign(kernel.transpose(1, 2, 3, 0))
        student.stem3.conv.bias.assign(graph.weight(f"{_ROOT}/contract/conv3/Conv2D_bias"))


def _norm_scopes(blocks: int) -> Iterator[str]:
    for k in range(1, blocks + 1):
        yield f"style_params/{_ROOT}/residual/residual{k}/conv1/StyleNorm"
        yield f"style_params/{_ROOT}/residual/residual{k}/conv2/StyleNorm"
    for k in range(1, 4):
        yield f"style_params/{_ROOT}/expand/conv{k}/conv/StyleNorm"


def _assign_separable(conv: Any, kernel: np.ndarray) -> None:
    filters, height, width, channels = kernel.shape
    if conv.pointwise.kernel.shape != (1, 1, channels * conv.repeat, filters):
        return
    matrices = kernel.transpose(3, 1, 2, 0).reshape(channels, height * width, filters)
    left, values, right = np.linalg.svd(matrices, full_matrices=False)
    rank = conv.repeat
    scale = np.sqrt(values[:, :rank])
    depthwise = (left[:, :, :rank] * scale[:, None, :]).transpose(1, 2, 0)
    pointwise = (right[:, :rank] * scale[:, :, None]).transpose(1, 0, 2)
    conv.depthwise.kernel.assign(depthwise.reshape(height, width, rank * channels, 1))
    conv.pointwise.kernel.assign(pointwise.reshape(1, 1, rank * channels, filters))
