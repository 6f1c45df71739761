from __future__ import annotations

from pathlib import Path

from builder.painting.jobs import Job, jobs_of


def test_a_photo_that_is_named_twice_is_painted_once(tmp_path: Path) -> None:
    photo, other = tmp_path / "a.png", tmp_path / "b.png"
    for file in (photo, other):
        file.touch()
    out = tmp_path / "out"
    jobs = jobs_of([photo, tmp_path, photo], out)
    assert jobs == [Job(photo, out / "a.png"), Job(other, out / "b.png")]
