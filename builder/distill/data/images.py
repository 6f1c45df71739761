"""Folders of training images, their split, and the crops that are drawn from them."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from builder.distill.checks import list_images
from builder.networks.architecture.style import STYLE_IMAGE_SIZE
from builder.painting.pictures import read_picture

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ImageFolder:
    """The images of one folder, decoded; split into training and held-out ones by name.

    Attributes:
        training: images to draw crops from, each uint8 [H, W, 3].
        held_out: images that training never sees.
        held_out_names: their file names.
    """

    training: tuple[np.ndarray, ...]
    held_out: tuple[np.ndarray, ...]
    held_out_names: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path, held_out: int, short_side: int = 288) -> ImageFolder:
        """Decode all images of `folder`, none larger than `short_side` on its short side.

        Which are held out depends on their names alone (the smallest SHA-256 of the name), not
        on a seed or on the order of the folder.

        Raises:
            UsageProblem: there is no such folder, or not enough images in it.
            PictureError: an image cannot be read.
        """
        listed = list_images(folder, held_out)
        for path, why in listed.others.items():
            log.warning("%s %s, and is left out.", path, why)
        paths = listed.files
        ordered = sorted(paths, key=lambda path: hashlib.sha256(path.name.encode()).hexdigest())
        held = sorted(ordered[:held_out])
        chosen = set(held)
        return cls(
            tuple(_decode(path, short_side) for path in paths if path not in chosen),
            tuple(_decode(path, short_side) for path in held),
            tuple(path.name for path in held),
        )


def _decode(path: Path, short_side: int) -> np.ndarray:
    picture = Image.fromarray(read_picture(path))
    scale = short_side / min(picture.size)
    if scale < 1:
        size = [max(1, round(side * scale)) for side in picture.size]
        picture = picture.resize((size[0], size[1]), Image.Resampling.BILINEAR)
    return np.asarray(picture)


def centre_square(image: np.ndarray, size: int) -> np.ndarray:
    """The largest centred square of `image` [H, W, 3] uint8, resized to [size, size, 3] uint8."""
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = Image.fromarray(image[top : top + side, left : left + side])
    return np.asarray(square.resize((size, size), Image.Resampling.BILINEAR))


def style_square(picture: np.ndarray) -> np.ndarray:
    """What a style network sees of a float `picture` [H, W, 3] in [0, 1]: [256, 256, 3]."""
    if picture.shape[:2] == (STYLE_IMAGE_SIZE, STYLE_IMAGE_SIZE):
        return picture
    pixels = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    return centre_square(pixels, STYLE_IMAGE_SIZE).astype(np.float32) / np.float32(255)


def random_crop(
    image: np.ndarray, size: int, rng: np.random.Generator, smallest: float
) -> np.ndarray:
    """A random square crop of uint8 `image`, [size, size, 3] uint8, mirrored half of the time.

    `smallest` is the side of the smallest crop as a share of the image's short side.
    """
    height, width = image.shape[:2]
    side = round(min(height, width) * rng.uniform(smallest, 1.0))
    top, left = rng.integers(height - side + 1), rng.integers(width - side + 1)
    crop = Image.fromarray(image[top : top + side, left : left + side])
    pixels = np.asarray(crop.resize((size, size), Image.Resampling.BICUBIC))
    return pixels[:, ::-1] if rng.random() < 0.5 else pixels


def jitter_colours(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Change brightness, contrast, saturation and the order of the colours of a uint8 image."""
    picture = Image.fromarray(np.ascontiguousarray(image))
    for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        picture = enhancer(picture).enhance(rng.uniform(0.6, 1.4))
    pixels = np.asarray(picture)
    return pixels[..., rng.permutation(3)] if rng.random() < 0.3 else pixels
