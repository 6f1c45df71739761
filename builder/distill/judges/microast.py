"""MicroAST, a small published network of the same purpose, as a rival to be judged beside ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from keras import ops

from builder.distill.judges.networks import hwio
from builder.errors import NetworkFileError
from builder.networks.architecture.layers import reflect_pad


class MicroAST:
    """Micro arbitrary style transfer (Wang et al. 2023), 471,987 weights.

    Two encoders of their own for content and style; the style's features give the statistics
    that the content's take over (AdaIN), and numbers that modulate the decoder's filters.

    Args:
        path: an .npz of its weights, named `part/layer` as in its authors' code.
    """

    def __init__(self, path: Path) -> None:
        try:
            with np.load(path) as arrays:
                self._weights = {name: arrays[name] for name in arrays.files}
            for part in ("content_encoder", "style_encoder"):
                self._kernel(f"{part}/enc1.0")
            self._kernel("decoder/dec3.10")
        except (OSError, ValueError, KeyError) as error:
            raise NetworkFileError(f"Cannot read MicroAST from {path} ({error}).") from error

    def painting(self, content: np.ndarray, style: np.ndarray, strength: float = 1.0) -> np.ndarray:
        """`content` [H, W, 3] painted in the style of the picture `style` [h, w, 3], all [0, 1].

        H and W are multiples of 4.
        """
        _, c2 = self._encode("content_encoder", content[None])
        s1, s2 = self._encode("style_encoder", style[None])
        x = _take_over(c2, s2, strength)
        x = self._modulated("dec1", x, self._mean("weight2", s2), self._mean("bias2", s2))
        x = _take_over(x, s1, strength)
        x = self._modulated("dec2", x, self._mean("weight1", s1), self._mean("bias1", s1))
        x = self._grouped("decoder/dec3.1", _enlarge(x))
        x = ops.relu(self._convolve("decoder/dec3.3", ops.relu(x)))
        x = self._grouped("decoder/dec3.6", _enlarge(x))
        x = ops.relu(self._convolve("decoder/dec3.8", ops.relu(x)))
        x = self._convolve("decoder/dec3.10", x)
        return np.clip(ops.convert_to_numpy(x)[0], 0, 1)

    def _encode(self, part: str, picture: Any) -> tuple[Any, Any]:
        x = ops.relu(self._convolve(f"{part}/enc1.0", picture))
        for depthwise, pointwise in (("enc1.2", "enc1.4"), ("enc1.6", "enc1.8")):
            x = ops.relu(self._depthwise(f"{part}/{depthwise}", x, 2))
            x = ops.relu(self._convolve(f"{part}/{pointwise}", x))
        first = self._residual(f"{part}/enc1.10", x)
        return first, self._residual(f"{part}/enc2.0", first)

    def _residual(self, name: str, x: Any) -> Any:
        return x + self._convolve(f"{name}.conv2", ops.relu(self._convolve(f"{name}.conv1", x)))

    def _modulated(self, name: str, x: Any, weight: Any, bias: Any) -> Any:
        h = ops.relu(weight * self._convolve(f"decoder/{name}.conv1", x) + bias * x)
        return x + weight * self._convolve(f"decoder/{name}.conv2", h) + bias * h

    def _mean(self, name: str, features: Any) -> Any:
        found = self._depthwise(f"modulator/{name}.0", features, 1)
        return ops.mean(found, axis=(1, 2), keepdims=True)

    def _kernel(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        layer = f"{name}.conv_layer"
        return self._weights[f"{layer}.weight"], self._weights[f"{layer}.bias"]

    def _convolve(self, name: str, x: Any) -> Any:
        kernel, bias = self._kernel(name)
        x = reflect_pad(x, kernel.shape[-1] // 2) if kernel.shape[-1] > 1 else x
        return ops.conv(x, hwio(kernel), data_format="channels_last") + bias

    def _depthwise(self, name: str, x: Any, stride: int) -> Any:
        kernel, bias = self._kernel(name)
        # Some have two filters for each channel.
        kernel = kernel.reshape(x.shape[-1], -1, *kernel.shape[2:]).transpose(2, 3, 0, 1)
        x = reflect_pad(x, 1)
        return ops.depthwise_conv(x, kernel, strides=stride, data_format="channels_last") + bias

    def _grouped(self, name: str, x: Any) -> Any:
        """Each output channel from two channels: depthwise, then the sum of neighbours."""
        kernel, bias = self._kernel(name)
        filters, each, height, width = kernel.shape
        kernel = kernel.reshape(filters * each, 1, height, width).transpose(2, 3, 0, 1)
        x = ops.depthwise_conv(reflect_pad(x, height // 2), kernel, data_format="channels_last")
        return ops.sum(ops.reshape(x, (*x.shape[:-1], filters, each)), axis=-1) + bias


def _take_over(content: Any, style: Any, strength: float) -> Any:
    """`content` with the channels' means and deviations of `style` (AdaIN), by `strength`."""
    (mean, deviation), (wanted, spread) = (_moments(x) for x in (content, style))
    return strength * ((content - mean) / deviation * spread + wanted) + (1 - strength) * content


def _moments(x: Any) -> tuple[Any, Any]:
    count = x.shape[1] * x.shape[2]
    mean = ops.mean(x, axis=(1, 2), keepdims=True)
    variance = ops.sum(ops.square(x - mean), axis=(1, 2), keepdims=True) / (count - 1)
    return mean, ops.sqrt(variance + 1e-5)


def _enlarge(x: Any) -> Any:
    size = (2 * x.shape[1], 2 * x.shape[2])
    return ops.image.resize(x, size, interpolation="bilinear", data_format="channels_last")
