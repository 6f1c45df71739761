"""The command `build-site`: thin, a function per verb; what is slow to import is imported there."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from builder import __version__
from builder.errors import AtelierError, UsageProblem, printable
from builder.given import PATH, NumberRange
from builder.unforeseen import foreseen, show_cause

if TYPE_CHECKING:
    from builder.site.config import SiteConfig

_DEBUG = "builder.debug"
_CONFIG_HELP = "Settings.  [default: site.toml, if any]"


class _Verbs(click.Group):
    """Looks for verbs that are commands of their own packages only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "distill", "networks", "stylize"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "distill":
            from builder.distill.command import distill

            return distill
        if cmd_name == "networks":
            from builder.networks.command import networks

            return networks
        if cmd_name == "stylize":
            from builder.painting.command import stylize

            return stylize
        return super().get_command(ctx, cmd_name)

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run; what the output did not take is not tried again, and told of, at the end."""
        _open_streams()
        try:
            return super().main(*arguments, **options)
        finally:
            try:
                sys.stdout.flush()
            except OSError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the command line, and print what it only asks to be told."""
        try:
            return super().make_context(*arguments, **options)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise foreseen(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever fails is said in a sentence, or reported as a bug."""
        try:
            with _ended_politely():
                _check_working_folder()
                return super().invoke(ctx)
        except (click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.meta.get(_DEBUG):
                show_cause(error)
            raise error if isinstance(error, click.ClickException) else foreseen(error) from error


def _open_streams() -> None:
    """Have streams that take every text: those that are closed lead nowhere.

    The next files that are opened would else get the numbers of the closed ones, and with them
    what libraries write there.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - to the end
            setattr(sys, name, nowhere)
        elif mode == "w" and isinstance(stream, TextIOWrapper):
            # Names of files have bytes and letters that the terminal's encoding may not have.
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Tidy up when the process is asked to end, as on Ctrl+C."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    asked = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {one: signal.signal(one, end) for one in asked if one is not None}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _check_working_folder() -> None:
    try:
        Path.cwd()
    except FileNotFoundError as error:
        raise UsageProblem(
            "The folder that you are in has been removed; go to another one, and run the command "
            "again."
        ) from error


class _SettingOption(click.Option):
    """An option that stands above a setting of site.toml, and has the text of it."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Look up the text only when it is shown."""
        from builder.site.config import SiteConfig
        from builder.site.settings.setting import settings_of

        text = settings_of(SiteConfig)[str(self.name)].doc
        self.help = f"{text}  [repeatable]" if self.multiple else text
        return super().get_help_record(ctx)


def _site_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what site to build; each stands above site.toml."""
    options = (
        click.option("--config", "config_file", type=PATH, help=_CONFIG_HELP),
        click.option("--networks", cls=_SettingOption, metavar="NAME|DIR", multiple=True),
        click.option("--base-url", cls=_SettingOption, metavar="URL"),
        click.option("--quantize", cls=_SettingOption, metavar="[ROLE=]KIND", multiple=True),
        click.option("--templates", cls=_SettingOption, metavar="DIR", type=PATH),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=_Verbs, invoke_without_command=True)
@click.version_option(__version__, package_name="atelier-studio")
@click.option(
    "--out", type=PATH, default=Path("site"), show_default=True, help="Folder of the site."
)
@_site_options
@click.option("--strict", is_flag=True, help="Fail when there are warnings.")
@click.option(
    "--force",
    is_flag=True,
    help="Replace files in the folder that no build wrote, where they are in the way.",
)
@click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=lambda context, _, wanted: context.meta.update({_DEBUG: wanted}),
    help="Show where an error came from, before its sentence.",
)
@click.pass_context
def main(context: click.Context, /, out: Path, strict: bool, force: bool, **options: Any) -> None:
    """Build a studio site: a folder that any static host serves.

    Without a verb: build ./site from ./site.toml, or from defaults when there is none.
    """
    _log_to_terminal()
    if context.invoked_subcommand is not None:
        _refuse_ignored(context, context.invoked_subcommand)
        return
    from builder.site.build import build_site

    build_site(_settings(**options), out, strict=strict, force=force)


def _refuse_ignored(context: click.Context, verb: str) -> None:
    """Refuse what says how to build where a verb is asked for: verbs have their own options."""
    for option in context.command.params:
        given = context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
        if given and option.expose_value:
            raise UsageProblem(
                f"{option.opts[0]} before {verb} would be ignored; put it after {verb} if that "
                "takes it, or leave it out."
            )


def _settings(
    config_file: Path | None,
    networks: tuple[str, ...],
    base_url: str | None,
    quantize: tuple[str, ...],
    templates: Path | None,
) -> SiteConfig:
    """What site.toml says, and the options over it."""
    from builder.site.config import load_config, parse_base_url, parse_quantize, parse_templates

    config = load_config(config_file)
    if networks:
        config = replace(config, networks=networks)
    if base_url is not None:
        config = replace(config, base_url=parse_base_url(base_url))
    if quantize:
        config = replace(config, quantize=parse_quantize(quantize))
    if templates is not None:
        config = replace(config, templates=parse_templates(templates))
    return config


@main.command()
@_site_options
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port on this machine; 0 takes any that is free.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Address to serve at; 0.0.0.0 lets other machines in.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in a browser.")
def serve(
    port: int, host: str, open_browser: bool, config_file: Path | None, **options: Any
) -> None:
    """Build, serve on this machine, and build again on every change."""
    from builder.server.serve import serve as run

    def ready(address: str) -> None:
        click.echo(f"Serving {address} (stop with Ctrl+C)")
        if open_browser:
            click.launch(address)

    with suppress(KeyboardInterrupt):
        run(lambda: _settings(config_file, **options), config_file, port, ready, host)


@main.command()
@click.argument("folder", metavar="DIR", type=PATH, default=Path("site"))
@click.option(
    "--budget",
    metavar="MB",
    type=NumberRange(min=0, min_open=True),
    default=2.0,
    show_default=True,
    help="Most megabytes, compressed, to download for the first painting.",
)
def check(folder: Path, budget: float) -> None:
    """Audit the built site in DIR: whether it is whole and asks nobody else for anything."""
    from builder.audit.audit import audit_site

    found = audit_site(folder, budget)
    for note in found.notes:
        click.echo(f"Note: {printable(note)}")
    for problem in found.problems:
        click.echo(f"Problem: {printable(problem)}", err=True)
    first = f"; the first painting downloads {found.first_painting / 1e6:.2f} MB"
    size = f"{folder}: {found.files} files, {found.bytes / 1e6:.1f} MB"
    click.echo(size + first * bool(found.first_painting))
    if found.problems:
        raise AtelierError(f"{folder} has {len(found.problems)} problem(s).")


@main.command()
@click.argument("folder", metavar="DIR", type=PATH, default=Path())
@click.option("--github-pages", is_flag=True, help="Write a workflow for GitHub Pages as well.")
@click.option(
    "--install",
    metavar="REQUIREMENT",
    help="What the workflow installs with pip; needed where DIR is no copy of Atelier.",
)
@click.option(
    "--language",
    metavar="CODE",
    help="Write the texts of a language, in English where they are to be translated.",
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
def init(
    folder: Path, github_pages: bool, install: str | None, language: str | None, force: bool
) -> None:
    """Begin a site in DIR: a site.toml in which every setting is explained.

    With --github-pages or --language, a site.toml that is there stays as it is.
    """
    from builder.site.config import DEFAULT_FILE
    from builder.site.scaffold import write_language, write_settings, write_workflow

    if github_pages:
        click.echo(write_workflow(folder, install, force=force))
    if language is not None:
        file = write_language(folder, language, force=force)
        click.echo(
            f"Wrote {file}. To use it, write these two lines at the end of {DEFAULT_FILE}, and "
            f'add "{language}" to its "languages" if it has any:\n\n'
            f'[texts.{language}]\nfile = "{file.name}"\n'
        )
    # Asked for something else, nobody means to lose the settings.
    if (github_pages or language is not None) and (folder / DEFAULT_FILE).exists():
        return
    click.echo(f"Wrote {write_settings(folder, force=force)}")


class _TerminalHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        warning = record.levelno >= logging.WARNING
        said = "\n".join(map(printable, record.getMessage().split("\n")))
        click.echo(f"{'Warning: ' if warning else ''}{said}", err=warning)


def _log_to_terminal() -> None:
    log = logging.getLogger("builder")
    log.setLevel(logging.INFO)
    # TensorFlow's packages put handlers of their own on the root logger.
    log.propagate = False
    if not any(isinstance(handler, _TerminalHandler) for handler in log.handlers):
        log.addHandler(_TerminalHandler())
