from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from builder.errors import NetworkFileError
from builder.networks.importers.tflite import TFLiteNetwork
from builder.networks.importers.tflite_file import read_tflite


@pytest.fixture(scope="module")
def pair(shared: Path) -> Path:
    return shared / "networks" / "magenta-mobile"


def _interpret(path: Path, *inputs: np.ndarray) -> np.ndarray:
    interpreter = tf.lite.Interpreter(str(path))
    details = interpreter.get_input_details()
    for detail, value in zip(details, inputs, strict=True):
        interpreter.resize_tensor_input(detail["index"], value.shape)
    interpreter.allocate_tensors()
    for detail, value in zip(details, inputs, strict=True):
        interpreter.set_tensor(detail["index"], value)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def test_the_transformer_paints_as_the_interpreter_does(pair: Path) -> None:
    rng = np.random.default_rng(1)
    path = pair / "style_transfer_f16.tflite"
    content = rng.random((1, 384, 384, 3), dtype=np.float32)
    style = rng.normal(size=(1, 1, 1, 100)).astype(np.float32)
    painted = np.asarray(TFLiteNetwork(path)([content, style]))
    np.testing.assert_allclose(painted, _interpret(path, content, style), atol=1e-4)


def test_other_sizes_and_batches_are_painted_too(pair: Path) -> None:
    network = TFLiteNetwork(pair / "style_transfer_f16.tflite")
    content = np.random.default_rng(2).random((2, 64, 96, 3), dtype=np.float32)
    painted = np.asarray(network([content, np.zeros((2, 1, 1, 100), np.float32)]))
    assert painted.shape == content.shape


def test_the_quantized_style_network_gives_the_interpreters_numbers(pair: Path) -> None:
    path = pair / "style_predict_int8.tflite"
    network = TFLiteNetwork(path)
    image = np.random.default_rng(3).random((1, 256, 256, 3), dtype=np.float32)
    quantization = network.graph.tensors[network.graph.operators[-1].inputs[0]].quantization
    assert quantization is not None
    difference = np.asarray(network([image])) - _interpret(path, image)
    # Two steps of the output's own quantization.
    assert np.abs(difference).max() < 2.5 * quantization.scale[0]


def test_inner_tensors_can_be_asked_for(pair: Path) -> None:
    network = TFLiteNetwork(pair / "style_transfer_f16.tflite")
    name = "transformer/residual/residual3/add"
    content = np.zeros((1, 32, 32, 3), np.float32)
    found = network.values([content, np.zeros((1, 1, 1, 100), np.float32)], [name])
    assert found[name].shape == (1, 8, 8, 32)


def test_a_truncated_file_is_named(pair: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.tflite"
    path.write_bytes((pair / "style_transfer_f16.tflite").read_bytes()[:200_000])
    with pytest.raises(NetworkFileError, match=r"cut\.tflite is damaged"):
        read_tflite(path)


def test_another_kind_of_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.tflite"
    path.write_text("no network")
    with pytest.raises(NetworkFileError, match=r"notes\.tflite is no TensorFlow Lite file"):
        read_tflite(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NetworkFileError, match="No such file"):
        read_tflite(tmp_path / "absent.tflite")
