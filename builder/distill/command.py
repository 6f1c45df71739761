"""`build-site distill`: train a network set from a teacher."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.errors import UsageProblem
from builder.extras import require

if TYPE_CHECKING:
    from builder.distill.judges.available import Jury

_COUNT = click.IntRange(min=1)


@click.command()
@click.argument("judged", metavar="[NAME|DIR]", required=False)
@click.option(
    "--teacher",
    metavar="NAME|DIR",
    default="magenta-mobile",
    show_default=True,
    help="Pair to learn from: a fetched set, or a folder with its TensorFlow Lite files.",
)
@click.option(
    "--contents", required=True, type=click.Path(path_type=Path), help="Folder of photographs."
)
@click.option(
    "--styles", required=True, type=click.Path(path_type=Path), help="Folder of style images."
)
@click.option(
    "--out",
    default=Path("models/compact"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="The network set's folder.",
)
@click.option(
    "--network",
    type=click.Choice(["all", "style", "swift", "fine"]),
    default="all",
    show_default=True,
    help="Which network to train.",
)
@click.option(
    "--start", metavar="NAME|DIR", help="Network set to start from.  [default: the teacher]"
)
@click.option(
    "--style-steps",
    type=click.IntRange(min=1),
    default=9000,
    show_default=True,
    help="Steps of the style network.",
)
@click.option(
    "--swift-steps",
    type=click.IntRange(min=1),
    default=6000,
    show_default=True,
    help="Steps of swift.",
)
@click.option(
    "--fine-steps",
    type=click.IntRange(min=1),
    default=4000,
    show_default=True,
    help="Steps of fine.",
)
@click.option(
    "--style-batch",
    type=click.IntRange(min=1),
    default=16,
    show_default=True,
    help="Images in a style batch.",
)
@click.option(
    "--paint-batch",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help="Pictures of 192 px in a painted batch.",
)
@click.option(
    "--style-frozen",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="First stages of the style network that keep the weights of --start.",
)
@click.option(
    "--style-kept",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Style batches to make and use over and over.  [0: always new ones]",
)
@click.option(
    "--rate",
    type=click.FloatRange(0, 1, min_open=True),
    help="Highest learning rate.  [default: the network's own]",
)
@click.option(
    "--decay",
    type=click.FloatRange(0, 1),
    default=0.35,
    show_default=True,
    help="Share of the steps over which the learning rate falls.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=1,
    show_default=True,
    help="Seed of weights and batches.",
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
    style_steps: int,
    swift_steps: int,
    fine_steps: int,
    style_batch: int,
    paint_batch: int,
    style_frozen: int,
    style_kept: int,
    rate: float | None,
    decay: float,
    seed: int,
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
    from builder.distill.checks import check_folders, check_output

    if judged and not evaluate:
        raise UsageProblem(f"What is trained goes into --out: give {judged} there, or --evaluate.")
    roles = ["style", "swift", "fine"] if network == "all" else [network]
    if not evaluate:
        check_folders(contents, styles)
        check_output(out, [(role, out / "checkpoints" / role) for role in roles], force=force)
    from builder.distill.devices import distribute
    from builder.distill.experiment import Experiment
    from builder.distill.output_set import find_trained, trained_style_network, write_set
    from builder.distill.teacher import find_teacher
    from builder.distill.training import Plan, StylePlan
    from builder.networks.network_set import STYLE

    folder = find_trained(judged).folder if judged else out
    jury = _jury(judges, evaluate)
    share = distribute()
    experiment = Experiment.open(find_teacher(teacher), contents, styles, out / "checkpoints", seed)
    if evaluate:
        from builder.distill.report import report

        report(experiment, folder, jury, judged_pairs)
        return
    donor = find_trained(start) if start else None
    style_plan = StylePlan(
        style_steps, rate or 2e-3, decay=decay, frozen=style_frozen, kept=style_kept
    )
    # fine starts as its teacher but for the ends: a gentler rate keeps what it has.
    plans = {
        "swift": Plan(swift_steps, rate or 1.5e-3, decay=decay),
        "fine": Plan(fine_steps, rate or 1e-3, decay=decay),
    }
    for role in roles:
        if restart:
            (experiment.folder / role / "checkpoint.npz").unlink(missing_ok=True)
        if role == STYLE:
            training = experiment.style_training(style_plan, style_batch, start=donor, share=share)
        else:
            critic = trained_style_network(out)
            training = experiment.transformer_training(
                role, plans[role], paint_batch, start=donor, critic=critic, share=share
            )
        training.run()
        training.export(out / f"{role}.weights.h5")
        if share.process:
            continue
        write_set(out, experiment.teacher.vector_space, role)
        click.echo(f"{role}: {training.step:,} steps, weights in {out / f'{role}.weights.h5'}.")


def _jury(judges: tuple[str, ...], evaluate: bool) -> Jury:
    from builder.distill.judges.available import Jury

    return Jury.open(judges) if evaluate else Jury()
