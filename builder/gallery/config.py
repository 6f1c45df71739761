"""The settings of a gallery."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class GalleryConfig:
    """Folders of the builder's own gallery pictures; None where the samples are shown."""

    photos: Path | None = None
    styles: Path | None = None
