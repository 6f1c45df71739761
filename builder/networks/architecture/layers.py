"""Layers that the transformer networks are made of."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

STYLE_VECTOR_SIZE = 100
"""Length of a style vector (Ghiasi et al. 2017, section 3)."""


def reflect_pad(x: Any, width: int) -> Any:
    """Pad height and width of `x` [N, H, W, C] by `width` reflected pixels on every side."""
    return ops.pad(x, ((0, 0), (width, width), (width, width), (0, 0)), mode="reflect")


def upsample(x: Any, factor: int = 2) -> Any:
    """Multiply height and width of `x` [N, H, W, C], pixels repeated (nearest neighbour)."""
    size = (ops.shape(x)[1] * factor, ops.shape(x)[2] * factor)
    if keras.backend.backend() == "tensorflow":
        # Keras insists on sizes that are known when the graph is made.
        import tensorflow as tf

        return tf.image.resize(x, size, method="nearest")
    return ops.image.resize(x, size, interpolation="nearest", data_format="channels_last")


def pixel_shuffle(cells: Any, block: int = 2) -> Any:
    """Rearrange `cells` [N, H, W, block * block * C] to pixels [N, H * block, W * block, C].

    Channel `(dy * block + dx) * C + c` of a cell is colour `c` of its pixel at (dy, dx), as in
    TensorFlow's DepthToSpace (Shi et al. 2016, section 2.2).
    """
    if keras.backend.backend() == "tensorflow":
        # A single node in the exported graph, which the engine can cut off.
        import tensorflow as tf

        return tf.nn.depth_to_space(cells, block)
    batch, height, width, channels = ops.shape(cells)
    colours = channels // (block * block)
    x = ops.reshape(cells, (batch, height, width, block, block, colours))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    return ops.reshape(x, (batch, height * block, width * block, colours))


@keras.saving.register_keras_serializable("atelier")
class ReflectConv(keras.layers.Layer):
    """Convolution over a reflected border, without activation: [N, H, W, C] to [N, H/s, W/s, F].

    Args:
        filters: number of output channels, F.
        kernel: side of the square kernel, odd, in pixels.
        stride: s; H and W must be multiples of it.
        use_bias: false where a conditional instance normalization follows, which removes it.
    """

    def __init__(
        self, filters: int, kernel: int, stride: int = 1, use_bias: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.margin = kernel // 2
        self.conv = keras.layers.Conv2D(
            filters, kernel, strides=stride, use_bias=use_bias, name="conv"
        )

    def build(self, input_shape: Any) -> None:
        self.conv.build(input_shape)

    def call(self, x: Any) -> Any:
        return self.conv(reflect_pad(x, self.margin))

    def full_kernel(self) -> np.ndarray:
        """The kernel, [kernel, kernel, C, F]."""
        return ops.convert_to_numpy(self.conv.kernel)

    def assign_full_kernel(self, kernel: np.ndarray) -> None:
        """Take over `kernel`, [kernel, kernel, C, F]."""
        self.conv.kernel.assign(kernel)

    @property
    def bias(self) -> Any:
        """The bias [F], or None."""
        return self.conv.bias if self.conv.use_bias else None


@keras.saving.register_keras_serializable("atelier")
class SeparableReflectConv(keras.layers.Layer):
    """Depthwise and pointwise convolution over a reflected border: [N, H, W, C] to [N, H, W, F].

    With `repeat` r every input channel meets r depthwise kernels. The channels are repeated by
    concatenation, because a depthwise multiplier above 1 has no fast path in TensorFlow.js.

    Args:
        filters: number of output channels, F.
        kernel: side of the square depthwise kernel, odd, in pixels.
        repeat: r, depthwise kernels for each input channel.
        use_bias: false where a conditional instance normalization follows, which removes it.
    """

    def __init__(
        self, filters: int, kernel: int = 3, repeat: int = 1, use_bias: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.margin = kernel // 2
        self.repeat = repeat
        self.depthwise = keras.layers.DepthwiseConv2D(kernel, use_bias=False, name="depthwise")
        self.pointwise = keras.layers.Conv2D(filters, 1, use_bias=use_bias, name="pointwise")

    def build(self, input_shape: Any) -> None:
        widened = (*input_shape[:-1], input_shape[-1] * self.repeat)
        self.depthwise.build(widened)
        self.pointwise.build(widened)

    def call(self, x: Any) -> Any:
        x = reflect_pad(x, self.margin)
        if self.repeat > 1:
            x = ops.concatenate([x] * self.repeat, axis=-1)
        return self.pointwise(self.depthwise(x))

    def full_kernel(self) -> np.ndarray:
        """The plain kernel of the same convolution, [kernel, kernel, C, F]."""
        depthwise = ops.convert_to_numpy(self.depthwise.kernel)[..., 0]
        pointwise = ops.convert_to_numpy(self.pointwise.kernel)[0, 0]
        side, _, wide = depthwise.shape
        channels = wide // self.repeat
        depthwise = depthwise.reshape(side, side, self.repeat, channels)
        pointwise = pointwise.reshape(self.repeat, channels, -1)
        return np.asarray(np.einsum("yxrc,rcf->yxcf", depthwise, pointwise))

    def assign_full_kernel(self, kernel: np.ndarray) -> None:
        """Become the closest separable convolution to the plain `kernel` [kernel, kernel, C, F].

        The kernel of one input channel, a (kernel * kernel) x F matrix, is cut to its leading
        singular vectors, one for each depthwise kernel of that channel.
        """
        side, _, channels, filters = kernel.shape
        matrices = kernel.reshape(side * side, channels, filters).transpose(1, 0, 2)
        left, values, right = np.linalg.svd(matrices, full_matrices=False)
        scale = np.sqrt(values[:, : self.repeat])
        depthwise = (left[:, :, : self.repeat] * scale[:, None, :]).transpose(1, 2, 0)
        pointwise = (right[:, : self.repeat] * scale[:, :, None]).transpose(1, 0, 2)
        wide = self.repeat * channels
        self.depthwise.kernel.assign(depthwise.reshape(side, side, wide, 1))
        self.pointwise.kernel.assign(pointwise.reshape(1, 1, wide, filters))

    @property
    def bias(self) -> Any:
        """The bias [F], or None."""
        return self.pointwise.bias if self.pointwise.use_bias else None


@keras.saving.register_keras_serializable("atelier")
class ConditionalInstanceNormalization(keras.layers.Layer):
    """Instance normalization whose scale and shift are linear in the style vector.

    `gamma(style) * (x - mean) / sqrt(variance + epsilon) + beta(style)`, mean and variance over
    height and width (Dumoulin et al. 2017, section 2.2; predicted from a vector as in Ghiasi et
    al. 2017, section 3.1).

    Args:
        channels: C, number of channels that have statistics of their own.
        subpixels: S; the input has S * C channels, of which those with equal `index % C` are
            subpixels of one channel and share its statistics, scale and shift.
        epsilon: added to the variance.
    """

    def __init__(
        self, channels: int, subpixels: int = 1, epsilon: float = 1e-5, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.channels = channels
        self.subpixels = subpixels
        self.epsilon = epsilon
        self.gamma = keras.layers.Dense(
            channels, bias_initializer="ones", kernel_initializer="zeros", name="gamma"
        )
        self.beta = keras.layers.Dense(channels, kernel_initializer="zeros", name="beta")

    def build(self, input_shape: Any, style_shape: Any = None) -> None:
        self.gamma.build((None, STYLE_VECTOR_SIZE))
        self.beta.build((None, STYLE_VECTOR_SIZE))

    def measure(self, x: Any) -> tuple[Any, Any]:
        """Mean and variance, each [N, 1, 1, C], of `x` [N, H, W, S * C]."""
        with keras.name_scope("mean"):
            mean = self._pool(ops.mean(x, axis=(1, 2), keepdims=True))
        with keras.name_scope("variance"):
            deviation = ops.square(ops.subtract(x, self._spread(mean)))
            variance = self._pool(ops.mean(deviation, axis=(1, 2), keepdims=True))
        return mean, variance

    def call(self, x: Any, style: Any, statistics: tuple[Any, Any] | None = None) -> Any:
        """Normalize `x` [N, H, W, S * C] for `style` [N, 100].

        With `statistics` (mean and variance, each [N, 1, 1, C]) these are used instead of those
        of `x`: "frozen statistics", by which tiles and video frames agree.
        """
        mean, variance = self.measure(x) if statistics is None else statistics
        gamma = ops.reshape(self.gamma(style), (-1, 1, 1, self.channels))
        beta = ops.reshape(self.beta(style), (-1, 1, 1, self.channels))
        scale = gamma * ops.rsqrt(variance + self.epsilon)
        shift = beta - mean * scale
        return x * self._spread(scale) + self._spread(shift)

    def _pool(self, x: Any) -> Any:
        if self.subpixels == 1:
            return x
        x = ops.reshape(x, (-1, 1, self.subpixels, self.channels))
        return ops.mean(x, axis=2, keepdims=True)

    def _spread(self, x: Any) -> Any:
        return x if self.subpixels == 1 else ops.tile(x, (1, 1, 1, self.subpixels))
