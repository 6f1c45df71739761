"""The sample styles, a file each."""
