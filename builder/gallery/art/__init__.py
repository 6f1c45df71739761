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
    waves.STYLE,
    stained_glass.STYLE,
    woodcut.STYLE,
    pointillism.STYLE,
    marbling.STYLE,
    ink_wash.STYLE,
    mosaic.STYLE,
    constructivist.STYLE,
    watercolour.STYLE,
    batik.STYLE,
    engraving.STYLE,
    risograph.STYLE,
    cubist.STYLE,
)

__all__ = ["STYLES", "ArtStyle"]
