from __future__ import annotations

import numpy as np
from keras import ops

from builder.networks.architecture.layers import (
    ConditionalInstanceNormalization,
    ReflectConv,
    SeparableReflectConv,
    pixel_shuffle,
    reflect_pad,
    upsample,
)

_RNG = np.random.default_rng(5)


def _normal(*shape: int) -> np.ndarray:
    return _RNG.normal(size=shape).astype(np.float32)


def test_padding_reflects_without_the_border_pixel() -> None:
    x = np.arange(9, dtype=np.float32).reshape(1, 3, 3, 1)
    padded = np.asarray(reflect_pad(x, 1))[0, :, :, 0]
    np.testing.assert_array_equal(padded, np.pad(x[0, :, :, 0], 1, mode="reflect"))


def test_upsampling_repeats_pixels() -> None:
    x = _normal(2, 3, 4, 5)
    np.testing.assert_array_equal(np.asarray(upsample(x)), x.repeat(2, axis=1).repeat(2, axis=2))


def test_pixel_shuffle_puts_colours_fastest_then_columns_then_rows() -> None:
    cell = np.arange(12, dtype=np.float32).reshape(1, 1, 1, 12)
    pixels = np.asarray(pixel_shuffle(cell))[0]
    np.testing.assert_array_equal(pixels, [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]])


def test_subpixels_share_the_statistics_of_the_shuffled_picture() -> None:
    plain = ConditionalInstanceNormalization(3)
    shared = ConditionalInstanceNormalization(3, subpixels=4)
    cells, style = _normal(2, 6, 5, 12), _normal(2, 100)
    for layer in (plain, shared):
        layer.build(None)
        layer.gamma.kernel.assign(np.linspace(-1, 1, 300).reshape(100, 3))
        layer.beta.kernel.assign(np.linspace(2, -1, 300).reshape(100, 3))
    before = np.asarray(plain(pixel_shuffle(cells), style))
    after = np.asarray(pixel_shuffle(shared(cells, style)))
    np.testing.assert_allclose(after, before, rtol=1e-4, atol=1e-4)


def test_normalized_channels_have_the_mean_and_deviation_that_the_style_asks_for() -> None:
    layer = ConditionalInstanceNormalization(4)
    layer.build(None)
    layer.beta.bias.assign([0.0, 1.0, 2.0, 3.0])
    layer.gamma.bias.assign([1.0, 2.0, 3.0, 4.0])
    y = np.asarray(layer(7 + 3 * _normal(1, 32, 32, 4), _normal(1, 100)))
    np.testing.assert_allclose(y.mean(axis=(0, 1, 2)), [0, 1, 2, 3], atol=1e-4)
    np.testing.assert_allclose(y.std(axis=(0, 1, 2)), [1, 2, 3, 4], rtol=1e-3)


def test_repeated_channels_equal_a_depthwise_multiplier() -> None:
    layer = SeparableReflectConv(6, repeat=2)
    x = _normal(1, 8, 8, 3)
    layer.build(x.shape)
    depthwise, pointwise = _normal(3, 3, 3, 2), _normal(3, 2, 6)
    # A multiplier orders channels by input, repetition by kernel.
    layer.depthwise.kernel.assign(depthwise.transpose(0, 1, 3, 2).reshape(3, 3, 6, 1))
    layer.pointwise.kernel.assign(pointwise.transpose(1, 0, 2).reshape(1, 1, 6, 6))
    wide = ops.depthwise_conv(
        np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect"),
        depthwise,
        data_format="channels_last",
    )
    expected = np.asarray(wide) @ pointwise.reshape(6, 6)
    np.testing.assert_allclose(np.asarray(layer(x)), expected, rtol=1e-4, atol=1e-4)


def test_a_separable_convolution_and_its_full_kernel_compute_the_same() -> None:
    x = _normal(1, 8, 8, 3)
    separable, plain = SeparableReflectConv(6, repeat=2), ReflectConv(6, 3, use_bias=False)
    for layer in (separable, plain):
        layer.build(x.shape)
    plain.assign_full_kernel(separable.full_kernel())
    np.testing.assert_allclose(np.asarray(plain(x)), np.asarray(separable(x)), atol=1e-4)


def test_a_full_kernel_of_low_rank_is_separated_exactly_and_another_as_well_as_may_be() -> None:
    layer = SeparableReflectConv(6, repeat=2)
    layer.build((None, 8, 8, 3))
    low_rank, any_rank = layer.full_kernel(), _normal(3, 3, 3, 6)
    layer.assign_full_kernel(low_rank)
    np.testing.assert_allclose(layer.full_kernel(), low_rank, atol=1e-5)
    layer.assign_full_kernel(any_rank)
    assert 0 < np.mean((layer.full_kernel() - any_rank) ** 2) < 0.6 * np.mean(any_rank**2)
