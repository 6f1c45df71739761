"""The program of a transformer: its graph as the few kinds of steps that the engine can fold.

A graph of TensorFlow operations spends a dozen of them on a conditional instance normalization.
The engine wants to know them as one, because with frozen statistics the whole of it melts into the
convolution before. So the graph is computed here once with symbols instead of numbers: what a CIN
layer makes of a convolution is a polynomial of that convolution, of its mean and inverse deviation
and of two linear functions of the style vector, and in whatever order of operations a graph
computes it, the polynomial is the same.
"""

from __future__ import annotations

from builder.graph_model.operations import SymbolicGraph
from builder.graph_model.read import GraphModel, node_name
from builder.graph_model.signature import PAINTED
from builder.graph_model.steps import NoProgramError, Program


def program_of(model: GraphModel) -> Program | None:
    """The program of a fused transformer graph, or None where a program cannot say what it does.

    Returns:
        `{"steps": [...], "cins": [...]}`, both in the order of execution. A step is one of

        - `{"op": "conv" | "depthwise", "in", "out", "weights", "bias", "stride", "pad", "cin",
          "activation"}`: pads with `pad` = [top, bottom, left, right] reflected pixels, convolves
          with the weight called `weights`, adds the one called `bias` (None: nothing), normalizes
          with the CIN layer of index `cin` (None: not) and applies "linear", "relu", "relu6" or
          "sigmoid";
        - `{"op": "concat", "in": [...], "out"}`: joins channels;
        - `{"op": "up", "in", "out", "factor"}`: repeats pixels `factor` times both ways;
        - `{"op": "add", "in": [a, b], "out"}`.

        A CIN layer is `{"channels", "subpixels", "epsilon", "gamma", "beta"}`, the last two
        `{"kernel", "bias"}`, names of weights (bias None: nothing is added); `index % channels`
        is the channel whose statistics, gamma and beta a channel uses.
    """
    try:
        return _program(model)
    except NoProgramError:
        return None


def _program(model: GraphModel) -> Program:
    graph = SymbolicGraph(model)
    node = graph.nodes[node_name(model.signature["outputs"][PAINTED]["name"])]
    while node["op"] in ("Identity", "DepthToSpace"):
        node = graph.nodes[node_name(node["input"][0])]
    return graph.steps.program(graph.value(node["name"]))
