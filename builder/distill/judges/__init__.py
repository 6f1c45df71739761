"""Judges of paintings that are neither teacher nor student: networks that a person names."""
