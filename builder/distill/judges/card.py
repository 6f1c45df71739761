"""The part of a model card that says what the judges found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined


def judges_card(
    judged: Mapping[str, Any],
    paintings: Mapping[str, Any],
    steadiness: Mapping[str, Any],
    used: frozenset[str],
) -> str:
    """What the judges found as Markdown.

    Args:
        judged: "pairs", how many were judged, and "absent", the judges that were not at hand.
        paintings: by size what `assess` says.
        steadiness: what `steadiness` says.
        used: judges that a training had in its loss; they are marked.
    """
    template = Path(__file__).with_name("card.md.j2").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(template).render(
        judged=judged, paintings=paintings, steadiness=steadiness, used=used
    )


def used_in_training(folder: Path) -> frozenset[str]:
    """The judges that a training of the set in `folder` had in its loss, by its metrics."""
    used: set[str] = set()
    for path in folder.glob("*.metrics.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            used.update(json.loads(line).get("feature_networks", ()))
    return frozenset(used)
