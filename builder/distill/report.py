"""What `--evaluate` writes: figures, contact sheet and model card of a network set."""

from __future__ import annotations

import csv
import json
import logging
from collections import Counter
from functools import partial
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import click
import numpy as np
from jinja2 import Environment, StrictUndefined
from tqdm import tqdm

from builder.convert.convert_set import convert_network
from builder.distill.conditions import EVERY_PAIR, SOME_CONDITIONS, Condition, EvaluationConditions
from builder.distill.data.batches import CROP_SIZES
from builder.distill.data.images import centre_square
from builder.distill.evaluate import evaluate_transformers
from builder.distill.experiment import Experiment
from builder.distill.figures_file import FiguresFile
from builder.distill.judges.available import Jury
from builder.distill.judges.card import judges_card, used_in_training
from builder.distill.judges.judgement import STEADINESS, judgements
from builder.distill.sheet import contact_sheet
from builder.errors import UsageProblem, first_line
from builder.files import sent_bytes, whole_file, write_whole
from builder.graph_model.quantization import QuantizationPlan
from builder.networks.architecture.style import STYLE_IMAGE_SIZE
from builder.networks.catalog import find_set
from builder.networks.network_set import STYLE, NetworkSet
from builder.text_files import read_text

log = logging.getLogger(__name__)

SHEET = "contact-sheet.jpg"
LARGE_SHEET = "contact-sheet-1024.webp"
JUDGES = "judges"
WEIGHTS = "weights"
FIGURES = "figures.json"
NOTES = "TRAINING.md"
CARD = "README.md"
DOWNLOAD = "download"
_SHEET_SIZE = 256
_LARGE_SIZE = 1024
_LARGE_COLUMNS = 3

AIMS: dict[str, dict[str, tuple[float, float]]] = {
    "style": {"cosine_mean": (0.97, 1), "cosine_5th_percentile": (0.90, 1), DOWNLOAD: (0, 900_000)},
    "swift": {
        "style_gain": (0.85, inf),
        "content_ratio": (0.90, 1.15),
        "energy_full": (0.85, 1.10),
        "energy_half": (0.85, 1.10),
        "energy_quarter": (0.85, 1.10),
        DOWNLOAD: (0, 200_000),
    },
    "fine": {
        "style_gain": (0.95, inf),
        "content_ratio": (0.95, 1.10),
        "energy_full": (0.90, 1.08),
        "energy_half": (0.90, 1.08),
        "energy_quarter": (0.92, 1.08),
        DOWNLOAD: (0, 400_000),
    },
}
"""Least and greatest value that each network's figures are meant to have.

There is none for PSNR: a refined transformer paints better than its teacher, not the same. And it
may have less gradient energy at full resolution, since the teacher's mesh and shimmer are in that.
"""


def report(experiment: Experiment, folder: Path, jury: Jury, judged_pairs: int) -> None:
    """Judge the set in `folder` on the held-out images and write its figures, sheets and card.

    The jury looks at `judged_pairs` of the held-out photos, which takes long at 1024 px.
    """
    networks = find_set(str(folder))
    if not networks.transformers:
        raise UsageProblem(
            f"The set in {folder} has no transformer, and what is judged are paintings; "
            "train one first, with --network swift or fine."
        )
    _check_card(folder)
    said: dict[str, Any] = {
        "training": {role: _training(networks, role) for role in networks.roles},
        "used": used_in_training(networks.folder),
        "notes": _notes(networks.folder),
        "data": _data(experiment),
    }
    style_network = networks.style_network()
    transformers = {role: networks.transformer(role) for role in networks.transformers}
    weights = {role: networks.fingerprint(role) for role in networks.roles}
    judged = {"pairs": judged_pairs, "names": list(jury.networks), "absent": list(jury.absent)}
    file = FiguresFile(folder / FIGURES, {WEIGHTS: weights, JUDGES: judged})
    file.find(STYLE, lambda: experiment.evaluate_style(style_network))
    file.find(DOWNLOAD, lambda: {role: _download_bytes(networks, role) for role in networks.roles})
    for condition in EvaluationConditions(experiment, style_network).conditions():
        file.find(condition.name, partial(_judge_condition, condition, transformers, experiment))
    for name, judgement in judgements(networks, experiment, jury, judged_pairs).items():
        file.find(f"{JUDGES}, {name}", judgement)
    with whole_file(folder / SHEET) as fresh:
        contact_sheet(_columns(networks, experiment, _SHEET_SIZE)).save(fresh, quality=90)
    large = [column[2:] for column in _columns(networks, experiment, _LARGE_SIZE, _LARGE_COLUMNS)]
    with whole_file(folder / LARGE_SHEET) as fresh:
        contact_sheet(large).save(fresh, quality=75)
    card = _card(networks, experiment, file.figures, **said)
    write_whole(folder / CARD, card)
    click.echo(card.split("## Figures")[1].split("\n## ")[0])


def _judge_condition(
    condition: Condition, transformers: dict[str, Any], experiment: Experiment
) -> dict[str, dict[str, float]]:
    pairs = tqdm(condition.pairs(), desc=condition.name, total=condition.count, unit="pair")
    return evaluate_transformers(transformers, experiment.teacher, pairs, experiment.mean)


def _download_bytes(networks: NetworkSet, role: str) -> int:
    """Size of a converted network's files, each compressed as a server does."""
    kind = QuantizationPlan().kind(role, networks.quantization)
    folder = convert_network(networks, role, kind).folder
    return sent_bytes([folder / "model.json", *folder.glob("*.bin")])


