"""Sample photos: pictures of the public domain, taken over from scikit-image's data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_FOLDER = Path(__file__).parent / "photos"


@dataclass(frozen=True)
class SamplePhoto:
    """A photo that anyone may use for anything.

    Attributes:
        id: short name, safe in file names and URLs.
        title: what it shows, in a few words.
        credit: who made it.
        licence: "CC0" or "Public domain".
        name: of its file in the folder photos/.
    """

    id: str
    title: str
    credit: str
    licence: str
    name: str

    @property
    def file(self) -> Path:
        """The picture, as scikit-image has it."""
        return _FOLDER / self.name

    def load(self) -> Image.Image:
        """Read the photo as an RGB picture at its own size."""
        from PIL import Image

        with Image.open(self.file) as picture:
            return picture.convert("RGB")


_PHOTOS = (
    SamplePhoto("chelsea", "Chelsea the cat", "Stéfan van der Walt", "CC0", "chelsea.png"),
    SamplePhoto("coffee", "A cup of coffee", "Rachel Michetti", "CC0", "coffee.png"),
    SamplePhoto("astronaut", "Eileen Collins, astronaut", "NASA", "Public domain", "astronaut.png"),
    SamplePhoto("rocket", "Falcon 9 lifting off", "SpaceX", "Public domain", "rocket.jpg"),
    SamplePhoto(
        "galaxies",
        "Hubble eXtreme Deep Field",
        "NASA, ESA and the HUDF09 team",
        "Public domain",
        "hubble_deep_field.jpg",
    ),
    SamplePhoto("retina", "The back of a human eye", "Mikael Häggström", "CC0", "retina.jpg"),
)


def sample_photos() -> tuple[SamplePhoto, ...]:
    """The sample photos, in the order in which a gallery shows them."""
    return _PHOTOS
