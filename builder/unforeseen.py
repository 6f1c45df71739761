"""What is said of a failure that no step foresaw: a sentence if it is no bug, else a report."""

from __future__ import annotations

import errno
import platform
import shutil
import sys
import traceback
from typing import IO, Any

import click

from builder import __version__
from builder.errors import AtelierError, UsageProblem, reason, remedy

_RULE = "-" * 72
_OF_PATHS = {
    errno.EACCES,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
}
"""What the system refuses because of the path that it was given."""


class Bug(AtelierError):
    """The builder itself is wrong. The traceback is shown, and where it should go."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self._error = error

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the traceback in a frame that says what to do with it."""
        said = "".join(traceback.format_exception(self._error)).rstrip()
        system = f"build-site {__version__}, Python {platform.python_version()}, {sys.platform}"
        click.echo(
            f"{_RULE}\n"
            "This is a bug of build-site and not your fault. Please report it in the issues of\n"
            "the project, with the command that you gave and the lines down to the next rule.\n"
            f"{_RULE}\n{system}\n{said}\n{_RULE}",
            err=file is None,
            file=file,
        )


def foreseen(error: Exception) -> AtelierError:
    """The error that a user is told of, whatever came: a sentence if it is no bug."""
    if isinstance(error, AtelierError):
        return error
    if isinstance(error, MemoryError):
        return AtelierError(
            f"There is not enough memory ({_first_line(error) or 'none is left'}); give smaller "
            "pictures, paint them smaller, or close other programs."
        )
    if isinstance(error, OSError) and _is_of_the_system(error):
        given = error.filename is not None and error.errno in _OF_PATHS
        kind = UsageProblem if given else AtelierError
        return kind(f"{_place(error)} ({reason(error)}); {remedy(error)}.")
    return Bug(error)


def show_cause(error: BaseException) -> None:
    """Print the whole traceback of an error, for who asked for it with --debug."""
    click.echo("".join(traceback.format_exception(error)).rstrip(), err=True)


def _is_of_the_system(error: OSError) -> bool:
    """Whether the operating system refused something: other libraries raise OSError, too."""
    return error.errno is not None or isinstance(error, shutil.Error)


def _place(error: OSError) -> str:
    names = [name for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        names = [error.args[0][0][0]]
    if not names:
        return "The system refused to go on"
    shown = " or ".join(name if isinstance(name, str) else repr(name) for name in names)
    return f"{shown} cannot be used"


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "")
