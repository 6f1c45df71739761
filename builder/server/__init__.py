"""The preview: serves the site on this machine and builds it again when a file changes."""
