"""A network set before the jury: which pairs it paints, beside whom, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from tqdm import tqdm

from builder.distill.conditions import STRENGTHS, enlarged
from builder.distill.evaluate import style_of, style_vectors
from builder.distill.experiment import Experiment
from builder.distill.judges.assessment import (
    TEACHER,
    Figures,
    Painter,
    StyledPhoto,
    assess,
    steadiness,
)
from builder.distill.judges.available import RIVAL, Jury
from builder.networks.network_set import NetworkSet

SIZES = (256, 512, 1024)
STEADINESS = "known flow"
RESTRAINED = "256 px, at less than full strength"
TOLD = ", teacher's vectors"
_MOVED_SIDE = 272


def judgements(
    networks: NetworkSet, experiment: Experiment, jury: Jury, pairs: int
) -> dict[str, Callable[[], Figures]]:
    """What is to be found of `networks` on `pairs` held-out photos, each in a style of its own.

    By name: "256 px" and so on, what `assess` says of paintings of that size, and of painters
    that hold back, if the jury has judges; `STEADINESS`. Each is found when it is called.
    """
    painters = _painters(networks, experiment, jury)
    own = style_vectors(networks.style_network(), experiment.held_out_styles)

    def shown(size: int, what: str) -> Iterable[StyledPhoto]:
        return tqdm(_pairs(experiment, own, pairs, size), desc=what, total=pairs, unit="pair")

    def assessed(size: int, painters: Mapping[str, Painter]) -> Figures:
        return assess(jury.networks, painters, shown(size, f"judges, {size} px"))

    found: dict[str, Callable[[], Figures]] = {}
    if jury.networks:
        found = {f"{size} px": partial(assessed, size, painters) for size in SIZES}
        restrained = {TEACHER: painters[TEACHER], **_restrained(networks)}
        found[RESTRAINED] = partial(assessed, SIZES[0], restrained)
    found[STEADINESS] = lambda: steadiness(painters, shown(_MOVED_SIDE, STEADINESS))
    return found


def _pairs(experiment: Experiment, own: np.ndarray, count: int, size: int) -> Iterator[StyledPhoto]:
    for n in range(count):
        k = style_of(n, len(own))
        photo = experiment.held_out_contents[n]
        yield StyledPhoto(
            photo if size == len(photo) else enlarged(photo, size),
            experiment.held_out_styles[k],
            experiment.held_out_vectors[k],
            own[k],
        )


def _painters(networks: NetworkSet, experiment: Experiment, jury: Jury) -> Mapping[str, Painter]:
    def teacher(pair: StyledPhoto, picture: np.ndarray) -> np.ndarray:
        return experiment.teacher.painting(picture, pair.told)

    painters: dict[str, Painter] = {TEACHER: teacher}
    for role in networks.transformers:
        painters[role] = _painter(networks.transformer(role))
        painters[role + TOLD] = _with_teachers_vectors(painters[role])
    if jury.rival is not None:
        rival = jury.rival
        painters[RIVAL] = lambda pair, picture: rival.painting(picture, pair.style)
    return painters


def _restrained(networks: NetworkSet) -> dict[str, Painter]:
    """Painters at part of their strength: style is worth what it costs of the photo."""
    style_network = networks.style_network()

    def mixed(painter: Painter, strength: float, pair: StyledPhoto, photo: np.ndarray) -> Any:
        # From the photo's own style towards the wanted one.
        none = style_vectors(style_network, photo[None])[0]
        return painter(replace(pair, own=none + strength * (pair.own - none)), photo)

    found: dict[str, Painter] = {}
    for strength in STRENGTHS:
        for role in networks.transformers:
            painter = _painter(networks.transformer(role))
            found[f"{role}, strength {strength}"] = partial(mixed, painter, strength)
    return found


def _painter(transformer: Any) -> Painter:
    def paint(pair: StyledPhoto, picture: np.ndarray) -> np.ndarray:
        inputs = [picture[None], pair.own[None]]
        return np.asarray(transformer.predict_on_batch(inputs))[0]

    return paint


def _with_teachers_vectors(painter: Painter) -> Painter:
    return lambda pair, picture: painter(replace(pair, own=pair.told), picture)
