from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import UsageProblem
from builder.painting.jobs import Job, jobs_of


def test_a_photo_that_is_named_twice_is_painted_once(tmp_path: Path) -> None:
    photo, other = tmp_path / "a.png", tmp_path / "b.png"
    for file in (photo, other):
        file.touch()
    out = tmp_path / "out"
    jobs = jobs_of([photo, tmp_path, photo], out)
    assert jobs == [Job(photo, out / "a.png"), Job(other, out / "b.png")]


@pytest.mark.parametrize("name", ["out.png", "out.JPG", "out.heic", "out.ppm", "out.mp4"])
def test_several_photos_become_no_single_file(tmp_path: Path, name: str) -> None:
    photos, out = [tmp_path / "a.jpg", tmp_path / "b.webp"], tmp_path / name
    with pytest.raises(UsageProblem, match=f"{name} is the name of a file.*name one with -o"):
        jobs_of(photos, out)
    out.mkdir()
    for folder in (out, tmp_path / "out.2"):
        jobs = jobs_of(photos, folder)
        assert [job.out for job in jobs] == [folder / "a.jpg", folder / "b.webp"]
