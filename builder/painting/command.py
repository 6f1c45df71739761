"""`build-site stylize`: paint photos with the site's own engine."""

from __future__ import annotations

from pathlib import Path

import click

from builder.errors import UsageProblem

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("photo", type=_PATH)
@click.argument("styles", metavar="STYLE...", nargs=-1, required=True, type=_PATH)
@click.option("-o", "--out", required=True, type=_PATH, help="Picture to write.")
@click.option(
    "--strength",
    type=click.FloatRange(0, 1.5),
    default=1.0,
    show_default=True,
    help="0 keeps the photo's own style, 1 is the style, more exaggerates it.",
)
@click.option("--weights", metavar="W,W", help="One for each style.  [default: equal]")
@click.option(
    "--size",
    type=click.IntRange(min=1),
    help="Long side in pixels at which it is painted.  [default: the photo's own]",
)
@click.option(
    "--networks",
    metavar="NAME|DIR",
    default="compact",
    show_default=True,
    help="Network set: a name that `build-site networks` lists, or a folder.",
)
def stylize(
    photo: Path,
    styles: tuple[Path, ...],
    out: Path,
    strength: float,
    weights: str | None,
    size: int | None,
    networks: str,
) -> None:
    """Paint PHOTO in the style of one picture, or of several mixed."""
    from builder.convert.convert_set import converted_set
    from builder.networks.catalog import find_set
    from builder.painting.engine import Engine
    from builder.painting.files import check_output
    from builder.painting.pictures import check_picture
    from builder.painting.stylize import Settings, check_weights, paint_file, style_mixture

    shares = _numbers(weights) if weights is not None else None
    check_weights(shares, len(styles))
    check_output(out)
    for picture in (photo, *styles):
        check_picture(picture)
    network_set = find_set(networks)
    with Engine(converted_set(network_set), network_set.name) as engine:
        mixture = style_mixture(engine, styles, shares, strength, 0.0)
        width, height = paint_file(engine, photo, out, Settings(mixture, size))
    click.echo(f"Painted {out}, {width} x {height} pixels")


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise UsageProblem(
            f'--weights must be numbers with commas between, such as 2,1, not "{text}".'
        ) from error
