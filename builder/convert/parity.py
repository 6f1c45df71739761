"""Parity: a converted network must compute what its source computes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from builder.errors import ParityError
from builder.graph_model.probe_picture import fixed_picture
from builder.graph_model.quantization import Quantization
from builder.graph_model.read import input_shape, read_graph_model
from builder.graph_model.run import load_function
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_VECTOR
from builder.networks.network_set import STYLE

_CONTENT_SIZES = ((64, 96), (100, 76))


@dataclass(frozen=True)
class Parity:
    """Differences between a network and its converted files over the fixed inputs.

    Attributes:
        maximum: largest absolute difference of a value.
        mean: mean absolute difference.

    Paintings are measured in units of the full range [0, 1], style vectors in units of the
    vector's root mean square.
    """

    maximum: float
    mean: float


def check_parity(
    network: Any,
    style_network: Any,
    role: str,
    folder: Path,
    quantization: Quantization,
    *,
    style_size: int = 256,
    multiple: int = 4,
    minimum: int = 16,
) -> Parity:
    """Compare `network` with the files in `folder`.

    Args:
        network: the network of `role`, of Keras or an imported one.
        style_network: the style network of the same set, for realistic style vectors.
        role: "style" or a transformer's name.
        folder: the converted network, which is read back from its shards.
        quantization: how it was quantized, which decides the limit.
        style_size: side in pixels of the square that the style network is fed with.
        multiple: what a content image's sides must be multiples of.
        minimum: their smallest length in pixels.

    Raises:
        ParityError: a difference is past the limit.
        NetworkFileError: the files cannot be read.
    """
    model = read_graph_model(folder)
    run = load_function(model)
    if role == STYLE:
        pairs = _style_pairs(network, run, style_size)
    else:
        sizes = [
            tuple(max(minimum, -(-side // multiple) * multiple) for side in size)
            for size in _CONTENT_SIZES
        ]
        shape = input_shape(model, STYLE_VECTOR)
        vectors = _vectors(style_network, style_size)
        pairs = _painting_pairs(network, vectors, run, shape, sizes)
    differences = np.concatenate([np.abs(a - b).ravel() for a, b in pairs])
    # NaN must fail, so the comparison asks for what is good rather than for what is bad.
    parity = Parity(float(differences.max()), float(differences.mean()))
    limit = limits(role, quantization, rounding=bool(model.nodes("Round")))
    if not (parity.maximum <= limit.maximum and parity.mean <= limit.mean):
        raise ParityError(
            f'The converted network "{role}" ({quantization}) differs from its source by '
            f"{parity.maximum:.2g} at most and {parity.mean:.2g} in the mean, past the limits "
            f"{limit.maximum:.2g} and {limit.mean:.2g}; {_REMEDIES[quantization].format(role=role)}"
        )
    return parity


def limits(role: str, quantization: Quantization, rounding: bool = False) -> Parity:
    """The largest differences that are accepted for `role` under `quantization`.

    A network may be `rounding` its activations, as one does that was made for 8-bit integers.
    """
    kind = "style" if role == STYLE else "transformer"
    limit = _LIMITS[kind, quantization]
    if not rounding:
        return limit
    return Parity(*map(max, astuple(limit), astuple(_ROUNDING_LIMITS[kind])))


# Measured on trained and on untrained weights of the "compact" architecture, worst case: without
# quantization nothing but the order of sums differs (up to 1e-6); float16 gave a style vector at
# most 0.0013 (mean 0.0004) away and a painting 0.004 (0.0002); uint8 gave 0.042
# (0.013) and 0.13 (0.009). The limits are three to eight times that, which leaves room for other
# weights and processors and is far below what a misplaced weight does.
_LIMITS = {
    ("style", "none"): Parity(1e-3, 1e-4),
    ("style", "float16"): Parity(1e-2, 2e-3),
    ("style", "uint8"): Parity(0.15, 0.05),
    ("transformer", "none"): Parity(1e-3, 1e-4),
    ("transformer", "float16"): Parity(1.5e-2, 1e-3),
    ("transformer", "uint8"): Parity(0.35, 0.03),
}

_ROUNDING_LIMITS = {"style": Parity(0.15, 0.05), "transformer": Parity(0.35, 0.03)}

_REMEDIES = {
    "none": "the network has a layer that TensorFlow.js computes otherwise.",
    "float16": "try --quantize {role}=none.",
    "uint8": "try --quantize {role}=float16.",
}


def _style_pairs(network: Any, run: Any, size: int) -> list[tuple[np.ndarray, np.ndarray]]:
    pairs = []
    for seed in range(4):
        image = fixed_picture(seed, size, size)[None]
        expected = np.asarray(network(image, training=False))
        scale = np.sqrt(np.mean(expected**2))
        found = run({STYLE_IMAGE: image})[STYLE_VECTOR].reshape(expected.shape)
        pairs.append((expected / scale, found / scale))
    return pairs


def _vectors(style_network: Any, size: int) -> list[np.ndarray]:
    images = [fixed_picture(seed + 10, size, size)[None] for seed in range(len(_CONTENT_SIZES))]
    return [np.asarray(style_network(image, training=False)) for image in images]


def _painting_pairs(
    network: Any,
    vectors: Sequence[np.ndarray],
    run: Any,
    vector_shape: Sequence[int],
    sizes: Sequence[Sequence[int]],
) -> list[tuple[np.ndarray, np.ndarray]]:
    pairs = []
    for seed, ((height, width), vector) in enumerate(zip(sizes, vectors, strict=True)):
        content = fixed_picture(seed, height, width)[None]
        expected = np.asarray(network([content, vector], training=False))
        fed = {CONTENT_IMAGE: content, STYLE_VECTOR: vector.reshape(vector_shape)}
        pairs.append((expected, run(fed)[PAINTED]))
    return pairs
