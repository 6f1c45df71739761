"""Batches that are made once and used again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from builder.distill.data.batches import Batch


class KeptBatches:
    """The first `count` of `batches`, over and over; what the teacher said of each is kept.

    A teacher's answer costs as much as a third of a student's step, and no less the tenth time.
    Batch number n is batch n modulo `count` of `batches`: still a function of the step alone.

    Args:
        batches: makes a style network's batches: "images" [N, 256, 256, 3] in whole steps of
            1/255, "vectors" and "mean" [N, 100].
        count: how many of them there are.
        folder: where they are kept, uint8 images and float32 vectors; a folder of other batches,
            as `key` tells, is begun anew.
        key: what decides the batches' contents, such as seed and size.
    """

    def __init__(
        self, batches: Callable[[int], Batch], count: int, folder: Path, key: dict[str, object]
    ) -> None:
        self._batches, self._count, self._folder = batches, count, folder
        folder.mkdir(parents=True, exist_ok=True)
        about = folder / "about.json"
        described = json.dumps(key, sort_keys=True)
        if not about.is_file() or about.read_text(encoding="utf-8") != described:
            for path in folder.glob("*.npz"):
                path.unlink()
            about.write_text(described, encoding="utf-8")

    def __call__(self, step: int) -> Batch:
        """Batch number `step`."""
        number = step % self._count
        path = self._folder / f"{number:06d}.npz"
        if not path.is_file():
            self._keep(path, self._batches(number))
        with np.load(path) as kept:
            batch = dict(kept)
        batch["images"] = batch["images"].astype(np.float32) / np.float32(255)
        return batch

    def _keep(self, path: Path, batch: Batch) -> None:
        pixels = np.round(batch["images"] * 255).astype(np.uint8)
        beside = path.with_name(f"new-{path.name}")
        arrays: dict[str, Any] = {**batch, "images": pixels}
        np.savez(beside, **arrays)
        beside.replace(path)
