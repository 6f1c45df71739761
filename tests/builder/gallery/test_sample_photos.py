from __future__ import annotations

import re
import subprocess
import sys

from builder.gallery.gallery import PHOTO_SIDE
from builder.gallery.sample_photos import sample_photos


def test_sample_photos_are_real_colour_pictures() -> None:
    photos = sample_photos()
    assert len(photos) >= 5
    assert len({photo.id for photo in photos}) == len(photos)
    for photo in photos:
        picture = photo.load()
        assert picture.mode == "RGB"
        assert min(picture.size) >= 256
        assert re.fullmatch(r"[a-z-]+", photo.id)
        assert photo.title
        assert photo.credit
        assert photo.licence in {"CC0", "Public domain"}
    # The page opens on the first one, as large as any screen shows it.
    assert max(photos[0].load().size) == PHOTO_SIDE


def test_importing_loads_neither_pillow_nor_numpy() -> None:
    program = (
        "import sys, builder.gallery.sample_photos as photos; photos.sample_photos();"
        "print([name for name in ('PIL', 'numpy') if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert output.stdout.strip() == "[]", output.stderr
