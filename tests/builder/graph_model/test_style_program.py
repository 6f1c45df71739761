from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.graph_model.converter import graph_model_of
from builder.graph_model.fuse import fuse_convolutions
from builder.graph_model.probe_picture import fixed_picture
from builder.graph_model.read import GraphModel
from builder.graph_model.signature import STYLE_IMAGE, STYLE_VECTOR
from builder.graph_model.steps import CONTENT, Program
from builder.graph_model.style_program import style_program_of
from builder.networks.export import export
from builder.networks.network_set import STYLE, NetworkSet

SIZES = (256, 187)
"""The network's own, and one that borders have to be counted for at every halving."""

LARGEST_DIFFERENCE = 1e-5
"""Of a number of the style vector, in units of the vector's root mean square."""

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
}


def run_program(program: Program, weights: dict[str, np.ndarray], image: np.ndarray) -> np.ndarray:
    """What a program means: the style vector [V] of `image` [1, S, S, 3]."""
    pictures = {CONTENT: image * program["scale"] + program["offset"]}
    for step in program["steps"]:
        match step:
            case {"op": "add", "in": [left, right]}:
                y = pictures[left] + pictures[right]
            case {"in": source}:
                y = convolve(step, pictures[source], weights[step["weights"]])
                y = ACTIVATIONS[step["activation"]](y + weights[step["bias"]])
        pictures[step["out"]] = y
    means = [
        (np.abs(pictures[mean["in"]]) if mean["absolute"] else pictures[mean["in"]]).mean((0, 1, 2))
        for mean in program["means"]
    ]
    vectors = {"means": np.concatenate(means)}
    for layer in program["layers"]:
        match layer:
            case {"op": "add", "in": [left, right]}:
                y = vectors[left] + vectors[right]
            case {"op": "dense", "in": source}:
                kernel = weights[layer["weights"]]
                y = vectors[source] @ kernel.reshape(-1, kernel.shape[-1])
                y = ACTIVATIONS[layer["activation"]](y + weights.get(layer["bias"], 0))
        vectors[layer["out"]] = y
    return vectors[program["layers"][-1]["out"]]


def convolve(step: dict[str, Any], x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    import tensorflow as tf

    sides = zip(x.shape[1:3], weight.shape[:2], strict=True)
    rows, columns = (zeros(step["stride"], side, length) for side, length in sides)
    run = tf.nn.conv2d if step["op"] == "conv" else tf.nn.depthwise_conv2d
    padded = np.pad(x, ((0, 0), rows, columns, (0, 0))).astype(np.float32)
    return np.asarray(run(padded, weight, [1, step["stride"], step["stride"], 1], "VALID"))


def zeros(stride: int, side: int, length: int) -> tuple[int, int]:
    """How many zeros lie before and behind a side, the odd one behind."""
    both = max((-(-side // stride) - 1) * stride + length - side, 0)
    return both // 2, both - both // 2


def check(program: Program | None, weights: dict[str, np.ndarray], network: Any) -> None:
    assert program is not None
    for seed, size in enumerate(SIZES):
        image = fixed_picture(seed, size, size)[None]
        expected = np.asarray(network(image))[0]
        difference = run_program(program, weights, image) - expected
        assert np.abs(difference).max() < LARGEST_DIFFERENCE * np.sqrt(np.mean(expected**2))


def test_the_program_of_the_set_computes_what_keras_computes(network_set: NetworkSet) -> None:
    model = fuse_convolutions(network_set.graph(STYLE))
    program = style_program_of(model)
    check(program, model.weights, network_set.style_network())
    assert program is not None
    assert {step["op"] for step in program["steps"]} == {"conv", "depthwise", "add"}
    assert all(mean["absolute"] for mean in program["means"])


def test_features_between_means_and_vector_are_layers(tmp_path: Path) -> None:
    from builder.networks.architecture.style import StyleShape, build_style_network

    shape = StyleShape(stem=4, stages=((8, 1, 2), (8, 2, 1)), head=8, hidden=12)
    network = build_style_network(shape)
    random = np.random.default_rng(0)
    for variable in network.variables:
        spread = np.sqrt(np.prod(variable.shape[:-1]))
        variable.assign(random.normal(0, 1 / spread, variable.shape))
    export(network, STYLE, tmp_path / "saved")
    model = fuse_convolutions(graph_model_of(tmp_path / "saved"))
    program = style_program_of(model)
    check(program, model.weights, network)
    assert program is not None
    assert [layer["op"] for layer in program["layers"]].count("dense") == 3
    assert "relu6" in [layer.get("activation") for layer in program["layers"]]


def graph_model(make: Callable[[Any], Any]) -> GraphModel:
    """A graph model of what `make` computes of a style image."""
    import tensorflow as tf
    from google.protobuf.json_format import MessageToDict

    graph = tf.Graph()
    with graph.as_default():
        image = tf.compat.v1.placeholder(tf.float32, [1, 64, 64, 3], name=STYLE_IMAGE)
        tf.identity(make(image), name=STYLE_VECTOR)
    definition = graph.as_graph_def()
    weights = {
        node.name: tf.make_ndarray(node.attr["value"].tensor)
        for node in definition.node
        if node.op == "Const"
    }
    names = {"inputs": STYLE_IMAGE, "outputs": STYLE_VECTOR}
    signature = {side: {name: {"name": f"{name}:0"}} for side, name in names.items()}
    return GraphModel(MessageToDict(definition), weights, signature)


def convolved(image: Any, padding: str = "SAME", side: int = 3) -> Any:
    import tensorflow as tf

    return tf.nn.conv2d(image, np.ones((side, side, 3, 4), np.float32), 1, padding)


def vector_of(picture: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_mean(picture, (1, 2)) @ np.ones((4, 100), np.float32)


def pooled(image: Any) -> Any:
    import tensorflow as tf

    return vector_of(tf.nn.max_pool2d(convolved(image), 2, 2, "SAME"))


def without_border(image: Any) -> Any:
    return vector_of(convolved(image, "VALID"))


def scaled_twice(image: Any) -> Any:
    return vector_of(convolved(image) + convolved(image * 2))


def rounded(image: Any) -> Any:
    import tensorflow as tf

    return vector_of(tf.round(convolved(image)))


def bare_means(image: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_mean(convolved(image), (1, 2))


@pytest.mark.parametrize("make", [pooled, without_border, scaled_twice, rounded, bare_means])
def test_other_graphs_have_no_program(make: Callable[[Any], Any]) -> None:
    assert style_program_of(graph_model(make)) is None


def test_a_pointwise_convolution_needs_no_border() -> None:
    program = style_program_of(graph_model(lambda image: vector_of(convolved(image, "VALID", 1))))
    assert program is not None
    assert program["means"] == [{"in": "1", "absolute": False}]
