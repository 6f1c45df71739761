"""SavedModel to TensorFlow.js graph model: frozen, simplified, its constants taken out as weights.

As TensorFlow.js's own converter for Python does it, which asks for packages of a gigabyte that
have nothing to do with it. What it fuses is fused by `fuse.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from builder.graph_model.known_operations import KNOWN_OPERATIONS
from builder.graph_model.read import GraphModel
from builder.graph_model.tensorflow_setup import captured_output

_PASSES = ("pruning", "constfold", "arithmetic", "dependency")
_STORED_AS = {
    np.dtype(np.float16): np.float32,
    np.dtype(np.float64): np.float32,
    np.dtype(np.int64): np.int32,
    np.dtype(np.complex128): np.complex64,
}
"""Types that browsers have no arrays of, and what stands in for them."""


def graph_model_of(saved_model: Path) -> GraphModel:
    """A SavedModel as a graph model in float32.

    Args:
        saved_model: folder of a SavedModel with the signature "serving_default".

    Raises:
        ValueError: TensorFlow.js does not know an operation or a constant of it.
    """
    with captured_output():
        import tensorflow as tf
        from google.protobuf.json_format import MessageToDict
        from tensorflow.python.framework.convert_to_constants import (
            convert_variables_to_constants_v2,
        )

        # Its variables live as long as it does.
        loaded = tf.saved_model.load(str(saved_model))
        function = loaded.signatures["serving_default"]
        frozen = convert_variables_to_constants_v2(function, aggressive_inlining=True)
        signature = _signature(frozen, function)
        graph_def = _simplified(frozen.graph, signature)
        _check_operations(graph_def)
        graph_def.library.Clear()
        weights = _taken_out(graph_def)
        return GraphModel(MessageToDict(graph_def), weights, MessageToDict(signature))


def _signature(frozen: Any, function: Any) -> Any:
    """The SignatureDef of a frozen function, with the names of the one that it was made of."""
    import tensorflow as tf

    info = tf.compat.v1.saved_model.build_tensor_info
    (output,) = function.structured_outputs
    with frozen.graph.as_default():
        return tf.compat.v1.saved_model.build_signature_def(
            {tensor.op.name: info(tensor) for tensor in frozen.inputs},
            {output: info(frozen.outputs[0])},
        )


def _simplified(graph: Any, signature: Any) -> Any:
    """The GraphDef of a graph after passes of TensorFlow's optimizer."""
    import tensorflow as tf
    from tensorflow.core.protobuf import device_properties_pb2
    from tensorflow.python.grappler import cluster, tf_optimizer

    # The optimizer keeps what a "train_op" needs.
    for tensor in signature.outputs.values():
        graph.add_to_collection("train_op", graph.get_operation_by_name(tensor.name.split(":")[0]))
    meta_graph = tf.compat.v1.train.export_meta_graph(graph_def=graph.as_graph_def(), graph=graph)
    meta_graph.signature_def["serving_default"].CopyFrom(signature)
    config = tf.compat.v1.ConfigProto()
    config.graph_options.rewrite_options.optimizers[:] = 2 * _PASSES
    # A graphics card, whatever this machine has: else layouts and fused operations of its
    # processor come in.
    card = device_properties_pb2.NamedDevice(name="/GPU:0")
    card.properties.type = "GPU"
    card.properties.environment["architecture"] = "4"
    return tf_optimizer.OptimizeGraph(config, meta_graph, cluster=cluster.Cluster(devices=[card]))


def _check_operations(graph_def: Any) -> None:
    unknown = {node.op for node in graph_def.node} - KNOWN_OPERATIONS
    if unknown:
        raise ValueError(f"it does not know {', '.join(sorted(unknown))}")


def _taken_out(graph_def: Any) -> dict[str, np.ndarray]:
    """The constants of a GraphDef by name, whose values it loses."""
    import tensorflow as tf

    weights = {}
    for node in graph_def.node:
        if node.op == "Const":
            tensor = node.attr["value"].tensor
            value = tf.make_ndarray(tensor)
            if value.dtype == object:
                raise ValueError(f"the constant {node.name} is a text")
            weights[node.name] = value.astype(_STORED_AS.get(value.dtype, value.dtype))
            shape = tensor.tensor_shape
            tensor.CopyFrom(type(tensor)(dtype=tensor.dtype, tensor_shape=shape))
    return weights
