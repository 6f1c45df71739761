"""Symbols for what the nodes of a transformer graph compute, and sums of products of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Pad = tuple[int, int, int, int]
"""Pixels at the top, bottom, left and right."""

NO_PAD: Pad = (0, 0, 0, 0)


@dataclass(frozen=True)
class Picture:
    """The picture `name`, with reflected pixels around it."""

    name: str
    pad: Pad = NO_PAD


@dataclass(frozen=True)
class Convolved:
    """What the convolution `name` gives before its normalization and activation."""

    name: str


@dataclass(frozen=True)
class Mean:
    """The mean of each channel of a convolution, `subpixels` groups of channels taken together."""

    name: str
    subpixels: int = 1


@dataclass(frozen=True)
class Variance:
    """The mean square distance from a `Mean` of `around` groups, over `subpixels` groups."""

    name: str
    around: int
    subpixels: int = 1


@dataclass(frozen=True)
class InverseDeviation:
    """1 / sqrt(variance + epsilon)."""

    name: str
    subpixels: int
    epsilon: float


@dataclass(frozen=True)
class Linear:
    """A linear function of the style vector, by the names of its weights."""

    kernel: str
    bias: str | None


Atom = Picture | Convolved | Mean | Variance | InverseDeviation | Linear


@dataclass(frozen=True)
class Groups:
    """Statistics whose `subpixels` groups of channels have an axis of their own."""

    statistic: Mean | Variance
    subpixels: int


@dataclass(frozen=True)
class Size:
    """Height and width of a picture, or one of them, times a factor."""

    name: str
    factor: int = 1


@dataclass(frozen=True)
class StyleVector:
    """The style vector, in any shape."""


class Polynomial:
    """A sum of products of atoms.

    Attributes:
        terms: the factor of each product, which is written as its sorted atoms.
    """

    def __init__(self, terms: Mapping[tuple[Atom, ...], float]) -> None:
        self.terms = {atoms: factor for atoms, factor in terms.items() if factor != 0}

    @classmethod
    def product(cls, *atoms: Atom, factor: float = 1) -> Polynomial:
        """The product of `atoms` and of a number."""
        return cls({tuple(sorted(atoms, key=repr)): factor})

    def __add__(self, other: Polynomial) -> Polynomial:
        terms = dict(self.terms)
        for atoms, factor in other.terms.items():
            terms[atoms] = terms.get(atoms, 0) + factor
        return Polynomial(terms)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + Polynomial({atoms: -factor for atoms, factor in other.terms.items()})

    def __mul__(self, other: Polynomial) -> Polynomial:
        total = Polynomial({})
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                total += Polynomial.product(*left, *right, factor=a * b)
        return total

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and self.terms == other.terms

    __hash__ = None  # type: ignore[assignment]

    @property
    def atom(self) -> Atom | None:
        """The one atom that this is, or None."""
        match list(self.terms.items()):
            case [((atom,), 1)]:
                return atom
        return None

    @property
    def atoms(self) -> set[Atom]:
        """The atoms of all products."""
        return {atom for product in self.terms for atom in product}


Value = Polynomial | Groups | Size | StyleVector
