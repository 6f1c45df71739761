"""Finds the nodes that hold the statistics of a transformer's instance normalizations.

With these nodes given, everything else in a graph may look at a picture only near the pixel that
it computes: then the engine may measure once and paint in tiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from builder.graph_model.read import GraphModel, node_name, node_sources
from builder.graph_model.signature import CONTENT_IMAGE, PAINTED

Node = dict[str, Any]

_SAME = {"Identity", "StopGradient", "Tile", "Reshape", "Squeeze", "ExpandDims", "ConcatV2"}
"""What may lie between a statistic and its use without changing its numbers."""

_LOCAL = {
    *("Abs", "Add", "AddN", "AddV2", "BiasAdd", "Cast", "ClipByValue", "Div", "Elu", "Exp"),
    *("Identity", "LeakyRelu", "Log", "Maximum", "Minimum", "Mul", "Neg", "Pow", "Prelu"),
    *("RealDiv", "Reciprocal", "Relu", "Relu6", "Round", "Rsqrt", "Selu", "Sigmoid", "Softplus"),
    *("Sqrt", "Square", "SquaredDifference", "StopGradient", "Sub", "Tanh"),
    *("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"),
    *("Conv2D", "Conv2DBackpropInput", "DepthwiseConv2dNative", "_FusedConv2D"),
    *("FusedDepthwiseConv2dNative", "AvgPool", "MaxPool", "ConcatV2", "DepthToSpace"),
    *("MirrorPad", "Pad", "PadV2", "ResizeBilinear", "ResizeNearestNeighbor", "Slice"),
    *("StridedSlice",),
}
"""Operations whose output at a pixel depends on pixels nearby."""


def statistics_of(model: GraphModel) -> list[dict[str, str]]:
    """The nodes `{"mean", "variance"}` of each instance normalization, in order of execution.

    They are spatial means of a tensor and of its squared distance from that mean, however they
    are spelled (`tf.nn.moments`, layers of Keras, mean of squares less square of mean), and where
    they are pooled over subpixels the pooled ones. Empty where the graph has none, or looks at
    the whole picture in another way too.
    """
    return _Search(model).pairs()


@dataclass(frozen=True)
class _Search:
    model: GraphModel

    def pairs(self) -> list[dict[str, str]]:
        means = [node for node in self._order if self._is_spatial_mean(node)]
        variances = {node["name"]: self._mean_in_variance(node, means) for node in means}
        used = {name for name, mean in variances.items() if mean}
        found = []
        for node in means:
            mean = variances[node["name"]]
            if mean is None:
                continue
            used.add(mean)
            found.append(
                {"mean": self._pooled(mean), "variance": self._pooled(self._variance(node, mean))}
            )
        alone = [node for node in means if node["name"] not in used]
        return found if not alone and self._rest_is_local(means) else []

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        return {node["name"]: node for node in self.model.topology["node"]}

    @cached_property
    def _consumers(self) -> dict[str, list[Node]]:
        consumers: dict[str, list[Node]] = {}
        for node in self._order:
            for name in node_sources(node):
                consumers.setdefault(name, []).append(node)
        return consumers

    @cached_property
    def _order(self) -> list[Node]:
        """The nodes that the painting needs, each after those that it reads."""
        ordered: dict[str, Node] = {}
        stack = [node_name(self.model.signature["outputs"][PAINTED]["name"])]
        while stack:
            node = self._nodes[stack[-1]]
            missing = [name for name in node_sources(node) if name not in ordered]
            if missing and node["name"] not in ordered:
                # The first input first, so that the order is that of execution.
                stack += reversed(missing)
            else:
                ordered.setdefault(stack.pop(), node)
        return list(ordered.values())

    def _is_spatial_mean(self, node: Node) -> bool:
        if node["op"] != "Mean" or node["name"] not in self._seen:
            return False
        axes = self.model.weights.get(node_sources(node)[1])
        return axes is not None and {int(axis) % 4 for axis in axes.ravel()} == {1, 2}

    @cached_property
    def _seen(self) -> set[str]:
        """The nodes that depend on the content's pixels, not on its size alone."""
        seen = {node_name(self.model.signature["inputs"][CONTENT_IMAGE]["name"])}
        for node in self._order:
            if node["op"] in ("Shape", "Size", "Rank"):
                continue
            if seen.intersection(node_sources(node)):
                seen.add(node["name"])
        return seen

    def _mean_in_variance(self, node: Node, means: list[Node]) -> str | None:
        """The mean whose variance the spatial mean `node` takes part in, if it does."""
        squared = self._nodes[node_sources(node)[0]]
        by_name = {mean["name"]: mean for mean in means}
        if squared["op"] == "Square":
            inner = self._nodes[node_sources(squared)[0]]
            if inner["op"] != "Sub":
                # The mean of squares; the square of the mean of the same is taken off later.
                return next(
                    (
                        mean["name"]
                        for mean in means
                        if node_sources(mean)[0] == inner["name"] and mean is not node
                    ),
                    None,
                )
            squared = inner
        elif squared["op"] != "SquaredDifference":
            return None
        pixels, other = node_sources(squared)[:2]
        for x, y in ((pixels, other), (other, pixels)):
            mean = self._origin(y)
            if mean in by_name and self._unchanged(node_sources(by_name[mean])[0]) == (
                self._unchanged(x)
            ):
                return mean
        return None

    def _variance(self, node: Node, mean: str) -> str:
        """The node of the variance: `node` itself, or what is left of a mean of squares."""
        squared = self._nodes[node_sources(node)[0]]
        if squared["op"] == "Square" and self._nodes[node_sources(squared)[0]]["op"] != "Sub":
            for consumer in self._consumers.get(node["name"], []):
                if consumer["op"] == "Sub" and node_sources(consumer)[0] == node["name"]:
                    return str(consumer["name"])
        return str(node["name"])

    def _unchanged(self, name: str) -> str:
        node = self._nodes[name]
        while node["op"] in ("Identity", "StopGradient"):
            node = self._nodes[node_sources(node)[0]]
        return str(node["name"])

    def _origin(self, name: str) -> str:
        """The spatial mean that `name` is, spread or pooled."""
        node = self._nodes[name]
        while node["op"] in _SAME or (node["op"] == "Mean" and not self._is_spatial_mean(node)):
            node = self._nodes[node_sources(node)[0]]
        return str(node["name"])

    def _pooled(self, name: str) -> str:
        """The mean of a statistic over the subpixels of a channel, where it is taken."""
        consumers = self._consumers.get(name, [])
        if len(consumers) == 1 and consumers[0]["op"] == "Reshape":
            following = self._consumers.get(consumers[0]["name"], [])
            if len(following) == 1 and following[0]["op"] == "Mean":
                return str(following[0]["name"])
        return name

    def _rest_is_local(self, means: list[Node]) -> bool:
        cut = {node["name"] for node in means}
        seen = {node_name(self.model.signature["inputs"][CONTENT_IMAGE]["name"])}
        for node in self._order:
            depends = seen.intersection(node_sources(node)) and node["name"] not in cut
            if not depends or node["op"] in ("Shape", "Size", "Rank"):
                continue
            if node["op"] not in _LOCAL:
                return False
            seen.add(node["name"])
        return True
