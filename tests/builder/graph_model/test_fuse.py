from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from builder.graph_model.fuse import fuse_convolutions
from builder.graph_model.read import GraphModel
from builder.graph_model.run import load_function

_RANDOM = np.random.default_rng(0)


def constant(*shape: int) -> np.ndarray:
    return _RANDOM.normal(size=shape).astype(np.float32)


def normalized(x: Any) -> Any:
    """A batch normalization with constants."""
    import tensorflow as tf

    gamma, beta, mean, variance = (constant(x.shape[-1]) for _ in range(4))
    return tf.compat.v1.nn.fused_batch_norm(
        x, gamma, beta, mean, np.square(variance), epsilon=0.01, is_training=False
    )[0]


@pytest.fixture(scope="module")
def model() -> GraphModel:
    """Convolutions, each with its bias written in another way, the last two normalized as well.

    The third one is read twice before its activation, which must stay a node of its own.
    """
    import tensorflow as tf
    from google.protobuf.json_format import MessageToDict

    graph = tf.Graph()
    with graph.as_default():
        x = tf.compat.v1.placeholder(tf.float32, [1, 8, 8, 3], name="x")
        y = tf.nn.conv2d(x, constant(3, 3, 3, 4), 1, "SAME")
        y = tf.nn.relu6(y + constant(1, 1, 1, 4))
        y = tf.nn.depthwise_conv2d(y, constant(3, 3, 4, 2), [1, 2, 2, 1], "SAME")
        y = tf.nn.relu(constant(8) + y)
        y = tf.nn.conv2d(y, constant(1, 1, 8, 5), 1, "SAME")
        y = tf.nn.bias_add(y, constant(5))
        y = tf.nn.relu(y) + y * constant(5)
        y = tf.nn.conv2d(y, constant(1, 1, 5, 4), 1, "SAME")
        y = tf.nn.relu(normalized(y + constant(4)))
        y = tf.nn.depthwise_conv2d(y, constant(3, 3, 4, 2), [1, 1, 1, 1], "SAME")
        y = tf.reshape(normalized(y), [-1, 8])
        tf.nn.elu(constant(6) + tf.matmul(y, constant(6, 8), transpose_b=True), name="y")
    definition = graph.as_graph_def()
    weights = {
        node.name: tf.make_ndarray(node.attr["value"].tensor)
        for node in definition.node
        if node.op == "Const"
    }
    signature = {"inputs": {"x": {"name": "x:0"}}, "outputs": {"y": {"name": "y:0"}}}
    return GraphModel(MessageToDict(definition), weights, signature)


def test_the_fused_graph_computes_the_same(model: GraphModel) -> None:
    x = {"x": constant(1, 8, 8, 3)}
    expected = load_function(model)(x)["y"]
    fused = load_function(fuse_convolutions(model))(x)["y"]
    np.testing.assert_allclose(fused, expected, rtol=1e-4, atol=1e-4)


def test_biases_and_activations_disappear(model: GraphModel) -> None:
    fused = fuse_convolutions(model)
    ops = [node["op"] for node in fused.topology["node"] if node["op"] != "Const"]
    assert ops == [
        "Placeholder",
        "_FusedConv2D",
        "FusedDepthwiseConv2dNative",
        "_FusedConv2D",
        "Relu",
        "Mul",
        "AddV2",
        "_FusedConv2D",
        "FusedDepthwiseConv2dNative",
        "Reshape",
        "_FusedMatMul",
    ]
    assert set(fused.weights) == {node["name"] for node in fused.nodes("Const")}
