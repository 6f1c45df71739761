"""The style network: image to style vector."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from builder.networks.architecture.layers import STYLE_VECTOR_SIZE

STYLE_IMAGE_SIZE = 256
"""Side in pixels of the square image that a style network sees."""


@dataclass(frozen=True)
class StyleShape:
    """Sizes of a `StyleNetwork`.

    Attributes:
        stem: channels of the first convolution, at a quarter of the image's resolution.
        stages: (channels, blocks, expansion) of each stage; every stage but the first halves the
            resolution.
        head: channels of the last pointwise convolution.
        hidden: features between the channel means and the vector, beside the linear way; 0 for
            the linear way alone.
    """

    stem: int = 32
    stages: tuple[tuple[int, int, int], ...] = ((32, 1, 3), (48, 3, 3), (72, 4, 3), (104, 2, 3))
    head: int = 256
    hidden: int = 0


@keras.saving.register_keras_serializable("atelier")
class InvertedResidual(keras.layers.Layer):
    """Expand, filter depthwise, project: [N, H, W, C] to [N, H / stride, W / stride, F].

    MobileNet-v2 (Sandler et al. 2018, section 3.3) with biases in place of batch normalization.
    """

    def __init__(self, filters: int, expansion: int, stride: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.filters, self.expansion, self.stride = filters, expansion, stride
        self.depthwise = keras.layers.DepthwiseConv2D(
            3, strides=stride, padding="same", name="depthwise"
        )
        self.project = keras.layers.Conv2D(filters, 1, name="project")

    def build(self, input_shape: Any) -> None:
        channels = input_shape[-1]
        wide = (*input_shape[:-1], channels * self.expansion)
        self.residual = self.stride == 1 and channels == self.filters
        self.expand = keras.layers.Conv2D(wide[-1], 1, name="expand")
        self.expand.build(input_shape)
        self.depthwise.build(wide)
        self.project.build(wide)

    def call(self, x: Any) -> Any:
        y = ops.relu6(self.expand(x))
        y = ops.relu6(self.depthwise(y))
        y = self.project(y)
        return x + y if self.residual else y


@keras.saving.register_keras_serializable("atelier")
class StyleNetwork(keras.Model):
    """Says of an image what its style is: 100 numbers.

    Inverted residuals as in MobileNet-v2, narrow, over which the channel means of *every* stage
    are read: style is what is common to all places of a picture at several scales, as the Gram
    matrices of Gatys et al. 2016 (section 2.2) gather it. There is no batch normalization, so a
    picture's vector never depends on other pictures, in training as little as afterwards.

    Input: [N, 256, 256, 3], RGB in [0, 1]. Output: [N, 100], in the vector space of the teacher
    it was distilled from.
    """

    def __init__(self, shape: StyleShape | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sizes = shape = shape or StyleShape()
        self.stem = keras.layers.Conv2D(shape.stem, 7, strides=4, padding="same", name="stem")
        self.blocks = [
            InvertedResidual(filters, expansion, 2 if s and not k else 1, name=f"stage{s}_{k}")
            for s, (filters, blocks, expansion) in enumerate(shape.stages)
            for k in range(blocks)
        ]
        self.head = keras.layers.Conv2D(shape.head, 1, name="head")
        self.vector = keras.layers.Dense(STYLE_VECTOR_SIZE, name="vector")
        if shape.hidden:
            self.hidden = keras.layers.Dense(shape.hidden, name="hidden")
            # It starts as nothing, so that a network without it can be gone on with.
            self.correction = keras.layers.Dense(
                STYLE_VECTOR_SIZE, use_bias=False, kernel_initializer="zeros", name="correction"
            )

    def call(self, images: Any) -> Any:
        return self.read(self.features(images))

    def read(self, features: list[Any]) -> Any:
        """The style vectors [N, 100] of what `features` found."""
        means = self.means(features)
        vector = self.vector(means)
        if not self.sizes.hidden:
            return vector
        return vector + self.correction(ops.relu6(self.hidden(means)))

    def means(self, features: list[Any]) -> Any:
        """What is common to all places of what `features` found, [N, C]."""
        return ops.concatenate([ops.mean(ops.abs(x), axis=(1, 2)) for x in features], axis=-1)

    def features(self, images: Any) -> list[Any]:
        """What the vector is read from: stem, stages and head, each [N, h, w, C].

        `images` [N, H, W, 3] in [0, 1] may have any size here; the last stage is seen through
        the head alone.
        """
        x = ops.relu6(self.stem(images * 2 - 1))
        found = [x]
        for block in self.blocks:
            if block.stride > 1:
                found.append(x)
            x = block(x)
        return [*found, ops.relu6(self.head(x))]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "shape": asdict(self.sizes)}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> StyleNetwork:
        sizes = dict(config["shape"])
        sizes["stages"] = tuple(tuple(stage) for stage in sizes["stages"])
        return cls(**{**config, "shape": StyleShape(**sizes)})


def build_style_network(shape: StyleShape | None = None, name: str = "style") -> StyleNetwork:
    """A `StyleNetwork` with its weights made, ready to train or to be loaded into."""
    network = StyleNetwork(shape, name=name)
    network(ops.zeros((1, STYLE_IMAGE_SIZE, STYLE_IMAGE_SIZE, 3)))
    return network


def scale_to_unit(network: StyleNetwork, images: Any) -> None:
    """Scale each convolution so that its output for `images` has a standard deviation of 1.

    Layer-sequential unit variance (Mishkin and Matas 2016, section 3): it stands in for batch
    normalization at the start of a training. `images` is [N, 256, 256, 3] in [0, 1]. The
    projections that are added to an identity become weak instead, so that a residual block
    starts close to that identity.
    """

    def scale(layer: Any, x: Any, target: float = 1.0) -> Any:
        y = ops.convert_to_numpy(layer(x))
        layer.kernel.assign(layer.kernel * (target / (float(np.std(y)) + 1e-6)))
        return layer(x)

    x = ops.relu6(scale(network.stem, images * 2 - 1))
    for block in network.blocks:
        y = ops.relu6(scale(block.expand, x))
        y = ops.relu6(scale(block.depthwise, y))
        y = scale(block.project, y, 0.3 if block.residual else 1.0)
        x = x + y if block.residual else y
    scale(network.head, x)
