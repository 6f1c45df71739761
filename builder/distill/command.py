"""`build-site distill`: train a network set from a teacher."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command()
@click.option(
    "--teacher",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder with the TensorFlow Lite pair to learn from.",
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
    type=click.Choice(["all", "style", "swift"]),
    default="all",
    show_default=True,
    help="Which network to train.",
)
@click.option("--style-steps", default=6000, show_default=True, help="Steps of the style network.")
@click.option("--swift-steps", default=5000, show_default=True, help="Steps of the transformer.")
@click.option("--style-batch", default=16, show_default=True, help="Images in a style batch.")
@click.option("--swift-batch", default=4, show_default=True, help="Pictures in a painted batch.")
@click.option("--seed", default=1, show_default=True, help="Seed of weights and batches.")
@click.option("--restart", is_flag=True, help="Start anew instead of from the checkpoint.")
@click.option("--evaluate", is_flag=True, help="Do not train: judge the set on held-out images.")
def distill(
    teacher: Path,
    contents: Path,
    styles: Path,
    out: Path,
    network: str,
    style_steps: int,
    swift_steps: int,
    style_batch: int,
    swift_batch: int,
    seed: int,
    restart: bool,
    evaluate: bool,
) -> None:
    """Train a network set from a teacher and two folders of images.

    Stop with Ctrl-C and start again to go on from the last checkpoint. Runs on the Keras backend
    that KERAS_BACKEND names (tensorflow, torch or jax).
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import keras

    from builder.distill.course import Course
    from builder.distill.training import Plan, training_devices

    if len(training_devices()) > 1:
        keras.distribution.set_distribution(keras.distribution.DataParallel())
    course = Course.open(teacher, contents, styles, out / "checkpoints", seed)
    if evaluate:
        from builder.distill.report import report

        report(course, out)
        return
    trainings = []
    if network in ("all", "style"):
        plan = Plan(style_steps, rate=2e-3)
        trainings.append(("style", lambda: course.style_training(plan, style_batch)))
    if network in ("all", "swift"):
        painting = Plan(swift_steps, rate=1.5e-3)
        trainings.append(
            ("swift", lambda: course.transformer_training("swift", painting, swift_batch))
        )
    for role, prepare in trainings:
        if restart:
            (course.folder / role / "checkpoint.npz").unlink(missing_ok=True)
        training = prepare()
        training.run()
        training.export(out / f"{role}.weights.h5")
        click.echo(f"{role}: {training.step:,} steps, weights in {out / f'{role}.weights.h5'}.")
