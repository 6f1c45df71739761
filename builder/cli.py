"""The command `build-site`: thin, a function per verb; what is slow to import is imported there."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import click

from builder import __version__
from builder.errors import UsageProblem

_PATH = click.Path(path_type=Path)


class _Verbs(click.Group):
    """Looks for verbs that are commands of their own packages only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "distill", "networks"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "distill":
            from builder.distill.command import distill

            return distill
        if cmd_name == "networks":
            from builder.networks.command import networks

            return networks
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Verbs, invoke_without_command=True)
@click.version_option(__version__, package_name="atelier-studio")
@click.option(
    "--out", type=_PATH, default=Path("site"), show_default=True, help="Folder of the site."
)
@click.option("--config", "config_file", type=_PATH, help="Settings.  [default: site.toml, if any]")
@click.option(
    "--networks",
    metavar="NAME|DIR",
    multiple=True,
    help="Network set by name or folder; repeat it for several, the default one first.",
)
@click.option("--base-url", metavar="URL", help="Address where the site will be.")
@click.option(
    "--quantize",
    metavar="[ROLE=]KIND",
    multiple=True,
    help="Store weights as none, float16 or uint8; for all networks or for one, repeatable.",
)
@click.option("--strict", is_flag=True, help="Fail when there are warnings.")
@click.pass_context
def main(
    context: click.Context,
    out: Path,
    config_file: Path | None,
    networks: tuple[str, ...],
    base_url: str | None,
    quantize: tuple[str, ...],
    strict: bool,
) -> None:
    """Build a studio site: a folder that any static host serves.

    Without a verb: build ./site from ./site.toml, or from defaults when there is none.
    """
    _log_to_terminal()
    if context.invoked_subcommand is not None:
        return
    from builder.build import build_site
    from builder.config import load_config, parse_base_url, parse_quantize

    config = load_config(config_file)
    if networks:
        config = replace(config, networks=networks)
    if base_url is not None:
        config = replace(config, base_url=parse_base_url(base_url))
    if quantize:
        config = replace(config, quantize=parse_quantize(quantize))
    build_site(config, out, strict=strict)


@main.command()
@click.argument("photo", type=_PATH)
@click.argument("styles", metavar="STYLE...", nargs=-1, required=True, type=_PATH)
@click.option("-o", "--out", required=True, type=_PATH, help="Picture to write.")
@click.option(
    "--strength",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=True,
    help="0 keeps the photo's own style, 1 is the style.",
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
    from builder import stylize as painter
    from builder.networks.catalog import find_set

    width, height = painter.stylize(
        photo,
        styles,
        out,
        find_set(networks),
        weights=_numbers(weights) if weights is not None else None,
        strength=strength,
        size=size,
    )
    click.echo(f"Painted {out}, {width} x {height} pixels")


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise UsageProblem(
            f'--weights must be numbers with commas between, such as 2,1, not "{text}".'
        ) from error


class _TerminalHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        warning = record.levelno >= logging.WARNING
        click.echo(f"{'Warning: ' if warning else ''}{record.getMessage()}", err=warning)


def _log_to_terminal() -> None:
    log = logging.getLogger("builder")
    log.setLevel(logging.INFO)
    # TensorFlow's packages put handlers of their own on the root logger.
    log.propagate = False
    if not any(isinstance(handler, _TerminalHandler) for handler in log.handlers):
        log.addHandler(_TerminalHandler())