def _columns(
    networks: NetworkSet, experiment: Experiment, size: int, count: int | None = None
) -> list[list[np.ndarray]]:
    """Sample photos in sample styles: content, style, the teacher's painting, the set's own.

    None of these pictures was trained on, and all of them may be shown. Photos of `size` pixels;
    the first `count` sample styles, or all.
    """
    from builder.gallery.art import STYLES
    from builder.gallery.sample_photos import sample_photos

    photos = [_square(np.asarray(photo.load().convert("RGB")), size) for photo in sample_photos()]
    style_network = networks.style_network()
    transformers = [networks.transformer(role) for role in networks.transformers]
    columns = []
    for k, art in enumerate(STYLES[:count]):
        content = photos[k % len(photos)]
        style = _square(np.asarray(art.draw(1, 512)), STYLE_IMAGE_SIZE)
        told = experiment.teacher.painting(content, experiment.teacher.vectors(style[None])[0])
        inputs = [content[None], style_network.predict_on_batch(style[None])]
        made = [np.asarray(network.predict_on_batch(inputs))[0] for network in transformers]
        columns.append([content, style, told, *made])
    return columns


def _square(image: np.ndarray, size: int) -> np.ndarray:
    return centre_square(image, size).astype(np.float32) / np.float32(255)


def _check_card(folder: Path) -> None:
    """Refuse to write the card over a README of somebody else."""
    if (folder / CARD).exists() and not (folder / FIGURES).exists():
        raise UsageProblem(
            f"{folder / CARD} is there already, and no {FIGURES} beside it says that it is the "
            "card of a set that was judged; move it away: the card takes its place."
        )


def _card(
    networks: NetworkSet,
    experiment: Experiment,
    figures: dict[str, Any],
    used: frozenset[str],
    **said: Any,
) -> str:
    template = Path(__file__).with_name("card.md.j2").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(template).render(
        networks=networks,
        sheet=SHEET,
        experiment=experiment,
        figures=figures,
        every=figures[EVERY_PAIR],
        conditions=[name for name in figures if name in SOME_CONDITIONS],
        large_sheet=LARGE_SHEET,
        judged=_judged(figures, used),
        aims=AIMS,
        sizes=CROP_SIZES,
        architecture={role: _architecture(networks, role) for role in networks.roles},
        weights={role: networks.network(role).count_params() for role in networks.roles},
        **said,
    )


def _judged(figures: dict[str, Any], used: frozenset[str]) -> str:
    prefix = f"{JUDGES}, "
    found = {name.removeprefix(prefix): f for name, f in figures.items() if name.startswith(prefix)}
    steadiness = found.pop(STEADINESS)
    return judges_card(figures[JUDGES], found, steadiness, used)


def _architecture(networks: NetworkSet, role: str) -> str:
    shape = networks.shapes[role]
    if role == STYLE:
        stages = ", ".join(f"{blocks} x {width}" for width, blocks, _ in shape["stages"])
        hidden = shape.get("hidden")
        return (
            f"7 x 7 convolution with stride 4 to {shape['stem']} channels; inverted residuals "
            f"{stages}; the means of every stage to 100 numbers"
            + (f", with a layer of {hidden} features beside the linear way" if hidden else "")
        )
    repeat = shape["repeat"]
    body = (
        f"separable convolutions, {repeat} depthwise kernel(s) for each channel"
        if repeat
        else "plain 3 x 3 convolutions"
    )
    return (
        f"stem to {shape['channels']} channels at a quarter of the size; {shape['blocks']} "
        f"residual blocks of {body}; expansion at half of the size to cells of 2 x 2 pixels; "
        "conditional instance normalization"
    )


def _training(networks: NetworkSet, role: str) -> dict[str, Any]:
    path = networks.folder / f"{role}.metrics.jsonl"
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        started = [line for line in lines if "started" in line][-1]
        # A training that began from another one's weights counted from 0 again.
        last = [a for a, b in pairwise([*lines, {"step": 0}]) if b["step"] == 0 and a["step"]]
        return {
            "steps": sum(line["step"] for line in last),
            "batch": started["batch"],
            "minutes": round(sum(line["seconds"] for line in last) / 60),
            "machine": started["started"],
        }
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageProblem(
            f"{path}, from which the card says how the network was trained, cannot be used "
            f"({first_line(error)}); put back what the training wrote beside its weights."
        ) from error


def _notes(folder: Path) -> str:
    """What people wrote of the training, put into the card as it is."""
    path = folder / NOTES
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _data(experiment: Experiment) -> list[tuple[str, int, int]]:
    unstated = [("not stated", len(experiment.styles.training), len(experiment.contents.training))]
    if experiment.manifest is None:
        return unstated
    held = {*experiment.contents.held_out_names, *experiment.styles.held_out_names}
    counts: Counter[tuple[str, str]] = Counter()
    table = csv.DictReader(read_text(experiment.manifest, "The manifest").splitlines())
    if not {"file", "kind", "licence"} <= {*(table.fieldnames or ())}:
        log.warning(
            "%s has no columns file, kind and licence, and is passed over.", experiment.manifest
        )
        return unstated
    for row in table:
        if Path(row["file"]).name not in held:
            counts[(row["licence"] or "").split("]")[0].strip("["), row["kind"]] += 1
    tags = sorted({tag for tag, _ in counts})
    return [(tag, counts[tag, "style"], counts[tag, "content"]) for tag in tags]
