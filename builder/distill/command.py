"""`build-site distill`: train a network set from a teacher."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.errors import UsageProblem
from builder.extras import require
from builder.given import PATH
from builder.graph_model.tensorflow_setup import captured_output

if TYPE_CHECKING:
    from builder.distill.judges.available import Jury


@click.command()
@click.argument("judged", metavar="[NAME|DIR]", required=False)
@click.option(
    "--teacher",
    metavar="NAME|DIR",
    default="magenta-mobile",
    show_default=True,
    help="Pair to learn from: a fetched set, or a folder with its TensorFlow Lite files.",
)
@click.option("--contents", required=True, type=PATH, help="Folder of photographs.")
@click.option("--styles", required=True, type=PATH, help="Folder of style images.")
@click.option(
    "--out",
    default=Path("models/compact"),
    show_default=True,
    type=PATH,
    help="The network set's folder.",
)
@click.option(
    "--network",
    type=click.Choice(["all", "style", "swift", "fine"]),
    default="all",
    show_default=True,
    help="Of which network to take the stages.",
)
@click.option(
    "--start", metavar="NAME|DIR", help="Network set to start from.  [default: the teacher]"
)
@click.option(
    "--plan",
    metavar="FILE",
    type=PATH,
    help="Stages to train, in TOML.  [default: all three networks from the teacher]",
)
@click.option(
    "--loss-network",
    "looking",
    metavar="NAME=FILE",
    multiple=True,
    help="Weights of a network that the plan looks at paintings with (vgg16).",
)
@click.option("--restart", is_flag=True, help="Start anew instead of from the checkpoint.")
@click.option("--force", is_flag=True, help="Replace weights in --out of another training.")
@click.option(
    "--evaluate", is_flag=True, help="Do not train: judge the set NAME or DIR, or that in --out."
)
@click.option(
    "--judge",
    "judges",
    metavar="NAME=FILE",
    multiple=True,
    help="With --evaluate: weights of a network to judge by (vgg16, efficientnet-lite0, "
    "mobilenet-v2) or to be judged beside the set (microast).",
)
@click.option(
    "--judged-pairs",
    default=20,
    show_default=True,
    type=click.IntRange(1, 40),
    help="Paintings that these judges look at.",
)
def distill(
    judged: str | None,
    teacher: str,
    contents: Path,
    styles: Path,
    out: Path,
    network: str,
    start: str | None,
    plan: Path | None,
    looking: tuple[str, ...],
    restart: bool,
    force: bool,
    evaluate: bool,
    judges: tuple[str, ...],
    judged_pairs: int,
) -> None:
    """Train a network set from a teacher and two folders of images, or judge one.

    Stop with Ctrl-C and start again to go on from the last checkpoint. Runs on the Keras backend
    that KERAS_BACKEND names (tensorflow, torch or jax).
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    require("train", "tensorflow", "keras", "skimage", problem="Networks cannot be trained yet")
    from builder.distill.checks import check_images, check_output
    from builder.distill.teacher_files import find_teacher, teacher_pair

    if judged and not evaluate:
        raise UsageProblem(f"What is trained goes into --out: give {judged} there, or --evaluate.")
    check_images(contents, styles)
    teacher_folder = find_teacher(teacher)
    teacher_pair(teacher_folder)
    # Their logs say what they miss of this machine before their settings can silence them.
    with captured_output():
        for name in ("tensorflow", "keras"):
            import_module(name)
    from builder.distill.devices import distribute
    from builder.distill.experiment import Experiment
    from builder.distill.judges.available import loss_networks
    from builder.distill.output_set import find_trained, trained_style_network, write_set
    from builder.distill.stages import DEFAULT, read_stages

    folder = find_trained(judged).folder if judged else out
    checkpoints = out / "checkpoints"
    stages = [s for s in read_stages(plan or DEFAULT) if network in ("all", s.network)]
    if not evaluate:
        first = {s.network: checkpoints / s.name for s in reversed(stages)}
        check_output(out, first.items(), force=force)
    jury = _jury(judges, evaluate)
    share = distribute()
    experiment = Experiment.open(teacher_folder, contents, styles, checkpoints)
    if evaluate:
        from builder.distill.report import report

        report(experiment, folder, jury, judged_pairs)
        return
    networks = loss_networks(looking)
    known = find_trained(start) if start else None
    done: set[str] = set()
    for stage in stages:
        if restart:
            (experiment.folder / stage.name / "checkpoint.npz").unlink(missing_ok=True)
        donor = find_trained(str(out)) if stage.network in done else known
        critic = trained_style_network(out) or (known.style_network() if known else None)
        training = experiment.training(
            stage,
            start=donor,
            critic=critic,
            loss_networks=networks,
            share=share,
        )
        role = stage.network
        training.run(donor.folder / f"{role}.metrics.jsonl" if donor else None)
        training.export(out / f"{role}.weights.h5")
        done.add(role)
        if share.process:
            continue
        write_set(out, experiment.teacher.vector_space, role, training.student.sizes)
        click.echo(f"{stage.name}: {training.step:,} steps, weights in {out}/{role}.weights.h5.")


def _jury(judges: tuple[str, ...], evaluate: bool) -> Jury:
    from builder.distill.judges.available import Jury

    return Jury.open(judges) if evaluate else Jury()
