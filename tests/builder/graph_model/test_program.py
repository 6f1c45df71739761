from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.graph_model.converter import graph_model_of
from builder.graph_model.fuse import fuse_convolutions
from builder.graph_model.probe_picture import fixed_picture
from builder.graph_model.program import program_of
from builder.graph_model.read import GraphModel, read_graph_model
from builder.graph_model.run import load_function
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_VECTOR
from builder.graph_model.steps import CELLS, CONTENT, Program
from builder.networks.export import export

LARGEST_DIFFERENCE = 1e-4

SMALL = {"channels": 8, "stem": 4, "blocks": 1, "expand": 4, "features": 2}


def run_program(
    program: Program,
    weights: dict[str, np.ndarray],
    content: np.ndarray,
    vector: np.ndarray,
    statistics: list[tuple[Any, Any]] | None = None,
) -> tuple[np.ndarray, list[tuple[Any, Any]]]:
    """What a program means: the painting of `content`, and the statistics of its CIN layers.

    Statistics are those of a convolution without its bias. Where they are given they are folded,
    together with the style, into the weights.
    """
    pictures: dict[str, Any] = {CONTENT: content}
    measured = []
    for step in program["steps"]:
        match step:
            case {"op": "add", "in": [left, right]}:
                y = pictures[left] + pictures[right]
            case {"op": "concat", "in": names}:
                y = np.concatenate([pictures[name] for name in names], axis=-1)
            case {"op": "up", "in": name, "factor": factor}:
                y = pictures[name].repeat(factor, axis=1).repeat(factor, axis=2)
            case {"in": name, "weights": filter_name, "bias": bias, "cin": None}:
                y = convolve(step, pictures[name], weights[filter_name])
                y = y if bias is None else y + weights[bias]
            case {"in": name, "weights": filter_name, "cin": index}:
                cin = program["cins"][index]
                gamma, beta = (linear(cin[part], vector, weights) for part in ("gamma", "beta"))
                if statistics is None:
                    y = convolve(step, pictures[name], weights[filter_name])
                    measured.append(measure(y, cin["subpixels"]))
                    scale, shift = affine(cin, gamma, beta, *measured[-1])
                    y = y * scale + shift
                else:
                    scale, shift = affine(cin, gamma, beta, *statistics[index])
                    y = convolve(step, pictures[name], weights[filter_name], scale) + shift
        pictures[step["out"]] = ACTIVATIONS[step.get("activation", "linear")](y)
    return shuffled(pictures[CELLS]), measured


ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}


def convolve(step: dict[str, Any], x: Any, weight: np.ndarray, scale: Any = None) -> np.ndarray:
    import tensorflow as tf

    top, bottom, left, right = step["pad"]
    x = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)), mode="reflect")
    run = tf.nn.conv2d if step["op"] == "conv" else tf.nn.depthwise_conv2d
    if scale is not None:
        weight = weight * (scale if step["op"] == "conv" else scale[:, None])
    strides = [1, step["stride"], step["stride"], 1]
    x, weight = x.astype(np.float32), weight.astype(np.float32)
    return np.asarray(run(x, weight, strides, "VALID"))


def linear(
    function: dict[str, Any], vector: np.ndarray, weights: dict[str, np.ndarray]
) -> np.ndarray:
    kernel = weights[function["kernel"]]
    y = vector @ kernel.reshape(-1, kernel.shape[-1])
    return y if function["bias"] is None else y + weights[function["bias"]]


