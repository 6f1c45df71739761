"""Paints photos in the style of pictures, or as a recipe of the studio says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.errors import UsageProblem
from builder.painting.engine import Engine, Mixture
from builder.painting.files import JPEG_QUALITY, check_output, write_picture
from builder.painting.pictures import read_with_opacity


@dataclass(frozen=True)
class Settings:
    """How photos are painted.

    Attributes:
        mixture: what like.
        size: long side in pixels at which they are painted; their own when None.
        quality: of the files, of 100.
    """

    mixture: Mixture
    size: int | None = None
    quality: int = JPEG_QUALITY


def paint_file(
    engine: Engine,
    photo: Path,
    out: Path,
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[int, int]:
    """Paint a photo and write it to `out`; return width and height.

    Raises:
        PictureError, PaintingError, UsageProblem: reading, painting or writing failed.
    """
    check_output(out)
    picture = read_with_opacity(photo)
    painted = engine.paint(picture, settings.mixture, size=settings.size, progress=progress)
    write_picture(painted, out, settings.quality)
    return painted.shape[1], painted.shape[0]


def style_mixture(
    engine: Engine,
    styles: Sequence[Path],
    weights: Sequence[float] | None,
    strength: float,
    colours: float,
) -> Mixture:
    """A mixture of the styles of pictures.

    Raises:
        PictureError: a picture cannot be used.
    """
    vectors = [engine.vector(read_with_opacity(style)) for style in styles]
    return Mixture(vectors, weights or [1.0] * len(styles), strength, colours)


def check_weights(weights: Sequence[float] | None, count: int) -> None:
    """Refuse weights that cannot be those of so many styles.

    Raises:
        UsageProblem: there is not one weight for each style, or they cannot be shares.
    """
    if weights is None:
        return
    if len(weights) != count:
        raise UsageProblem(
            f"--weights has {len(weights)} numbers for {count} styles; give one for each style."
        )
    if min(weights) < 0 or not 0 < sum(weights) < float("inf"):
        raise UsageProblem("--weights must be zero or more, and not all zero.")
