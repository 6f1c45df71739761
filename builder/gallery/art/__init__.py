"""The project's own generative art: sample styles that anyone may use (CC0).

Each style is drawn with NumPy and Pillow from a seed, so a site needs no pictures of others.
"""

from __future__ import annotations

from builder.gallery.art.style import ArtStyle
from builder.gallery.art.styles import (
    batik,
    constructivist,
    cubist,
    engraving,
    impasto,
    ink_wash,
    marbling,
    mosaic,
    pointillism,
    risograph,
    stained_glass,
    watercolour,
    waves,
    woodcut,
)

STYLES: tuple[ArtStyle, ...] = (
    impasto.STYLE,
    marbling.STYLE,
    cubist.STYLE,
    stained_glass.STYLE,
    watercolour.STYLE,
    waves.STYLE,
    constructivist.STYLE,
    ink_wash.STYLE,
    pointillism.STYLE,
    engraving.STYLE,
    woodcut.STYLE,
    batik.STYLE,
    mosaic.STYLE,
    risograph.STYLE,
)
"""In the order of a gallery: the page opens on the first, and the best paintings come first."""

__all__ = ["STYLES", "ArtStyle"]
