"""Importers of published networks."""
