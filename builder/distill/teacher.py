"""The teacher: a published pair of networks that students are trained to equal."""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from keras import ops

from builder.distill.teacher_files import teacher_pair
from builder.errors import NetworkFileError
from builder.graph_model.tensorflow_setup import captured_output
from builder.networks.architecture.layers import STYLE_VECTOR_SIZE
from builder.networks.importers.tflite import TFLiteNetwork
from builder.networks.importers.tflite_file import Graph

TRANSFORMER = "transformer"
"""The scope of the tensors of Magenta's transformer."""

HINTS = {
    "stem2": f"{TRANSFORMER}/contract/conv2/Relu",
    "stem3": f"{TRANSFORMER}/contract/conv3/Relu",
    **{f"residual{k}": f"{TRANSFORMER}/residual/residual{k}/add" for k in range(1, 6)},
    "expand1": f"{TRANSFORMER}/expand/conv1/conv/Relu",
    "expand2": f"{TRANSFORMER}/expand/conv2/conv/Relu",
}
"""What a student calls its intermediate results, and the teacher's tensor each should equal."""

EYE = (
    "MobilenetV2/Conv/Relu6",
    *(f"MobilenetV2/expanded_conv_{k}/add" for k in (2, 5, 12)),
    "MobilenetV2/expanded_conv_16/depthwise/Relu6",
)
"""Layers of the teacher's style network to look at pictures with, finest first."""

PAINTED = f"{TRANSFORMER}/expand/conv3/conv/Sigmoid"


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
        """Load the pair in `folder`.

        Raises:
            NetworkFileError: a file is missing, damaged or of another architecture.
        """
        path, transformer_path = teacher_pair(folder)
        transformer = TFLiteNetwork(transformer_path, name="teacher")
        missing = [name for name in HINTS.values() if name not in transformer.graph.by_name]
        if missing:
            raise NetworkFileError(
                f"The transformer in {folder} has no tensor {missing[0]}: "
                "use Magenta's arbitrary-image-stylization pair as teacher."
            )
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

    def look(self, images: Any) -> Any:
        """Style vectors [N, 100] of `images` [N, H, W, 3] that slopes can be taken through.

        H and W are any multiples of 32.
        """
        (output,) = self.style.graph.outputs
        name = self.style.graph.tensors[output].name
        found = self.style.values([images], [name], rounded=False)[name]
        return ops.reshape(found, (-1, STYLE_VECTOR_SIZE))

    def features(self, images: Any) -> list[Any]:
        """The layers `EYE` of `images` [N, H, W, 3], each [N, h, w, C], with slopes."""
        values = self.style.values([images], EYE, rounded=False)
        return [values[name] for name in EYE]

    def paint(self, content: Any, vectors: Any, hints: bool = False) -> dict[str, Any]:
        """Paint `content` [N, H, W, 3]; keys "painted" and, with `hints`, those of `HINTS`."""
        wanted = {"painted": PAINTED, **(HINTS if hints else {})}
        style = ops.reshape(vectors, (-1, 1, 1, STYLE_VECTOR_SIZE))
        values = self.transformer.values([content, style], wanted.values())
        return {key: values[name] for key, name in wanted.items()}

    def painting(self, content: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """The painting [H, W, 3] of one `content` [H, W, 3] in one style `vector` [100]."""
        inputs = [content[None], np.reshape(vector, (1, 1, 1, STYLE_VECTOR_SIZE))]
        found: np.ndarray = np.asarray(self.transformer.predict_on_batch(inputs))
        return found[0]


def _interpreter(path: Path) -> Any:
    try:
        import tensorflow as tf
    except ImportError:
        return None
    # It says once in a program which delegate it runs with, whatever its logs are set to.
    with warnings.catch_warnings(), captured_output():
        # It moves to the package ai-edge-litert in TensorFlow 2.20.
        warnings.simplefilter("ignore")
        interpreter = tf.lite.Interpreter(str(path), num_threads=1)
        interpreter.allocate_tensors()
    return interpreter
