"""How readable a painted face is: `python -m tests.faces`.

Paints the sample portrait in every sample style, and says how far the edges in its eyes and mouth
are still the photo's, mean of the styles and worst of them: as painted, with faces kept, and with
the photo's lines brought back by local detail instead, all over the picture. Behind that, by how
many levels of 255 the lower half of the painting, a suit, changes.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from builder.convert.convert_set import converted_set
from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from builder.networks.catalog import find_set
from builder.painting.engine import Engine, Mixture

SIDE = 768
STRENGTHS = (1.0, 1.3)

EYES = (0.365, 0.175, 0.505, 0.235)
MOUTH = (0.39, 0.265, 0.485, 0.32)
"""Left, top, right and lower edge in the sample portrait, in shares of its sides."""

_LUMINANCE = np.array([0.299, 0.587, 0.114])


def portrait(side: int) -> np.ndarray:
    """The sample portrait, uint8 [side, side, 3]."""
    photo = next(photo for photo in sample_photos() if photo.id == "astronaut").load()
    return np.asarray(photo.resize((side, side), Image.Resampling.LANCZOS))


def likeness(painting: np.ndarray, photo: np.ndarray) -> float:
    """Correlation of the gradients of luminance in eyes and mouth: 1 is the photo itself."""
    found = []
    for box in (EYES, MOUTH):
        slopes = []
        for picture in (painting, photo):
            height, width, _ = picture.shape
            part = tuple(round(v * s) for v, s in zip(box, (width, height) * 2, strict=True))
            cut = Image.fromarray(picture).convert("L").crop(part)
            small = np.asarray(cut.resize((48, 24), Image.Resampling.LANCZOS), np.float64)
            slopes.append(np.stack(np.gradient(small)).ravel())
        found.append(np.corrcoef(*slopes)[0, 1])
    return float(np.mean(found))


def by_detail(painting: np.ndarray, photo: np.ndarray) -> np.ndarray:
    """A painting with the photo's lines wherever the photo has detail, faces or not."""
    radius = round(0.03 * max(photo.shape))
    painted, own = (picture.astype(np.float64) @ _LUMINANCE for picture in (painting, photo))
    fine = _mean(_mean(np.abs(own - _mean(own, 3)), radius), radius)
    share = 0.75 * np.clip(fine / max(float(np.quantile(fine, 0.7)), 2), 0, 1)
    change = (own - _mean(own, radius)) - (painted - _mean(painted, radius))
    return np.clip(painting + (share * change)[..., None], 0, 255).astype(np.uint8)


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    """Mean difference of the lower halves, in levels of 255."""
    half = len(one) // 2
    return float(np.abs(one[half:].astype(int) - other[half:]).mean())


def _mean(values: np.ndarray, radius: int) -> np.ndarray:
    """The mean of the square around each place."""
    padded = np.pad(values, radius, mode="edge")
    sums = np.pad(padded, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    side = 2 * radius + 1
    whole = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return whole / side**2


def main() -> None:
    photo = portrait(SIDE)
    network_set = find_set("compact")
    print("| strength | as painted | by local detail | faces kept |")
    print("|---|---|---|---|")
    with Engine(converted_set(network_set), network_set.name) as engine:
        vectors = [engine.vector(np.asarray(style.draw(1, 512))) for style in STYLES]
        for strength in STRENGTHS:
            rows, changes = [], []
            for vector in vectors:
                painted, kept = (
                    engine.paint(photo, Mixture([vector], strength=strength, keep_faces=keep))
                    for keep in (False, True)
                )
                ways = (painted, by_detail(painted, photo), kept)
                rows.append([likeness(way, photo) for way in ways])
                changes.append([_apart(way, painted) for way in ways])
            figures = (np.mean(rows, axis=0), np.min(rows, axis=0), np.mean(changes, axis=0))
            found = zip(*figures, strict=True)
            cells = (f"{mean:.2f}, {low:.2f}; {change:.1f}" for mean, low, change in found)
            print(f"| {strength:.0%} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
