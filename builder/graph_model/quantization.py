"""How many bits a weight is shipped with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Quantization = Literal["none", "float16", "uint8"]
"""The kinds of quantization; "none" ships float32."""

QUANTIZATIONS: tuple[Quantization, ...] = get_args(Quantization)


@dataclass(frozen=True)
class QuantizationPlan:
    """Which quantization each network gets.

    Attributes:
        default: the kind of every network that is not named; without one it is what the
            network's set asks for, or else float16.
        roles: kinds by role ("style" or a transformer's name).
    """

    default: Quantization | None = None
    roles: Mapping[str, Quantization] = field(default_factory=dict)

    def kind(self, role: str, asked: Mapping[str, Quantization] | None = None) -> Quantization:
        """The kind for the network of `role` of a set that asks for the kinds `asked`, by role."""
        return self.roles.get(role) or self.default or (asked or {}).get(role, "float16")
