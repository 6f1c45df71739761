"""The networks: definitions, the catalog of sets, and importers of published ones."""
