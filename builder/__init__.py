"""Atelier's builder: turns trained networks and a few settings into a static studio site."""

__version__ = "0.1.0"
