from __future__ import annotations

from pathlib import Path

import pytest

from builder.distill.stages import DEFAULT, read_stages
from builder.distill.students.refinement import RefinementWeights
from builder.errors import UsageProblem

_STAGE = '[[stage]]\nnetwork = "fine"\nsteps = 5\nbatch = 2\nrate = 1e-3\n'


def _read(folder: Path, text: str) -> None:
    file = folder / "plan.toml"
    file.write_text(text)
    read_stages(file)


def test_without_a_plan_all_networks_are_distilled() -> None:
    stages = read_stages(DEFAULT)
    assert [stage.name for stage in stages] == ["1-style", "2-swift", "3-fine"]
    assert not any(stage.refinement for stage in stages)


def test_the_plan_of_the_embedded_set_can_be_read() -> None:
    stages = read_stages(Path(__file__).parents[3] / "models" / "compact" / "plan.toml")
    assert [stage.network for stage in stages] == ["style", *["fine", "swift"] * 3, "swift"]
    assert stages[0].readout
    assert all(stage.refinement for stage in stages[1:])


def test_a_stage_may_refine(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(
        f'{_STAGE}seed = 7\n{_STAGE}[stage.refine]\nloss_networks = ["vgg16"]\ngram = 2\n'
    )
    first, second = read_stages(file)
    assert (first.seed, first.plan.decay, first.refinement) == (7, 0.35, None)
    assert second.refinement is not None
    assert second.refinement.loss_networks == ("vgg16",)
    assert second.refinement.weights == RefinementWeights(gram=2.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "list of"),
        (_STAGE.replace("fine", "finer"), "finer"),
        (_STAGE.replace("rate = 1e-3", ""), "rate is missing"),
        (f"{_STAGE}stepps = 4\n", "stepps"),
        (_STAGE.replace("5", "5.5"), "whole number"),
        (_STAGE.replace("batch = 2", "batch = 0"), "at least 1"),
        (f"{_STAGE}seed = -1\n", "0 to"),
        (f"{_STAGE}[stage.refine]\ngramm = 1\n", "gram,"),
        (f"{_STAGE}readout = true\n", "style network"),
        (_STAGE.replace("fine", "style") + "[stage.refine]\n", "not refined"),
    ],
)
def test_what_a_plan_cannot_say_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageProblem, match=told):
        _read(tmp_path, text)
