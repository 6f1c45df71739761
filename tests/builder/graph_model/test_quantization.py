from __future__ import annotations

from builder.graph_model.quantization import Quantization, QuantizationPlan


def test_what_a_set_asks_for_holds_unless_the_site_says_otherwise() -> None:
    asked: dict[str, Quantization] = {"style": "uint8"}
    assert QuantizationPlan().kind("style", asked) == "uint8"
    assert QuantizationPlan().kind("swift", asked) == "float16"
    assert QuantizationPlan("none").kind("style", asked) == "none"
    assert QuantizationPlan(roles={"style": "float16"}).kind("style", asked) == "float16"
