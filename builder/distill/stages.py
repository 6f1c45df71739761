"""A plan: the stages of a training, in their order, from a TOML file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import inf
from pathlib import Path
from typing import Any

from builder.distill.students.refinement import RefinementWeights
from builder.distill.training import Plan
from builder.errors import UsageProblem
from builder.networks.network_set import STYLE
from builder.text_files import read_toml

DEFAULT = Path(__file__).with_name("plan.toml")
"""All three networks from the teacher."""

NETWORKS = (STYLE, "swift", "fine")

_NUMBERS: dict[str, tuple[type, float, float]] = {
    "steps": (int, 1, inf),
    "batch": (int, 1, inf),
    "seed": (int, 0, 2**32 - 1),
    "rate": (float, 0, 1),
    "decay": (float, 0, 1),
}
"""Kind and range of the numbers of a stage."""


@dataclass(frozen=True)
class Refinement:
    """What a stage that refines a transformer is told besides.

    Attributes:
        weights: how much each loss counts.
        loss_networks: names of the networks that paintings are looked at with, beside the
            teacher's.
    """

    weights: RefinementWeights
    loss_networks: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """One training of one network.

    Attributes:
        name: what its folder is called: the number in the plan and the network.
        network: what is trained.
        plan: how long and how fast.
        batch: pictures in a batch.
        seed: decides first weights and batches.
        readout: whether only the last layer of a style network is solved for.
        refinement: how a transformer is refined that has been distilled; None distils.
    """

    name: str
    network: str
    plan: Plan
    batch: int
    seed: int
    readout: bool
    refinement: Refinement | None


def read_stages(file: Path) -> list[Stage]:
    """The stages of the plan in `file`.

    Each `[[stage]]` has `network`, `steps`, `batch` and `rate`, may have `decay` (0.35) and `seed`
    (1), `readout = true` in place of a rate where the last layer of a style network is solved
    for, and `[stage.refine]` with `loss_networks` and the losses of `RefinementWeights` where a
    transformer is refined.

    Raises:
        ConfigError: the file cannot be read or is no TOML.
        UsageProblem: it says something else.
    """
    told = read_toml(file, "The plan", "check the path given to --plan")
    stages = told.get("stage")
    if told.keys() != {"stage"} or not isinstance(stages, list) or not stages:
        raise UsageProblem(f"{file}: a plan is a list of [[stage]] and nothing else.")
    return [_stage(f"{file}, stage {n}", n, stage) for n, stage in enumerate(stages, 1)]


def _stage(where: str, number: int, told: dict[str, Any]) -> Stage:
    network = told.get("network")
    if network not in NETWORKS:
        raise UsageProblem(f"{where}: network is one of {', '.join(NETWORKS)}, not {network!r}.")
    refine = told.get("refine")
    if refine is not None and network == STYLE:
        raise UsageProblem(f"{where}: a style network is not refined; remove [stage.refine].")
    readout = told.get("readout", False)
    if readout not in (True, False) or (readout and network != STYLE):
        raise UsageProblem(f"{where}: readout = true is for a style network.")
    known = {"decay": 0.35, "seed": 1} | ({"rate": 0.0} if readout else {})
    known |= {name: value for name, value in told.items() if name in _NUMBERS}
    missing = [name for name in _NUMBERS if name not in known]
    unknown = told.keys() - _NUMBERS.keys() - {"network", "refine", "readout"}
    if missing or unknown:
        raise UsageProblem(
            f"{where}: give {', '.join(_NUMBERS)} and network"
            + (f", not {', '.join(sorted(unknown))}." if unknown else f"; {missing[0]} is missing.")
        )
    numbers = {name: _number(where, name, known[name], *told) for name, told in _NUMBERS.items()}
    return Stage(
        f"{number}-{network}",
        network,
        Plan(numbers["steps"], numbers["rate"], decay=numbers["decay"]),
        numbers["batch"],
        numbers["seed"],
        readout,
        None if refine is None else _refinement(where, refine),
    )


def _number(
    where: str, name: str, value: Any, kind: type = float, least: float = 0, most: float = inf
) -> Any:
    # A truth value is a whole number to Python, infinity and nan are numbers to TOML.
    if type(value) not in (int, kind) or not least <= value <= most or value == inf:
        what = "a whole number" if kind is int else "a number"
        limits = f"at least {least}" if most == inf else f"{least} to {most}"
        raise UsageProblem(f"{where}: {name} is {what} of {limits}, not {value!r}.")
    return kind(value)


def _refinement(where: str, told: Any) -> Refinement:
    losses = [field.name for field in fields(RefinementWeights)]
    if not isinstance(told, dict) or told.keys() - {*losses, "loss_networks"}:
        raise UsageProblem(f"{where}: [stage.refine] has loss_networks, {', '.join(losses)}.")
    numbers = {name: _number(where, name, told[name]) for name in losses if name in told}
    return Refinement(RefinementWeights(**numbers), tuple(told.get("loss_networks", ())))
