"""Sample photos: the public-domain pictures that ship inside scikit-image's wheel.

Nothing is downloaded, and scikit-image itself is never imported: its pictures are plain files
beside its code, and reading them directly keeps a build quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class SamplePhoto:
    """A photo that anyone may use for anything.

    Attributes:
        id: Short name, safe in file names and URLs.
        title: What it shows, in a few words.
        credit: Who made it.
        licence: "CC0" or "Public domain".
        file: Name of the picture in scikit-image's data folder.
    """

    id: str
    title: str
    credit: str
    licence: str
    file: str

    def load(self) -> Image.Image:
        """Read the photo as an RGB picture at its own size.

        Raises:
            ModuleNotFoundError: scikit-image is not installed.
            FileNotFoundError: the installed scikit-image no longer ships this picture.
        """
        from PIL import Image

        with Image.open(_data_folder() / self.file) as picture:
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


def _data_folder() -> Path:
    # Finding the spec locates the package without importing it.
    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("The sample photos need scikit-image: pip install scikit-image")
    return Path(spec.submodule_search_locations[0]) / "data"
