"""Paints photos and videos in the style of pictures, or as a recipe of the studio says."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING

from builder.errors import AtelierError
from builder.painting.engine import Engine, Mixture, Progress
from builder.painting.jobs import Job, is_video
from builder.painting.pictures import read_with_opacity
from builder.painting.video import paint_video
from builder.painting.write import check_sides, write_picture
from builder.unforeseen import Bug, foreseen

if TYPE_CHECKING:
    from typing_extensions import Self

_MOST_THREADS = 4


@dataclass(frozen=True)
class Settings:
    """How photos are painted.

    Attributes:
        mixture: what like.
        size: long side in pixels at which they are painted; their own when None.
        quality: of the files, of 100.
        swift: whether the set's fastest transformer paints, not its best.
        steady: whether strokes of videos stay where they are from one frame to the next.
        xmp: what files say of the paintings in them, if anything.
    """

    mixture: Mixture
    size: int | None
    quality: int
    swift: bool = False
    steady: bool = True
    xmp: str | None = None


@dataclass(frozen=True)
class Done:
    """What became of a job: a painting of some sides in pixels, or an error."""

    job: Job
    sides: tuple[int, int] | None = None
    error: AtelierError | None = None


class Engines:
    """Engines with one network set, started when they are needed and kept until the block ends."""

    def __init__(self, networks: Path, name: str, count: int) -> None:
        """Name the set, and how many engines there may be at a time."""
        self.count = count
        self._networks = networks
        self._name = name
        self._idle: SimpleQueue[Engine] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        while not self._idle.empty():
            self._idle.get().close()

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """One that no other thread uses meanwhile."""
        try:
            engine = self._idle.get_nowait()
        except Empty:
            engine = Engine(self._networks, self._name, threads=self._threads).__enter__()
        try:
            yield engine
        finally:
            # One that stopped is replaced when the next is needed.
            self._idle.put(engine) if engine.runs else engine.close()

    @property
    def _threads(self) -> int:
        return max(1, min(_MOST_THREADS, (os.cpu_count() or 1) // self.count))


def paint_all(engines: Engines, jobs: Sequence[Job], settings: Settings) -> Iterator[Done]:
    """Do jobs, several at a time; tell of each once it is done, whether it failed or not."""

    def run(job: Job) -> Done:
        try:
            with engines.engine() as engine:
                return Done(job, paint(engine, job, settings))
        except Exception as error:
            told = foreseen(error)
            if isinstance(told, Bug):
                raise
            return Done(job, error=told)

    with ThreadPoolExecutor(engines.count) as pool:
        started: list[Future[Done]] = [pool.submit(run, job) for job in jobs]
        try:
            for future in as_completed(started):
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def paint(
    engine: Engine, job: Job, settings: Settings, progress: Progress | None = None
) -> tuple[int, int]:
    """Do a job; return width and height of the painting.

    Raises:
        PictureError, PaintingError, UsageProblem: reading, painting or writing failed.
    """
    mixture, size, swift = settings.mixture, settings.size, settings.swift
    if is_video(job.photo):
        video = job.photo
        return paint_video(
            engine,
            video,
            job.out,
            mixture,
            size=size,
            swift=swift,
            steady=settings.steady,
            xmp=settings.xmp,
            progress=progress,
        )
    picture = read_with_opacity(job.photo, least=1)
    long, short = sorted(picture.shape[:2], reverse=True)
    check_sides(job.out, size or long, short * (size or long) // long)
    painted = engine.paint(picture, mixture, size=size, swift=swift, progress=progress)
    write_picture(painted, job.out, settings.quality, settings.xmp)
    return painted.shape[1], painted.shape[0]
