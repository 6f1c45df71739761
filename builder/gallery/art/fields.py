"""Scalar fields over the unit square: noise, distances, cells.

Coordinates run from 0 to 1, x to the right and y downwards, so a drawing is the same at any size.
Fields are arrays of one value a pixel, float32 where it is not said otherwise.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Field = NDArray[Any]


def grid(size: int) -> tuple[Field, Field]:
    """The x and y of each pixel's centre, both [size, size]."""
    axis = (np.arange(size, dtype=np.float32) + 0.5) / np.float32(size)
    x, y = np.meshgrid(axis, axis)
    return x, y


def smoothstep(low: ArrayLike, high: ArrayLike, value: NDArray[Any]) -> Field:
    """0 below `low`, 1 above `high`, an S-shaped curve between; `low` may be the larger one."""
    low = np.asarray(low)
    t = np.clip((value - low) / (np.asarray(high) - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def noise(rng: np.random.Generator, x: Field, y: Field, frequency: float) -> Field:
    """Gradient noise in about [-1, 1] with features of size 1 / frequency."""
    angles = rng.random(_PERIOD * _PERIOD, dtype=np.float32) * np.float32(2 * np.pi)
    slopes = np.cos(angles), np.sin(angles)
    values = np.empty(x.shape, np.float32)
    columns, rows, out = x.ravel(), y.ravel(), values.ravel()
    for start in range(0, out.size, _BLOCK):
        part = slice(start, start + _BLOCK)
        out[part] = _noise_block(slopes, columns[part] * frequency, rows[part] * frequency)
    return values


# A power of two, so that wrapping round is a bit mask; and a block's intermediate values stay in
# the processor's cache: several times faster than whole pictures at a time.
_PERIOD = 256
_BLOCK = 16384


def _noise_block(slopes: tuple[Field, Field], x: Field, y: Field) -> Field:
    floor_x, floor_y = np.floor(x), np.floor(y)
    left, top = (x - floor_x).astype(np.float32), (y - floor_y).astype(np.float32)
    right, bottom = left - 1, top - 1
    column, row = floor_x.astype(np.int32), floor_y.astype(np.int32)
    columns = column & (_PERIOD - 1), (column + 1) & (_PERIOD - 1)
    rows = (row & (_PERIOD - 1)) * _PERIOD, ((row + 1) & (_PERIOD - 1)) * _PERIOD

    def corner(at: NDArray[np.int32], dx: Field, dy: Field) -> Field:
        return slopes[0].take(at) * dx + slopes[1].take(at) * dy

    u = left * left * left * (left * (left * 6 - 15) + 10)
    v = top * top * top * (top * (top * 6 - 15) + 10)
    upper = corner(rows[0] + columns[0], left, top)
    upper += (corner(rows[0] + columns[1], right, top) - upper) * u
    lower = corner(rows[1] + columns[0], left, bottom)
    lower += (corner(rows[1] + columns[1], right, bottom) - lower) * u
    return np.float32(1.5) * (upper + (lower - upper) * v)


def fractal(
    rng: np.random.Generator,
    x: Field,
    y: Field,
    frequency: float,
    octaves: int = 4,
    gain: float = 0.5,
) -> Field:
    """Octaves of `noise`, each twice as fine and `gain` times as strong, in about [-1, 1]."""
    total = np.zeros(x.shape, np.float32)
    weight, weights = 1.0, 0.0
    for _ in range(octaves):
        total += np.float32(weight) * noise(rng, x, y, frequency)
        weights += weight
        weight *= gain
        frequency *= 2
    return total * np.float32(1.4 / weights)


def warp(
    rng: np.random.Generator, x: Field, y: Field, frequency: float, amount: float, octaves: int = 3
) -> tuple[Field, Field]:
    """Coordinates pushed about by noise: up to roughly `amount` in each direction."""
    return (
        x + np.float32(amount) * fractal(rng, x, y, frequency, octaves),
        y + np.float32(amount) * fractal(rng, x, y, frequency, octaves),
    )


def hash_noise(rng: np.random.Generator, *keys: NDArray[np.int64]) -> Field:
    """A random number in [0, 1) for each combination of whole-number keys of one shape."""
    mixed = np.zeros(keys[0].shape, np.uint64)
    for key in keys:
        salt = np.uint64(rng.integers(1, 2**62) | 1)
        mixed = (mixed ^ key.astype(np.int64).astype(np.uint64)) * salt
        mixed ^= mixed >> np.uint64(29)
    return ((mixed >> np.uint64(40)).astype(np.float32)) / np.float32(2**24)


class Cells(NamedTuple):
    """Which Voronoi cell each pixel lies in.

    Attributes:
        site: Number of the nearest site.
        distance: Distance to that site.
        edge: Distance to the border of the cell.
    """

    site: NDArray[np.int32]
    distance: Field
    edge: Field


def voronoi(sites: Field, x: Field, y: Field) -> Cells:
    """The Voronoi cells of `sites` ([n, 2], x and y)."""
    sites = np.asarray(sites, np.float32)
    size = x.size
    cells = Cells(np.empty(size, np.int32), np.empty(size, np.float32), np.empty(size, np.float32))
    step = max(1, (1 << 19) // len(sites))
    for start in range(0, size, step):
        part = slice(start, start + step)
        dx = x.ravel()[part, None] - sites[:, 0]
        dy = y.ravel()[part, None] - sites[:, 1]
        squared = dx * dx + dy * dy
        pixel = np.arange(len(squared))
        first = squared.argmin(axis=1)
        nearest = squared[pixel, first]
        squared[pixel, first] = np.inf
        second = squared.argmin(axis=1)
        apart = np.linalg.norm(sites[first] - sites[second], axis=-1)
        cells.site[part] = first
        cells.distance[part] = np.sqrt(nearest)
        cells.edge[part] = (squared[pixel, second] - nearest) / np.maximum(2 * apart, 1e-6)
    shape = x.shape
    return Cells(
        cells.site.reshape(shape), cells.distance.reshape(shape), cells.edge.reshape(shape)
    )


def cracks(rng: np.random.Generator, x: Field, y: Field, frequency: float) -> Field:
    """How much nearer the nearest site of a random cellular pattern is than the next, in cells.

    It is 0 on the cells' borders. The sites are one a square of a lattice, so the cost does not
    grow with their number.
    """
    jitter_x, jitter_y = rng.random((2, _PERIOD * _PERIOD), dtype=np.float32)
    values = np.empty(x.shape, np.float32)
    columns, rows, out = x.ravel(), y.ravel(), values.ravel()
    for start in range(0, out.size, _BLOCK):
        px = columns[start : start + _BLOCK] * np.float32(frequency)
        py = rows[start : start + _BLOCK] * np.float32(frequency)
        column, row = np.floor(px).astype(np.int32), np.floor(py).astype(np.int32)
        nearest = np.full(px.shape, 9, np.float32)
        second = nearest.copy()
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                i, j = column + dx, row + dy
                at = (j & (_PERIOD - 1)) * _PERIOD + (i & (_PERIOD - 1))
                distance = np.hypot(i + jitter_x[at] - px, j + jitter_y[at] - py)
                second = np.minimum(second, np.maximum(nearest, distance))
                nearest = np.minimum(nearest, distance)
        out[start : start + _BLOCK] = second - nearest
    return values


def scattered(rng: np.random.Generator, spacing: float, jitter: float = 0.9) -> Field:
    """Points that cover the unit square evenly but not regularly, in random order, [n, 2]."""
    count = max(2, round(1 / spacing))
    axis = np.arange(-1, count + 1, dtype=np.float32)
    columns, rows = np.meshgrid(axis, axis)
    # Every other row is shifted by half a step: no columns to be seen.
    columns = columns + 0.5 * (rows % 2)
    points = np.stack([columns, rows], axis=-1).reshape(-1, 2) + 0.5
    points += (rng.random(points.shape) - 0.5) * jitter
    return (rng.permutation(points) / count).astype(np.float32)
