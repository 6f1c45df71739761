"""What a painted picture is compared by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras import ops


def mean_absolute(a: Any, b: Any) -> Any:
    """Mean absolute difference of two tensors of one shape."""
    return ops.mean(ops.abs(a - b))


def mean_squared(a: Any, b: Any) -> Any:
    """Mean squared difference of two tensors of one shape."""
    return ops.mean(ops.square(a - b))


def gradient_difference(a: Any, b: Any, scales: int = 3) -> Any:
    """Mean absolute difference of the pixel gradients of two pictures [N, H, W, 3].

    Taken at full resolution and at `scales` - 1 halvings of it, so that strokes of several sizes
    count beside flat colour (Mathieu et al. 2016, section 3.2, at several scales).
    """
    total = 0.0
    difference = a - b
    for scale in range(scales):
        if scale:
            difference = ops.average_pool(difference, 2, 2, data_format="channels_last")
        total += ops.mean(ops.abs(difference[:, 1:] - difference[:, :-1]))
        total += ops.mean(ops.abs(difference[:, :, 1:] - difference[:, :, :-1]))
    return total / scales


def energy_difference(a: Any, b: Any, weights: Sequence[float] = (0.6, 0.2, 0.2)) -> Any:
    """Mean absolute logarithm of the ratio of the gradient energies of two pictures [N, H, W, 3].

    A student that is unsure where a stroke lies paints its average, which is blurred; this asks
    for as much contrast between neighbouring pixels as the teacher has, picture by picture, at
    full resolution, half, quarter and so on, as much as `weights` say. Full resolution is the
    hardest to come by.
    """
    total = 0.0
    for scale, weight in enumerate(weights):
        if scale:
            a = ops.average_pool(a, 2, 2, data_format="channels_last")
            b = ops.average_pool(b, 2, 2, data_format="channels_last")
        total += weight * ops.mean(ops.abs(ops.log(_energy(a)) - ops.log(_energy(b))))
    return total


def _energy(x: Any) -> Any:
    down = ops.mean(ops.square(x[:, 1:] - x[:, :-1]), axis=(1, 2, 3))
    across = ops.mean(ops.square(x[:, :, 1:] - x[:, :, :-1]), axis=(1, 2, 3))
    return down + across + 1e-4


def hint_difference(student: Any, teacher: Any) -> Any:
    """Squared difference of two activations [N, H, W, C] relative to the teacher's variance.

    1 is what a student scores that always answers with the teacher's mean (hints: Romero et al.
    2015, section 2.2).
    """
    variance = ops.var(teacher, axis=(0, 1, 2)) + 1e-4
    return ops.mean(ops.mean(ops.square(student - teacher), axis=(0, 1, 2)) / variance)


def statistics_difference(student: list[Any], teacher: list[Any]) -> Any:
    """Difference of the channels' means and deviations in two lists of features [N, h, w, C].

    Relative to the teacher's deviations. Texture is what these agree on, wherever its strokes
    lie (Huang and Belongie 2017, section 6.1).
    """
    total = 0.0
    for a, b in zip(student, teacher, strict=True):
        apart = ops.abs(ops.mean(a, axis=(1, 2)) - ops.mean(b, axis=(1, 2)))
        spread = _deviation(b)
        apart += ops.abs(_deviation(a) - spread)
        total += ops.mean(apart) / ops.mean(spread)
    return total / len(student)


def colour_difference(a: Any, b: Any) -> Any:
    """Mean absolute difference of the colour channels' means and deviations, picture by picture.

    `a` and `b` are pictures [N, H, W, 3] in [0, 1]. A student that is unsure of a colour paints
    the average of what it might be, which is paler.
    """
    means = ops.abs(ops.mean(a, axis=(1, 2)) - ops.mean(b, axis=(1, 2)))
    return ops.mean(means + ops.abs(_deviation(a) - _deviation(b)))


def style_shortfall(made: Any, told: Any, wanted: Any) -> Any:
    """How much less a student's paintings look like the wanted style than its teacher's.

    Each is a style vector [N, 100], less the mean of the space: of the student's painting, of the
    teacher's, and the vector painted in. What a student has more than its teacher is not counted.
    """
    made, told, wanted = (ops.normalize(v, axis=-1) for v in (made, told, wanted))
    shortfall = ops.sum(told * wanted, axis=-1) - ops.sum(made * wanted, axis=-1)
    return ops.mean(ops.relu(shortfall))


def _deviation(x: Any) -> Any:
    # A channel that is 0 all over has no slope in its root.
    return ops.sqrt(ops.var(x, axis=(1, 2)) + 1e-4)


def cosine_difference(a: Any, b: Any, emphasis: float = 0.0) -> Any:
    """1 - cosine of the rows of `a` and `b` [N, V], in the mean.

    With an `emphasis` each row counts as much as its own difference to that power says, so that
    the worst of a batch are learnt first (as in the focal loss: Lin et al. 2017, section 3.2).
    The weights have a mean of 1 and no slope.
    """
    apart = 1 - ops.sum(ops.normalize(a, axis=-1) * ops.normalize(b, axis=-1), axis=-1)
    weights = ops.stop_gradient((apart + 1e-4) ** emphasis)
    return ops.mean(apart * weights / ops.mean(weights))


def gram_difference(made: list[Any], style: list[Any]) -> Any:
    """Distance of the Gram matrices of two lists of features [N, h, w, C], relative to the style's.

    The mean of pictures and layers (Gatys et al. 2016, equation 4, as a relative distance, so
    that every layer counts alike); the two lists may differ in h and w.
    """
    total = 0.0
    for a, b in zip(made, style, strict=True):
        told = _gram(b)
        apart = ops.sqrt(ops.sum(ops.square(_gram(a) - told), axis=(1, 2)) + 1e-8)
        total += ops.mean(apart / ops.sqrt(ops.sum(ops.square(told), axis=(1, 2)) + 1e-8))
    return total / len(made)


def _gram(x: Any) -> Any:
    rows = ops.reshape(x, (x.shape[0] or -1, x.shape[1] * x.shape[2], x.shape[3]))
    return ops.matmul(ops.transpose(rows, (0, 2, 1)), rows) / (x.shape[1] * x.shape[2])


def structure_difference(a: Any, b: Any) -> Any:
    """Mean squared difference of two layers of features [N, h, w, C], each channel normalized.

    Means and deviations are the style's, what is left is where things are (instance
    normalization: Ulyanov et al. 2017).
    """
    return mean_squared(*((x - _mean(x)) / ops.expand_dims(_deviation(x), (1, 2)) for x in (a, b)))


def phase_deviation(picture: Any, period: int = 4, block: int = 32) -> Any:
    """How strongly a picture [N, H, W, 3] repeats a grid of `period` pixels, block by block.

    The deviation of the means at the phases of the grid in every square of `block` pixels, in the
    mean; H and W are multiples of `block`. The network works on cells of 4 x 4 pixels, and what it
    paints must not show them.
    """
    _, height, width, colours = picture.shape
    down, across, count = height // block, width // block, block // period
    cells = ops.reshape(picture, (-1, down, count, period, across, count, period, colours))
    phases = ops.mean(cells, axis=(2, 5))
    return ops.mean(ops.sqrt(ops.var(phases, axis=(2, 4)) + 1e-8))


def _mean(x: Any) -> Any:
    return ops.mean(x, axis=(1, 2), keepdims=True)
