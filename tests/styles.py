"""How near paintings come to the sample styles: `python -m tests.styles --judge NAME=FILE`.

Paints four sample photos at 1024 px in every sample style as the site does, at its best quality,
and has the judges of the networks' card look at them (docs/training.md says which there are). For
each style, in the gallery's order: how far the paintings are from the style as a share of how far
the photos are, seen whole, in halves and at their own resolution (relative Gram distance, mean of
the judges), and how far from the photos, where 1 is the mean of all styles.
"""

from __future__ import annotations

import click
import numpy as np

from builder.convert.convert_set import converted_set
from builder.distill.data.images import centre_square
from builder.distill.judges.available import Jury
from builder.distill.judges.networks import FeatureNetwork
from builder.distill.judges.style_distance import (
    VIEWS,
    content_distance,
    gram_distance,
    pieces,
    statistics_of,
)
from builder.errors import UsageProblem
from builder.gallery.art import STYLES
from builder.gallery.sample_photos import sample_photos
from builder.networks.catalog import find_set
from builder.painting.engine import Engine, Mixture

SIDE = 1024
PHOTOS = 4


def judged(
    network: FeatureNetwork, style: np.ndarray, photo: np.ndarray, painting: np.ndarray
) -> list[float]:
    """The distances to the style by view, as shares of the photo's, and that to the photo."""

    def features(picture: np.ndarray) -> list[np.ndarray]:
        return [np.asarray(layer) for layer in network.features(picture)]

    wanted = statistics_of(features, style, None)
    shares = [
        gram_distance(statistics_of(features, painting, side), wanted)
        / gram_distance(statistics_of(features, photo, side), wanted)
        for side in VIEWS.values()
    ]
    seen = (features(pieces(picture, VIEWS["whole"])) for picture in (painting, photo))
    return [*shares, content_distance(*seen)]


def unit(picture: np.ndarray, side: int) -> np.ndarray:
    """The centred square of a picture in [0, 1]."""
    return centre_square(picture, side).astype(np.float32) / np.float32(255)


@click.command()
@click.option("--judge", "judges", multiple=True, metavar="NAME=FILE")
def main(judges: tuple[str, ...]) -> None:
    """Judge the sample styles."""
    jury = Jury.open(judges)
    if not jury.networks:
        raise UsageProblem("There is no judge: give --judge NAME=FILE (docs/training.md).")
    photos = [
        centre_square(np.asarray(photo.load().convert("RGB")), SIDE)
        for photo in sample_photos()[:PHOTOS]
    ]
    network_set = find_set("compact")
    found = []
    with Engine(converted_set(network_set), network_set.name) as engine:
        for style in STYLES:
            picture = np.asarray(style.draw(1, 512))
            mixture = Mixture([engine.vector(picture)])
            wanted = unit(picture, 256)
            rows = [
                judged(network, wanted, unit(photo, SIDE), unit(painting, SIDE))
                for photo, painting in ((photo, engine.paint(photo, mixture)) for photo in photos)
                for network in jury.networks.values()
            ]
            found.append(np.mean(rows, axis=0))
    usual = np.mean([row[-1] for row in found])
    print(f"| style | {' | '.join(VIEWS)} | from the photo |")
    print("|---|---|---|---|---|")
    for style, (*shares, content) in zip(STYLES, found, strict=True):
        print(
            f"| {style.title} | {' | '.join(f'{s:.2f}' for s in shares)} | {content / usual:.2f} |"
        )


if __name__ == "__main__":
    main()
