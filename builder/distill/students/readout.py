"""The last layer of a style network, solved instead of trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops
from tqdm import tqdm

from builder.distill.data.batches import Batch
from builder.networks.architecture.style import StyleNetwork

_RIDGE = 1e-3
"""How much a change of the layer costs, in squared deviations of its inputs."""


def solve_readout(network: StyleNetwork, batches: Callable[[int], Batch], steps: int) -> None:
    """Give `network` the last layer that is best for batches 0 to `steps` - 1.

    Steps of gradient descent never end exactly where the least squares lie, and for a layer that
    is linear they can be solved for (ridge regression towards the weights that it has). Each
    picture counts by the inverse square of its vector's length, as it does in a cosine.

    Args:
        network: its weights are changed.
        batches: style batches as `StyleBatches` makes them.
        steps: so many batches; there should be many more pictures than the layer has inputs.
    """
    inputs, errors, shares = [], [], []
    looking = _Looking(network)
    for step in tqdm(range(steps), desc="readout", unit="batch", dynamic_ncols=True):
        batch = batches(step)
        means, vectors = looking.predict_on_batch(batch["images"])
        inputs.append(means)
        errors.append(batch["vectors"] - vectors)
        shares.append(1 / np.sum((batch["vectors"] - batch["mean"]) ** 2, axis=1))
    x, error, share = (np.concatenate(a).astype(np.float64) for a in (inputs, errors, shares))
    change, shift = _ridge(x, error, share / np.mean(share))
    kernel, bias = (ops.convert_to_numpy(w) for w in (network.vector.kernel, network.vector.bias))
    network.vector.kernel.assign(kernel + change)
    network.vector.bias.assign(bias + shift)


def _ridge(x: np.ndarray, y: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kernel [C, F] and bias [F] that give `y` [N, F] from `x` [N, C], rows counting `share`."""
    share = share[:, None]
    middle, target = (np.mean(share * a, axis=0) for a in (x, y))
    spread = np.std(x, axis=0) + 1e-9
    z = (x - middle) / spread
    products = z.T @ (share * z) + _RIDGE * len(x) * np.eye(x.shape[1])
    kernel = np.linalg.solve(products, z.T @ (share * (y - target))) / spread[:, None]
    return kernel, target - middle @ kernel


class _Looking(keras.Model):
    """A style network that gives the last layer's inputs [N, C] beside its vectors [N, 100]."""

    def __init__(self, network: StyleNetwork) -> None:
        super().__init__(name="looking")
        self._network = network

    def call(self, images: Any) -> Any:
        features = self._network.features(images)
        return self._network.means(features), self._network.read(features)
