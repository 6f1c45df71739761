"""Parity: a converted network must compute what its source computes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from builder.convert.written import WrittenNetwork
from builder.errors import ParityError
from builder.graph_model.probe_picture import fixed_picture
from builder.graph_model.quantization import Quantization
from builder.graph_model.read import input_shape
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED, STYLE_IMAGE, STYLE_VECTOR
from builder.networks.network_set import STYLE

if TYPE_CHECKING:
    from builder.networks.network_set import NetworkSet

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


def check_parity(written: WrittenNetwork, network_set: NetworkSet) -> Parity:
    """Compare a network of the set with what was written of it.

    Raises:
        ParityError: a difference is past the limit.
    """
    role, quantization = written.role, written.quantization
    pairs = _style_pairs if role == STYLE else _painting_pairs
    differences = np.concatenate([np.abs(a - b).ravel() for a, b in pairs(written, network_set)])
    # NaN must fail, so the comparison asks for what is good rather than for what is bad.
    parity = Parity(float(differences.max()), float(differences.mean()))
    limit = limits(role, quantization, rounding=bool(written.model.nodes("Round")))
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


_Pairs = Iterator[tuple[np.ndarray, np.ndarray]]
"""What a network computes and what its files do."""


def _style_pairs(written: WrittenNetwork, network_set: NetworkSet) -> _Pairs:
    size = network_set.style_size
    for seed in range(4):
        image = fixed_picture(seed, size, size)[None]
        expected = np.asarray(network_set.style_network()(image, training=False))
        scale = np.sqrt(np.mean(expected**2))
        found = written.run({STYLE_IMAGE: image})[STYLE_VECTOR].reshape(expected.shape)
        yield expected / scale, found / scale


def _painting_pairs(written: WrittenNetwork, network_set: NetworkSet) -> _Pairs:
    transformer = network_set.transformer(written.role)
    limits = network_set.limits(written.role)
    shape = input_shape(written.model, STYLE_VECTOR)
    for seed, (height, width) in enumerate(_CONTENT_SIZES):
        content = fixed_picture(seed, limits.fitting(height), limits.fitting(width))[None]
        vector = _vector(network_set, seed + 10)
        expected = np.asarray(transformer([content, vector], training=False))
        fed = {CONTENT_IMAGE: content, STYLE_VECTOR: vector.reshape(shape)}
        yield expected, written.run(fed)[PAINTED]


def _vector(network_set: NetworkSet, seed: int) -> np.ndarray:
    """A style vector [1, V] as the set's own style network makes them."""
    image = fixed_picture(seed, network_set.style_size, network_set.style_size)[None]
    return np.asarray(network_set.style_network()(image, training=False))
