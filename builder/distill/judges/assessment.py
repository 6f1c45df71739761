"""What the judges say of several painters' paintings of the same pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops

from builder.distill.judges.known_flow import flow_errors, mesh
from builder.distill.judges.networks import FeatureNetwork
from builder.distill.judges.style_distance import (
    VIEWS,
    StyleStatistics,
    content_distance,
    gram_distance,
    moment_distance,
    pieces,
    statistics_of,
    style_statistics,
)

TEACHER = "teacher"


@dataclass(frozen=True)
class StyledPhoto:
    """A photo to paint and the style to paint it in.

    Attributes:
        photo: [S, S, 3] in [0, 1], S is 256 times a power of 2.
        style: the style's picture, [256, 256, 3] in [0, 1].
        told: the teacher's vector of it, [100].
        own: the vector that the set's own style network gives it, [100].
    """

    photo: np.ndarray
    style: np.ndarray
    told: np.ndarray
    own: np.ndarray


Painter = Callable[[StyledPhoto, np.ndarray], np.ndarray]
"""Paints a picture [H, W, 3] in the style of a `StyledPhoto`."""

Figures = dict[str, Any]


def assess(
    judges: Mapping[str, FeatureNetwork],
    painters: Mapping[str, Painter],
    pairs: Iterable[StyledPhoto],
) -> dict[str, dict[str, Figures]]:
    """Figures by judge and painter, means over `pairs`.

    - gram, moments: by view (`VIEWS`), distance to the style;
    - nearer: by view, share of the pairs in which the painter's Gram distance is smaller than
      that of the painter called `TEACHER`;
    - content: distance of the painting's features to the photo's, both seen whole.
    """
    records: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for pair in pairs:
        paintings = {name: paint(pair, pair.photo) for name, paint in painters.items()}
        for judge, network in judges.items():
            sight = _Sight(network, pair)
            for name, painting in paintings.items():
                records[judge, name].append(sight.figures(painting))
    return {
        judge: {name: _summary(records[judge, name], records[judge, TEACHER]) for name in painters}
        for judge in judges
    }


class _Sight:
    """One network's look at the paintings of one pair."""

    def __init__(self, network: FeatureNetwork, pair: StyledPhoto) -> None:
        self._network = network
        self._style: StyleStatistics = style_statistics(self._features(pair.style[None]))
        self._photo = self._features(pieces(pair.photo, VIEWS["whole"]))

    def _features(self, pictures: np.ndarray) -> list[np.ndarray]:
        return [ops.convert_to_numpy(layer) for layer in self._network.features(pictures)]

    def figures(self, painting: np.ndarray) -> Figures:
        seen = self._features(pieces(painting, VIEWS["whole"]))
        views = {"whole": style_statistics(seen)}
        for view, side in VIEWS.items():
            # Of a small painting some views are the same.
            alike = [v for v in views if _reduced(VIEWS[v], painting) == _reduced(side, painting)]
            views[view] = (
                views[alike[0]] if alike else statistics_of(self._features, painting, side)
            )
        return {
            "gram": {view: gram_distance(found, self._style) for view, found in views.items()},
            "moments": {view: moment_distance(found, self._style) for view, found in views.items()},
            "content": content_distance(seen, self._photo),
        }


def _reduced(side: int | None, painting: np.ndarray) -> int:
    return min(side or len(painting), len(painting))


def _summary(records: list[Figures], teacher: list[Figures]) -> Figures:
    figures: Figures = {
        kind: {view: float(np.mean([record[kind][view] for record in records])) for view in VIEWS}
        for kind in ("gram", "moments")
    }
    nearer = [
        [own["gram"][view] < told["gram"][view] for view in VIEWS]
        for own, told in zip(records, teacher, strict=True)
    ]
    return {
        **figures,
        "nearer": dict(zip(VIEWS, np.mean(nearer, axis=0).tolist(), strict=True)),
        "content": float(np.mean([record["content"] for record in records])),
    }


def steadiness(
    painters: Mapping[str, Painter], pairs: Iterable[StyledPhoto], seed: int = 1
) -> dict[str, dict[str, float]]:
    """By painter: RMSE of each known motion and of noise, and the `mesh` of the paintings.

    The photos of `pairs` are 16 pixels larger than what is painted of them.
    """
    errors: dict[str, list[dict[str, float]]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        for name, paint in painters.items():
            found = flow_errors(
                lambda picture, paint=paint, pair=pair: paint(pair, picture),  # type: ignore[misc]
                pair.photo,
                np.random.default_rng((seed, number)),
            )
            painting = paint(pair, pair.photo[8:-8, 8:-8])
            errors[name].append({**found, "mesh": mesh(painting)})
    return {name: _roots(found) for name, found in errors.items()}


def _roots(found: list[dict[str, float]]) -> dict[str, float]:
    means = {key: float(np.mean([one[key] for one in found])) for key in found[0]}
    return {key: mean if key == "mesh" else mean**0.5 for key, mean in means.items()}
