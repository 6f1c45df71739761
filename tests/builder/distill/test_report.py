from __future__ import annotations

import json

from builder.distill.report import FIGURES, SHEET
from builder.networks.catalog import NetworkSet


def test_the_card_states_the_figures_and_they_meet_the_bar(network_set: NetworkSet) -> None:
    figures = json.loads((network_set.folder / FIGURES).read_text())
    card = (network_set.folder / "README.md").read_text()
    assert f"{figures['style']['cosine_mean']:.3f}" in card
    assert figures["style"]["cosine_mean"] >= 0.90
    for role in network_set.transformers:
        assert f"{figures[role]['psnr_mean']:.2f}" in card
        assert figures[role]["psnr_mean"] >= 19
    assert SHEET in card
    assert (network_set.folder / SHEET).is_file()


def test_the_card_names_every_held_out_image(network_set: NetworkSet) -> None:
    card = (network_set.folder / "README.md").read_text()
    held_out = card.split("## Held-out images")[1]
    photos, styles = held_out.split("Styles:")
    assert photos.count(".webp") == 40
    assert styles.count(".webp") == 60
