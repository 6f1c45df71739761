"""Sample photos of the public domain: a landscape, a portrait, a city, animals, still lifes.

Two come from scikit-image's data; the others, here at most 1600 px long, from budgie-backgrounds
3.0, whose pictures are CC0 or works of the National Park Service.
"""

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
        """The picture."""
        return _FOLDER / self.name

    def load(self) -> Image.Image:
        """Read the photo as an RGB picture at its own size."""
        from PIL import Image

        with Image.open(self.file) as picture:
            return picture.convert("RGB")


_PHOTOS = (
    SamplePhoto(
        "lake",
        "Lake Sherburne",
        "Jacob W. Frank, National Park Service",
        "Public domain",
        "lake.jpg",
    ),
    SamplePhoto("colosseum", "The Colosseum", "Bence Boros", "CC0", "colosseum.jpg"),
    SamplePhoto("otters", "River otters", "Derrick Coetzee", "CC0", "otters.jpg"),
    SamplePhoto("astronaut", "Eileen Collins, astronaut", "NASA", "Public domain", "astronaut.png"),
    SamplePhoto("skyline", "Singapore at dusk", "Romain Guy", "CC0", "skyline.jpg"),
    SamplePhoto("flowers", "Forget-me-nots", "Noah Silliman", "CC0", "flowers.jpg"),
    SamplePhoto("coffee", "A cup of coffee", "Rachel Michetti", "CC0", "coffee.png"),
)


def sample_photos() -> tuple[SamplePhoto, ...]:
    """The sample photos, in the order in which a gallery shows them."""
    return _PHOTOS
