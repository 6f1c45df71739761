"""What a student starts from: its teacher's weights, or those of another student."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from keras import ops

from builder.distill.teacher import TRANSFORMER, Teacher
from builder.errors import UsageProblem
from builder.networks.architecture.layers import STYLE_VECTOR_SIZE
from builder.networks.architecture.style import StyleNetwork
from builder.networks.architecture.transformer import StyleTransformer
from builder.networks.importers.tflite_file import Graph


def start_from_teacher(student: StyleTransformer, teacher: Teacher) -> None:
    """Give `student` what can be read off the teacher's weights.

    CIN layers of the same width take the teacher's scales and shifts, convolutions of the same
    shape its kernels (a separable one the closest that it can be). The teacher's last two layers
    work at the picture's resolution; on cells of 2 x 2 pixels the same sums are 3 x 3
    convolutions, the last one cut from 9 x 9 pixels to the 6 x 6 around the cell.
    """
    graph = teacher.graph
    for cin, scope in zip(student.cins, _norm_scopes(len(student.blocks)), strict=True):
        if graph.weight(f"{scope}/Conv_1/weights").shape[0] == cin.channels:
            _copy_head(cin.gamma, graph, f"{scope}/Conv_1")
            _copy_head(cin.beta, graph, f"{scope}/Conv")
    for name, layer in student.convolutions.items():
        kernel = _kernel(graph, name)
        if kernel is not None and kernel.shape == layer.full_kernel().shape:
            layer.assign_full_kernel(kernel)
    layer = student.convolutions["stem3"]
    if layer.full_kernel().shape == _kernel(graph, "stem3").shape:
        layer.bias.assign(graph.weight(f"{TRANSFORMER}/contract/conv3/Conv2D_bias"))


def start_from_student(student: StyleTransformer, other: StyleTransformer) -> None:
    """Give `student` the weights of `other` where their shapes agree.

    A plain convolution becomes the closest separable one, and the other way round, so that an
    architecture can be made slimmer and its training gone on with.
    """
    for cin, theirs in zip(student.cins, other.cins, strict=False):
        if cin.channels == theirs.channels:
            cin.gamma.set_weights(theirs.gamma.get_weights())
            cin.beta.set_weights(theirs.beta.get_weights())
    for name, layer in student.convolutions.items():
        known = other.convolutions.get(name)
        if known is None or known.full_kernel().shape != layer.full_kernel().shape:
            continue
        layer.assign_full_kernel(known.full_kernel())
        if layer.bias is not None:
            layer.bias.assign(known.bias)


def start_from_style_network(student: StyleNetwork, other: StyleNetwork) -> None:
    """Make `student`, which is as `other` or larger, compute what `other` does.

    Blocks that `other` has not add nothing at first, and new features are read with weights of
    0 (Net2Net: Chen et al. 2016, section 2; in place of copied channels). So a network can grow
    and its training go on from where it stood.

    Raises:
        UsageProblem: a layer of `other` is wider or of another kind.
    """
    try:
        _grow(student.stem, other.stem)
        known = {block.name: block for block in other.blocks}
        for block in student.blocks:
            if block.name in known:
                theirs = known.pop(block.name)
                _grow(block.expand, theirs.expand)
                _grow(block.depthwise, theirs.depthwise)
                _grow(block.project, theirs.project)
            else:
                block.project.kernel.assign(ops.zeros_like(block.project.kernel))
        _grow(student.head, other.head)
        _grow(student.vector, other.vector)
        if other.sizes.hidden:
            _grow(student.hidden, other.hidden)
            _grow(student.correction, other.correction)
        if known:
            raise ValueError(f"no place for {', '.join(known)}")
    except ValueError as error:
        raise UsageProblem(f"The style network cannot start from that one: {error}.") from error


def _grow(layer: Any, other: Any) -> None:
    """Give `layer` the weights of `other`: more outputs stay as they are, more inputs count 0."""
    kernel, theirs = (ops.convert_to_numpy(x.kernel).copy() for x in (layer, other))
    inputs, outputs = theirs.shape[-2:]
    fits = kernel.shape[:-2] == theirs.shape[:-2] and inputs <= kernel.shape[-2]
    if not fits or outputs > kernel.shape[-1]:
        raise ValueError(f"{other.name} has the shape {theirs.shape}, not {kernel.shape}")
    kernel[..., inputs:, :outputs] = 0
    kernel[..., :inputs, :outputs] = theirs
    layer.kernel.assign(kernel)
    if other.use_bias:
        bias, theirs = (ops.convert_to_numpy(x.bias).copy() for x in (layer, other))
        bias[: len(theirs)] = theirs
        layer.bias.assign(bias)


def _copy_head(head: Any, graph: Graph, name: str) -> None:
    kernel = graph.weight(f"{name}/weights")
    head.kernel.assign(kernel.reshape(len(kernel), STYLE_VECTOR_SIZE).T)
    head.bias.assign(graph.weight(f"{name}/Conv2D_bias"))


def _norm_scopes(blocks: int) -> Iterator[str]:
    for k in range(1, blocks + 1):
        yield f"style_params/{TRANSFORMER}/residual/residual{k}/conv1/StyleNorm"
        yield f"style_params/{TRANSFORMER}/residual/residual{k}/conv2/StyleNorm"
    for k in range(1, 4):
        yield f"style_params/{TRANSFORMER}/expand/conv{k}/conv/StyleNorm"


def _kernel(graph: Graph, name: str) -> Any:
    """The teacher's kernel [H, W, C, F] for the student's convolution `name`, None if it has none.

    The student's stem works at another resolution.
    """
    if name in ("stem1", "stem2"):
        return None
    scope = {
        "stem3": "contract/conv3",
        "expand1": "expand/conv1/conv",
        "expand2": "expand/conv2/conv",
        "expand3": "expand/conv3/conv",
    }.get(name, f"residual/{name}")
    kernel = graph.weight(f"{TRANSFORMER}/{scope}/weights").transpose(1, 2, 3, 0)
    if name == "expand2":
        return _after_upsampling(kernel)
    return _on_cells(kernel) if name == "expand3" else kernel


def _after_upsampling(kernel: np.ndarray) -> np.ndarray:
    """3 x 3 [3, 3, C, F] over pixels repeated 2 x 2 as cells over the pixels: [3, 3, C, 4 * F]."""
    # Pixel d of a cell sees through tap k the repeated pixel d + k - 1 of that cell.
    cells = np.zeros((3, 3, kernel.shape[2], 2, 2, kernel.shape[3]), kernel.dtype)
    for dy, dx, ky, kx in np.ndindex(2, 2, 3, 3):
        y, x = (dy + ky - 1) // 2 + 1, (dx + kx - 1) // 2 + 1
        cells[y, x, :, dy, dx] += kernel[ky, kx]
    return cells.reshape(3, 3, kernel.shape[2], -1)


def _on_cells(kernel: np.ndarray) -> np.ndarray:
    """A kernel over pixels as cells to cells: [K, K, C, F] to [3, 3, 4 * C, 4 * F]."""
    side, _, channels, filters = kernel.shape
    cells = np.zeros((3, 3, 2, 2, channels, 2, 2, filters), kernel.dtype)
    for y, x, sy, sx, dy, dx in np.ndindex(3, 3, 2, 2, 2, 2):
        # Pixel s of neighbour y, seen from pixel d of the cell, lies this far into the kernel.
        ky, kx = 2 * (y - 1) + sy - dy + side // 2, 2 * (x - 1) + sx - dx + side // 2
        if 0 <= ky < side and 0 <= kx < side:
            cells[y, x, sy, sx, :, dy, dx] = kernel[ky, kx]
    return cells.reshape(3, 3, 4 * channels, 4 * filters)
