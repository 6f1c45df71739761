"""Keras network to SavedModel, with the tensor names that the browser engine asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_VECTOR
from builder.networks.network_set import STYLE


def export(network: Any, role: str, folder: Path) -> None:
    """Write `network` as a SavedModel with a batch of one.

    The style network takes `style_image` [1, S, S, 3] and gives `style_vector` [1, V]. A
    transformer takes `content_image` [1, H, W, 3], any H and W, and `style_vector`, and gives
    `painted` [1, H, W, 3].

    Args:
        network: a Keras model on the TensorFlow backend.
        role: "style" or a transformer's name.
        folder: where the SavedModel goes.
    """
    import tensorflow as tf

    module = tf.Module()
    # Keras keeps some layers in plain nested lists, which tf.Module does not look into.
    module.weights = [variable.value for variable in network.variables]
    module.run = _style_signature(network) if role == STYLE else _paint_signature(network)
    tf.saved_model.save(module, str(folder), signatures={"serving_default": module.run})


def _style_signature(network: Any) -> Any:
    import tensorflow as tf

    from builder.networks.architecture.style import STYLE_IMAGE_SIZE

    shape = (1, STYLE_IMAGE_SIZE, STYLE_IMAGE_SIZE, 3)

    def run(style_image: Any) -> dict[str, Any]:
        return {STYLE_VECTOR: network(style_image, training=False)}

    return tf.function(run, input_signature=[tf.TensorSpec(shape, tf.float32, name=STYLE_IMAGE)])


def _paint_signature(network: Any) -> Any:
    import tensorflow as tf

    from builder.networks.architecture.layers import STYLE_VECTOR_SIZE

    def run(content_image: Any, style_vector: Any) -> dict[str, Any]:
        return {PAINTED: network([content_image, style_vector], training=False)}

    signature = [
        tf.TensorSpec((1, None, None, 3), tf.float32, name=CONTENT_IMAGE),
        tf.TensorSpec((1, STYLE_VECTOR_SIZE), tf.float32, name=STYLE_VECTOR),
    ]
    return tf.function(run, input_signature=signature)
