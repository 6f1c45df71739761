from __future__ import annotations

import pytest

from builder.graph_model.read import GraphModel
from builder.graph_model.statistics import statistics_of


@pytest.fixture(scope="module")
def found():
    """What is found in a graph: a convolution that `normalize` normalizes, and a sigmoid."""
    import tensorflow as tf
    from google.protobuf import json_format
    from tensorflow.python.framework.convert_to_constants import (
        convert_variables_to_constants_v2,
    )

    kernel = tf.constant(0.1, shape=(3, 3, 3, 4))

    @tf.function
    def paint(content, style, normalize):
        x = tf.nn.conv2d(
            tf.pad(content, [[0, 0], [1, 1], [1, 1], [0, 0]], "REFLECT"), kernel, 1, "VALID"
        )
        return tf.sigmoid(normalize(tf, x, style))

    def found(normalize) -> list[dict[str, str]]:
        content = tf.TensorSpec((1, None, None, 3), tf.float32, name="content_image")
        style = tf.TensorSpec((1, 4), tf.float32, name="style_vector")
        frozen = convert_variables_to_constants_v2(
            paint.get_concrete_function(content, style, normalize)
        )
        graph_def = frozen.graph.as_graph_def()
        weights = {
            node.name: tf.make_ndarray(node.attr["value"].tensor)
            for node in graph_def.node
            if node.op == "Const"
        }
        signature = {
            "inputs": {"content_image": {"name": frozen.inputs[0].name}},
            "outputs": {"painted": {"name": frozen.outputs[0].name}},
        }
        return statistics_of(GraphModel(json_format.MessageToDict(graph_def), weights, signature))

    return found


def moments(tf, x, style):
    mean, variance = tf.nn.moments(x, [1, 2], keepdims=True, name="found")
    return tf.nn.batch_normalization(x, mean, variance, style, style, 1e-5)


def squeezed_moments(tf, x, style):
    mean, variance = tf.nn.moments(x, [1, 2], name="found")
    return (x - mean) * tf.math.rsqrt(variance + 1e-5) * style


def squared_difference(tf, x, style):
    mean = tf.reduce_mean(x, [1, 2], keepdims=True, name="found/mean")
    difference = tf.math.squared_difference(x, mean)
    variance = tf.reduce_mean(difference, [-2, -3], keepdims=True, name="found/variance")
    return (x - mean) / tf.sqrt(variance + 1e-5) + style


def square_of_difference(tf, x, style):
    mean = tf.reduce_mean(x, [1, 2], keepdims=True, name="found/mean")
    square = tf.square(x - mean)
    variance = tf.reduce_mean(square, [1, 2], keepdims=True, name="found/variance")
    return (x - mean) / tf.sqrt(variance + 1e-5) + style


def mean_of_squares(tf, x, style):
    mean = tf.reduce_mean(x, [1, 2], keepdims=True, name="found/mean")
    squares = tf.reduce_mean(tf.square(x), [1, 2], keepdims=True)
    variance = tf.subtract(squares, tf.square(mean), name="found/variance")
    return (x - mean) / tf.sqrt(variance + 1e-5) + style


@pytest.mark.parametrize(
    "normalize",
    [moments, squeezed_moments, squared_difference, square_of_difference, mean_of_squares],
)
def test_every_spelling_is_found(found, normalize):
    (pair,) = found(normalize)
    assert "mean" in pair["mean"] or "Mean" in pair["mean"]
    assert pair["mean"].startswith("found")
    assert pair["variance"].startswith("found")
    assert pair["mean"] != pair["variance"]


def test_normalizations_come_in_the_order_of_execution(found):
    def twice(tf, x, style):
        with tf.name_scope("second"):
            later = tf.identity(style)
        with tf.name_scope("first"):
            y = squared_difference(tf, x, style)
        with tf.name_scope("second"):
            return squared_difference(tf, tf.nn.relu(y), later)

    assert [pair["mean"].split("/")[0] for pair in found(twice)] == ["first", "second_1"]


def test_what_looks_at_the_whole_picture_in_another_way_cannot_be_split(found):
    def excited(tf, x, style):
        gate = tf.sigmoid(tf.reduce_mean(x, [1, 2], keepdims=True))
        return moments(tf, x, style) * gate

    def brightest(tf, x, style):
        return moments(tf, x, style) / tf.reduce_max(x, [1, 2], keepdims=True)

    def attentive(tf, x, style):
        y = tf.reshape(moments(tf, x, style), [1, -1, 4])
        y = tf.matmul(tf.nn.softmax(tf.matmul(y, y, transpose_b=True)), y)
        return tf.reshape(y, tf.shape(x))

    for normalize in (excited, brightest, attentive):
        assert found(normalize) == []


def test_a_network_without_normalizations_has_none(found):
    assert found(lambda _, x, style: x + style) == []
