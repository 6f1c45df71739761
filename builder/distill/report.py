"""What `--evaluate` writes: figures, contact sheet and model card of a network set."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import click
import numpy as np
from jinja2 import Environment, StrictUndefined
from tqdm import tqdm

from builder.distill.course import Course
from builder.distill.evaluate import (
    PAIRS_AT_ONCE,
    every_pair,
    judge_set,
    judge_style,
    judge_transformer,
)
from builder.distill.images import centre_square
from builder.distill.sheet import contact_sheet
from builder.networks.catalog import STYLE, NetworkSet, find_set

SHEET = "contact-sheet.jpg"
FIGURES = "figures.json"
_SHEET_SIZE = 256


def report(course: Course, folder: Path) -> None:
    """Judge the set in `folder` on the held-out images and write its figures, sheet and card."""
    networks = find_set(str(folder))
    style_network = networks.style_network()
    figures: dict[str, Any] = {
        STYLE: judge_style(
            style_network, course.held_out_styles, course.held_out_vectors, course.mean
        )
    }
    for role in networks.transformers:
        transformer = networks.transformer(role)
        pairs = tqdm(
            every_pair(course.held_out_contents, course.held_out_vectors),
            desc=f"judging {role}",
            total=len(course.held_out_contents) * len(course.held_out_vectors) // PAIRS_AT_ONCE,
            unit="batch",
        )
        figures[role] = judge_transformer(transformer, course.teacher, pairs) | judge_set(
            style_network,
            transformer,
            course.teacher,
            course.held_out_contents,
            course.held_out_styles,
            course.mean,
        )
    (folder / FIGURES).write_text(json.dumps(figures, indent=2) + "\n")
    _sheet(networks, course).save(folder / SHEET, quality=90)
    (folder / "README.md").write_text(_card(networks, course, figures))
    click.echo(json.dumps(figures, indent=2))


def _sheet(networks: NetworkSet, course: Course) -> Any:
    """Sample photos in sample styles: content, style, the teacher's painting, this set's own.

    None of these pictures was trained on, and all of them may be shown.
    """
    from builder.art import STYLES
    from builder.photos import sample_photos

    photos = [_square(np.asarray(photo.load().convert("RGB"))) for photo in sample_photos()]
    style_network = networks.style_network()
    transformer = networks.transformer(networks.transformers[-1])
    columns = []
    for k, art in enumerate(STYLES):
        content = photos[k % len(photos)]
        style = _square(np.asarray(art.draw(1, 512)))
        told_vector = course.teacher.vectors(style[None])
        told = np.asarray(course.teacher.paint(content[None], told_vector)["painted"])[0]
        vector = style_network.predict_on_batch(style[None])
        made = np.asarray(transformer.predict_on_batch([content[None], vector]))[0]
        columns.append([content, style, told, made])
    return contact_sheet(columns)


def _square(image: np.ndarray) -> np.ndarray:
    return centre_square(image, _SHEET_SIZE).astype(np.float32) / np.float32(255)


def _card(networks: NetworkSet, course: Course, figures: dict[str, Any]) -> str:
    template = Path(__file__).with_name("card.md.j2").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(template).render(
        networks=networks,
        sheet=SHEET,
        course=course,
        figures=figures,
        architecture={role: _architecture(networks, role) for role in networks.roles},
        weights={role: networks.network(role).count_params() for role in networks.roles},
        training={role: _training(networks, role) for role in networks.roles},
        data=_data(course),
    )


def _architecture(networks: NetworkSet, role: str) -> str:
    shape = networks.shapes[role]
    if role == STYLE:
        stages = ", ".join(f"{blocks} x {width}" for width, blocks, _ in shape["stages"])
        return (
            f"7 x 7 convolution with stride 4 to {shape['stem']} channels; inverted residuals "
            f"{stages}; the means of every stage to 100 numbers"
        )
    return (
        f"stem to {shape['channels']} channels at a quarter of the size; {shape['blocks']} "
        f"residual blocks of separable convolutions, {shape['repeat']} depthwise kernels for each "
        "channel; expansion at half of the size to cells of 2 x 2 pixels; conditional instance "
        "normalization"
    )


def _training(networks: NetworkSet, role: str) -> dict[str, Any]:
    path = networks.folder / f"{role}.metrics.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    started = [line for line in lines if "started" in line]
    return {
        "steps": lines[-1]["step"],
        "batch": started[-1]["batch"],
        "minutes": round(lines[-1]["seconds"] / 60),
        "machine": started[-1]["started"],
    }


def _data(course: Course) -> list[tuple[str, int, int]]:
    if course.manifest is None:
        return [("not stated", len(course.styles.training), len(course.contents.training))]
    held = {*course.contents.held_out_names, *course.styles.held_out_names}
    counts: Counter[tuple[str, str]] = Counter()
    with course.manifest.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if Path(row["file"]).name not in held:
                counts[row["licence"].split("]")[0].strip("["), row["kind"]] += 1
    tags = sorted({tag for tag, _ in counts})
    return [(tag, counts[tag, "style"], counts[tag, "content"]) for tag in tags]
