"""Finds networks in files and folders, and reads each as a frozen graph.

TensorFlow Lite files, SavedModels, TensorFlow.js graph models and Keras files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from builder.errors import NetworkFileError, UsageProblem, first_line
from builder.folders import is_file, is_folder
from builder.networks.importers.frozen import Frozen, Port, Shape, freeze, refuse_harmful

_SAVED_MODEL, _GRAPH_MODEL = "saved_model.pb", "model.json"
_SUFFIXES = {".tflite", ".keras", ".h5"}
_OTHERS = {
    (".onnx",): "for ONNX, and has to be converted to TensorFlow first",
    (".pth", ".pt", ".safetensors", ".ckpt"): "PyTorch's, and has to be converted first",
    (".zip", ".tar", ".gz", ".tgz", ".7z"): "an archive, and has to be unpacked first",
    (".weights.h5",): "weights alone, which do not say what network they belong to",
}
_EXPECTED = (
    "give a folder or files with two TensorFlow Lite files, SavedModels, TensorFlow.js graph "
    "models or .keras files, or one SavedModel that takes both pictures"
)


def find_networks(sources: Sequence[Path]) -> list[Path]:
    """The files and folders that are networks, in `sources` and one level below them.

    Raises:
        UsageProblem: a source does not exist, or there is no network.
    """
    found: list[Path] = []
    for source in sources:
        if not (source.is_dir() or source.is_file()):
            what = "is a pipe or a device" if source.exists() else "does not exist"
            raise UsageProblem(f"{source} {what}; {_EXPECTED}.")
        networks = _networks_at(source)
        if not networks:
            raise UsageProblem(f"{source} holds no network{_instead(source)}; {_EXPECTED}.")
        found += networks
    return list(dict.fromkeys(found))


def _instead(source: Path) -> str:
    """What a source holds instead of networks that can be imported, if that is known."""
    files = [source] if source.is_file() else sorted(file for file in source.iterdir())
    for file in files:
        for endings, what in _OTHERS.items():
            if file.name.lower().endswith(endings):
                return f" ({file.name} is {what})"
    return ""


def is_importable(source: Path) -> bool:
    """Whether there is a network in this file or folder."""
    return (is_folder(source) or is_file(source)) and bool(_networks_at(source))


def network_files(network: Path) -> list[Path]:
    """The files that a network consists of, which its fingerprint depends on."""
    if network.is_file():
        return [network]
    return sorted(file for file in network.rglob("*") if file.is_file())


def read_network(network: Path) -> Frozen:
    """Read what `find_networks` found.

    Raises:
        NetworkFileError: it is damaged, incomplete or of a kind that cannot be imported.
    """
    if network.suffix.lower() == ".tflite":
        return _read_tflite(network)
    if network.is_file():
        return _read_keras(network)
    return _read_saved_model(network) if _is_saved_model(network) else _read_tfjs(network)


def _networks_at(source: Path) -> list[Path]:
    if source.is_file():
        if source.name in (_SAVED_MODEL, _GRAPH_MODEL):
            return [source.parent]
        return [source] if _is_network_file(source) else []
    if _is_saved_model(source) or (source / _GRAPH_MODEL).is_file():
        return [source]
    below = sorted(path for path in source.iterdir() if not path.name.startswith("."))
    return [network for path in below for network in _networks_in(path)]


def _networks_in(path: Path) -> list[Path]:
    if path.is_file():
        return [path] if _is_network_file(path) else []
    return [path] if _is_saved_model(path) or (path / _GRAPH_MODEL).is_file() else []


def _is_network_file(file: Path) -> bool:
    # Weights alone do not say which network they belong to.
    name = file.name.lower()
    return file.suffix.lower() in _SUFFIXES and not name.endswith(".weights.h5")


def _is_saved_model(folder: Path) -> bool:
    return (folder / _SAVED_MODEL).is_file()


def _read_tflite(file: Path) -> Frozen:
    from builder.networks.importers.tflite import TFLiteNetwork

    network = TFLiteNetwork(file)
    tensors = [network.graph.tensors[index] for index in network.graph.inputs]
    # A transformer takes other sizes than the one its file was made for; the style network keeps
    # the one it was trained with.
    free = len(tensors) > 1
    shapes = [_any_size(tensor.shape) if free else tensor.shape for tensor in tensors]
    return _traced(lambda *inputs: network(list(inputs)), shapes, file, "TensorFlow Lite file")


def _any_size(shape: Shape) -> Shape:
    if len(shape) == 4 and shape[-1] == 3:
        return (shape[0], None, None, 3)
    return shape


def _traced(function: Any, shapes: Iterable[Shape], source: Path, kind: str) -> Frozen:
    import tensorflow as tf

    specs = [tf.TensorSpec([1, *shape[1:]], tf.float32) for shape in shapes]
    try:
        return freeze(tf.function(function).get_concrete_function(*specs), source, kind)
    except (ValueError, TypeError, tf.errors.OpError) as error:
        raise NetworkFileError(
            f"{source} cannot be traced ({first_line(error)}); import its SavedModel instead."
        ) from error


def _read_saved_model(folder: Path) -> Frozen:
    import tensorflow as tf
    from google.protobuf.message import Error as ProtobufError

    _check_shards(folder)
    _check_graphs(folder)
    try:
        # Its variables live as long as it does.
        loaded = tf.saved_model.load(str(folder))
    except (OSError, ValueError, KeyError, RuntimeError, tf.errors.OpError, ProtobufError) as error:
        raise NetworkFileError(
            f"The SavedModel {folder} cannot be read ({first_line(error)}); "
            "it must hold saved_model.pb and its variables/ as they were saved."
        ) from error
    names = sorted(loaded.signatures)
    name = "serving_default" if "serving_default" in names else names[0] if names else None
    if name is None:
        raise NetworkFileError(
            f"The SavedModel {folder} has no signature; save it with signatures=..."
        )
    try:
        return freeze(loaded.signatures[name], folder, "SavedModel")
    except (ValueError, KeyError, RuntimeError, tf.errors.OpError) as error:
        raise NetworkFileError(
            f"The SavedModel {folder} cannot be frozen ({first_line(error)}); "
            "save it anew for inference only."
        ) from error


def _check_graphs(folder: Path) -> None:
    """Look at what a SavedModel would run before TensorFlow does: some of it runs when it loads."""
    from google.protobuf.message import Error as ProtobufError
    from tensorflow.core.protobuf import saved_model_pb2

    file = folder / _SAVED_MODEL
    try:
        described = saved_model_pb2.SavedModel.FromString(file.read_bytes())
    except (OSError, ProtobufError) as error:
        raise NetworkFileError(
            f"{file} cannot be read ({first_line(error)}); copy its folder anew."
        ) from error
    for graph in described.meta_graphs:
        refuse_harmful(graph.graph_def, folder, checkpoints=True)


def _check_shards(folder: Path) -> None:
    for shard in folder.glob("variables/variables.data-*-of-*"):
        said = re.fullmatch(r"[0-9]{5}-of-([0-9]{5})", shard.name.removeprefix("variables.data-"))
        if said is None:
            raise NetworkFileError(
                f"{shard} has no name of a weight file; copy the SavedModel's folder anew."
            )
        count = int(said[1])
        for k in range(count):
            wanted = shard.with_name(f"variables.data-{k:05}-of-{count:05}")
            if not wanted.is_file():
                raise NetworkFileError(
                    f"{wanted} is missing: the SavedModel has {count} weight file(s); "
                    "copy its whole folder."
                )


def _read_keras(file: Path) -> Frozen:
    import keras
    import tensorflow as tf

    # Their layers are registered when they are imported.
    import builder.networks.architecture.style
    import builder.networks.architecture.transformer  # noqa: F401

    if file.suffix != file.suffix.lower():
        raise NetworkFileError(f"{file} must end in {file.suffix.lower()}; rename it.")
    try:
        # Safe mode refuses layers that bring code of their own.
        model = keras.saving.load_model(file, compile=False, safe_mode=True)
    except Exception as error:
        # Keras raises whatever a damaged archive leads to.
        raise NetworkFileError(
            f"{file} cannot be loaded by Keras ({first_line(error)}); a network with layers of "
            "its own has to be exported as a SavedModel."
        ) from error
    for shapes in _keras_shapes(model, tf):
        single = len(shapes) == 1

        def run(*inputs: Any, single: bool = single) -> Any:
            return model(inputs[0] if single else list(inputs), training=False)

        try:
            return _traced(run, shapes, file, "Keras file")
        except Exception as error:  # noqa: BLE001 - whatever the layers of a model raise
            problem = error
    raise NetworkFileError(
        f"{file} takes neither a picture nor a picture and a style vector "
        f"({first_line(problem)}); export it as a SavedModel."
    ) from problem


def _keras_shapes(model: Any, tf: Any) -> list[list[Shape]]:
    inputs = getattr(model, "inputs", None)
    if inputs:
        return [[tuple(tensor.shape) for tensor in tf.nest.flatten(inputs)]]
    # A subclassed model does not say what it takes.
    picture: Shape = (None, None, None, 3)
    return [[picture, (None, 100)], [(None, 256, 256, 3)]]


def _read_tfjs(folder: Path) -> Frozen:
    from builder.graph_model.read import node_sources, read_graph_model
    from builder.graph_model.run import graph_def_of

    model = read_graph_model(folder)
    nodes = {node["name"]: node for node in model.topology["node"]}
    signature = model.signature
    if signature.get("inputs") and signature.get("outputs"):
        inputs = [info["name"] for info in signature["inputs"].values()]
        outputs = [info["name"] for info in signature["outputs"].values()]
    else:
        # A file of 2018 does not say what goes in and out.
        read = {name for node in nodes.values() for name in node_sources(node)}
        inputs = [name for name, node in nodes.items() if node["op"] == "Placeholder"]
        outputs = [name for name in nodes if name not in read]
    return Frozen(
        folder,
        "TensorFlow.js graph model",
        graph_def_of(model),
        tuple(Port(_tensor(name), _placeholder_shape(nodes, name, folder)) for name in inputs),
        tuple(Port(_tensor(name), None) for name in outputs),
    )


def _tensor(name: str) -> str:
    return name if ":" in name else f"{name}:0"


def _placeholder_shape(nodes: dict[str, Any], name: str, folder: Path) -> Shape | None:
    node = nodes.get(name.split(":")[0])
    if node is None:
        raise NetworkFileError(f"{folder / _GRAPH_MODEL} names an input {name} that it lacks.")
    shape = node.get("attr", {}).get("shape", {}).get("shape", {})
    if shape.get("unknownRank") or "dim" not in shape:
        return None
    sizes = [int(dimension.get("size", -1)) for dimension in shape["dim"]]
    return tuple(size if size >= 0 else None for size in sizes)
