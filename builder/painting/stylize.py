"""Paints a photo in Python, with the same networks and arithmetic as the site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from builder.errors import PictureError, UsageProblem
from builder.graph_model.tensorflow_setup import captured_output, configure_tensorflow
from builder.painting.pictures import (
    pad_content,
    painting_size,
    read_picture,
    resize,
    style_square,
    to_pixels,
)

if TYPE_CHECKING:
    from builder.networks.network_set import ContentLimits, NetworkSet


def stylize(
    photo: Path,
    styles: Sequence[Path],
    out: Path,
    network_set: NetworkSet,
    *,
    weights: Sequence[float] | None = None,
    strength: float = 1.0,
    size: int | None = None,
) -> tuple[int, int]:
    """Paint `photo` in a mixture of `styles` and write it to `out`; return width and height.

    Args:
        photo: the content image.
        styles: one or more style images.
        out: the picture to write; its suffix says the format.
        network_set: the networks; its finest transformer paints.
        weights: one for each style, not negative, in any unit; equal when left out.
        strength: 0 keeps the photo's own style, 1 is the style.
        size: long side in pixels at which the photo is painted; its own when left out.

    Raises:
        UsageProblem: the weights do not fit the styles, or `out` cannot be written.
        PictureError: a picture cannot be used, or `out` has an unknown suffix.
    """
    shares = mixing_shares(weights, len(styles))
    _check_output(out)
    content = read_picture(photo)
    style_pictures = [read_picture(style) for style in styles]

    configure_tensorflow()
    with captured_output():
        style_network = network_set.style_network()
        transformer = network_set.transformer(network_set.finest)
    side = network_set.style_size
    vectors = [style_vector(style_network, picture, side) for picture in style_pictures]
    vector = np.tensordot(shares, np.stack(vectors), 1)
    if strength < 1:
        vector = (1 - strength) * style_vector(style_network, content, side) + strength * vector
    limits = network_set.limits(network_set.finest)
    painted = paint(transformer, content, vector, limits, size)
    _write(painted, out)
    return painted.shape[1], painted.shape[0]


def style_vector(style_network: Any, picture: np.ndarray, side: int = 256) -> np.ndarray:
    """The style vector [100], float32, of a picture, seen as a square of `side` pixels."""
    vector = style_network(style_square(picture, side)[None], training=False)
    return _to_numpy(vector)[0]


def paint(
    transformer: Any,
    content: np.ndarray,
    vector: np.ndarray,
    limits: ContentLimits,
    size: int | None = None,
) -> np.ndarray:
    """Paint a picture in the style of `vector` [100], its long side being `size` px.

    The network gets sides within its `limits`; what is added to the picture is cut off again.
    """
    width, height = painting_size(content.shape[1], content.shape[0], size)
    padded = pad_content(resize(content, width, height), limits)
    padded = padded.astype(np.float32) / 255
    painted = transformer([padded[None], vector[None].astype(np.float32)], training=False)
    return to_pixels(_to_numpy(painted)[0, :height, :width])


def mixing_shares(weights: Sequence[float] | None, count: int) -> np.ndarray:
    """The share [count] of each style in the mixture; shares add up to 1.

    Raises:
        UsageProblem: there is not one weight for each style, or they cannot be shares.
    """
    if weights is None:
        return np.full(count, 1 / count)
    if len(weights) != count:
        raise UsageProblem(
            f"--weights has {len(weights)} numbers for {count} styles; give one for each style."
        )
    total = sum(weights)
    if min(weights) < 0 or not 0 < total < float("inf"):
        raise UsageProblem("--weights must be zero or more, and not all zero.")
    return np.asarray(weights) / total


def _to_numpy(tensor: Any) -> np.ndarray:
    from keras import ops

    return np.asarray(ops.convert_to_numpy(tensor))


def _check_output(out: Path) -> None:
    if out.suffix.lower() not in Image.registered_extensions():
        raise PictureError(f'"{out.name}" names no picture format; end it in .png, .jpg or .webp.')
    if not out.parent.is_dir():
        raise UsageProblem(f"The folder {out.parent} does not exist; make it or choose another.")
    if out.is_dir():
        raise UsageProblem(f"{out} is a folder; give the name of a picture file.")


def _write(picture: np.ndarray, out: Path) -> None:
    try:
        Image.fromarray(picture).save(out)
    except (OSError, KeyError) as error:
        raise UsageProblem(
            f"{out} cannot be written ({getattr(error, 'strerror', None) or error}); "
            "choose another place or format."
        ) from error
