"""What a sample style is: a name, and a way to draw it from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image


@dataclass(frozen=True)
class ArtStyle:
    """A generative picture that serves as a style image.

    Attributes:
        id: Short name, safe in file names and URLs.
        title: The name of the technique it is after.
        draw: `draw(seed, size)` gives a square RGB picture of `size` pixels a side (64 or more).
            The same seed and size always give the same pixels; another seed composes another
            picture in the same technique.
    """

    id: str
    title: str
    draw: Callable[[int, int], Image.Image]
