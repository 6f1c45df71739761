"""Makes a pair, style network and transformer, of the networks that were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from builder.errors import NetworkFileError
from builder.graph_model.probe_picture import fixed_picture
from builder.networks.importers.bottleneck import bottleneck
from builder.networks.importers.frozen import Frozen, Port, Shape

_STYLE_SIDE = 256
_COLOURS = 3
_WANTED = (
    "a style network takes one picture [1, S, S, 3] and gives a vector, "
    "a transformer takes a picture [1, H, W, 3] and a vector and gives a picture"
)


@dataclass(frozen=True)
class StyleGraph:
    """A style network: `image` [1, size, size, 3] in [0, 1] to `vector`, `length` numbers."""

    frozen: Frozen
    image: str
    vector: str
    size: int
    length: int


@dataclass(frozen=True)
class TransformerGraph:
    """A transformer: `content` [1, H, W, 3] and `vector` of `vector_shape` to `painted`.

    Attributes:
        multiple: heights and widths have to be multiples of this.
        minimum: smallest height and width.
    """

    frozen: Frozen
    content: str
    vector: str
    vector_shape: tuple[int, ...]
    painted: str
    multiple: int
    minimum: int

    @property
    def length(self) -> int:
        """Numbers in a style vector."""
        return self.vector_shape[-1]


@dataclass(frozen=True)
class Pair:
    """A style network and the transformer that understands its vectors."""

    style: StyleGraph
    transformer: TransformerGraph


def pair_of(networks: Sequence[Frozen]) -> Pair:
    """The pair that `networks` are: one of each kind, or one network that is both.

    Raises:
        NetworkFileError: they are no pair, or one of them cannot be used.
    """
    found = [graph for network in networks for graph in _graphs(network)]
    styles = [graph for graph in found if isinstance(graph, StyleGraph)]
    transformers = [graph for graph in found if isinstance(graph, TransformerGraph)]
    if len(styles) != 1 or len(transformers) != 1:
        raise NetworkFileError(
            "A set needs one style network and one transformer, but there "
            f"{_listed('style network', styles)} and {_listed('transformer', transformers)}; "
            "name the two files or folders that belong together."
        )
    (style,), (transformer,) = styles, transformers
    if style.length != transformer.length:
        raise NetworkFileError(
            f"{style.frozen.source} gives style vectors of {style.length} numbers, but "
            f"{transformer.frozen.source} expects {transformer.length}; "
            "name two networks that were trained together."
        )
    return Pair(style, transformer)


def _listed(kind: str, graphs: Sequence[Any]) -> str:
    verb = "is" if len(graphs) == 1 else "are"
    if not graphs:
        return f"is no {kind}" if kind != "transformer" else f"no {kind}"
    names = ", ".join(str(graph.frozen.source) for graph in graphs)
    start = f"{verb} " if kind != "transformer" else ""
    return f"{start}{len(graphs)} {kind}{'s' * (len(graphs) > 1)} ({names})"


def _graphs(network: Frozen) -> list[StyleGraph | TransformerGraph]:
    pictures = [port for port in network.inputs if _is_picture(port.shape)]
    vectors = [port for port in network.inputs if _is_vector(port.shape)]
    match (len(pictures), len(vectors), len(network.inputs)):
        case (1, 0, 1):
            return [_style_graph(network, pictures[0])]
        case (1, 1, 2):
            return [_transformer_graph(network, pictures[0], vectors[0])]
        case (2, 0, 2):
            return _cut(network, *pictures)
    shapes = ", ".join(_text(port.shape) for port in network.inputs) or "nothing"
    raise NetworkFileError(f"{network.source} takes {shapes}, but {_WANTED}.")


def _is_picture(shape: Shape | None) -> bool:
    return shape is not None and len(shape) == 4 and shape[-1] == _COLOURS


def _is_vector(shape: Shape | None) -> bool:
    if shape is None or len(shape) not in (2, 4) or shape[-1] in (None, 1, _COLOURS):
        return False
    return all(size in (1, None) for size in shape[:-1])


def _text(shape: Shape | None) -> str:
    if shape is None:
        return "a tensor of unknown shape"
    return str(["?" if size is None else size for size in shape]).replace("'", "")


# Style networks


def _style_graph(network: Frozen, image: Port) -> StyleGraph:
    size = _style_size(network, image)
    picture = _picture(size, size)
    seen: list[str] = []
    for output in network.outputs:
        value = network.run({image.tensor: picture}, output.tensor)
        seen.append(str(list(value.shape)))
        if value.ndim and value.size == value.shape[-1] > 1 and value.shape[-1] != _COLOURS:
            return StyleGraph(
                network, image.tensor, output.tensor, size, _checked_length(network, value)
            )
    raise NetworkFileError(
        f"{network.source} makes {' and '.join(seen)} of one picture [1, {size}, {size}, 3], "
        f"but {_WANTED}."
    )


def _style_size(network: Frozen, image: Port) -> int:
    assert image.shape is not None
    height, width = image.shape[1:3]
    if height != width:
        raise NetworkFileError(
            f"{network.source} takes pictures of {_text(image.shape)}, "
            "but a style network is fed with squares."
        )
    return height or _STYLE_SIDE


def _checked_length(network: Frozen, vector: np.ndarray) -> int:
    if not np.isfinite(vector).all():
        raise NetworkFileError(
            f"{network.source} gives a style vector with numbers that are not finite; "
            "its weights must be damaged."
        )
    return int(vector.shape[-1])


# Transformers


def _transformer_graph(network: Frozen, content: Port, vector: Port) -> TransformerGraph:
    assert content.shape is not None
    assert vector.shape is not None
    if any(size is not None for size in content.shape[1:3]):
        network, content = _freed(network, content)
    shape = (1, *(size or 1 for size in vector.shape[1:]))
    for output in network.outputs:
        graph = TransformerGraph(
            network, content.tensor, vector.tensor, shape, output.tensor, multiple=1, minimum=1
        )
        if _paints(graph):
            return _with_limits(graph)
    raise NetworkFileError(
        f"{network.source} does not give a picture of the size that it gets; {_WANTED}."
    )


def _freed(network: Frozen, content: Port) -> tuple[Frozen, Port]:
    """The same network without a fixed size of its content, if it can do with others."""
    graph_def = type(network.graph_def)()
    graph_def.CopyFrom(network.graph_def)
    name = content.tensor.split(":")[0]
    for node in graph_def.node:
        node.attr.pop("_output_shapes", None)
        if node.name == name:
            for dimension in node.attr["shape"].shape.dim[1:3]:
                dimension.size = -1
    assert content.shape is not None
    port = replace(content, shape=(content.shape[0], None, None, _COLOURS))
    inputs = tuple(port if known == content else known for known in network.inputs)
    return replace(network, graph_def=graph_def, inputs=inputs), port


def _paints(graph: TransformerGraph) -> bool:
    height, width = 128, 192
    painted = _painted(graph, height, width)
    if painted.shape != (1, height, width, _COLOURS):
        return False
    low, high = float(painted.min()), float(painted.max())
    if not (low >= -0.5 and high <= 1.5):
        raise NetworkFileError(
            f"{graph.frozen.source} paints values from {low:.3g} to {high:.3g}, but pictures are "
            "in the range 0 to 1 here; scale its input and output."
        )
    return True


def _with_limits(graph: TransformerGraph) -> TransformerGraph:
    for multiple in (1, 2, 4, 8, 16, 32):
        if all(_keeps_size(graph, 5 * multiple * n, 3 * multiple * (n + 1)) for n in (3, 5)):
            for minimum in range(-(-16 // multiple) * multiple, 257, multiple):
                if _keeps_size(graph, minimum, minimum):
                    return replace(graph, multiple=multiple, minimum=minimum)
    raise NetworkFileError(
        f"{graph.frozen.source} keeps the size of a picture of 128 x 192 pixels, but of no other; "
        "import a network that takes pictures of any size."
    )


def _keeps_size(graph: TransformerGraph, height: int, width: int) -> bool:
    try:
        return _painted(graph, height, width).shape == (1, height, width, _COLOURS)
    except NetworkFileError:
        return False


def _painted(graph: TransformerGraph, height: int, width: int) -> np.ndarray:
    vector = np.zeros(graph.vector_shape, np.float32)
    feeds = {graph.content: _picture(height, width), graph.vector: vector}
    return graph.frozen.run(feeds, graph.painted)


@lru_cache
def _picture(height: int, width: int) -> np.ndarray:
    return fixed_picture(1, height, width)[None]


# One network that takes both pictures


def _cut(network: Frozen, first: Port, second: Port) -> list[StyleGraph | TransformerGraph]:
    """Cut a network where everything it knows of the style picture passes through one vector."""
    for content, style in ((first, second), (second, first)):
        size = _style_size(network, style)
        vector = bottleneck(network, content, style, _picture(size, size))
        if vector is not None:
            tensor, shape = vector
            return [
                StyleGraph(network, style.tensor, tensor, size, shape[-1]),
                _transformer_graph(network, content, Port(tensor, shape)),
            ]
    raise NetworkFileError(
        f"{network.source} takes two pictures, but no single vector carries the style from the "
        "one to the other; import its style network and its transformer as two files."
    )
