"""Published network sets that the project knows: where they are, and how to tell their files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from builder.cache import file_digest

_TASK_LIBRARY = (
    "https://storage.googleapis.com/download.tensorflow.org/models/tflite/task_library/"
    "style_transfer/android/"
)
_MAGENTA = "magenta_arbitrary-image-stylization-v1-256_"


@dataclass(frozen=True)
class PublishedFile:
    """A published file.

    Attributes:
        name: what it is called there and in the cache.
        size: bytes.
        sha256: the SHA-256 of its bytes, in hexadecimal.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class PublishedSet:
    """A published pair of networks.

    Attributes:
        name: what the command line calls the set.
        title: its name for people.
        character: one sentence about how it paints.
        licence: SPDX identifier of the weights' licence.
        licence_url: where the licence can be read.
        vector_space: the name that sets distilled from it share.
        address: the folder of its files on the web, ending in "/".
        style: the style network's file.
        transformer: the transformer's file.
        variants: other files of the same networks.
    """

    name: str
    title: str
    character: str
    licence: str
    licence_url: str
    vector_space: str
    address: str
    style: PublishedFile
    transformer: PublishedFile
    variants: tuple[PublishedFile, ...] = ()

    @property
    def files(self) -> tuple[PublishedFile, PublishedFile]:
        """The files to fetch."""
        return (self.style, self.transformer)

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(file.size for file in self.files)


PUBLISHED_SETS = (
    PublishedSet(
        name="magenta-mobile",
        title="Magenta mobile",
        character="Magenta's networks for phones: loose brushwork in the style's colours.",
        licence="Apache-2.0",
        licence_url="https://www.apache.org/licenses/LICENSE-2.0",
        vector_space="magenta-mobile",
        address=_TASK_LIBRARY,
        style=PublishedFile(
            f"{_MAGENTA}int8_prediction_1.tflite",
            2_828_838,
            "af6ad4b2e7aeba0675f32636082ab915ced5375229a3f8aff7e714c6213f5ed2",
        ),
        transformer=PublishedFile(
            f"{_MAGENTA}fp16_transfer_1.tflite",
            422_086,
            "53b5243ed5aa33e408db7976c8a8e51a90a0f7708fd122a31428cd00fbdf6aa6",
        ),
        variants=(
            PublishedFile(
                f"{_MAGENTA}fp16_prediction_1.tflite",
                4_708_350,
                "df9578b4141ef1d826f33b5f8e6e8e31bdbbb507b4e1f7ccbd2547ac1299da42",
            ),
            PublishedFile(
                f"{_MAGENTA}int8_transfer_1.tflite",
                284_398,
                "7a1550643cf034a4d813c0aa276976cd15da4141b4f1ec3631db1d0d9c8e2cd1",
            ),
        ),
    ),
)


def published_set(name: str) -> PublishedSet | None:
    """The published set called `name`."""
    return next((one for one in PUBLISHED_SETS if one.name == name), None)


def set_of_files(files: list[Path]) -> PublishedSet | None:
    """The published set to which all of `files` belong, told by their contents."""
    digests = {file_digest(file) for file in files if file.is_file()}
    for published in PUBLISHED_SETS:
        own = {file.sha256 for file in (*published.files, *published.variants)}
        if digests and len(digests) == len(files) and digests <= own:
            return published
    return None


def preferred_files(files: list[Path]) -> list[Path]:
    """The files of a published pair where it is among `files`, else all of them."""
    by_digest = {file_digest(file): file for file in files if file.is_file()}
    for published in PUBLISHED_SETS:
        if all(file.sha256 in by_digest for file in published.files):
            return [by_digest[file.sha256] for file in published.files]
    return files
