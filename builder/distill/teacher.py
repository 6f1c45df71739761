"""The teacher: a published pair of networks that students are trained to equal."""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from keras import ops

from builder.errors import NetworkFileError, UsageProblem
from builder.networks.architecture.layers import STYLE_VECTOR_SIZE
from builder.networks.importers.tflite import TFLiteNetwork
from builder.networks.importers.tflite_file import Graph
from builder.networks.locations import imported_sets
from builder.networks.names import is_name
from builder.paths import downloads_folder

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
        """Load the pair in `folder`: one `*predict*.tflite`, one `*transfer*.tflite`.

        The most precise file wins where there are several (f32, f16, int8).

        Raises:
            NetworkFileError: a file is missing, damaged or of another architecture.
        """
        transformer = TFLiteNetwork(_most_precise(folder, "transfer"), name="teacher")
        missing = [name for name in HINTS.values() if name not in transformer.graph.by_name]
        if missing:
            raise NetworkFileError(
                f"The transformer in {folder} has no tensor {missing[0]}: "
                "use Magenta's arbitrary-image-stylization pair as teacher."
            )
        path = _most_precise(folder, "predict")
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
    with warnings.catch_warnings():
        # It moves to the package ai-edge-litert in TensorFlow 2.20.
        warnings.simplefilter("ignore")
        interpreter = tf.lite.Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


def find_teacher(name_or_folder: str) -> Path:
    """The folder of the files of a teacher: that folder, or of a fetched set of that name.

    Raises:
        UsageProblem: there is neither.
    """
    folder = Path(name_or_folder)
    if folder.is_dir():
        return folder
    fetched = downloads_folder() / name_or_folder
    if is_name(name_or_folder) and fetched.is_dir() and any(fetched.glob("*.tflite")):
        return fetched
    if name_or_folder in imported_sets():
        raise UsageProblem(
            f'"{name_or_folder}" was imported, and a teacher is needed as it was published: name '
            "the folder with its two TensorFlow Lite files."
        )
    raise UsageProblem(
        f'There is no teacher "{name_or_folder}": name a folder with a TensorFlow Lite pair, or '
        "fetch one with: build-site networks fetch magenta-mobile"
    )


def _most_precise(folder: Path, stem: str) -> Path:
    for precision in ("f32", "fp32", "f16", "fp16", "int8"):
        for path in sorted(folder.glob(f"*{stem}*.tflite")):
            if precision in path.name:
                return path
    raise NetworkFileError(
        f"{folder} holds no *{stem}*.tflite: point --teacher at a folder with both files."
    )
