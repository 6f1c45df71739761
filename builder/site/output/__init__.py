"""The folder that a build leaves: what is the builder's in it, and what is not."""