def measure(x: np.ndarray, subpixels: int) -> tuple[np.ndarray, np.ndarray]:
    groups = x.astype(np.float64).reshape(-1, subpixels, x.shape[-1] // subpixels)
    return groups.mean((0, 1)), groups.var((0, 1))


def affine(
    cin: dict[str, Any], gamma: np.ndarray, beta: np.ndarray, mean: np.ndarray, variance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    scale = gamma / np.sqrt(variance + cin["epsilon"])
    return np.tile(scale, cin["subpixels"]), np.tile(beta - mean * scale, cin["subpixels"])


def shuffled(cells: np.ndarray) -> np.ndarray:
    from builder.networks.architecture.layers import pixel_shuffle

    side = int(np.sqrt(cells.shape[-1] // 3))
    return cells if side == 1 else np.asarray(pixel_shuffle(cells, side))


def own_model(folder: Path, **shape: Any) -> GraphModel:
    """A converted transformer of the project's architecture with random weights."""
    from builder.networks.architecture.transformer import TransformerShape, build_transformer

    network = build_transformer(TransformerShape(**shape))
    random = np.random.default_rng(0)
    for variable in network.variables:
        spread = np.sqrt(np.prod(variable.shape[:-1]))
        variable.assign(random.normal(0, 1 / spread, variable.shape))
    export(network, "swift", folder / "saved")
    return fuse_convolutions(graph_model_of(folder / "saved"))


@pytest.fixture(
    scope="module",
    params=["separable", "twice separable", "plain", "embedded", "imported"],
)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> GraphModel:
    from builder.convert.convert_set import convert_network
    from builder.networks.catalog import find_set

    kinds = {"plain": 0, "separable": 1, "twice separable": 2}
    if request.param in kinds:
        return own_model(tmp_path_factory.mktemp("model"), **SMALL, repeat=kinds[request.param])
    if request.param == "embedded":
        network_set = request.getfixturevalue("network_set")
    else:
        network_set = find_set(str(request.getfixturevalue("shared") / "networks/magenta-mobile"))
    role = network_set.transformers[0]
    return read_graph_model(convert_network(network_set, role, "float16").folder)


def test_the_program_computes_what_the_graph_computes(model: GraphModel) -> None:
    program = program_of(model)
    assert program is not None
    content = fixed_picture(0, 36, 48)[None]
    vector = np.random.default_rng(1).normal(0, 0.3, 100).astype(np.float32)
    shape = [
        int(dim["size"]) for dim in model.signature["inputs"][STYLE_VECTOR]["tensorShape"]["dim"]
    ]
    inputs = {CONTENT_IMAGE: content, STYLE_VECTOR: vector.reshape(shape)}
    expected = load_function(model)(inputs)[PAINTED]
    painted, statistics = run_program(program, model.weights, content, vector)
    assert np.abs(painted - expected).max() < LARGEST_DIFFERENCE
    assert len(statistics) == len(program["cins"]) > 0
    folded, _ = run_program(program, model.weights, content, vector, statistics)
    assert np.abs(folded - expected).max() < LARGEST_DIFFERENCE


def graph_model(make: Any) -> GraphModel:
    """A graph model of what `make` computes of a content image and a style vector."""
    import tensorflow as tf
    from google.protobuf.json_format import MessageToDict

    graph = tf.Graph()
    with graph.as_default():
        content = tf.compat.v1.placeholder(tf.float32, [1, None, None, 3], name=CONTENT_IMAGE)
        style = tf.compat.v1.placeholder(tf.float32, [1, 100], name=STYLE_VECTOR)
        tf.identity(make(content, style), name=PAINTED)
    definition = graph.as_graph_def()
    weights = {
        node.name: tf.make_ndarray(node.attr["value"].tensor)
        for node in definition.node
        if node.op == "Const"
    }
    names = {"inputs": (CONTENT_IMAGE, STYLE_VECTOR), "outputs": (PAINTED,)}
    signature = {side: {n: {"name": f"{n}:0"} for n in found} for side, found in names.items()}
    return GraphModel(MessageToDict(definition), weights, signature)


def same_padding(content: Any, style: Any) -> Any:
    import tensorflow as tf

    return tf.nn.relu(tf.nn.conv2d(content, np.ones((3, 3, 3, 3), np.float32), 1, "SAME"))


def another_activation(content: Any, style: Any) -> Any:
    import tensorflow as tf

    return tf.nn.elu(tf.nn.conv2d(content, np.ones((3, 3, 3, 3), np.float32), 1, "VALID"))


def outputs_used_twice(content: Any, style: Any) -> Any:
    import tensorflow as tf

    x = tf.nn.conv2d(content, np.ones((3, 3, 3, 3), np.float32), 1, "VALID")
    return tf.nn.relu(x) + x


def biased_variance(content: Any, style: Any) -> Any:
    import tensorflow as tf

    x = tf.nn.conv2d(content, np.ones((3, 3, 3, 3), np.float32), 1, "VALID")
    mean = tf.reduce_mean(x, (1, 2), keepdims=True)
    variance = tf.reduce_mean(tf.math.squared_difference(x, 2 * mean), (1, 2), keepdims=True)
    gamma = tf.reshape(style @ np.ones((100, 3), np.float32), (1, 1, 1, 3))
    return (x - mean) * tf.math.rsqrt(variance + 1e-5) * gamma + gamma


def nothing(content: Any, style: Any) -> Any:
    return content


@pytest.mark.parametrize(
    "make", [same_padding, another_activation, outputs_used_twice, biased_variance, nothing]
)
def test_other_graphs_have_no_program(make: Callable[[Any, Any], Any]) -> None:
    assert program_of(graph_model(make)) is None


@pytest.mark.parametrize("activation", ["relu", "relu6", "sigmoid"])
def test_activations(activation: str) -> None:
    import tensorflow as tf

    def make(content: Any, style: Any) -> Any:
        x = tf.nn.conv2d(content, np.ones((3, 3, 3, 3), np.float32), 1, "VALID")
        return getattr(tf.nn, activation)(x)

    program = program_of(graph_model(make))
    assert program is not None
    assert [step["activation"] for step in program["steps"]] == [activation]


def test_however_the_normalization_is_written(tmp_path: Path) -> None:
    import tensorflow as tf

    def make(content: Any, style: Any) -> Any:
        x = tf.nn.conv2d(content, np.ones((3, 3, 3, 3), np.float32), 1, "VALID")
        mean = tf.reduce_mean(x, (1, 2), keepdims=True)
        centred = x - mean
        variance = tf.reduce_mean(centred * centred, (1, 2), keepdims=True)
        gamma = tf.reshape(style @ np.ones((100, 3), np.float32), (1, 1, 1, 3))
        beta = tf.reshape(style @ np.ones((100, 3), np.float32), (1, 1, 1, 3))
        return tf.nn.sigmoid(beta + gamma * (centred * tf.math.rsqrt(1e-3 + variance)))

    program = program_of(graph_model(make))
    assert program is not None
    (step,), (cin,) = program["steps"], program["cins"]
    assert (step["in"], step["out"], step["activation"]) == (CONTENT, CELLS, "sigmoid")
    assert (cin["channels"], cin["subpixels"]) == (3, 1)
    assert cin["epsilon"] == pytest.approx(1e-3)
