from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from builder.distill.conditions import EVERY_PAIR, STRENGTHS
from builder.distill.figures_file import FiguresFile
from builder.distill.report import AIMS, CARD, DOWNLOAD, FIGURES, NOTES, SHEET, _data, report
from builder.errors import UsageProblem
from builder.networks.network_set import NetworkSet

if TYPE_CHECKING:
    from builder.distill.experiment import Experiment
    from builder.distill.judges.available import Jury


def test_the_card_states_the_figures(network_set: NetworkSet) -> None:
    figures = json.loads((network_set.folder / FIGURES).read_text())
    card = (network_set.folder / "README.md").read_text()
    assert f"{figures['style']['cosine_mean']:.3f}" in card
    for role in network_set.transformers:
        for key in ("psnr_mean", "energy_full", "style_gain", "content_ratio"):
            assert f"{figures[EVERY_PAIR][role][key]:.2f}" in card
    assert (network_set.folder / NOTES).read_text() in card
    assert SHEET in card
    assert (network_set.folder / SHEET).is_file()


def test_the_embedded_set_was_judged_on_every_pair_and_under_every_condition(
    network_set: NetworkSet,
) -> None:
    figures = json.loads((network_set.folder / FIGURES).read_text())
    assert figures[EVERY_PAIR]["swift"]["pairs"] == 40 * 60
    conditions = {"256 px", "512 px", "1024 px", *(f"strength {s}" for s in STRENGTHS)}
    assert conditions < set(figures)


def test_the_embedded_set_has_every_figure_it_aims_at(network_set: NetworkSet) -> None:
    figures = json.loads((network_set.folder / FIGURES).read_text())
    found = {"style": figures["style"], **figures[EVERY_PAIR]}
    missed = {
        (role, key)
        for role in network_set.roles
        for key, (least, most) in AIMS[role].items()
        if not least <= (found[role] | {DOWNLOAD: figures[DOWNLOAD][role]})[key] <= most
    }
    assert not missed


def test_the_card_names_every_held_out_image(network_set: NetworkSet) -> None:
    card = (network_set.folder / "README.md").read_text()
    held_out = card.split("## Held-out images")[1]
    photos, styles = held_out.split("Styles:")
    assert photos.count(".webp") == 40
    assert styles.count(".webp") == 60


def test_judging_goes_on_where_it_stopped_unless_the_weights_changed(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    assert FiguresFile(path, {"weights": 1}).find("psnr", lambda: 20) == 20
    assert FiguresFile(path, {"weights": 1}).find("psnr", lambda: 30) == 20
    assert FiguresFile(path, {"weights": 2}).find("psnr", lambda: 30) == 30
    assert json.loads(path.read_text()) == {"weights": 2, "psnr": 30}


def test_a_set_without_a_transformer_is_refused_before_it_is_judged(
    network_set: NetworkSet, tmp_path: Path
) -> None:
    said = json.loads((network_set.folder / "set.json").read_text())
    said["transformers"] = {}
    (tmp_path / "set.json").write_text(json.dumps(said))
    shutil.copy(network_set.folder / "style.weights.h5", tmp_path)
    with pytest.raises(UsageProblem, match=r"has no transformer.*--network swift or fine"):
        report(cast("Experiment", None), tmp_path, cast("Jury", None), 1)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.fixture
def own_set(network_set: NetworkSet, tmp_path: Path) -> Path:
    """A copy of the set that nobody has judged."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for file in network_set.folder.iterdir():
        if file.is_file() and file.name not in (CARD, FIGURES):
            shutil.copy(file, folder)
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(UsageProblem) as raised:
        report(cast("Experiment", None), folder, cast("Jury", None), 1)
    assert not (folder / FIGURES).exists(), "nothing was judged"
    return raised.value.format_message()


def test_a_readme_of_somebody_else_is_not_replaced(own_set: Path) -> None:
    (own_set / CARD).write_text("mine")
    assert "move it away" in refused(own_set)
    assert (own_set / CARD).read_text() == "mine"


@pytest.mark.parametrize("text", [None, "", "[", '{"step": 1}', '{"started": "here", "step": 1}'])
def test_what_a_card_needs_is_looked_at_before_anything_is_judged(
    own_set: Path, text: str | None
) -> None:
    file = own_set / "swift.metrics.jsonl"
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    assert f"{file}, from which the card says" in refused(own_set)


def experiment(manifest: Path) -> Experiment:
    folder = SimpleNamespace(training=(1, 2, 3), held_out_names=("a.jpg",))
    return cast("Experiment", SimpleNamespace(contents=folder, styles=folder, manifest=manifest))


def test_a_table_of_other_things_is_no_manifest(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_bytes(b"\xef\xbb\xbffile,kind,licence\na.jpg,style,x\nb/b.jpg,style,[CC0] y\n")
    assert _data(experiment(manifest)) == [("CC0", 1, 0)]
    assert not caplog.messages
    for text in ("name;size\na;1\n", ""):
        caplog.clear()
        manifest.write_text(text)
        assert _data(experiment(manifest)) == [("not stated", 3, 3)]
        assert "passed over" in caplog.text
