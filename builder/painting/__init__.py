"""Paints pictures with a network set, as the browser engine does."""
