"""`build-site stylize`: paint photos and videos with the site's own engine."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.errors import AtelierError, UsageProblem
from builder.files import check_writable
from builder.given import PATH, NumberRange
from builder.text_files import read_text

if TYPE_CHECKING:
    from builder.painting.engine import Engine, Mixture, Progress
    from builder.painting.jobs import Job
    from builder.painting.stylize import Engines, Settings

_LINK = "#style="

STROKES = ("fine", "medium", "broad")
"""What `--strokes` takes, from the finest on (docs/strokes.md)."""


@click.command()
@click.argument("pictures", metavar="PHOTO... [STYLE...]", nargs=-1, required=True, type=PATH)
@click.option(
    "-o", "--out", required=True, type=PATH, help="File to write; with --style, or a folder."
)
@click.option(
    "--style",
    "styles",
    type=PATH,
    multiple=True,
    help="Picture to take the style of.  [repeatable]",
)
@click.option("--recipe", metavar="FILE|LINK", help="Paint as a style says that the studio shared.")
@click.option(
    "--strength",
    type=NumberRange(0, 1.5),
    help="0 keeps the photo's own style, 1 is the style, more exaggerates it.  "
    "[default: 1, or the recipe's]",
)
@click.option("--weights", metavar="W,W", help="One for each style.  [default: equal]")
@click.option(
    "--colours",
    type=NumberRange(0, 1),
    help="0 takes the style's colours, 1 keeps the photo's own.  [default: 0, or the recipe's]",
)
@click.option(
    "--strokes",
    type=click.Choice(STROKES),
    help="How broad the strokes are.  [default: medium, or the recipe's]",
)
@click.option(
    "--keep-faces/--no-keep-faces",
    default=None,
    help="Keep eyes and mouths of photos readable.  [default: no, or as the recipe says]",
)
@click.option(
    "--size",
    type=click.IntRange(min=1),
    help="Long side in pixels at which it is painted.  [default: the photo's own]",
)
@click.option("--swift", is_flag=True, help="Paint with the fastest network, not with the best.")
@click.option(
    "--steady/--no-steady",
    default=True,
    show_default=True,
    help="Keep strokes of videos where they are from one frame to the next.",
)
@click.option(
    "--quality",
    type=click.IntRange(1, 100),
    default=92,
    show_default=True,
    help="Of JPEG, WebP and AVIF files.",
)
@click.option(
    "--networks",
    metavar="NAME|DIR",
    default="compact",
    show_default=True,
    help="Network set: a name that `build-site networks` lists, or a folder.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Photos that are painted at a time.",
)
@click.option(
    "--no-mark", is_flag=True, help="Leave out the mark in files that says how they were made."
)
@click.option("--resume", is_flag=True, help="Leave out what is painted already.")
@click.option("--force", is_flag=True, help="Replace what is in the folder under the same names.")
def stylize(
    pictures: tuple[Path, ...],
    out: Path,
    styles: tuple[Path, ...],
    recipe: str | None,
    strength: float | None,
    weights: str | None,
    colours: float | None,
    strokes: str | None,
    keep_faces: bool | None,
    size: int | None,
    swift: bool,
    steady: bool,
    quality: int,
    networks: str,
    jobs: int,
    no_mark: bool,
    resume: bool,
    force: bool,
) -> None:
    """Paint photos and videos in the style of one picture, or of several mixed.

    PHOTO STYLE... -o FILE paints one photo in the style of the pictures after it.

    PHOTO... --style PICTURE -o DIR paints many photos under their own names; a folder stands for
    the pictures and videos in it.

    With --recipe, the style is one that the studio shared, as a file or a link.

    Videos are read and written by ffmpeg.
    """
    from builder.convert.convert_set import converted_set
    from builder.networks.catalog import find_set
    from builder.painting.jobs import jobs_of
    from builder.painting.mark import xmp_packet
    from builder.painting.stylize import Engines, Settings

    photos, styles = _photos_and_styles(pictures, styles, recipe)
    shares = _shares(weights, len(styles))
    shared_file = [Path(recipe)] if recipe is not None and _LINK not in recipe else []
    found = jobs_of(photos, out, [*styles, *shared_file])
    if not (resume or force):
        _refuse_to_replace(found, out)
    shared = _recipe_text(recipe) if recipe is not None else None
    network_set = find_set(networks)
    _check(found, styles, out)
    left = [job for job in found if not (resume and job.out.exists())]
    if len(left) < len(found):
        click.echo(f"Leaving out what is there already: {len(found) - len(left)} of {len(found)}")
    if not left:
        return
    with Engines(converted_set(network_set), network_set.name, jobs) as engines:
        with engines.engine() as engine:
            if shared is not None:
                mixture = _shared_mixture(engine, shared)
            else:
                mixture = _style_mixture(engine, styles, shares)
        if strength is not None:
            mixture = replace(mixture, strength=strength)
        if colours is not None:
            mixture = replace(mixture, colours=colours)
        if strokes is not None:
            mixture = replace(mixture, strokes=strokes)
        if keep_faces is not None:
            mixture = replace(mixture, keep_faces=keep_faces)
        xmp = None if no_mark else xmp_packet("Atelier")
        settings = Settings(mixture, size, quality, swift, steady, xmp)
        if len(found) == 1:
            _paint(engines, left[0], settings)
        else:
            _paint_all(engines, left, settings)


def _photos_and_styles(
    pictures: Sequence[Path], styles: Sequence[Path], recipe: str | None
) -> tuple[Sequence[Path], tuple[Path, ...]]:
    """The photos and the styles."""
    if styles and recipe is not None:
        raise UsageProblem("--style and --recipe exclude each other; give one of them.")
    if styles or recipe is not None:
        return pictures, tuple(styles)
    if len(pictures) < 2:
        raise UsageProblem("There is no style; give a picture after the photo, or --style.")
    return pictures[:1], tuple(pictures[1:])


def _shares(weights: str | None, count: int) -> list[float] | None:
    if weights is None:
        return None
    try:
        numbers = [float(part) for part in weights.split(",")]
    except ValueError as error:
        raise UsageProblem(
            f'--weights must be numbers with commas between, such as 2,1, not "{weights}".'
        ) from error
    if len(numbers) != count:
        raise UsageProblem(
            f"--weights has {len(numbers)} numbers for {count} styles; give one for each style."
        )
    if min(numbers) < 0 or not 0 < sum(numbers) < float("inf"):
        raise UsageProblem("--weights must be zero or more, and not all zero.")
    return numbers


def _refuse_to_replace(jobs: Sequence[Job], out: Path) -> None:
    """Refuse to replace what nobody named: in a folder, files have the names of the photos."""
    there = [job.out for job in jobs if job.out != out and job.out.exists()]
    if there:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise UsageProblem(
            f"{there[0]}{more} would be replaced; leave out what is there with --resume, replace "
            "it with --force, or choose another folder with -o."
        )


def _check(jobs: Sequence[Job], styles: Sequence[Path], out: Path) -> None:
    """Refuse before anything is painted what cannot be: of many photos, those that can be are."""
    from builder.painting.jobs import is_video, make_folder
    from builder.painting.pictures import check_picture

    first = jobs[0]
    if len(jobs) == 1:
        if is_video(first.photo) != is_video(first.out):
            raise UsageProblem(
                f"{first.photo.name} cannot become {first.out.name}; videos become videos, and "
                "photos photos."
            )
        if first.out == out:
            _check_file(out)
        if not is_video(first.photo):
            check_picture(first.photo, least=1)
    for style in styles:
        check_picture(style)
    if first.out != out:
        make_folder(out)
        if len(jobs) == 1:
            _check_file(first.out)


def _check_file(out: Path) -> None:
    from builder.painting.jobs import is_video
    from builder.painting.write import check_output

    if is_video(out):
        check_writable(out)
    else:
        check_output(out)


def _recipe_text(recipe: str) -> str:
    """What a file says, or an address with a link in it."""
    if _LINK in recipe:
        return recipe
    if not recipe or "://" in recipe:
        raise UsageProblem(f'"{recipe}" holds no style; give a .style file, or a whole style link.')
    return read_text(Path(recipe), "The recipe", "give a .style file or a style link")


def _shared_mixture(engine: Engine, text: str) -> Mixture:
    shared = engine.recipe(text)
    if shared.space != engine.vector_space:
        raise UsageProblem(
            f'The recipe is for networks of the vector space "{shared.space}", not '
            f'"{engine.vector_space}"; choose such a set with --networks.'
        )
    return shared.mixture


def _style_mixture(
    engine: Engine, styles: Sequence[Path], shares: Sequence[float] | None
) -> Mixture:
    from builder.painting.engine import Mixture
    from builder.painting.pictures import read_with_opacity

    vectors = [engine.vector(read_with_opacity(style)) for style in styles]
    return Mixture(vectors, shares or [1.0] * len(vectors))


def _paint(engines: Engines, job: Job, settings: Settings) -> None:
    from builder.painting.stylize import paint

    with engines.engine() as engine, _bar() as progress:
        width, height = paint(engine, job, settings, progress)
    click.echo(f"Painted {job.out}, {width} x {height} pixels")


def _paint_all(engines: Engines, jobs: Sequence[Job], settings: Settings) -> None:
    """Do all jobs that can be done, and say which could not."""
    from builder.painting.stylize import paint_all

    failures = []
    with _bar() as progress:
        for count, done in enumerate(paint_all(engines, jobs, settings), start=1):
            progress(count, len(jobs))
            if done.error:
                failures.append(f"{done.job.photo.name}: {done.error.message}")
    click.echo(f"Painted {len(jobs) - len(failures)} of {len(jobs)} photos")
    if failures:
        listed = "\n".join(sorted(failures))
        raise AtelierError(f"{len(failures)} of {len(jobs)} photos could not be painted.\n{listed}")


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar, where somebody sees it."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label="Painting", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield progress
