"""The errors a user of the builder can act on, one tree.

Each message is one sentence that says what is wrong and what to do. click prints it and leaves
with the class's exit code; anything outside this tree is a bug and keeps its traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import IO, Any

import click


class AtelierError(click.ClickException):
    """Something failed that is no bug of the builder (exit code 1). Raised by any step."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message as one line that starts with "Error:"."""
        click.secho(f"Error: {self.format_message()}", err=file is None, file=file, fg="red")


class UsageProblem(AtelierError):
    """The command was given something it cannot work with (exit code 2). Raised by any step."""

    exit_code = 2


class ConfigError(UsageProblem):
    """A key or a value of site.toml or of an option is wrong. Raised by the site."""


class TextError(AtelierError):
    """A template asks for a text that no strings file has. Raised by the site."""


class TemplateError(AtelierError):
    """A template is missing, is no Jinja2, or uses what it is not given. Raised by the site."""


class UnknownNetworkSetError(UsageProblem):
    """No network set has this name or lies in this folder. Raised by networks."""


class PictureError(UsageProblem):
    """A picture cannot be read, is too small or too large. Raised by painting and gallery."""


class PaintingError(AtelierError):
    """The engine could not paint, or stopped. Raised by painting."""


class ParityError(AtelierError):
    """The converted network does not compute what its source computes. Raised by convert."""


class NetworkFileError(AtelierError):
    """A network's file is damaged, missing or of another kind. Raised by graph_model, networks."""


class FetchError(AtelierError):
    """A published network could not be downloaded. Raised by networks."""


class BundleError(AtelierError):
    """The browser code could not be bundled. Raised by the site."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """Say which of `choices` is most like `word`, or list them all: the end of a sentence."""
    choices = list(choices)
    matches = difflib.get_close_matches(word, choices, n=1)
    if matches:
        return f'did you mean "{matches[0]}"?'
    return f"choose from {', '.join(choices)}." if choices else "there are none."
