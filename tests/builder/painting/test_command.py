from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from builder.cli import main
from builder.painting.engine import Engine, Mixture
from builder.painting.pictures import read_with_opacity
from tests.pictures import pixels

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, networks: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `build-site stylize` where there are photo.png, style.png and other.png."""
    monkeypatch.chdir(tmp_path)
    for name, seed, height, width in (
        ("photo.png", 1, 50, 75),
        ("style.png", 2, 90, 80),
        ("other.png", 3, 60, 60),
    ):
        Image.fromarray(pixels(seed, height, width)).save(name)

    def run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["stylize", *arguments, "--networks", networks])
        assert result.exit_code == code, result.output
        return result

    return run


def test_an_unknown_set_leaves_no_folder(tmp_path: Path, run: Run) -> None:
    del run
    arguments = ["stylize", "photo.png", "--style", "style.png", "-o", "new", "--networks", "none"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert not (tmp_path / "new").exists()


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    """A folder of photos: one that is turned, one with opacity, one that is none, and a note."""
    folder = tmp_path / "photos"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(pixels(4, 40, 64)).save(folder / "turned.jpg", exif=exif)
    soft = np.concatenate([pixels(5, 48, 32), np.full((48, 32, 1), 90, np.uint8)], axis=2)
    Image.fromarray(soft).save(folder / "soft.png")
    Image.fromarray(pixels(6, 32, 32)).save(folder / "still.gif")
    (folder / "broken.jpg").write_text("no picture")
    (folder / "notes.txt").write_text("no picture either")
    return folder


def opened(file: str | Path) -> np.ndarray:
    with Image.open(file) as image:
        return np.asarray(image)


def test_one_photo_in_a_mixture(run: Run, engine: Engine) -> None:
    said = run("photo.png", "style.png", "other.png", "-o", "a.png", "--weights", "3,1")
    assert said.output == "Painted a.png, 75 x 50 pixels\n"
    vectors = [engine.vector(read_with_opacity(Path(f"{name}.png"))) for name in ("style", "other")]
    photo = read_with_opacity(Path("photo.png"))
    assert (opened("a.png") == engine.paint(photo, Mixture(vectors, [3, 1]))).all()
    run("photo.png", "style.png", "-o", "b.png", "--strength", "1.5", "--size", "30")
    exaggerated = Mixture(vectors[:1], strength=1.5)
    assert (opened("b.png") == engine.paint(photo, exaggerated, size=30)).all()
    run("photo.png", "style.png", "-o", "c.png", "--swift")
    assert (opened("c.png") == engine.paint(photo, Mixture(vectors[:1]), swift=True)).all()
    run("photo.png", "style.png", "-o", "d.png", "--strokes", "broad", "--size", "400")
    broad = engine.paint(photo, Mixture(vectors[:1], strokes="broad"), size=400)
    assert (opened("d.png") == broad).all()
    assert (broad != engine.paint(photo, Mixture(vectors[:1], strokes="fine"), size=400)).any()


def test_a_folder_is_painted_but_for_what_is_broken(run: Run, folder: Path) -> None:
    asked = ["photos", "photo.png", "--style", "style.png", "-o", "out/deep"]
    said = run(*asked, "--jobs", "2", code=1)
    assert "Painted 4 of 5 photos" in said.output
    assert "1 of 5 photos could not be painted" in said.output
    assert "broken.jpg is no picture that can be read" in said.output
    out = Path("out/deep")
    names = {"photo.png", "soft.png", "still.png", "turned.jpg"}
    assert {file.name for file in out.iterdir()} == names, "no half file is left"
    assert opened(out / "turned.jpg").shape == (64, 40, 3), "upright"
    assert (opened(out / "soft.png")[..., 3] == 90).all()

    for name in names - {"soft.png"}:
        (out / name).write_bytes(b"kept")
    (out / "soft.png").unlink()
    said = run(*asked, code=2)
    assert "still.png and 2 more would be replaced; leave out" in said.output
    assert not (out / "soft.png").exists()
    (folder / "broken.jpg").unlink()
    said = run(*asked, "--resume")
    assert "3 of 4" in said.output
    assert (out / "turned.jpg").read_bytes() == b"kept"
    assert opened(out / "soft.png").shape == (48, 32, 4)
    run("photos/turned.jpg", "--style", "style.png", "-o", "out/deep", "--force")
    assert opened(out / "turned.jpg").shape == (64, 40, 3)


def test_jpeg_lies_on_white_and_has_the_quality_asked_for(run: Run, folder: Path) -> None:
    run("photos/soft.png", "style.png", "-o", "soft.png")
    run("photos/soft.png", "style.png", "-o", "usual.jpg")
    run("photos/soft.png", "style.png", "-o", "small.jpg", "--quality", "20")
    red, green, blue, _ = np.moveaxis(opened("soft.png").astype(float), 2, 0)
    flat = np.stack([red, green, blue], axis=2) * (90 / 255) + 255 - 90
    assert np.abs(opened("usual.jpg") - flat).mean() < 2
    assert Path("small.jpg").stat().st_size < Path("usual.jpg").stat().st_size


def test_a_recipe_paints_as_the_studio_would(run: Run, engine: Engine) -> None:
    vectors = [engine.vector(read_with_opacity(Path(f"{name}.png"))) for name in ("style", "other")]
    shared = {
        "format": "atelier-style",
        "version": 1,
        "space": engine.vector_space,
        "strength": 0.75,
        "colours": 0.5,
        "styles": [
            {"title": "a", "weight": weight, "vector": list(vector)}
            for weight, vector in zip((0.25, 0.75), vectors, strict=True)
        ],
    }
    Path("my.style").write_text(json.dumps(shared), encoding="utf-8")
    run("photo.png", "--recipe", "my.style", "-o", "a.png")
    photo = read_with_opacity(Path("photo.png"))
    mixture = Mixture(vectors, [0.25, 0.75], strength=0.75, colours=0.5)
    assert (opened("a.png") == engine.paint(photo, mixture)).all()
    options = ["--strength", "0.75", "--colours", "0.5", "--weights", "1,3"]
    run("photo.png", "style.png", "other.png", "-o", "b.png", *options)
    assert (opened("b.png") == opened("a.png")).all()
    run("photo.png", "--recipe", "my.style", "-o", "c.png", "--colours", "0")
    assert (opened("c.png") != opened("a.png")).any(), "options stand above the recipe"

    shared["space"] = "another"
    Path("other.style").write_text(json.dumps(shared), encoding="utf-8")
    said = run("photo.png", "--recipe", "other.style", "-o", "a.png", code=2)
    assert 'the vector space "another"' in said.output
    said = run("photo.png", "--recipe", "https://example.org/#style=AQID", "-o", "a.png", code=2)
    assert "damaged" in said.output


def test_a_recipe_of_another_length_is_damaged(run: Run, engine: Engine) -> None:
    styles = [{"weight": 1, "vector": [0.1, 0.2, 0.3]}]
    shared = {"format": "atelier-style", "version": 1, "strength": 1, "colours": 0}
    text = json.dumps({**shared, "space": engine.vector_space, "styles": styles})
    Path("short.style").write_text(text, encoding="utf-8")
    for photos in (["photo.png", "-o", "a.png"], ["photo.png", "other.png", "-o", "out"]):
        said = run(*photos, "--recipe", "short.style", code=2)
        assert said.output.startswith("Error: The recipe is damaged or no shared style")


def test_what_cannot_be_asked_for(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree("photos", "again")
    Path("empty").mkdir()
    Path("out").mkdir()
    Path("out/turned.jpg").symlink_to("../other.png")
    Path("my.png").touch()
    before = {file: file.read_bytes() for file in Path().glob("*.png")}
    for says, *arguments in (
        ("There is no style", "photo.png", "-o", "a.png"),
        ("exclude each other", "photo.png", "-o", "a.png", "--style", "style.png", "--recipe", "x"),
        ("x cannot be read", "photo.png", "-o", "a.png", "--recipe", "x"),
        ("holds no style", "photos", "-o", "new", "--recipe", ""),
        ("holds no style", "photos", "-o", "new", "--recipe", "https://example.org/"),
        ("would be painted over", "photos", "-o", "photos", "--style", "style.png"),
        ("photo.png would be painted over", "photo.png", "style.png", "-o", "photo.png"),
        ("style.png would be painted over", "photo.png", "style.png", "-o", "./style.png"),
        ("other.png would be painted over", "photos", "-o", "out", "--style", "other.png"),
        ("my.png would be painted over", "photo.png", "--recipe", "my.png", "-o", "my.png"),
        ("soft.png would be painted over", "b/soft.png", "photos", "-o", "photos", "--style", "x"),
        ("both become", "photos", "again", "-o", "out", "--style", "style.png"),
        ("holds no picture", "empty", "-o", "out", "--style", "style.png"),
        ("videos become videos", "film.mp4", "-o", "a.png", "--style", "style.png"),
        ("cannot be made", "photos", "-o", "photo.png/out", "--style", "style.png"),
        ("is the name of a file", "photos", "-o", "new.png", "--style", "style.png"),
        ("absent.png cannot be read", "photos", "-o", "new", "--style", "absent.png"),
        ("does not exist", "film.mp4", "-o", "absent/a.mp4", "--style", "style.png"),
    ):
        assert says in run(*arguments, code=2).output
    assert {file: file.read_bytes() for file in Path().glob("*.png")} == before
    assert not list(Path().glob("new*"))
    monkeypatch.setattr(os, "access", lambda _, mode: not mode & os.W_OK)
    refused = run("photo.png", "-o", "out", "--style", "style.png", code=2)
    assert "out may not be written to" in refused.output


def test_painting_asks_for_no_tensorflow(
    run: Run, converted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for name in ("tensorflow", "keras", "tensorflowjs"):
        monkeypatch.setitem(sys.modules, name, None)
    run("photo.png", "style.png", "-o", "a.png")
