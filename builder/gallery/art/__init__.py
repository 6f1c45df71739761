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
    watercolour.STYLE,
    constructivist.STYLE,
    stained_glass.STYLE,
    marbling.STYLE,
    woodcut.STYLE,
    waves.STYLE,
    mosaic.STYLE,
    pointillism.STYLE,
    batik.STYLE,
    risograph.STYLE,
    impasto.STYLE,
    ink_wash.STYLE,
    engraving.STYLE,
    cubist.STYLE,
)
"""In the order of a gallery: the page opens on the first; those that suit most photos follow."""

__all__ = ["STYLES", "ArtStyle"]
