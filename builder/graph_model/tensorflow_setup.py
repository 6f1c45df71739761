"""How TensorFlow is set up before its first import, and what it prints held back."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from builder.errors import AtelierError
from builder.extras import require


def configure_tensorflow() -> None:
    """Set TensorFlow up before its first import.

    Raises:
        UsageProblem: it is not installed.
    """
    set_environment()
    problem = "Networks cannot be converted, imported or run without TensorFlow"
    require("convert", "tensorflow", "keras", problem=problem)


def set_environment() -> None:
    """Ask TensorFlow, before its first import, for errors only and for Keras 3 on top of it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")


@contextmanager
def captured_output() -> Iterator[None]:
    """Hold back whatever is printed inside, by native libraries too; show it after a bug.

    TensorFlow and its converter print dozens of lines to both streams, most of them below
    Python's own `sys.stderr`, so the file descriptors themselves are redirected.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as held:
        try:
            os.dup2(held.fileno(), 1)
            os.dup2(held.fileno(), 2)
            yield
        except AtelierError:
            raise
        except Exception:
            _restore(saved)
            held.seek(0)
            sys.stderr.write(held.read())
            raise
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            _restore(saved)
            for descriptor in saved:
                os.close(descriptor)


def _restore(saved: tuple[int, int]) -> None:
    os.dup2(saved[0], 1)
    os.dup2(saved[1], 2)
