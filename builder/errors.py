"""The errors a user of the builder can act on, one tree.

Each message is one sentence that says what is wrong and what to do. click prints it and leaves
with the class's exit code; anything outside this tree is a bug and keeps its traceback.
"""

from __future__ import annotations

import difflib
import errno
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import click

_JOINERS = "\u200c\u200d"
"""What joins and parts letters in scripts of India and Persia, and the parts of emoji."""


def printable(text: str) -> str:
    """A line for the terminal: what would move the cursor, hide text or end the line spelt out."""
    return "".join(
        character if character.isprintable() or character in _JOINERS else repr(character)[1:-1]
        for character in text
    )


class AtelierError(click.ClickException):
    """Something failed that is no bug of the builder (exit code 1). Raised by any step."""

    exit_code = 1
    lines = True
    """Whether a message may have several."""

    def format_message(self) -> str:
        """The message, with what would move the cursor or hide text spelt out."""
        lines = self.message.split("\n") if self.lines else [self.message]
        return "\n".join(printable(line) for line in lines)

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message as one line that starts with "Error:"."""
        click.secho(f"Error: {self.format_message()}", err=file is None, file=file, fg="red")


class UsageProblem(AtelierError):
    """The command was given something it cannot work with (exit code 2). Raised by any step."""

    exit_code = 2
    lines = False


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


_NUMBERED = re.compile(r"\[Errno (\d+)\] ([^:]+)")
_LOST = -1
"""Instead of the system's number: a link is there, and what it leads to is not."""

_REMEDIES = {
    _LOST: "mend the link, or remove it",
    errno.EEXIST: "give a folder, not a file",
    errno.EACCES: "change its permissions, or choose another place",
    errno.EPERM: "change its permissions, or choose another place",
    errno.EROFS: "choose a place that can be written to",
    errno.ENOSPC: "free some space and run the command again",
    errno.EDQUOT: "free some space and run the command again",
    errno.EFBIG: "allow larger files (ulimit -f)",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.ENFILE: "close other programs and run the command again",
    errno.ENOMEM: "close other programs and run the command again",
    errno.EAGAIN: "allow more processes (ulimit -u)",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "remove the link that leads to itself",
    errno.EISDIR: "give a file, not a folder",
    errno.ENOTDIR: "give a folder, not a file",
    errno.ENOENT: "check the path",
    errno.EIO: "check the disk",
}


def reason(error: OSError) -> str:
    """Why the system refused something, in its own words."""
    return _refusal(error)[1]


def remedy(error: OSError) -> str:
    """What a user can do when the system refused something: the end of a sentence, no full stop."""
    return _REMEDIES.get(_refusal(error)[0], "check it and run the command again")


def _refusal(error: OSError) -> tuple[int, str]:
    """The number and the words of a refusal."""
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        # What copying a folder gathered: from where, to where, why, the last as a text.
        said = str(error.args[0][0][-1])
        match = _NUMBERED.match(said)
        return (int(match[1]), match[2]) if match else (0, said)
    named = isinstance(error.filename, str | os.PathLike)
    if error.errno == errno.ENOENT and named and Path(error.filename).is_symlink():
        return _LOST, "The link leads nowhere"
    return error.errno or 0, error.strerror or str(error) or type(error).__name__


def first_line(error: BaseException) -> str:
    """The first line of what an error of a library says, shortened, without its full stop."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(" .:;")


_ALIKE = 0.7
"""How much of two words must be the same for one to be meant by the other."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """Say which of `choices` is most like `word`, or list them all: the end of a sentence."""
    choices = list(choices)
    matches = difflib.get_close_matches(word, choices, n=1, cutoff=_ALIKE)
    if matches:
        return f'did you mean "{matches[0]}"?'
    return f"choose from {', '.join(choices)}." if choices else "there are none."
