"""The transformer network: photo + style vector to painting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import keras
from keras import ops

from builder.networks.architecture.layers import (
    STYLE_VECTOR_SIZE,
    ConditionalInstanceNormalization,
    ReflectConv,
    SeparableReflectConv,
    pixel_shuffle,
    upsample,
)

Statistics = Sequence[tuple[Any, Any]]
"""Mean and variance, each [N, 1, 1, C], of every CIN layer in the order of the network."""


@dataclass(frozen=True)
class TransformerShape:
    """Sizes of a `StyleTransformer`.

    Attributes:
        channels: width of the residual body, at a quarter of the picture's resolution.
        stem: width of the stem, at half of the picture's resolution.
        blocks: number of residual blocks.
        repeat: depthwise kernels for each channel of the body's separable convolutions; 0 for
            plain 3 x 3 convolutions, as the teacher has them.
        expand: width after the upsampling, at half of the picture's resolution.
        features: channels at the picture's own resolution, kept as subpixels at half of it.
    """

    channels: int = 32
    stem: int = 16
    blocks: int = 5
    repeat: int = 1
    expand: int = 16
    features: int = 8


@keras.saving.register_keras_serializable("atelier")
class ResidualBlock(keras.layers.Layer):
    """Two convolutions with CIN beside an identity: [N, H, W, C] to the same shape."""

    def __init__(self, channels: int, repeat: int, first_cin: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.conv1 = _convolution(channels, repeat, name="conv1")
        self.cin1 = ConditionalInstanceNormalization(channels, name=f"cin_{first_cin}")
        self.conv2 = _convolution(channels, repeat, name="conv2")
        self.cin2 = ConditionalInstanceNormalization(channels, name=f"cin_{first_cin + 1}")

    def build(self, input_shape: Any) -> None:
        for layer in (self.conv1, self.cin1, self.conv2, self.cin2):
            layer.build(input_shape)


@keras.saving.register_keras_serializable("atelier")
class StyleTransformer(keras.Model):
    """Paints a content image in the style that a style vector describes.

    The architecture is that of Ghiasi et al. 2017 (table 4, "Exploring the structure of a
    real-time, arbitrary neural artistic stylization network") in the narrow form that Magenta
    distilled for phones, made cheap for browsers: no layer works at the picture's full
    resolution, the last layers compute the 2 x 2 pixels of a cell as channels at half resolution,
    and the body may be separable.

    Input: content [N, H, W, 3], RGB in [0, 1], H and W multiples of 4 and at least 16; style
    [N, 100]. Output: painted [N, H, W, 3], RGB in [0, 1].
    """

    def __init__(self, shape: TransformerShape | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sizes = shape = shape or TransformerShape()
        self.stem1 = ReflectConv(shape.stem, 5, stride=2, name="stem1")
        self.stem2 = ReflectConv(shape.stem, 3, name="stem2")
        self.stem3 = ReflectConv(shape.channels, 3, stride=2, name="stem3")
        self.blocks = [
            ResidualBlock(shape.channels, shape.repeat, 2 * k, name=f"residual{k + 1}")
            for k in range(shape.blocks)
        ]
        n = 2 * shape.blocks
        self.expand1 = _convolution(shape.expand, min(shape.repeat, 1), name="expand1")
        self.cin_expand1 = ConditionalInstanceNormalization(shape.expand, name=f"cin_{n}")
        self.expand2 = ReflectConv(4 * shape.features, 3, use_bias=False, name="expand2")
        self.cin_expand2 = ConditionalInstanceNormalization(
            shape.features, subpixels=4, name=f"cin_{n + 1}"
        )
        self.expand3 = ReflectConv(12, 3, use_bias=False, name="expand3")
        self.cin_expand3 = ConditionalInstanceNormalization(3, subpixels=4, name=f"cin_{n + 2}")

    @property
    def cins(self) -> list[ConditionalInstanceNormalization]:
        """The CIN layers in the order of the network."""
        body = [cin for block in self.blocks for cin in (block.cin1, block.cin2)]
        return [*body, self.cin_expand1, self.cin_expand2, self.cin_expand3]

    def build(self, input_shape: Any = None) -> None:
        s = self.sizes
        layers: list[tuple[Any, int]] = [
            (self.stem1, 3),
            (self.stem2, s.stem),
            (self.stem3, s.stem),
            *((block, s.channels) for block in self.blocks),
            (self.expand1, s.channels),
            (self.cin_expand1, s.expand),
            (self.expand2, s.expand),
            (self.cin_expand2, 4 * s.features),
            (self.expand3, 4 * s.features),
            (self.cin_expand3, 12),
        ]
        for layer, channels in layers:
            layer.build((None, None, None, channels))
        self.built = True

    def call(self, inputs: Sequence[Any], statistics: Statistics | None = None) -> Any:
        """Paint `inputs` = (content, style); shapes and ranges as in the class description.

        With `statistics`, as `measure` gives them, the CIN layers use these instead of measuring.
        """
        content, style = inputs
        return self.trace(content, style, statistics)["painted"]

    def cells(self, content: Any, style: Any, statistics: Statistics | None = None) -> Any:
        """The painting before its pixel shuffle, [N, H / 2, W / 2, 12]."""
        return self.trace(content, style, statistics)["cells"]

    def measure(self, content: Any, style: Any) -> list[tuple[Any, Any]]:
        """The CIN statistics of painting `content` in `style`."""
        return self.trace(content, style)["statistics"]

    def trace(
        self, content: Any, style: Any, statistics: Statistics | None = None
    ) -> Mapping[str, Any]:
        """Paint and keep what lies between: hints for training, statistics, cells and painting.

        Keys: stem2 [N, H/2, W/2, stem], stem3 and residual1... [N, H/4, W/4, channels],
        expand1 [N, H/2, W/2, expand], expand2 [N, H/2, W/2, 4 * features], cells, painted,
        statistics.
        """
        given = iter(statistics) if statistics is not None else None
        used: list[tuple[Any, Any]] = []

        def normalize(cin: ConditionalInstanceNormalization, x: Any) -> Any:
            used.append(next(given) if given is not None else cin.measure(x))
            return cin(x, style, statistics=used[-1])

        found: dict[str, Any] = {}
        x = ops.relu(self.stem1(content))
        x = found["stem2"] = ops.relu(self.stem2(x))
        x = found["stem3"] = ops.relu(self.stem3(x))
        for block in self.blocks:
            y = ops.relu(normalize(block.cin1, block.conv1(x)))
            x = found[block.name] = x + normalize(block.cin2, block.conv2(y))
        x = found["expand1"] = ops.relu(normalize(self.cin_expand1, self.expand1(upsample(x))))
        x = found["expand2"] = ops.relu(normalize(self.cin_expand2, self.expand2(x)))
        found["cells"] = ops.sigmoid(normalize(self.cin_expand3, self.expand3(x)))
        found["painted"] = pixel_shuffle(found["cells"])
        found["statistics"] = used
        return found

    @property
    def convolutions(self) -> dict[str, Any]:
        """The convolutions in the order of the network, by names such as "residual1/conv2"."""
        body = {f"{b.name}/{c.name}": c for b in self.blocks for c in (b.conv1, b.conv2)}
        ends = {layer.name: layer for layer in (self.stem1, self.stem2, self.stem3)}
        return ends | body | {c.name: c for c in (self.expand1, self.expand2, self.expand3)}

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "shape": asdict(self.sizes)}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> StyleTransformer:
        return cls(**{**config, "shape": TransformerShape(**config["shape"])})


def _convolution(filters: int, repeat: int, name: str) -> Any:
    if repeat:
        return SeparableReflectConv(filters, repeat=repeat, name=name)
    return ReflectConv(filters, 3, use_bias=False, name=name)


def build_transformer(
    shape: TransformerShape | None = None, name: str = "swift"
) -> StyleTransformer:
    """A `StyleTransformer` with its weights made, ready to train or to be loaded into."""
    transformer = StyleTransformer(shape, name=name)
    transformer.build()
    transformer([ops.zeros((1, 16, 16, 3)), ops.zeros((1, STYLE_VECTOR_SIZE))])
    return transformer
